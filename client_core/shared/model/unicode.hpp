// The few things that we need of Unicode. Pure; NFC and NFKD are Unicode Standard Annex 15.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wegwijs::model {

/// Code points, which is what a person's "at most 80 characters" is measured in. REQUIRES: valid UTF-8.
std::size_t length(std::string_view text);
/// The code points; nullopt when `text` is not valid UTF-8.
std::optional<std::vector<char32_t>> code_points(std::string_view text);
void append_utf8(std::string& to, char32_t code_point);

enum class Lines { keep, join };

/// NFC, without control characters, runs of spaces as one space, nothing blank at either end. Line breaks (of any
/// kind) become "\n", or with Lines::join a space. Joiners and direction marks stay: Persian and mixed-direction text
/// need them. Doing it twice changes nothing more. nullopt when `text` is not valid UTF-8.
std::optional<std::string> clean(std::string_view text, Lines lines);

/// Nothing for `clean` to do, seen at a glance, and not empty. False says nothing.
bool is_surely_clean(std::string_view text);

/// NFC and nothing else. REQUIRES: valid UTF-8.
std::string nfc(std::string_view text);

/// Arabic-Indic (U+0660) and Persian (U+06F0) digits as 0-9; all else unchanged. REQUIRES: valid UTF-8.
std::string ascii_digits(std::string_view text);

}  // namespace wegwijs::model
