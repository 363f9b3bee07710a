// Own transactions whose bodies were packed together: the same to everybody who reads them.
#include "tests/store/fixture.hpp"

using namespace store_test;

namespace {

std::vector<Bytes> bodies(Tablet& tablet, std::uint64_t count) {
    std::vector<Bytes> all;
    for (std::uint64_t seq = 1; seq <= count; ++seq) {
        const auto row = tablet.tables().own(seq);
        REQUIRE(row.ok());
        REQUIRE(row->has_value());
        all.push_back((**row).canonical);
    }
    return all;
}

/// By the chain: each hash is over the bytes that are read now.
void check_chain(Tablet& tablet, std::uint64_t count) {
    Bytes before = protocol::chain_start;
    for (const Bytes& body : bodies(tablet, count)) before = protocol::chain_next(before, body);
    CHECK(*tablet.tables().chain_hash(count) == before);
}

}  // namespace

TEST_CASE("packed work reads as it was saved, one by one, in a row and after opening again") {
    Tablet tablet;
    for (int i = 0; i < 140; ++i) tablet.kas("Kas nummer " + std::to_string(i));
    CHECK(tablet.number("SELECT count(*) FROM own_block") == 2);
    CHECK(tablet.number("SELECT count(*) FROM own WHERE body IS NULL") == 128);
    check_chain(tablet, 140);
    tablet.reopen();
    check_chain(tablet, 140);
    std::vector<Bytes> in_a_row;
    REQUIRE(tablet.tables()
                .for_outbox(1,
                            [&](const store::OwnRow& row) {
                                in_a_row.push_back(row.canonical);
                                return true;
                            })
                .ok());
    CHECK(in_a_row == bodies(tablet, 140));
    CHECK(tablet.tables().pending(0, 0)->size() == 140);
}

TEST_CASE("packed work takes less room than its bodies") {
    Tablet tablet;
    for (int i = 0; i < 64; ++i) tablet.kas("Kas nummer " + std::to_string(i));
    std::size_t plain = 0;
    for (const Bytes& body : bodies(tablet, 64)) plain += body.size();
    CHECK(tablet.number("SELECT sum(length(body)) FROM own_block") < static_cast<std::int64_t>(plain * 6 / 10));
}

TEST_CASE("of a lost dossier nothing stays in a block, and its neighbours stay whole") {
    Tablet tablet;
    const Id lost = tablet.kas("Zonnekas");
    for (int i = 1; i < 80; ++i) tablet.kas("Kas nummer " + std::to_string(i));
    const auto before = bodies(tablet, 80);
    const std::int64_t nr = (*tablet.tables().dossier(lost))->nr;
    REQUIRE(tablet.tables().seal_own(nr, tablet->identity().server_box_key).ok());
    CHECK(tablet.number("SELECT count(*) FROM own_block") == 0);
    const auto sealed = *tablet.tables().own(1);
    CHECK(sealed->sealed);
    CHECK(*crypto::open_from(sealed->canonical, tablet.box) == before[0]);
    for (std::uint64_t seq = 2; seq <= 80; ++seq) CHECK((*tablet.tables().own(seq))->canonical == before[seq - 1]);

    Tablet second;
    const Id erased = second.kas("Zonnekas");
    for (int i = 1; i < 80; ++i) second.kas("Kas nummer " + std::to_string(i));
    REQUIRE(second.tables().void_own((*second.tables().dossier(erased))->nr).ok());
    CHECK((*second.tables().own(1))->canonical.empty());
    CHECK(second.number("SELECT count(*) FROM own WHERE body IS NOT NULL") == 79);
}

TEST_CASE("what the server refused leaves its block, and the rest reads on") {
    Tablet tablet;
    for (int i = 0; i < 80; ++i) tablet.kas("Kas nummer " + std::to_string(i));
    const auto before = bodies(tablet, 80);
    auto row = **tablet.tables().own(5);
    row.code = "no_right";
    REQUIRE(tablet.tables().update_own(row).ok());
    CHECK((*tablet.tables().own(5))->code == "no_right");
    CHECK(bodies(tablet, 80) == before);
}

TEST_CASE("blocks go with the work that nobody needs any more") {
    Tablet tablet;
    for (int i = 0; i < 200; ++i) tablet.kas("Kas nummer " + std::to_string(i));
    const auto before = bodies(tablet, 200);
    REQUIRE(tablet.tables().accept_run(1, 150, 100).ok());
    REQUIRE(tablet.tables().set_acked(150).ok());
    REQUIRE(tablet.tables().add_rejected(3, "no_right", "").ok());
    REQUIRE(tablet.tables().drop_sent_before(1000).ok());
    CHECK(tablet.number("SELECT count(*) FROM own_block WHERE last <= 150") == 0);
    CHECK((*tablet.tables().own(3))->canonical == before[2]);
    CHECK((*tablet.tables().own(4))->canonical.empty());
    CHECK((*tablet.tables().own(64))->canonical.empty());
    for (std::uint64_t seq = 151; seq <= 200; ++seq) CHECK((*tablet.tables().own(seq))->canonical == before[seq - 1]);
}
