// Letters of other scripts, and Latin letters that Unicode does not take apart, as plain Latin for comparing. Pure.
#pragma once

#include <string_view>

namespace wegwijs::model {

/// What stands for `letter` (of NFKD, case-folded text); {nullptr, 0} when it stands for itself. Cyrillic follows the
/// Ukrainian standard for passports (2010), where some letters differ at the beginning of a word; Arabic letters are
/// given one Latin spelling each, vowels being mostly unwritten.
std::string_view latin(char32_t letter, bool word_begins);

/// Written between letters without parting words: apostrophes, ayn and hamza signs, joiners, the Arabic tatweel.
bool is_silent(char32_t c);

}  // namespace wegwijs::model
