// Text over the boundary: borrowed on the way in, the caller's on the way out.
#pragma once

#include <cstdlib>
#include <cstring>
#include <string_view>

#include "client_core/include/wegwijs/wegwijs.h"

namespace wegwijs::capi {

inline std::string_view view(wegwijs_string text) {
    return text.data ? std::string_view(text.data, text.size) : std::string_view();
}

/// False: there is not enough memory. `to` must not hold a text.
inline bool give(wegwijs_text* to, std::string_view text) {
    char* copy = static_cast<char*>(std::malloc(text.size() + 1));
    if (!copy) return false;
    std::memcpy(copy, text.data(), text.size());
    copy[text.size()] = '\0';
    *to = {copy, text.size()};
    return true;
}

}  // namespace wegwijs::capi
