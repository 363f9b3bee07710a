// Rows that wait in memory for the request that pushes them.
#include "sync_server/sync/rows_ahead.hpp"

#include <catch2/catch.hpp>

using namespace wegwijs;
using namespace wegwijs::server;

namespace {

constexpr UnixMs now = 1'790'000'000'000;

std::unique_ptr<RowsAhead::Rows> rows(char name, std::size_t size = 100) {
    auto made = std::make_unique<RowsAhead::Rows>();
    made->body = Bytes(size, name);
    made->sent.name = Bytes(16, name);
    return made;
}

Bytes name(char letter) { return Bytes(16, letter); }

}  // namespace

TEST_CASE("rows are given to the device that brought them, once, under their name") {
    RowsAhead ahead;
    REQUIRE(ahead.keep(1, rows('a'), now).ok());
    CHECK(ahead.take(2, name('a')) == nullptr);
    CHECK(ahead.take(1, name('b')) == nullptr);
    const auto found = ahead.take(1, name('a'));
    REQUIRE(found);
    CHECK(found->body == Bytes(100, 'a'));
    CHECK(ahead.take(1, name('a')) == nullptr);
}

TEST_CASE("the two newest of a device are kept: the next may overtake the request that names those before") {
    RowsAhead ahead;
    for (const char letter : {'a', 'b', 'c'}) REQUIRE(ahead.keep(1, rows(letter), now).ok());
    REQUIRE(ahead.keep(2, rows('d'), now).ok());
    CHECK(ahead.take(1, name('a')) == nullptr);
    CHECK(ahead.take(1, name('b')));
    CHECK(ahead.take(1, name('c')));
    CHECK(ahead.take(2, name('d')));
}

TEST_CASE("after a minute they are gone when others come, or at any request") {
    RowsAhead ahead;
    REQUIRE(ahead.keep(1, rows('a'), now).ok());
    ahead.tidy(now + 60'000);
    REQUIRE(ahead.take(1, name('a')));
    REQUIRE(ahead.keep(1, rows('a'), now).ok());
    ahead.tidy(now + 60'001);
    REQUIRE_FALSE(ahead.take(1, name('a')));
    REQUIRE(ahead.keep(1, rows('a'), now).ok());
    REQUIRE(ahead.keep(2, rows('b'), now + 60'000).ok());
    CHECK(ahead.take(1, name('a')));
    REQUIRE(ahead.keep(1, rows('a'), now).ok());
    REQUIRE(ahead.keep(2, rows('c'), now + 60'001).ok());
    CHECK(ahead.take(1, name('a')) == nullptr);
}

TEST_CASE("there is an end to what waits, and what leaves makes room") {
    RowsAhead ahead(250);
    REQUIRE(ahead.keep(1, rows('a'), now).ok());
    REQUIRE(ahead.keep(2, rows('b'), now).ok());
    const Status full = ahead.keep(3, rows('c'), now);
    REQUIRE_FALSE(full.ok());
    CHECK(full.error().code == "busy");
    CHECK(ahead.take(1, name('a')));
    CHECK(ahead.keep(3, rows('c'), now).ok());
    CHECK_FALSE(ahead.keep(4, rows('d', 51), now).ok());
    CHECK(ahead.keep(4, rows('d', 50), now).ok());
    CHECK(ahead.take(2, name('b')));
    CHECK(ahead.take(3, name('c')));
}
