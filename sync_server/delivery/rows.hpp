// The lines of a delivery's files. Values are those that are shown; a BSN or V-number only leaves sealed to the
// receiver's key (libsodium sealed box, base64, in FIELD_verzegeld), and is left out when there is no such key.
#pragma once

#include <map>
#include <string>

#include "sync_server/delivery/delivery_plan.hpp"
#include "sync_server/delivery/hours.hpp"

namespace wegwijs::server {

/// What is the same for all lines of one night.
struct NightFacts {
    std::string night;  ///< 2026-11-24
    UnixMs made_at = 0;
    Bytes box;  ///< the receiver's X25519 public key; empty: none
    bool map_pvt_counts = false;
    std::map<std::string, std::string> oins;  ///< municipality -> the OIN that answers for its data
    Bytes trace, span;                        ///< of the delivery as a whole (W3C Trace Context)
};

enum class Change { added, changed, withdrawn };

/// A record's line in its file.
std::string record_line(const PlannedFile& file, const DossierView& dossier, const SeenRecord& record, Change change,
                        const NightFacts& facts, Random& random);
/// The three DUO totals of one person.
std::string totals_line(const DossierView& dossier, const CountedHours& counted, const NightFacts& facts);
/// NL GOV profile for CloudEvents 1.0. `id` stays the same when the same change is delivered again. `time` is the time
/// of the newest write, as the device logged it or the server corrected it. No BSN, no content.
std::string event_line(const DossierView& dossier, const SeenRecord& record, Change change, const NightFacts& facts);
/// What a person still has to decide: ids, kind, age.
std::string open_line(std::string_view kind, const DossierView& dossier, const SeenRecord& record, UnixMs since,
                      const NightFacts& facts);
/// One line of the Logboek Dataverwerkingen: one a data subject, by the dossier's opaque id; no user.
std::string logboek_line(const DossierView& dossier, ByteView span, const NightFacts& facts);

/// Of the register of processing activities.
inline constexpr std::string_view delivery_activity = "urn:wegwijs:verwerking:nachtelijke-levering-werksaam";

}  // namespace wegwijs::server
