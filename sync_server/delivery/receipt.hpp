// What the receiver answers to a delivery: ontvangst.json.
#pragma once

#include <string_view>
#include <vector>

#include "sync_server/store/admin_store.hpp"

namespace wegwijs::server {

struct ReceiptReport {
    std::uint64_t delivery = 0;
    std::uint64_t confirmed = 0, refused = 0;
    std::uint64_t owed = 0;  ///< over all deliveries, after this answer
};

/// {"levering": n, "alles": "aanvaard"} or {"levering": n, "rijen": [{"bestand", "id", "stand": "aanvaard" or
/// "geweigerd", "code"}]}. A confirmed row settles the same row of earlier deliveries too. A refused row is sent again
/// once its record changes. Repeating it changes nothing. Errors "receipt_invalid", "missing".
Result<ReceiptReport> take_receipt(std::string_view json, AdminStore& admin);

}  // namespace wegwijs::server
