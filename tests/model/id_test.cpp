#include "client_core/shared/model/id.hpp"

#include <catch2/catch.hpp>

using namespace wegwijs;
using model::Id;

namespace {

struct FixedClock final : Clock {
    UnixMs ms = 0x017f22e279b0;
    UnixMs now() override { return ms; }
};

struct Ones final : Random {
    void fill(void* to, std::size_t size) override { std::memset(to, 0xff, size); }
};

}  // namespace

TEST_CASE("an id is a UUID of version 7: the time in front, then chance") {
    FixedClock clock;
    Ones random;
    // The time of the example in RFC 9562, appendix A.6.
    CHECK(Id::make(clock, random).text() == "017f22e2-79b0-7fff-bfff-ffffffffffff");
}

TEST_CASE("ids that are made later sort later") {
    FixedClock clock;
    Ones random;
    const Id earlier = Id::make(clock, random);
    clock.ms += 1;
    CHECK(earlier < Id::make(clock, random));
}

TEST_CASE("an id reads back from its text, in either case, and from its bytes") {
    const auto id = Id::from_text("017F22E2-79b0-7cc3-98c4-dc0c0c07398f");
    REQUIRE(id);
    CHECK(id->text() == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
    CHECK(Id::from_bytes(id->bytes()) == id);
    CHECK_FALSE(id->zero());
    CHECK(Id{}.zero());
}

TEST_CASE("what is no id is refused") {
    for (const char* text : {"", "017f22e279b07cc398c4dc0c0c07398f", "017f22e2-79b0-7cc3-98c4-dc0c0c07398",
                             "017f22e2-79b0-7cc3-98c4-dc0c0c07398g", "017f22e2-79b0-7cc3-98c4dc-0c0c07398f",
                             "{17f22e2-79b0-7cc3-98c4-dc0c0c07398}"})
        CHECK_FALSE(Id::from_text(text));
    CHECK_FALSE(Id::from_bytes("fifteen octets."));
    CHECK_FALSE(Id::from_bytes("seventeen octets."));
}
