// A row of a push, with what can be known of it before its turn to be judged.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "client_core/shared/model/pack.hpp"
#include "client_core/shared/protocol/transaction.hpp"

namespace wegwijs::server {

struct IncomingRow : protocol::Pushed {
    /// Version of the pack whose fields all its values fit, and whose required fields it fills where it makes records.
    /// 0: it does not fit, or was not looked at.
    std::uint64_t fits = 0;
    /// Does it nothing but make records, each in one run of writes in the order of keys? Then, of each write, the part
    /// of its value in the dossier's sum.
    bool makes = false;
    std::vector<std::uint64_t> value_sums;
};

/// Looks at every row by the newest pack. Pure: needs neither the store nor the writer of it.
std::vector<IncomingRow> look_at(std::vector<protocol::Pushed> rows, const model::Pack& pack);

/// Why a transaction that makes records may not: a required field is empty, or it hangs in the wrong place.
struct Shortcoming {
    std::string code, detail;
};
std::optional<Shortcoming> shortcoming(const protocol::Pushed& row, const model::Pack& pack);

}  // namespace wegwijs::server
