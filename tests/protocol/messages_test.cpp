#include "client_core/shared/protocol/messages.hpp"

#include <algorithm>

#include "client_core/shared/protocol/item.hpp"
#include "tests/protocol/golden.hpp"

using namespace wegwijs;
using namespace wegwijs::protocol;
using merge::Stamp;
using model::encode_text;
using test::any_id;
using test::unhex;

namespace {

constexpr std::uint64_t own = 7, other = 8;
constexpr UnixMs morning = 1'790'000'000'000;

SyncRequest full_request() {
    SyncRequest r;
    r.epoch = 3;
    r.head = {40, Bytes(16, 'h')};
    r.acked = 38;
    r.heard = {900, "heard---"};
    r.round = {{800, "base----"}, 12, {900, "end-----"}};
    r.stage = Stage{12, 34, 800, 880, true};
    r.budget = 65536;
    r.pack = 2;
    r.starts = {{1, 0}, {500, 450}};
    r.first = {any_id(1), any_id(2)};
    r.chain = {{10, Bytes(16, 'a')}, {20, Bytes(16, 'b')}};
    r.stuck = true;
    r.sums = {{3, 0xffff'ffff'ffff'ffff}, {12, 5}};
    r.check_all = true;
    r.push_from = 39;
    r.push_count = 2;
    r.push_before = Bytes(16, 'p');
    r.push = "rows";
    return r;
}

Item item(bool whole) {
    Item i;
    i.dossier = 12;
    i.id = any_id(1);
    i.role = "klantmanager";
    i.municipality = "0405";
    i.whole = whole;
    const Stamp mine{880, own, 38, morning}, theirs{881, other, 2, morning + 5};
    i.records.push_back({30, true, any_id(1), 1, {}, {{{1, ""}, {{mine, encode_text("Amal")}}}}});
    i.records.push_back({28,
                         true,
                         any_id(2),
                         2,
                         any_id(1),
                         {{{1, ""}, {{mine, encode_text("a")}, {theirs, encode_text("b")}}},
                          {{5, "nl"}, {{theirs, model::true_value}}}}});
    i.records.push_back({31, false, {}, 0, {}, {{{2, ""}, {{theirs, model::null_value}}}}});
    i.removals = {any_id(4)};
    i.sum = 0x1234'5678'9abc'def0;
    return i;
}

Item short_item(Item::What what) {
    Item i;
    i.what = what;
    i.dossier = 13;
    i.id = any_id(5);
    return i;
}

SyncAnswer full_answer() {
    SyncAnswer a;
    a.epoch = 3;
    a.starts = {{1, 0}};
    a.last = 5;
    a.fork = Fork{9, 4, 6, {{9, 7, 4}, {7, 0, 0}}};
    a.probe = std::pair<std::uint64_t, std::uint64_t>(0, 256);
    a.gap = 39;
    a.outcome_hash = Bytes(16, 'o');
    a.outcomes = {{39, 2, 901, {}, {}, "", ""},
                  {41, 1, 903, morning, {}, "", ""},
                  {42, 1, 904, {}, 0, "", ""},
                  {43, 1, 0, {}, {}, "no_right", "Dit mag niet."}};
    a.as_of = Point{950, "as of---"};
    a.roles = {{"0405", "klantmanager"}};
    a.pack = 2;
    a.pack_json = "{}";
    a.at = 12;
    a.end = {950, "end-----"};
    a.stage = Stage{13, 0, 800, 950, false};
    a.round_done = true;
    a.kept = 30;
    a.items = {item(true), short_item(Item::What::forget), short_item(Item::What::erase)};
    a.differs = {12};
    a.time = morning;
    a.names = {{other, "bram"}};
    return a;
}

bool same(const ItemRecord& a, const ItemRecord& b) {
    return a.number == b.number && a.head == b.head && a.id == b.id && a.entity == b.entity && a.parent == b.parent &&
           a.fields == b.fields;
}

bool same(const Item& a, const Item& b) {
    return a.what == b.what && a.dossier == b.dossier && a.id == b.id && a.role == b.role &&
           a.municipality == b.municipality && a.whole == b.whole && a.begin == b.begin && a.part == b.part &&
           a.removals == b.removals && a.sum == b.sum &&
           std::equal(a.records.begin(), a.records.end(), b.records.begin(), b.records.end(),
                      [](const ItemRecord& x, const ItemRecord& y) { return same(x, y); });
}

Item read_back(ByteView bytes) {
    CborReader in(bytes);
    Item i;
    read_item(in, i);
    REQUIRE(in.finished());
    return i;
}

}  // namespace

TEST_CASE("a request is read as it was written") {
    const SyncRequest r = full_request();
    const auto read = decode_request(encode(r));
    REQUIRE(read.ok());
    CHECK(encode(*read) == encode(r));
    CHECK(read->head == r.head);
    CHECK(read->heard == r.heard);
    CHECK(read->round == r.round);
    CHECK(read->stage == r.stage);
    CHECK(read->starts == r.starts);
    CHECK(read->first == r.first);
    CHECK(read->chain == r.chain);
    CHECK(read->sums == r.sums);
    CHECK((read->stuck && read->check_all));
    CHECK(read->push_from == 39);
    CHECK(read->push_before == r.push_before);
    CHECK(read->push == r.push);
}

TEST_CASE("what a device has besides its cursor is read as it was written") {
    SyncRequest r;
    r.epoch = 3;
    r.round.base = {800, "base----"};
    r.own_from = 31;
    r.steps = {{12, 820}, {UINT64_MAX, 900}};
    const auto read = decode_request(encode(r));
    REQUIRE(read.ok());
    CHECK(read->own_from == 31);
    CHECK(read->steps == r.steps);
    test::check_golden("request_again", encode(r));
}

TEST_CASE("an answer is read as it was written") {
    const SyncAnswer a = full_answer();
    const auto read = decode_answer(encode(a));
    REQUIRE(read.ok());
    CHECK(encode(*read) == encode(a));
    CHECK(read->outcomes == a.outcomes);
    CHECK(read->outcome_hash == a.outcome_hash);
    REQUIRE(read->fork.has_value());
    CHECK(read->fork->line == a.fork->line);
    CHECK(read->probe == a.probe);
    CHECK(read->as_of == a.as_of);
    CHECK(read->roles == a.roles);
    CHECK(read->names == a.names);
    CHECK(read->stage == a.stage);
    REQUIRE(read->items.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) CHECK(same(read->items[i], a.items[i]));
    CHECK(read->time == morning);
}

TEST_CASE("messages are those of the vectors") {
    SyncRequest least_request;
    least_request.epoch = 5;
    SyncAnswer least_answer;
    least_answer.epoch = 5;
    test::check_golden("request_least", encode(least_request));
    test::check_golden("request_full", encode(full_request()));
    test::check_golden("answer_least", encode(least_answer));
    test::check_golden("answer_full", encode(full_answer()));
    test::check_golden("item_whole", encode_item(item(true)));
    test::check_golden("item_changes", encode_item(item(false), {own}));
    test::check_golden("item_whole_own_left_out", encode_item(item(true), {own, 38}));
    test::check_golden("item_forget", encode_item(short_item(Item::What::forget)));
}

TEST_CASE("values that the device has are left out, also of a whole dossier; older ones and those of others come") {
    for (const bool whole : {true, false}) {
        const Item left_out = read_back(encode_item(item(whole), {own, 38}));
        CHECK(left_out.records[0].fields[0].entries[0].value.empty());
        CHECK(left_out.records[1].fields[0].entries[0].value.empty());
        CHECK(left_out.records[1].fields[0].entries[1].value == encode_text("b"));
        CHECK(left_out.records[0].fields[0].entries[0].stamp == item(whole).records[0].fields[0].entries[0].stamp);
        CHECK(same(read_back(encode_item(item(whole), {own, 39})), item(whole)));
        CHECK(same(read_back(encode_item(item(whole))), item(whole)));
    }
}

TEST_CASE("a part that waits on the device keeps the mark of values that were left out") {
    const Item came = read_back(encode_item(item(false), {own}));
    const Item kept = read_back(encode_item(came));
    CHECK(same(came, kept));
}

TEST_CASE("an item that was encoded before stands in the answer like any other") {
    SyncAnswer one = full_answer(), two = full_answer();
    two.items.clear();
    for (const Item& i : one.items) two.encoded_items.push_back(encode_item(i, {own}));
    CHECK(encode(one, {own}) == encode(two));
}

TEST_CASE("a message that is cut off anywhere is refused") {
    test::with_every_cut(encode(full_request()), [](ByteView cut) {
        const auto read = decode_request(cut);
        REQUIRE_FALSE(read.ok());
        CHECK(read.error().code == "malformed");
    });
    test::with_every_cut(encode(full_answer()), [](ByteView cut) { CHECK_FALSE(decode_answer(cut).ok()); });
}

TEST_CASE("a wrong bit in a message ends in a refusal or in another message, never in a crash") {
    const Bytes request = encode(full_request()), answer = encode(full_answer());
    test::with_every_bit_wrong(request, [&](ByteView wrong) {
        const auto read = decode_request(wrong);
        if (read.ok()) CHECK(encode(*read) != request);
    });
    test::with_every_bit_wrong(answer, [&](ByteView wrong) {
        const auto read = decode_answer(wrong);
        if (read.ok()) CHECK(encode(*read) != answer);
    });
}

TEST_CASE("another version is told apart from damage, and says what to do") {
    for (const char* hex : {"a200020105", "a10105", "a0"}) {
        const auto request = decode_request(unhex(hex));
        const auto answer = decode_answer(unhex(hex));
        REQUIRE_FALSE(request.ok());
        REQUIRE_FALSE(answer.ok());
        CHECK(request.error().code == "version");
        CHECK(request.error().retry == Retry::after_update);
        CHECK(answer.error().code == "version");
    }
}

TEST_CASE("what a reader does not know is refused, and so is all that a writer would not make") {
    const char* requests[] = {
        "a3000101051700",          // a key that is not there in this version
        "a3000101051683010203",    // steps that do not come in pairs
        "a300010105168405010501",  // steps that do not ascend
        "a301050001",              // not as many entries as it says
        "a201050001",              // keys out of order
        "a20001010500",            // a byte behind the end
        "a3000101050282014100",    // a head whose hash is too short
        "a30001010510f4",          // check_all false is written by leaving it out
        "a3000101050e00",          // a number where a truth value belongs
        "a300010105058100",        // half a point
        "a3000101050d83010203",    // a chain that does not come in pairs
        "a3000101050c81f6",        // a dossier to come first that is none
        "a3000101051201",          // a push without the chain before it
    };
    for (const char* hex : requests) {
        INFO(hex);
        CHECK_FALSE(decode_request(unhex(hex)).ok());
    }
    const char* answers[] = {
        "a3000101051500",
        "a30001010511810a",  // an item that is no list
        "a30001010506f6",    // a gap without a number
    };
    for (const char* hex : answers) {
        INFO(hex);
        CHECK_FALSE(decode_answer(unhex(hex)).ok());
    }
}

TEST_CASE("an outcome that contradicts itself is refused") {
    const auto accepted = [](const std::string& run) {
        return decode_answer(unhex("a3000101050782506f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f81" + run)).ok();
    };
    CHECK(accepted("8318270218c8"));
    CHECK(accepted("8518270118c8f600"));
    CHECK(accepted("84182701627a7460"));
    CHECK_FALSE(accepted("8318270018c8"));      // a run of none
    CHECK_FALSE(accepted("8518270218c8f600"));  // a changed context stands for one transaction
    CHECK_FALSE(accepted("8418270160617a"));    // refused without a code
    CHECK_FALSE(accepted("82182701"));
}

TEST_CASE("a removal names a record") {
    Item i = short_item(Item::What::content);
    i.removals = {any_id(4)};
    Bytes bytes = encode_item(i);
    const Bytes id = "\x50" + Bytes(any_id(4).bytes());
    bytes.replace(bytes.find(id), id.size(), "\xf6");
    CborReader in(bytes);
    Item read;
    read_item(in, read);
    CHECK_FALSE(in.ok());
}
