// What is said to a store about records, and what it says about them.
//
// Values go in as text as a person types it; the field's type decides what it means: "true" and "false", dates like
// 2026-03-14, partial dates 1972, 1972-05 or onbekend, a code of the list, a BSN (nine digits, eleven-test; AVG
// art. 87), a V-number, a telephone number, an id. Empty text empties the field. They come out as JSON (RFC 8259) in
// UTF-8.
//
// Thread safety: plain values; each object by one thread at a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <wegwijs/id.hpp>

namespace wegwijs {

/// A moment in UTC, to the millisecond.
using Time = std::chrono::sys_time<std::chrono::milliseconds>;

/// What one field gets.
struct Value {
    std::string field;  ///< its name in the pack, "voorkeurstaal"
    std::string text;   ///< at most 256 KiB as it is kept
    /// Of a set: the one element that is meant (at most 256 bytes); `text` is "true" (in) or "false" (out). Without it
    /// `text` is the whole list, elements apart by commas, and what is not in it goes.
    std::optional<std::string> element = {};
};

/// What one field of one record gets.
struct Assignment {
    Id record;
    std::string field, text;
    std::optional<std::string> element = {};  ///< these three as in Value
};

/// A record to be made.
struct NewRecord {
    std::string entity;             ///< its kind, "deelnemer"
    std::string municipality = {};  ///< of a root, with which a dossier begins: CBS code, four digits
    Id parent = {};                 ///< of any other: the record that it hangs under
    std::vector<Value> values = {};
    Id id = {};  ///< from Store::make_id(), when others of the same call hang under it; zero: made in the call
};

/// What a form showed when it was opened. It is kept in the store, so it outlives the program until it is saved or
/// dropped. A field that somebody else changed meanwhile is not overwritten by saving it: both values stay.
struct Edit {
    std::uint64_t number = 0;  ///< for Store::find_edit()
    Id dossier;
};

/// A value of a field, and where it comes from.
struct Entry {
    std::string value_json;
    std::string by;            ///< the user's name; "apparaat 7" when only the device is known
    std::uint64_t device = 0;  ///< the server's number of the device
    Time at;                   ///< by that device's clock; the server corrects one more than five minutes ahead
    bool local = false;        ///< written here, and the server has not confirmed it
};

/// A field with more than one value, for a person to choose (see Store::decide).
struct Conflict {
    Id record, dossier;
    std::string entity;
    std::string field;                   ///< "_verwijderd": one deleted the record, another changed it
    std::optional<std::string> element;  ///< of a set
    std::vector<Entry> values;
};

/// One value that a field has or had on this device.
struct HistoryEntry {
    std::string field;  ///< "talen:ar" for an element of a set
    std::string value_json;
    std::string by;  ///< these three as in Entry
    std::uint64_t device = 0;
    Time at;
    bool stands = false;  ///< it is what the record shows now, or one of the values of a conflict
};

/// What the server refused. It is kept until it is tried again or discarded.
struct Rejected {
    std::uint64_t number = 0;
    std::string code, reason;      ///< for programs and for people
    std::string transaction_json;  ///< what it would have changed, by name; "null" when it cannot be read here
    bool sealed = false;           ///< in a dossier that this user may no longer see: the server's people can read it
};

struct StoreStatus {
    std::uint64_t unsent = 0;     ///< transactions that are only here
    std::uint64_t rejected = 0;   ///< transactions that the server refused and nobody dealt with
    std::uint64_t conflicts = 0;  ///< fields to decide
    std::uint64_t dossiers = 0, records = 0;
    std::optional<Time> last_sync;  ///< the last sync that came to its end
    bool in_step = false;           ///< nothing unsent, all was fetched at the last sync, and no sum differed
    std::uint64_t store_bytes = 0;  ///< of the database file
};

struct CheckReport {
    bool ok = true;  ///< false: something is damaged and could not be made good. Nothing is ever deleted for that.
    std::vector<std::string> findings, repaired;  ///< for people
};

/// What a rule of the pack says of a record: of the law, or of who receives it. What is fine is not told.
struct RuleFinding {
    enum class Severity { error, warning, info };
    enum class Outcome {
        failed,
        unknown,  ///< this device cannot know: a field that the role may not read, a date of which a part is not known
        info      ///< a rule of severity info that applies
    };
    std::string code;  ///< stable: "PIP-D1"
    Severity severity = Severity::error;
    Outcome outcome = Outcome::failed;
    std::vector<std::string> fields;  ///< "niveau"; of another record "traject.termijn_start"
    std::string label;                ///< for people
};

/// What changed in one dossier.
struct Change {
    enum class Why {
        local,      ///< this store's own call
        synced,     ///< it came from the server
        forgotten,  ///< this user may no longer see the dossier: it left the device
        erased      ///< the dossier was erased at the server (AVG art. 17)
    };
    Id dossier;
    Why why = Why::local;
    std::vector<Id> records;
};
using Observer = std::function<void(const std::vector<Change>&)>;

/// Who uses the store, from the enrolment.
struct Owner {
    std::uint64_t device = 0;  ///< the server's number; a sync can give another one, after a store was copied back
    std::string user, role;    ///< the role of the first grant, for display
    std::string server;        ///< its address
};

enum class Language { nl, en };

}  // namespace wegwijs
