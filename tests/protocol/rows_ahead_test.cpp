// Rows that come before the request that pushes them, and what names them.
#include "client_core/shared/protocol/item.hpp"
#include "tests/protocol/golden.hpp"

using namespace wegwijs;
using namespace wegwijs::protocol;
using test::any_id;

namespace {

RowsAhead ahead() { return {Bytes(16, 'n'), 40, 3, Bytes(16, 'b'), "rows"}; }

SyncRequest naming() {
    SyncRequest request;
    request.epoch = 1;
    request.push_from = 40;
    request.push_count = 3;
    request.push_before = Bytes(16, 'b');
    request.push_name = Bytes(16, 'n');
    return request;
}

ItemRecord made_here(bool with_fields) {
    ItemRecord record{30, true, any_id(2), 2, any_id(1), {}, merge::Stamp{900, 7, 41, 1'790'000'000'000}};
    if (with_fields) record.fields = {{{1, ""}, {{*record.own, model::encode_text("a")}}}};
    return record;
}

}  // namespace

TEST_CASE("rows ahead are read as they were written") {
    const Bytes bytes = encode(ahead());
    const auto read = decode_rows_ahead(bytes);
    REQUIRE(read.ok());
    CHECK(read->name == ahead().name);
    CHECK(read->from == 40);
    CHECK(read->count == 3);
    CHECK(read->before == ahead().before);
    CHECK(read->rows == "rows");
    test::check_golden("rows_ahead", bytes);
}

TEST_CASE("rows ahead that lack anything, or are damaged, are refused") {
    test::with_every_cut(encode(ahead()), [](ByteView cut) { CHECK_FALSE(decode_rows_ahead(cut).ok()); });
    test::with_every_bit_wrong(encode(ahead()), [](ByteView wrong) {
        if (auto read = decode_rows_ahead(wrong); read.ok()) CHECK(encode(*read) == wrong);
    });
    for (auto spoil : {+[](RowsAhead& a) { a.name.clear(); }, +[](RowsAhead& a) { a.from = 0; },
                       +[](RowsAhead& a) { a.count = 0; }, +[](RowsAhead& a) { a.before = "short"; }}) {
        RowsAhead spoiled = ahead();
        spoil(spoiled);
        const Bytes bytes = encode(spoiled);
        const auto read = decode_rows_ahead(bytes);
        REQUIRE_FALSE(read.ok());
        CHECK(read.error().code == "malformed");
    }
    Bytes other = encode(ahead());
    other[2] = '\x02';  // {0: 2
    CHECK(decode_rows_ahead(other).error().code == "version");
}

TEST_CASE("a request names rows that came ahead, or brings rows, never both") {
    const auto read = decode_request(encode(naming()));
    REQUIRE(read.ok());
    CHECK(read->push_name == naming().push_name);
    CHECK(read->push.empty());
    CHECK(read->push_count == 3);
    test::check_golden("request_naming_rows", encode(naming()));
    SyncRequest none = naming();
    none.push_count = 0;
    CHECK_FALSE(decode_request(encode(none)).ok());
    // {0: 1, 1: 1, 17: 40, 18: 3, 19: before, 20: "rows", 23: name}
    const Bytes both = test::unhex(
        "a700010101111828120313"
        "50" +
        to_hex(Bytes(16, 'b')) + "1444" + to_hex("rows") +
        "17"
        "50" +
        to_hex(Bytes(16, 'n')));
    CHECK_FALSE(decode_request(both).ok());
}

TEST_CASE("a record that the device made itself comes back as its stamp alone") {
    Item item;
    item.dossier = 12;
    item.id = any_id(1);
    item.records = {made_here(false)};
    const Bytes bytes = encode_item(item);
    CborReader in(bytes);
    Item read;
    read_item(in, read);
    REQUIRE(in.finished());
    REQUIRE(read.records.size() == 1);
    CHECK(read.records[0].own == made_here(false).own);
    CHECK(read.records[0].fields.empty());
    CHECK(read.records[0].id == any_id(2));
    test::check_golden("item_own", bytes);
    // A stamp that is not in the item's table.
    Bytes wrong = bytes;
    const std::size_t at = wrong.rfind(Bytes("\x80\x00", 2));  // the place, before: no removals, sum 0
    REQUIRE(at != Bytes::npos);
    wrong[at - 1] = '\x01';
    CborReader again(wrong);
    Item refused;
    read_item(again, refused);
    CHECK_FALSE(again.finished());
}
