// What a check throws when it fails.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace wegwijs::simulator {

struct Violation {
    std::string kind, what;
};

/// Which of the ten things that must always hold (docs/testing.md) a kind of violation breaks. 0: none of them, but
/// the run could not go on.
inline int invariant(std::string_view kind) {
    static const std::map<std::string_view, int> of{
        {"durable", 1},      {"open", 1},   {"gone", 1},                                                      //
        {"converge", 2},     {"light", 2},  {"stuck", 2},     {"sum", 2},    {"integrity", 2},                //
        {"loss", 3},         {"extra", 3},  {"twice", 3},     {"value", 3},  {"hidden", 3},    {"claim", 3},  //
        {"stale", 3},        {"signed", 3}, {"unlisted", 3},  {"fields", 4}, {"torn", 5},      {"half", 5},
        {"scope", 6},  //
        {"readable", 6},     {"kept", 7},   {"nowhere", 7},   {"reject", 7}, {"abuse", 7},     {"flip", 7},
        {"acknowledged", 7}, {"forged", 7},  //
        {"cost", 8},         {"erased", 9}, {"delivery", 10},
    };
    const auto found = of.find(kind);
    return found == of.end() ? 0 : found->second;
}

/// Checks that are switched off, to see what would go unnoticed without them: kinds, and numbers of invariants.
inline std::set<std::string, std::less<>>& switched_off() {
    static std::set<std::string, std::less<>> checks;
    return checks;
}
inline bool is_off(const std::string& kind) {
    return switched_off().count(kind) || switched_off().count(std::to_string(invariant(kind)));
}

/// Returns only where this check is switched off.
inline void violated(std::string kind, std::string what) {
    if (!is_off(kind)) throw Violation{std::move(kind), std::move(what)};
}
/// After this a run cannot go on.
[[noreturn]] inline void broken(std::string kind, std::string what) {
    throw Violation{std::move(kind), std::move(what)};
}

}  // namespace wegwijs::simulator
