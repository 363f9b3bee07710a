// What goes into one delivery: what changed since the last one, what was held back then, and what the receiver has not
// confirmed yet. Nothing of a record in open conflict goes out, and nothing of a restricted dossier.
#pragma once

#include "sync_server/delivery/kept_delivery.hpp"
#include "sync_server/delivery/rows.hpp"

namespace wegwijs::server {

using FileRow = std::pair<std::string, Id>;  ///< file name, record

/// All deliveries so far.
struct Past {
    ServerSeq upto = 0;                   ///< the state that the last one was made from
    std::uint64_t last = 0;               ///< its number; 0: there is none
    bool lost = false;                    ///< a restore since: the receiver may hold what is not known here any more
    std::string night;                    ///< its night
    std::set<KeptRow> waiting;            ///< what it held back
    std::set<Number> omitted;             ///< dossiers that it left out
    std::map<FileRow, Number> delivered;  ///< ever, with the dossier
    std::set<FileRow> owed;               ///< sent, not answered
    std::set<Number> unfinished;          ///< dossiers with one of these
};
Result<Past> read_past(AdminStore& admin);

struct Gathered {
    KeptDelivery kept;
    std::vector<DeliveredRow> rows;
    std::vector<LogboekRow> log;
    std::vector<std::pair<Id, std::string>> held_back;  ///< record, entity
};

Result<Gathered> gather(Walk& walk, const DeliveryPlan& plan, const Past& past, const NightFacts& facts,
                        Random& random);

// The files beside those of the pack.
inline constexpr const char* open_file = "afstemming.ndjson";
inline constexpr const char* events_file = "cloudevents.ndjson";
inline constexpr const char* logboek_file = "logboek.ndjson";

}  // namespace wegwijs::server
