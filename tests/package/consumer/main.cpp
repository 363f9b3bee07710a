// A program of somebody else: it sees the installed headers and nothing of the source tree.
#include <iostream>

#include <wegwijs/wegwijs.hpp>

int main(int, char** arguments) {
    std::cout << "wegwijs " << wegwijs::version() << '\n';
    const auto store = wegwijs::Store::open({arguments[1], "2580"});
    if (store.ok()) return 1;
    std::cout << store.error().code << ", " << to_text(store.error().retry) << '\n';
    return 0;
}
