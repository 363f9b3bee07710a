// What a check throws when it fails.
#pragma once

#include <set>
#include <string>

namespace wegwijs::simulator {

struct Violation {
    std::string kind, what;
};

/// Checks that are switched off, to see what would go unnoticed without them.
inline std::set<std::string, std::less<>>& switched_off() {
    static std::set<std::string, std::less<>> kinds;
    return kinds;
}

/// Returns only where this check is switched off.
inline void violated(std::string kind, std::string what) {
    if (!switched_off().count(kind)) throw Violation{std::move(kind), std::move(what)};
}
/// After this a run cannot go on.
[[noreturn]] inline void broken(std::string kind, std::string what) {
    throw Violation{std::move(kind), std::move(what)};
}

}  // namespace wegwijs::simulator
