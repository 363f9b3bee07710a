// Other spellings of one name (domain: at least fourteen Latin spellings of Muhammad). Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wegwijs::model {

/// NFC, control characters removed, white space trimmed and collapsed; empty when it is not UTF-8.
std::string normalise(std::string_view text);
/// NFKD without marks, case-folded independent of locale, Turkish/Kurdish and Arabic/Persian letters folded,
/// Arabic and Cyrillic letters transliterated to Latin, punctuation to spaces: for comparing, never for showing.
/// Empty when it is not UTF-8.
std::string fold(std::string_view text);
/// The words of a name: folded, particles (al-, el-, bin, ibn, abu, van, de...) dropped unless nothing else is left;
/// "Abd al-Rahman" is one word, as it is in "Abdulrahman".
std::vector<std::string> name_tokens(std::string_view name);
/// The consonant skeleton of a folded word: vowels dropped, kh~x~h, gh~g, q~k, ou~u~w, dj~j, sh~ch~s, ph~f, ts~z,
/// doubles once; a final h is dropped (Sarah, Sara) and a final t is d (Ahmet, Ahmed). Empty for a word of vowels.
std::string skeleton(std::string_view token);
/// 0..1: how alike two names are, whatever the order of their words. From 0.85 on probably, from 0.70 on possibly
/// the same name; whether it is the same person is for a human.
double likeness(std::string_view a, std::string_view b);

}  // namespace wegwijs::model
