#include "client_core/shared/model/spelling.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>

#include <utf8proc.h>

#include "client_core/shared/model/transliteration.hpp"
#include "client_core/shared/model/unicode.hpp"

namespace wegwijs::model {

namespace {

/// NFKD, case-folded, marks gone; nullopt when it is not UTF-8.
std::optional<std::string> bare_letters(std::string_view text) {
    utf8proc_uint8_t* raw = nullptr;
    const auto options = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT |
                                                        UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK);
    const auto size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                   static_cast<utf8proc_ssize_t>(text.size()), &raw, options);
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(raw, &std::free);
    if (size < 0) return std::nullopt;
    return std::string(reinterpret_cast<const char*>(raw), static_cast<std::size_t>(size));
}

bool is_word_character(char32_t c) {
    if (c < 0x80) return (c >= U'a' && c <= U'z') || (c >= U'0' && c <= U'9');
    const auto category = utf8proc_category(static_cast<utf8proc_int32_t>(c));
    return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO;
}

/// The Arabic article, written onto its word: الحسن is "al-" Hasan.
bool begins_with_article(const std::vector<char32_t>& points, std::size_t at) {
    if (at + 4 >= points.size() || points[at] != U'ا' || points[at + 1] != U'ل') return false;
    // Not in الله, whose name is no "al-" something.
    if (points[at + 2] == U'ل' && points[at + 3] == U'ه') return false;
    for (std::size_t i = at; i < at + 5; ++i)
        if (!is_word_character(points[i])) return false;
    return true;
}

constexpr std::array<std::string_view, 45> particles{
    "al",  "el",   "ul",   "ar",  "as",  "ash", "ad",  "az",  "bin", "ibn", "ben", "bn",  "abn", "bint", "bnt",
    "abu", "abou", "aboe", "abo", "abw", "um",  "umm", "oum", "van", "de",  "der", "den", "het", "t",    "te",
    "ten", "ter",  "von",  "da",  "di",  "do",  "dos", "du",  "del", "la",  "le",  "zu",  "y",   "ould", "wld"};

bool is_particle(std::string_view word) {
    return std::find(particles.begin(), particles.end(), word) != particles.end();
}

/// "Servant of": never a name of its own, however it is written before the next word.
bool is_servant_of(std::string_view word) {
    constexpr std::array<std::string_view, 10> forms{"abd",    "abdul",  "abdel", "abdal", "abdol",
                                                     "abdoul", "abdoel", "abdu",  "abdur", "abdr"};
    return std::find(forms.begin(), forms.end(), word) != forms.end();
}

std::vector<std::string> words(std::string_view folded) {
    std::vector<std::string> out;
    for (std::size_t start = 0; start < folded.size();) {
        const std::size_t end = std::min(folded.find(' ', start), folded.size());
        if (end > start) out.emplace_back(folded.substr(start, end - start));
        start = end + 1;
    }
    return out;
}

struct Sound {
    std::string_view from, to;
};

// The longest first: what stands earlier wins.
constexpr Sound sounds[] = {
    {"shch", "s"}, {"sch", "s"}, {"tch", "s"}, {"kh", "h"}, {"gh", "g"}, {"dj", "j"},
    {"sh", "s"},   {"ch", "s"},  {"sj", "s"},  {"ph", "f"}, {"ts", "z"}, {"th", "t"},
    {"dh", "d"},   {"zh", "j"},  {"ck", "k"},  {"x", "h"},  {"q", "k"},  {"c", "k"},
};

std::string with_plain_sounds(std::string_view word) {
    std::string out;
    while (!word.empty()) {
        const auto* sound = std::find_if(std::begin(sounds), std::end(sounds),
                                         [&](const Sound& one) { return word.starts_with(one.from); });
        const bool found = sound != std::end(sounds);
        out += found ? sound->to : word.substr(0, 1);
        word.remove_prefix(found ? sound->from.size() : 1);
    }
    return out;
}

bool is_vowel(char c) { return std::string_view("aeiouyw").find(c) != std::string_view::npos; }

}  // namespace

std::string normalise(std::string_view text) { return clean(text, Lines::join).value_or(std::string()); }

std::string fold(std::string_view text) {
    const auto bare = bare_letters(text);
    const auto points = bare ? code_points(*bare) : std::nullopt;
    if (!points) return {};
    std::string out;
    out.reserve(bare->size());
    for (std::size_t i = 0; i < points->size(); ++i) {
        const char32_t c = (*points)[i];
        const bool word_begins = out.empty() || out.back() == ' ';
        if (is_silent(c)) continue;
        if (!is_word_character(c)) {
            if (!word_begins) out.push_back(' ');
        } else if (word_begins && begins_with_article(*points, i)) {
            out += "al ";
            ++i;
        } else if (const auto plain = latin(c, word_begins); plain.data()) {
            out += plain;
        } else {
            append_utf8(out, c);
        }
    }
    if (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

std::vector<std::string> name_tokens(std::string_view name) {
    const std::vector<std::string> all = words(fold(name));
    std::vector<std::string> tokens;
    bool join_next = false;
    for (const std::string& word : all) {
        if (is_particle(word)) continue;
        if (join_next) {
            tokens.back() += word;
        } else {
            tokens.push_back(word);
        }
        join_next = !join_next && is_servant_of(word);
    }
    return tokens.empty() ? all : tokens;
}

std::string skeleton(std::string_view token) {
    std::string single;
    for (const char c : token)
        if (single.empty() || single.back() != c) single.push_back(c);
    std::string out;
    for (const char c : with_plain_sounds(single))
        if (!is_vowel(c)) out.push_back(c);
    if (out.size() > 2 && out.back() == 'h') out.pop_back();
    if (!out.empty() && out.back() == 't') out.back() = 'd';
    // The l of "Abdul" melts into the next sound (Abdurrahman), so it does not count before another consonant.
    if (single.starts_with("abd") && out.size() > 4 && out.starts_with("bdl")) out.erase(2, 1);
    return out;
}

}  // namespace wegwijs::model
