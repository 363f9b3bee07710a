// Bytes: a run of octets. std::string holds them: short values (most fields) need no allocation.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace wegwijs {

using Bytes = std::string;
using ByteView = std::string_view;

/// Lower-case hexadecimal, two digits an octet.
std::string to_hex(ByteView bytes);
/// The inverse; empty and `ok == false` when `text` is not an even run of hexadecimal digits.
Bytes from_hex(std::string_view text, bool& ok);
/// Base64 with padding (RFC 4648, section 4).
std::string to_base64(ByteView bytes);
/// The inverse, strict: no white space, padding required.
Bytes from_base64(std::string_view text, bool& ok);

}  // namespace wegwijs
