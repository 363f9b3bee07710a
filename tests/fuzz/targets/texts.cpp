// Dates, points in time, numbers, languages and ids as text: what is read is written again, and that is read the same.
#include "client_core/shared/model/id.hpp"
#include "client_core/shared/model/language.hpp"
#include "client_core/shared/model/moment.hpp"
#include "client_core/shared/model/numbers.hpp"
#include "client_core/shared/model/partial_date.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace wegwijs;
using namespace wegwijs::model;

namespace {

void dates(ByteView text) {
    if (const auto date = PartialDate::from_text(text)) {
        MUST(date->text() == text);
        MUST(date->sort_key() >= 0);
        const Day today{2026, 11, 24};
        // Whoever has the years today has them for every smaller number of years.
        if (date->reached(18, today) == Answer::ja) MUST(date->reached(17, today) == Answer::ja);
        if (date->reached(17, today) == Answer::nee) MUST(date->reached(18, today) == Answer::nee);
    }
    if (const auto date = PartialDate::from_register(text)) {
        const auto again = PartialDate::from_text(date->text());
        MUST(again && *again == *date);
    }
    if (const auto day = Day::from_text(text)) MUST(day->valid() && day->text() == text);
    if (const auto ms = parse_moment(text)) {
        const auto again = parse_moment(moment_text(*ms));
        MUST(again && *again == *ms);
    }
}

template <class Parse>
void settles(ByteView text, Parse parse) {
    const auto once = parse(text);
    if (!once) return;
    const auto twice = parse(*once);
    MUST(twice && *twice == *once);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ByteView text = fuzz::Input(data, size).rest();
    const fuzz::Meter meter(fuzz::room_for(text));
    dates(text);
    settles(text, parse_bsn);
    settles(text, parse_v_number);
    settles(text, parse_phone);
    settles(text, parse_decimal);
    settles(text, canonical_language);
    if (const auto number = parse_integer(text)) MUST(parse_integer(std::to_string(*number)) == number);
    if (const auto id = Id::from_text(text)) MUST(Id::from_text(id->text()) == id);
    bool ok = false;
    const Bytes plain = from_base64(text, ok);
    if (ok) MUST(to_base64(plain) == text);
    const Bytes octets = from_hex(text, ok);
    if (ok) MUST(from_hex(to_hex(octets), ok) == octets);
    return 0;
}
