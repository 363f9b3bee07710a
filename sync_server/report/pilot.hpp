// A pilot: its periods and how many participants each municipality may have. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client_core/shared/base/result.hpp"

namespace wegwijs::server {

/// An extension is a period of its own; the first one stays what it was.
struct PilotPeriod {
    std::string from, to;    ///< dates, `to` included
    std::string reason;      ///< of an extension
    std::string decided_on;  ///< a date; empty: not said
};

struct PilotMunicipality {
    std::string code, name;
    std::uint64_t inhabitants = 0;
    std::uint64_t quota = 0;
};

struct Pilot {
    std::string name;
    std::string method;  ///< "gelijk", "naar_inwoners", "handmatig"
    std::uint64_t planned = 0;
    std::vector<PilotPeriod> periods;
    std::vector<PilotMunicipality> municipalities;
};

/// Shares out `total` by weight, whole, by the largest remainder; what is equal goes to who stands first.
std::vector<std::uint64_t> share_out(std::uint64_t total, const std::vector<std::uint64_t>& weights);

/// "gelijk" and "naar_inwoners": 40 participants over the seven municipalities of Westfriesland.
std::optional<Pilot> built_in_pilot(std::string_view name);

/// {"methode", "totaal", "gemeenten": [{"code", "naam", "inwoners", "quotum"}], "perioden": [{"van", "tot", "reden",
/// "besloten_op"}]}; without municipalities those of Westfriesland. Error "pilot_invalid".
Result<Pilot> read_pilot(std::string_view name, std::string_view json);

}  // namespace wegwijs::server
