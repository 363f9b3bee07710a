// Text over the boundary: borrowed on the way in, the caller's on the way out.
#pragma once

#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <string_view>

#include "client_core/include/wegwijs/wegwijs.h"

namespace wegwijs::capi {

inline std::string_view view(wegwijs_string text) {
    return text.data ? std::string_view(text.data, text.size) : std::string_view();
}

/// Puts the parts together. False: there is not enough memory. `to` must not hold a text.
inline bool give(wegwijs_text* to, std::string_view text, std::string_view more = {}, std::string_view last = {}) {
    const std::size_t size = text.size() + more.size() + last.size();
    char* copy = static_cast<char*>(std::malloc(size + 1));
    if (!copy) return false;
    char* at = copy;
    for (const std::string_view part : {text, more, last}) {
        if (!part.empty()) std::memcpy(at, part.data(), part.size());
        at += part.size();
    }
    *at = '\0';
    *to = {copy, size};
    return true;
}

}  // namespace wegwijs::capi
