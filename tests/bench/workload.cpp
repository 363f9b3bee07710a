#include "tests/bench/workload.hpp"

#include <algorithm>
#include <cstdio>
#include <functional>
#include <span>

#include "client_core/shared/crypto/crypto.hpp"

namespace wegwijs::bench {

const std::array<FieldOf, field_count> fields{{{"achternaam", Kind::text},
                                               {"voornamen", Kind::text},
                                               {"roepnaam", Kind::text},
                                               {"geboorteplaats", Kind::text},
                                               {"nationaliteit", Kind::text},
                                               {"straat", Kind::text},
                                               {"woonplaats", Kind::text},
                                               {"moedertaal", Kind::text},
                                               {"opleiding", Kind::text},
                                               {"beroep", Kind::text},
                                               {"samenvatting", Kind::text},
                                               {"toelichting", Kind::text},
                                               {"status", Kind::text},
                                               {"leerroute", Kind::text},
                                               {"locatie", Kind::text},
                                               {"geslacht", Kind::text},
                                               {"kinderen", Kind::integer},
                                               {"jaren_onderwijs", Kind::integer, "jarenOnderwijs"},
                                               {"uren_per_week", Kind::integer, "urenPerWeek"},
                                               {"geboortedatum", Kind::text},
                                               {"aankomstdatum", Kind::text},
                                               {"afspraakdatum", Kind::text},
                                               {"tolk_nodig", Kind::boolean, "tolkNodig"}}};

namespace {

constexpr std::uint32_t record_seed = 0x57454757, edit_seed = 0x45444954;
constexpr std::size_t straat = 5, woonplaats = 6, opleiding = 8, beroep = 9;

/// mulberry32.
class Generator {
public:
    explicit Generator(std::uint32_t seed) : state_(seed) {}
    /// 0 to n - 1.
    std::uint32_t operator()(std::uint32_t n) {
        state_ += 0x6d2b79f5;
        std::uint32_t t = (state_ ^ (state_ >> 15)) * (state_ | 1);
        t ^= t + (t ^ (t >> 7)) * (t | 61);
        t ^= t >> 14;
        return static_cast<std::uint32_t>((std::uint64_t{t} * n) >> 32);
    }

private:
    std::uint32_t state_;
};

using Words = std::span<const std::string_view>;
constexpr std::string_view dutch[] = {"aa",  "ven",  "de",   "ge",   "ber", "lijk", "ing",  "stad", "huis", "kin",
                                      "der", "waar", "heid", "scho", "ol",  "taal", "werk", "uur",  "oost", "ïn",
                                      "één", "be",   "ver",  "ont",  "mee", "ster", "dam",  "veld", "berg", "hof",
                                      "jan", "sen",  "van",  "ter",  "tje", "loos", "baar", "naam", "dag",  "reis"};
constexpr std::string_view arabic[] = {"ال", "مح", "مد", "عبد", "نور", "حسن", "علي", "سا", "لم", "كر",
                                       "يم", "فا", "طم", "ري",  "ان",  "بي",  "دا",  "رو", "تو", "شا"};
constexpr std::string_view cyrillic[] = {"ко", "ва", "ле", "нко", "ми", "ха", "ил", "ов",  "на", "та",
                                         "ша", "юр", "ий", "ол",  "ек", "са", "др", "пет", "ро", "щук"};
constexpr Words scripts[] = {dutch, arabic, cyrillic};

std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

/// Words of one to four syllables until `length` characters, then cut.
std::string words(Generator& draw, std::size_t length, const std::function<std::size_t()>& pick_script) {
    std::string text;
    std::size_t long_ = 0;
    while (long_ < length) {
        const Words list = scripts[pick_script()];
        for (std::uint32_t left = 1 + draw(4); left > 0; --left) {
            const std::string_view syllable = list[draw(static_cast<std::uint32_t>(list.size()))];
            text += syllable;
            long_ += characters(syllable);
        }
        text += ' ';
        ++long_;
    }
    for (; long_ > length; --long_) {
        while ((text.back() & 0xc0) == 0x80) text.pop_back();
        text.pop_back();
    }
    if (text.back() == ' ') text.back() = '.';
    return text;
}

std::string date(Generator& draw, std::uint32_t from, std::uint32_t years) {
    const std::uint32_t year = from + draw(years), month = 1 + draw(12), day = 1 + draw(28);
    char text[16];
    std::snprintf(text, sizeof text, "%04u-%02u-%02u", year, month, day);
    return text;
}

template <std::size_t N>
std::string one_of(Generator& draw, const std::string_view (&list)[N]) {
    return std::string(list[draw(static_cast<std::uint32_t>(N))]);
}

std::string uuid(Generator& draw) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (int place = 0; place < 32; ++place) {
        if (place == 8 || place == 12 || place == 16 || place == 20) text += '-';
        text += place == 12 ? '4' : place == 16 ? digits[8 + draw(4)] : digits[draw(16)];
    }
    return text;
}

std::string letters(std::uint32_t k) {
    Generator draw(edit_seed + k);
    std::string text;
    for (int i = 0; i < 12; ++i) text += static_cast<char>('a' + draw(26));
    return text;
}

}  // namespace

