#include "client_core/shared/protocol/transaction.hpp"

#include <map>

#include "client_core/shared/base/limits.hpp"
#include "client_core/shared/crypto/crypto.hpp"
#include "tests/protocol/golden.hpp"

using namespace wegwijs;
using namespace wegwijs::protocol;
using merge::Creation;
using merge::Id;
using merge::Kind;
using merge::Transaction;
using model::encode_text;
using test::any_id;

namespace {

const Id root = any_id(1), plan = any_id(2), goal = any_id(3), old_plan = any_id(4);

/// Numbers that both sides know, and a server's key for sealed rows.
class Known final : public Numbers {
public:
    Number dossier_number(const Id& id) override { return find(dossiers, id); }
    Number record_number(const Id& id) override {
        for (const auto& [number, creation] : records)
            if (creation.record == id) return number;
        return 0;
    }
    std::optional<Id> dossier_id(Number number) override {
        const auto at = dossiers.find(number);
        return at == dossiers.end() ? std::nullopt : std::optional(at->second);
    }
    std::optional<Creation> record(Number number) override {
        const auto at = records.find(number);
        return at == records.end() ? std::nullopt : std::optional(at->second);
    }
    Result<Bytes> open_sealed(ByteView sealed) override {
        return box ? crypto::open_from(sealed, *box) : Numbers::open_sealed(sealed);
    }

    std::map<Number, Id> dossiers;
    std::map<Number, Creation> records;
    std::optional<crypto::BoxKey> box;

private:
    static Number find(const std::map<Number, Id>& all, const Id& id) {
        for (const auto& [number, one] : all)
            if (one == id) return number;
        return 0;
    }
};

Known knows_all() {
    Known known;
    known.dossiers[7] = root;
    known.records[70] = {root, 1, {}};
    known.records[71] = {old_plan, 2, root};
    return known;
}

Transaction transaction(std::uint64_t seq) {
    Transaction t;
    t.seq = seq;
    t.nonce = Bytes(16, static_cast<char>('A' + seq));
    t.dossier = root;
    t.municipality = "0405";
    t.pack = 1;
    t.at = 1'790'000'000'000 + static_cast<UnixMs>(seq) * 1000;
    t.context = {0, seq - 1};
    t.check = Bytes(8, '\0');
    return t;
}

/// A person is begun, a plan and a goal are made under it, an older plan is edited, and a decision is taken.
std::vector<Transaction> story() {
    Transaction begin = transaction(1);
    begin.created = {{root, 1, {}}, {plan, 2, root}};
    begin.writes = {{root, {1, ""}, encode_text("Zarghuna")},
                    {root, {4, "ar"}, model::true_value},
                    {plan, {1, ""}, encode_text("concept")}};
    Transaction edit = transaction(2);
    edit.created = {{goal, 3, plan}};
    edit.touched = {{old_plan, 2, root}, {root, 1, {}}};
    edit.writes = {{goal, {1, ""}, model::encode_integer(-5)},
                   {old_plan, {2, ""}, model::null_value},
                   {root, {1, ""}, encode_text("Zarghuna S.")},
                   {old_plan, {0, ""}, model::true_value}};
    Transaction decision = transaction(3);
    decision.kind = Kind::decide;
    decision.context = {900, 1};
    decision.check = "history!";
    decision.municipality = "0420";
    decision.pack = 2;
    decision.at -= 86'400'000;
    decision.touched = {{root, 1, {}}};
    decision.writes = {{root, {1, ""}, encode_text("Zarghuna")}};
    Transaction next = decision;
    next.seq = 4;
    next.kind = Kind::plain;
    next.context.n = 3;
    next.nonce = Bytes(16, 'z');
    return {begin, edit, decision, next};
}

Bytes rows_of(const std::vector<Transaction>& all, Numbers& numbers) {
    PushWriter rows(numbers);
    for (const Transaction& t : all) rows.add(t);
    CHECK(rows.count() == all.size());
    return rows.take();
}

Transaction whole(Pushed row) {
    own_writes(row);
    return *row.transaction;
}

void check_same(const std::vector<Pushed>& read, const std::vector<Transaction>& written) {
    REQUIRE(read.size() == written.size());
    Bytes hash = chain_start;
    for (std::size_t i = 0; i < read.size(); ++i) {
        REQUIRE(read[i].transaction.has_value());
        CHECK(whole(read[i]) == written[i]);
        CHECK(read[i].canonical == encode_transaction(written[i]));
        hash = chain_next(hash, read[i].canonical);
        CHECK(read[i].hash == hash);
        CHECK(read[i].seq == written[i].seq);
    }
}

}  // namespace

TEST_CASE("canonical bytes are read as they were written") {
    for (const Transaction& t : story()) {
        const auto read = decode_transaction(encode_transaction(t));
        REQUIRE(read.ok());
        CHECK(*read == t);
    }
}

