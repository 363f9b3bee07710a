#include "client_core/shared/base/result.hpp"

#include <array>
#include <string_view>

namespace wegwijs {

namespace {
constexpr std::array retries{Retry::never,       Retry::now,           Retry::later,
                             Retry::when_online, Retry::after_sign_in, Retry::after_update};
}

const char* to_text(Retry retry) {
    switch (retry) {
        case Retry::never: return "never";
        case Retry::now: return "now";
        case Retry::later: return "later";
        case Retry::when_online: return "when_online";
        case Retry::after_sign_in: return "after_sign_in";
        case Retry::after_update: return "after_update";
    }
    return "never";
}

std::optional<Retry> retry_from_text(std::string_view text) {
    for (const Retry retry : retries)
        if (text == to_text(retry)) return retry;
    return std::nullopt;
}

}  // namespace wegwijs
