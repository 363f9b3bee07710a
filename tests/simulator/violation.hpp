// What a check throws when it fails.
#pragma once

#include <string>

namespace wegwijs::simulator {

struct Violation {
    std::string kind, what;
};
[[noreturn]] inline void violated(std::string kind, std::string what) {
    throw Violation{std::move(kind), std::move(what)};
}

}  // namespace wegwijs::simulator