Record record(std::uint32_t i) {
    constexpr std::string_view status[] = {"nieuw", "gepland", "lopend", "afgerond"};
    constexpr std::string_view route[] = {"B1-route", "onderwijsroute", "Z-route"};
    constexpr std::string_view place[] = {"Hoorn",        "Enkhuizen",  "Medemblik",  "Opmeer",
                                          "Drechterland", "Koggenland", "Stede Broec"};
    constexpr std::string_view sex[] = {"man", "vrouw", "anders", "onbekend"};
    Generator draw(record_seed + i);
    Record made;
    made.id = uuid(draw);
    std::size_t at = 0;
    for (; at < string_fields; ++at) {
        const std::uint32_t drawn = draw(5);
        const std::size_t script = drawn < 3 ? 0 : drawn - 2, length = 5 + draw(26);
        made.values[at] = words(draw, length, [&] { return script; });
    }
    for (int n = 0; n < 2; ++n) {
        const std::size_t length = 150 + draw(101);
        made.values[at++] = words(draw, length, [&]() -> std::size_t {
            const std::uint32_t drawn = draw(10);
            return drawn < 8 ? 0 : drawn - 7;
        });
    }
    made.values[at++] = one_of(draw, status);
    made.values[at++] = one_of(draw, route);
    made.values[at++] = one_of(draw, place);
    made.values[at++] = one_of(draw, sex);
    for (const std::uint32_t n : {9u, 21u, 41u}) made.values[at++] = std::to_string(draw(n));
    made.values[at++] = date(draw, 1950, 58);
    made.values[at++] = date(draw, 2015, 11);
    made.values[at++] = date(draw, 2026, 2);
    made.values[at++] = draw(2) == 1 ? "true" : "false";
    return made;
}

std::string json_line(const Record& record) {
    std::string line = "{\"id\":\"" + record.id + "\"";
    for (std::size_t at = 0; at < field_count; ++at) {
        line += ",\"";
        line += fields[at].listed.empty() ? fields[at].name : fields[at].listed;
        line += "\":";
        const bool quoted = fields[at].kind == Kind::text;
        if (quoted) line += '"';
        line += record.values[at];
        if (quoted) line += '"';
    }
    return line + "}\n";
}

std::string checksum_of_ten_thousand() {
    std::string lines;
    for (std::uint32_t i = 0; i < 10'000; ++i) lines += json_line(record(i));
    std::string hex;
    for (const char c : crypto::sha256(lines)) {
        char two[3];
        std::snprintf(two, sizeof two, "%02x", static_cast<unsigned>(static_cast<unsigned char>(c)));
        hex += two;
    }
    return hex;
}

std::vector<Change> one_field_of_each(std::uint32_t records) {
    std::vector<Change> changes;
    for (std::uint32_t i = 0; i < records; ++i) changes.push_back({i, i % string_fields, letters(i)});
    return changes;
}

std::vector<Change> a_thousand(std::uint32_t records) {
    std::vector<Change> changes;
    for (std::uint32_t i = 0; i < std::min(records, 1000u); ++i)
        changes.push_back({i, woonplaats, letters(1'000'000 + i)});
    return changes;
}

std::vector<Change> at_the_same_time(std::uint32_t records, Side side) {
    const std::uint32_t half = std::min(records, 1000u) / 2, first = records >= 2000 ? 1000 : 0;
    const std::uint32_t seed = side == Side::a ? 2'000'000 : 3'000'000;
    std::vector<Change> changes;
    for (std::uint32_t j = 0; j < 2 * half; ++j) {
        const std::size_t field = j < half ? beroep : side == Side::a ? straat : opleiding;
        changes.push_back({first + j, field, letters(seed + j)});
    }
    return changes;
}

std::vector<Change> round_of(std::uint32_t records, std::uint32_t round) {
    std::vector<Change> changes;
    for (std::uint32_t i = 0; i < std::min(records, 1000u); ++i)
        changes.push_back({i, round % string_fields, letters(4'000'000 + round * 1000 + i)});
    return changes;
}

}  // namespace wegwijs::bench
