// UTF-8 (RFC 3629).
#pragma once

#include <string_view>

namespace wegwijs {

/// Is `text` valid UTF-8: no surrogates, no overlong forms, nothing cut off?
bool valid_utf8(std::string_view text);

}  // namespace wegwijs
