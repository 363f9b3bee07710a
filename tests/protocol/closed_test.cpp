// Contexts that say up to where own work was sealed unseen.
#include "client_core/shared/crypto/crypto.hpp"
#include "client_core/shared/protocol/transaction.hpp"
#include "tests/protocol/golden.hpp"

using namespace wegwijs;
using namespace wegwijs::protocol;
using merge::Transaction;
using test::any_id;

namespace {

/// Knows no number, so that rows carry ids.
class NoNumbers final : public Numbers {
public:
    Number dossier_number(const merge::Id&) override { return 0; }
    Number record_number(const merge::Id&) override { return 0; }
    std::optional<merge::Id> dossier_id(Number) override { return std::nullopt; }
    std::optional<merge::Creation> record(Number) override { return std::nullopt; }
};

/// The phone of a person is written by one who had seen his own work up to `n`, but for what was sealed up to `closed`.
Transaction edit(std::uint64_t seq, std::uint64_t n, std::uint64_t closed) {
    Transaction t;
    t.seq = seq;
    t.nonce = Bytes(16, static_cast<char>('A' + seq));
    t.dossier = any_id(1);
    t.municipality = "0405";
    t.pack = 1;
    t.at = 1'790'000'000'000 + static_cast<UnixMs>(seq) * 1000;
    t.context = {0, n, closed};
    t.check = Bytes(8, '\0');
    t.touched = {{any_id(1), 1, {}}};
    t.writes = {{any_id(1), {2, ""}, model::encode_text("0612345678")}};
    return t;
}

/// Begun when 6 own transactions stood, of which 4 had been sealed; one on what it replaced; one in another dossier.
std::vector<Transaction> story() {
    Transaction other = edit(9, 8, 0);
    other.dossier = any_id(2);
    other.touched = {{any_id(2), 1, {}}};
    other.writes[0].record = any_id(2);
    return {edit(7, 6, 4), edit(8, 7, 4), other};
}

Bytes rows_of(const std::vector<Transaction>& all) {
    NoNumbers numbers;
    PushWriter rows(numbers);
    for (const Transaction& t : all) rows.add(t);
    return rows.take();
}

/// `bytes` with one part of it, which stands there once, replaced.
Bytes with(Bytes bytes, ByteView from, ByteView to) {
    const std::size_t at = bytes.find(from);
    REQUIRE(at != bytes.npos);
    REQUIRE(bytes.find(from, at + 1) == bytes.npos);
    return bytes.replace(at, from.size(), to);
}

/// A row whose writer had seen all but the last two of his own, with this for how far back that lies.
bool reads_row(ByteView back) {
    NoNumbers numbers;
    return read_push(with(rows_of({edit(9, 6, 4)}), "\x82\x02\x04", back), 1, 9, chain_start, numbers).ok();
}

}  // namespace

TEST_CASE("canonical bytes tell up to where own work was sealed") {
    for (const Transaction& t : story()) {
        const auto read = decode_transaction(encode_transaction(t));
        REQUIRE(read.ok());
        CHECK(*read == t);
    }
    CHECK(encode_transaction(edit(7, 6, 4)).find("\x82\x06\x04") != Bytes::npos);
    // Nothing sealed: as it always was.
    CHECK(encode_transaction(edit(7, 6, 0)).size() + 2 == encode_transaction(edit(7, 6, 4)).size());
}

TEST_CASE("rows tell up to where own work was sealed, and a row after it does not inherit that") {
    const auto all = story();
    NoNumbers numbers;
    const Bytes rows = rows_of(all);  // what was read are views of them
    const auto read = read_push(rows, all.size(), 7, chain_start, numbers);
    REQUIRE(read.ok());
    Bytes hash = chain_start;
    for (std::size_t i = 0; i < all.size(); ++i) {
        Pushed row = (*read)[i];
        own_writes(row);
        REQUIRE(row.transaction.has_value());
        CHECK(*row.transaction == all[i]);
        hash = chain_next(hash, encode_transaction(all[i]));
        CHECK(row.hash == hash);
    }
    PushWriter copied(numbers);
    for (const Transaction& t : all) CHECK(copied.add_canonical(encode_transaction(t)));
    CHECK(copied.take() == rows_of(all));
}

TEST_CASE("canonical bytes and rows with sealed work are those of the vectors") {
    test::check_golden("transaction_closed", encode_transaction(story()[0]));
    test::check_golden("rows_closed", rows_of(story()));
}

TEST_CASE("sealed work up to nothing is written in one way only") {
    const Bytes canonical = encode_transaction(edit(7, 6, 4));
    CHECK(decode_transaction(with(canonical, "\x82\x06\x04", ByteView("\x82\x06\x01", 3))).ok());
    CHECK_FALSE(decode_transaction(with(canonical, "\x82\x06\x04", ByteView("\x82\x06\x00", 3))).ok());
    CHECK_FALSE(decode_transaction(with(canonical, "\x82\x06\x04", "\x83\x06\x04\x01")).ok());
    CHECK_FALSE(decode_transaction(with(canonical, "\x82\x06\x04", "\x81\x06")).ok());
    CHECK(reads_row("\x82\x02\x05"));
    CHECK_FALSE(reads_row(ByteView("\x82\x02\x00", 3)));
    CHECK_FALSE(reads_row("\x83\x02\x04\x01"));
    CHECK_FALSE(reads_row("\x81\x02"));
}

TEST_CASE("work that was sealed lies not behind what had been seen") {
    for (const std::uint64_t closed : {1, 6}) CHECK(decode_transaction(encode_transaction(edit(7, 6, closed))).ok());
    for (const std::uint64_t closed : {7, 8})
        CHECK_FALSE(decode_transaction(encode_transaction(edit(7, 6, closed))).ok());
    CHECK(reads_row("\x82\x02\x06"));
    CHECK_FALSE(reads_row("\x82\x02\x07"));
    CHECK(reads_row("\x82\x07\x01"));
    CHECK_FALSE(reads_row("\x82\x08\x01"));
}

TEST_CASE("what tells of sealed work is refused wherever it is cut off or wrong") {
    const Bytes canonical = encode_transaction(story()[0]);
    test::with_every_cut(canonical, [](ByteView cut) { CHECK_FALSE(decode_transaction(cut).ok()); });
    test::with_every_bit_wrong(canonical, [](ByteView wrong) {
        const auto read = decode_transaction(wrong);
        if (read.ok()) CHECK(encode_transaction(*read) == wrong);
    });
}
