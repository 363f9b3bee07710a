#include "client_core/shared/model/language.hpp"

#include <algorithm>
#include <vector>

namespace wegwijs::model {

namespace {

bool is_letter(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool letters(std::string_view part, std::size_t least, std::size_t most) {
    return part.size() >= least && part.size() <= most && std::all_of(part.begin(), part.end(), is_letter);
}

bool is_region(std::string_view part) {
    return letters(part, 2, 2) || (part.size() == 3 && std::all_of(part.begin(), part.end(), is_digit));
}

bool is_variant(std::string_view part) {
    return (part.size() >= 5 && part.size() <= 8) || (part.size() == 4 && is_digit(part[0]));
}

/// Lower-case subtags of one to eight letters and digits; empty when it has anything else.
std::vector<std::string> subtags(std::string_view tag) {
    std::vector<std::string> parts(1);
    for (char c : tag) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        if (c == '-' || c == '_') {
            parts.emplace_back();
        } else if (is_letter(c) || is_digit(c)) {
            parts.back().push_back(c);
        } else {
            return {};
        }
    }
    const bool sound = std::all_of(parts.begin(), parts.end(), [](auto& p) { return !p.empty() && p.size() <= 8; });
    return sound ? parts : std::vector<std::string>{};
}

/// Extensions and private use, from `at` to the end.
bool well_formed_tail(const std::vector<std::string>& parts, std::size_t at) {
    std::string seen;
    while (at < parts.size()) {
        const std::string& singleton = parts[at++];
        if (singleton.size() != 1 || seen.find(singleton) != std::string::npos) return false;
        seen += singleton;
        const bool private_use = singleton == "x";
        const std::size_t first = at;
        while (at < parts.size() && (private_use || parts[at].size() > 1)) ++at;
        if (at == first) return false;
    }
    return true;
}

bool well_formed(const std::vector<std::string>& parts) {
    std::size_t at = 0;
    if (parts.empty()) return false;
    if (parts[0] != "x") {
        if (!letters(parts[at++], 2, 8)) return false;
        const bool may_extend = parts[0].size() <= 3;
        for (int i = 0; may_extend && i < 3 && at < parts.size() && letters(parts[at], 3, 3); ++i) ++at;
        if (at < parts.size() && letters(parts[at], 4, 4)) ++at;
        if (at < parts.size() && is_region(parts[at])) ++at;
        for (const std::size_t first = at; at < parts.size() && is_variant(parts[at]); ++at)
            if (std::find(parts.begin() + static_cast<long>(first), parts.begin() + static_cast<long>(at), parts[at]) !=
                parts.begin() + static_cast<long>(at))
                return false;
    }
    return well_formed_tail(parts, at);
}

}  // namespace

std::optional<std::string> canonical_language(std::string_view tag) {
    std::vector<std::string> parts = subtags(tag);
    if (!well_formed(parts)) return std::nullopt;
    std::string out;
    bool after_singleton = false;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        std::string& part = parts[i];
        const bool title = part.size() == 4 && is_letter(part[0]), upper = part.size() == 2;
        if (i > 0 && !after_singleton && (title || upper))
            for (std::size_t j = 0; j < (title ? 1U : 2U); ++j)
                if (is_letter(part[j])) part[j] = static_cast<char>(part[j] - 'a' + 'A');
        after_singleton = after_singleton || part.size() == 1;
        if (i > 0) out.push_back('-');
        out += part;
    }
    return out;
}

}  // namespace wegwijs::model
