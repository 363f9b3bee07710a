#include "client_core/shared/model/transliteration.hpp"

#include <algorithm>
#include <iterator>

namespace wegwijs::model {

namespace {

struct Letter {
    char32_t from;
    std::string_view to;
};

// Sorted by code point, for a binary search.
constexpr Letter letters[] = {
    // Latin that NFKD leaves whole
    {U'æ', "ae"},
    {U'ð', "d"},
    {U'ø', "o"},
    {U'þ', "th"},
    {U'đ', "d"},
    {U'ħ', "h"},
    {U'ı', "i"},
    {U'ł', "l"},
    {U'ŋ', "ng"},
    {U'œ', "oe"},
    {U'ŧ', "t"},
    {U'ƶ', "z"},
    {U'ǝ', "e"},
    {U'ə', "e"},
    // Cyrillic
    {U'а', "a"},
    {U'б', "b"},
    {U'в', "v"},
    {U'г', "h"},
    {U'д', "d"},
    {U'е', "e"},
    {U'ж', "zh"},
    {U'з', "z"},
    {U'и', "y"},
    {U'к', "k"},
    {U'л', "l"},
    {U'м', "m"},
    {U'н', "n"},
    {U'о', "o"},
    {U'п', "p"},
    {U'р', "r"},
    {U'с', "s"},
    {U'т', "t"},
    {U'у', "u"},
    {U'ф', "f"},
    {U'х', "kh"},
    {U'ц', "ts"},
    {U'ч', "ch"},
    {U'ш', "sh"},
    {U'щ', "shch"},
    {U'ъ', ""},
    {U'ы', "y"},
    {U'ь', ""},
    {U'э', "e"},
    {U'ю', "iu"},
    {U'я', "ia"},
    {U'ђ', "dj"},
    {U'є', "ie"},
    {U'ѕ', "dz"},
    {U'і', "i"},
    {U'ј', "j"},
    {U'љ', "lj"},
    {U'њ', "nj"},
    {U'ћ', "c"},
    {U'џ', "dz"},
    {U'ґ', "g"},
    // Arabic, Persian, Kurdish, Pashto, Urdu
    {U'ء', ""},
    {U'ا', "a"},
    {U'ب', "b"},
    {U'ة', "a"},
    {U'ت', "t"},
    {U'ث', "th"},
    {U'ج', "j"},
    {U'ح', "h"},
    {U'خ', "kh"},
    {U'د', "d"},
    {U'ذ', "dh"},
    {U'ر', "r"},
    {U'ز', "z"},
    {U'س', "s"},
    {U'ش', "sh"},
    {U'ص', "s"},
    {U'ض', "d"},
    {U'ط', "t"},
    {U'ظ', "z"},
    {U'ع', "a"},
    {U'غ', "gh"},
    {U'ف', "f"},
    {U'ق', "q"},
    {U'ك', "k"},
    {U'ل', "l"},
    {U'م', "m"},
    {U'ن', "n"},
    {U'ه', "h"},
    {U'و', "w"},
    {U'ى', "a"},
    {U'ي', "y"},
    {U'ٱ', "a"},
    {U'ٹ', "t"},
    {U'ټ', "t"},
    {U'پ', "p"},
    {U'ځ', "z"},
    {U'څ', "ts"},
    {U'چ', "ch"},
    {U'ډ', "d"},
    {U'ړ', "r"},
    {U'ڕ', "r"},
    {U'ږ', "zh"},
    {U'ژ', "zh"},
    {U'ښ', "sh"},
    {U'ڤ', "v"},
    {U'ک', "k"},
    {U'گ', "g"},
    {U'ڵ', "l"},
    {U'ں', "n"},
    {U'ڼ', "n"},
    {U'ھ', "h"},
    {U'ہ', "h"},
    {U'ۃ', "a"},
    {U'ۆ', "o"},
    {U'ۇ', "u"},
    {U'ی', "y"},
    {U'ۍ', "y"},
    {U'ێ', "e"},
    {U'ې', "e"},
    {U'ے', "e"},
    {U'ە', "e"},
};

constexpr bool sorted() {
    for (std::size_t i = 1; i < std::size(letters); ++i)
        if (letters[i - 1].from >= letters[i].from) return false;
    return true;
}
static_assert(sorted());

}  // namespace

std::string_view latin(char32_t letter, bool word_begins) {
    if (letter >= 0x660 && letter <= 0x669) return std::string_view("0123456789").substr(letter - 0x660, 1);
    if (letter >= 0x6f0 && letter <= 0x6f9) return std::string_view("0123456789").substr(letter - 0x6f0, 1);
    if (word_begins) {
        if (letter == U'є') return "ye";
        if (letter == U'ю') return "yu";
        if (letter == U'я') return "ya";
    }
    const auto* found = std::lower_bound(std::begin(letters), std::end(letters), letter,
                                         [](const Letter& one, char32_t c) { return one.from < c; });
    return found != std::end(letters) && found->from == letter ? found->to : std::string_view{};
}

bool is_silent(char32_t c) {
    switch (c) {
        case U'\'':
        case U'`':
        case 0xb4:
        case 0x2b9:
        case 0x2bb:
        case 0x2bc:
        case 0x2be:
        case 0x2bf:
        case 0x2018:
        case 0x2019:
        case 0x201b:
        case 0x2032:
        case 0x640:
        case 0xad:
        case 0x200b:
        case 0x200c:
        case 0x200d:
        case 0x200e:
        case 0x200f:
        case 0x2060:
        case 0x61c: return true;
        default: return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    }
}

}  // namespace wegwijs::model