TEST_CASE("canonical bytes, rows and chain are those of the vectors") {
    const auto all = story();
    Bytes hash = chain_start, hashes;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const Bytes canonical = encode_transaction(all[i]);
        test::check_golden("transaction_" + std::to_string(i + 1), canonical);
        hash = chain_next(hash, canonical);
        hashes += hash;
    }
    test::check_golden("chain", hashes);
    Known nothing, everything = knows_all();
    test::check_golden("rows_by_id", rows_of(all, nothing));
    test::check_golden("rows_by_number", rows_of(all, everything));
}

TEST_CASE("rows give back the canonical bytes, with ids and with numbers") {
    const auto all = story();
    Known nothing, everything = knows_all();
    const Bytes by_id = rows_of(all, nothing), by_number = rows_of(all, everything);
    for (const Bytes& rows : {by_id, by_number}) {
        const auto read = read_push(rows, all.size(), 1, chain_start, everything);
        REQUIRE(read.ok());
        check_same(*read, all);
    }
    CHECK(by_number.size() + 16 < by_id.size());
}

TEST_CASE("rows made of canonical bytes are those made of transactions") {
    Known known = knows_all();
    PushWriter one(known), other(known);
    for (const Transaction& t : story()) {
        one.add(t);
        CHECK(other.add_canonical(encode_transaction(t)));
    }
    CHECK(one.take() == other.take());
}

TEST_CASE("what is no transaction adds no row") {
    Known known = knows_all();
    for (const Transaction& t : story()) {
        const Bytes canonical = encode_transaction(t);
        test::with_every_cut(canonical, [&](ByteView cut) {
            PushWriter rows(known);
            CHECK_FALSE(rows.add_canonical(cut));
            CHECK(rows.count() == 0);
            CHECK(rows.size() == 0);
        });
        PushWriter rows(known);
        CHECK_FALSE(rows.add_canonical(canonical + "x"));
    }
}

TEST_CASE("a number that the receiver does not know is refused") {
    Known everything = knows_all(), nothing;
    const auto all = story();
    const auto read = read_push(rows_of(all, everything), all.size(), 1, chain_start, nothing);
    CHECK_FALSE(read.ok());
    CHECK(read.error().code == "malformed");
}

TEST_CASE("a row without content keeps its place in the chain") {
    const auto all = story();
    const Bytes lost_hash = Bytes(16, 'h');
    Known known = knows_all();
    PushWriter rows(known);
    rows.add(all[0]);
    rows.add_void(lost_hash);
    rows.add(all[2]);
    const Bytes bytes = rows.take();
    const auto read = read_push(bytes, 3, 1, chain_start, known);
    REQUIRE(read.ok());
    CHECK_FALSE((*read)[1].transaction.has_value());
    CHECK((*read)[1].hash == lost_hash);
    CHECK(whole((*read)[2]) == all[2]);
    CHECK((*read)[2].hash == chain_next(lost_hash, encode_transaction(all[2])));
}

TEST_CASE("a sealed row is opened by the server only; one that does not open spoils nothing but itself") {
    REQUIRE(crypto::initialise());
    test::SeededRandom random(3);
    const auto key = crypto::BoxKey::make(random);
    const auto all = story();
    Known server = knows_all(), other = knows_all();
    server.box = key;
    const auto sealed = [&](const Transaction& t) {
        return crypto::seal_to(encode_transaction(t), key.public_key, random);
    };
    const Bytes box = sealed(all[1]);
    const ChainHash first = chain_next(chain_start, encode_transaction(all[0]));
    const ChainHash second = chain_next(first, encode_transaction(all[1]));
    PushWriter rows(server), swapped(server), nonsense(server);
    rows.add(all[0]);
    rows.add_sealed(box, second);
    rows.add(all[2]);
    swapped.add_sealed(box, chain_next(chain_start, encode_transaction(all[1])));
    nonsense.add_sealed(crypto::seal_to("\x80", key.public_key, random), chain_next(chain_start, "\x80"));
    const Bytes bytes = rows.take();

    const auto read = read_push(bytes, 3, 1, chain_start, server);
    REQUIRE(read.ok());
    check_same(*read, {all[0], all[1], all[2]});
    const auto closed = read_push(bytes, 3, 1, chain_start, other);
    REQUIRE(closed.ok());
    CHECK((*closed)[1].closed);
    CHECK((*closed)[1].canonical == box);
    CHECK_FALSE((*closed)[1].transaction.has_value());
    CHECK(whole((*closed)[2]) == all[2]);
    CHECK((*closed)[2].hash == (*read)[2].hash);
    for (PushWriter* wrong : {&swapped, &nonsense}) {
        const auto one = read_push(wrong->take(), 1, 1, chain_start, server);
        REQUIRE(one.ok());
        CHECK((*one)[0].closed);
    }
}

