// The nightly delivery to WerkSaam: a folder levering_REGION_YYYYMMDD_N of NDJSON files, a manifest with the row count
// and SHA-256 of each, and LEESMIJ.txt. At least once: what the receiver has not confirmed is sent again.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "client_core/shared/base/files.hpp"
#include "sync_server/store/admin_store.hpp"

namespace wegwijs::server {

struct DeliverOptions {
    std::string to;                    ///< the folder to write into; made when it is not there
    std::optional<std::string> night;  ///< 2026-11-24; else today's date in the Netherlands
    Files* files = nullptr;            ///< where it is written; null: this machine's
};

struct DeliveryReport {
    std::uint64_t delivery = 0;
    std::string night;
    std::string folder;              ///< its path
    std::vector<std::string> files;  ///< their names in it, manifest.json first
    std::uint64_t rows = 0;          ///< over all NDJSON files
    std::uint64_t held_back = 0;     ///< records with an open conflict
    std::uint64_t destroyed = 0;     ///< rows of which only the id is left
    bool again = false;              ///< this night had been delivered before: the same files, from what was kept
};

/// Makes the delivery of a night, once, and writes its files. The same night again writes the same bytes, whatever has
/// changed since, but for what was erased or purged: those rows become {"vernietigd": id} and the manifest says how
/// many. A night that was missed is covered by the next one; afterwards it cannot be made any more (error
/// "night_passed"), for a receiver that reads in order of date would put older content over newer. The first delivery
/// after a restore brings everything again, under a number above all that there may have been. Safe to kill and repeat.
/// Errors "invalid_night", "delivery_missing", "werksaam_box", "delivery_damaged", "file_unwritable" and those of the
/// store. Nothing that is owed is lost by any of them.
Result<DeliveryReport> deliver(const DeliverOptions& options, AdminStore& admin, Clock& clock, Random& random);

}  // namespace wegwijs::server
