#include "client_core/shared/base/result.hpp"

#include <memory>

#include <catch2/catch.hpp>

using namespace wegwijs;

namespace {

Result<int> half(int n) {
    if (n % 2 != 0) return Error{"odd", "The number is odd.", Retry::later};
    return n / 2;
}

Result<int> quarter(int n) {
    const int once = TRY(half(n));
    return TRY(half(once));
}

Result<std::unique_ptr<int>> boxed(int n) { return std::make_unique<int>(TRY(half(n))); }

}  // namespace

TEST_CASE("TRY goes on with the value and ends with the first error") {
    CHECK(*quarter(12) == 3);
    const auto refused = quarter(6);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == "odd");
    CHECK(refused.error().retry == Retry::later);
}

TEST_CASE("a result carries what can only be moved") {
    auto box = boxed(4);
    REQUIRE(box.ok());
    const std::unique_ptr<int> owned = std::move(box).value();
    CHECK(*owned == 2);
}

TEST_CASE("every hint when to try again has a word, and every word its hint") {
    for (const Retry retry :
         {Retry::never, Retry::now, Retry::later, Retry::when_online, Retry::after_sign_in, Retry::after_update})
        CHECK(retry_from_text(to_text(retry)) == retry);
    CHECK(std::string(to_text(Retry::after_sign_in)) == "after_sign_in");
    CHECK_FALSE(retry_from_text("Now"));
    CHECK_FALSE(retry_from_text(""));
}