TEST_CASE("a count that differs from the rows is refused") {
    const auto all = story();
    Known known = knows_all();
    const Bytes rows = rows_of(all, known);
    for (std::size_t count : {std::size_t{0}, all.size() - 1, all.size() + 1})
        CHECK_FALSE(read_push(rows, count, 1, chain_start, known).ok());
}

TEST_CASE("what is cut off anywhere is refused") {
    const auto all = story();
    for (const Transaction& t : all)
        test::with_every_cut(encode_transaction(t), [](ByteView cut) { CHECK_FALSE(decode_transaction(cut).ok()); });
    Known known = knows_all();
    test::with_every_cut(rows_of(all, known),
                         [&](ByteView cut) { CHECK_FALSE(read_push(cut, all.size(), 1, chain_start, known).ok()); });
}

TEST_CASE("a wrong bit is refused, or gives a transaction of which these are the canonical bytes") {
    for (const Transaction& t : story())
        test::with_every_bit_wrong(encode_transaction(t), [&](ByteView wrong) {
            const auto read = decode_transaction(wrong);
            if (read.ok()) CHECK(encode_transaction(*read) == wrong);
        });
}

TEST_CASE("a wrong bit in the rows never passes for what was written") {
    const auto all = story();
    Known known = knows_all();
    const Bytes rows = rows_of(all, known);
    const auto right = read_push(rows, all.size(), 1, chain_start, known);
    REQUIRE(right.ok());
    test::with_every_bit_wrong(rows, [&](ByteView wrong) {
        const auto read = read_push(wrong, all.size(), 1, chain_start, known);
        if (read.ok()) CHECK(read->back().hash != right->back().hash);
    });
}

TEST_CASE("what no writer makes is refused") {
    const auto refused = [](auto change) {
        Transaction t = story()[1];
        change(t);
        return !decode_transaction(encode_transaction(t)).ok();
    };
    CHECK_FALSE(refused([](Transaction&) {}));
    CHECK(refused([](Transaction& t) { t.seq = 0; }));
    CHECK(refused([](Transaction& t) { t.nonce.pop_back(); }));
    CHECK(refused([](Transaction& t) { t.check.clear(); }));
    CHECK(refused([](Transaction& t) { t.kind = static_cast<Kind>(3); }));
    CHECK(refused([](Transaction& t) { t.municipality = Bytes(17, '0'); }));
    CHECK(refused([](Transaction& t) { t.created[0].entity = 0; }));
    CHECK(refused([](Transaction& t) { std::swap(t.touched[0], t.touched[1]); }));
    CHECK(refused([](Transaction& t) { t.touched.push_back({any_id(9), 1, {}}); }));
    CHECK(refused([](Transaction& t) { t.writes[0].key.element = Bytes(limits::element_bytes + 1, 'x'); }));
    CHECK(refused([](Transaction& t) { t.writes[0].value = encode_text(Bytes(limits::value_bytes, 'x')); }));
    CHECK(refused([](Transaction& t) { t.writes[0].value = "\x18\x05"; }));
    CHECK(refused([](Transaction& t) { t.created.push_back(t.created[0]); }));
    CHECK(refused([](Transaction& t) { t.created.push_back(t.touched[0]); }));
    CHECK(refused([](Transaction& t) { t.touched.push_back(t.touched[0]); }));
    CHECK(refused([](Transaction& t) { t.writes.resize(limits::writes_in_transaction + 1, t.writes.back()); }));
}

TEST_CASE("no parent has one form, so that a transaction has one chain") {
    Bytes bytes = encode_transaction(story()[1]);
    const Bytes head = Bytes("\x83\x50") + Bytes(root.bytes()) + "\x01", null = head + "\xf6";
    const auto at = bytes.find(null);
    REQUIRE(at != bytes.npos);
    REQUIRE(decode_transaction(bytes).ok());
    bytes.replace(at, null.size(), head + "\x50" + Bytes(16, '\0'));
    CHECK_FALSE(decode_transaction(bytes).ok());
}

TEST_CASE("a row brings nothing that its canonical form would be refused for") {
    Known nothing;
    const auto accepted = [&](ByteView rows) { return read_push(rows, 1, 1, chain_start, nothing).ok(); };
    Transaction t = story()[0];
    Bytes rows = rows_of({t}, nothing);
    CHECK(accepted(rows));
    rows.replace(rows.find("\x64"
                           "0405"),
                 5, "\x71" + Bytes(17, '0'));
    CHECK_FALSE(accepted(rows));
    t.created.push_back(t.created[0]);
    CHECK_FALSE(accepted(rows_of({t}, nothing)));
}
