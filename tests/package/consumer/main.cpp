// A program of somebody else: it sees the installed headers and nothing of the source tree.
#include <iostream>

#include <wegwijs/wegwijs.hpp>

int main() {
    std::cout << "wegwijs " << wegwijs::version() << '\n';
    return 0;
}
