// Own work that a damaged store lost, though the server had it, and a server that was put back asks for it again.
#include "tests/sync/steps.hpp"

using namespace wegwijs;
using namespace wegwijs::test;

namespace {

void lose(Tablet& tablet, std::uint64_t seq) {
    REQUIRE(tablet.store->tables().db().exec("DELETE FROM own WHERE seq = " + std::to_string(seq)).ok());
}

}  // namespace

TEST_CASE("a device that lost own work brings the rest of it to a server that was put back") {
    TwoTablets w;
    const merge::Id kas = w.a->make("kas", {{"naam", "Noord"}});
    in_step({w.a, w.b});
    back_up_server(w);
    w.a->set(kas, "telefoon", "0612345678");
    w.a->set(kas, "oppervlak", "5");
    w.a->sync();
    const auto lost = GENERATE(std::vector<std::uint64_t>{2}, std::vector<std::uint64_t>{2, 3},
                               std::vector<std::uint64_t>{1}, std::vector<std::uint64_t>{1, 2, 3});
    const bool declared = GENERATE(false, true);
    CAPTURE(lost, declared);
    for (const std::uint64_t seq : lost) lose(*w.a, seq);
    w.a->set(kas, "bouwjaar", "1972");
    w.a->reopen();
    if (declared) restore_server(w);
    else put_server_back(w);
    w.a->sync();
    CHECK(w.a->status().unsent == 0);
    CHECK(w.a->status().in_step);
    in_step({w.a, w.b});
    CHECK(w.b->shown(kas, "bouwjaar") == "1972");
    CHECK(w.b->shown(kas, "oppervlak") == w.a->shown(kas, "oppervlak"));
    CHECK(w.a->conflicts() == 0);
    const auto records = w.a->status().records;
    w.a->set(kas, "oppervlak", "7");
    in_step({w.a, w.b});
    CHECK(w.b->shown(kas, "oppervlak") == "7");
    CHECK(w.a->status().records == records);
}
