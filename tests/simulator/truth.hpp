// What must be true, told from what every writer had really been shown: sets of writes, never server_seq, S or n. It
// remembers every write, whom it was shown to, and what became of it. A check that fails throws a Violation.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "client_core/shared/merge/merge.hpp"
#include "sync_server/store/store.hpp"
#include "tests/simulator/rights.hpp"
#include "tests/simulator/violation.hpp"

namespace wegwijs::simulator {

/// A set of writes.
class WriteSet {
public:
    void add(std::size_t write);
    void add(const WriteSet& others);
    bool has(std::size_t write) const;

private:
    std::vector<std::uint64_t> words_;
};

/// The records of one dossier as somebody was shown them.
using Shown = std::map<Id, merge::Record>;

/// One write that somebody made.
struct Written {
    std::size_t work = 0;
    Id record, parent;
    std::uint16_t entity = 0;
    merge::FieldKey key;
    Bytes value;
    bool creates = false;
    WriteSet past;    ///< what its writer was shown of the field, and what that had replaced
    WriteSet family;  ///< of a deletion: the same of the record and those under it; of a guarded write: of the record
    WriteSet above;   ///< of any other write: the same of the deletion fields of the record and those above it
};

/// What somebody saved together.
struct Work {
    enum class Fate { saved, accepted, refused } fate = Fate::saved;
    Id dossier;
    std::string user, municipality;
    bool begins = false;  ///< it makes the dossier
    UnixMs at = 0, placed_at = 0;
    std::uint64_t seq = 0;
    bool guarded = false;
    std::string code;  ///< why it was refused
    std::vector<std::size_t> writes;
};

/// Own transactions of a device: number -> what it was.
struct Typed {
    std::size_t work = 0;
    Bytes hash;
};
using TypedWork = std::map<std::uint64_t, Typed>;

class Truth {
public:
    Rights rights;

    /// Somebody saved this over what was shown. Gives its number.
    std::size_t saved(const merge::Transaction& transaction, const std::string& user, const Shown& shown);
    std::optional<std::size_t> work_of(const Bytes& nonce) const;
    const Work& work(std::size_t number) const { return works_[number]; }
    const Written& written(std::size_t number) const { return writes_[number]; }

    /// The server placed a transaction.
    void accepted(const server::LedgerEntry& entry, server::ServerSeq server_seq, UnixMs now);
    /// Every field that was touched since the last call stands on the server as it must.
    void check_touched(server::Reader& reader);
    /// The server's answer says that it refused one.
    void refused(std::size_t work, const std::string& code, UnixMs now);

    void moved(UnixMs now, const Id& dossier, const std::string& municipality) {
        rights.move(now, dossier, municipality);
    }
    void erased(const Id& dossier);
    void purged(const Id& record);
    bool is_erased(const Id& dossier) const { return erased_.count(dossier) > 0; }

    /// The server as it is now, to be put back to later.
    struct Past;
    std::shared_ptr<const Past> past() const;
    /// It was put back to that, by `restore` or (silently) by copying its file.
    void put_back(const Past& past, bool silently);
    /// The server began to count anew: it was restored, or noticed that it had been put back.
    void epoch_began() { shared_.reset(); }
    /// From a copy so old that devices may have dropped what it does not have.
    void may_be_gone() { may_be_gone_ = true; }
    bool ever_put_back() const { return put_back_ > 0; }

    // ---- what devices are held to
    /// A form was opened over `shown`, and says it has seen the dossier up to S.
    void opened(const std::string& device, const Id& dossier, const Shown& shown, const View& view,
                server::ServerSeq S);
    /// After a commit of a device: no transaction is there in part.
    void whole(const std::string& device, const Id& dossier, const Shown& shown, const View& view) const;
    /// All of the server, at the end.
    void holds(server::Reader& reader);
    /// The values that stand in a field: more than one, and a person has to decide.
    std::set<Bytes> standing(const Id& dossier, const Id& record, const merge::FieldKey& key) const;
    /// What was accepted once and still stands on a device is there, whatever the server was put back to since.
    void nothing_gone(const std::set<std::size_t>& on_devices) const;

    // ---- what deliveries are held to
    struct Hours {
        std::map<std::string, std::int64_t> minutes;  ///< by counter
        std::size_t entries = 0;
        bool operator==(const Hours&) const = default;
    };
    /// By dossier. `hidden`: records that read as deleted, or hang under one.
    std::map<Id, Hours> hours(const std::set<Id>& hidden) const;
    bool is_placed(std::size_t work) const { return placed_.count(work) > 0; }
    bool is_purged(const Id& record) const { return purged_.count(record) > 0; }
    /// What must not be in a delivery, as JSON: typed in a dossier that was erased, or into a field of class C.
    std::vector<std::string> unspeakable() const;

    std::map<std::string, std::uint64_t> counts;
    std::function<void(const std::string&)> say;  ///< optional: what happens

private:
    struct Place {
        server::ServerSeq server_seq;
        std::size_t write;
    };
    using Key = std::tuple<Id, Id, merge::FieldKey>;  // dossier, record, field
    std::optional<std::size_t> write_of(const Id& record, const merge::FieldKey& key, const merge::Stamp& stamp) const;
    WriteSet seen(const Id& record, const merge::FieldKey& key, const merge::Entries& entries) const;
    WriteSet known(const Shown& shown) const;
    std::set<std::size_t> maximal(const Key& key) const;
    void check_rights(const Work& work, UnixMs now) const;
    void check_field(const merge::Record& record, const Key& key);
    void check_hidden(const merge::Record& record, const Id& dossier);
    std::optional<bool> held(const Work& work, UnixMs now) const;
    bool under(const Id& record, const Id& top) const;
    /// Was something of the record placed that who signed it had not been shown? Other work signed it off?
    bool unseen(const Work& work) const;
    bool frozen(const Id& record, std::size_t but_for) const;
    void check_signing(const Work& work) const;
    std::pair<bool, bool> should_hide(const merge::Record& record, const Id& dossier) const;
    /// An undoing of a deletion of which a mark may have taken the place.
    bool passed_on(std::size_t write) const;
    /// Such a one, or what it had replaced: nobody need be shown that it was there.
    bool vague(std::size_t write) const;
    std::string named(std::size_t write) const;

    std::vector<Work> works_;
    std::vector<Written> writes_;
    std::map<Bytes, std::size_t> by_nonce_;
    std::map<UnixMs, std::vector<std::size_t>> by_time_;
    std::map<std::tuple<std::uint64_t, std::uint64_t, UnixMs>, std::size_t> by_stamp_;  // device, seq, at
    std::vector<Place> log_;  // accepted and not lost, in order
    std::map<Key, std::map<std::size_t, int>> standing_;
    std::map<Id, Id> parent_;
    std::set<Key> touched_;
    std::set<std::size_t> ever_, lost_;  ///< writes: accepted at any time; and not in the copy that was put back
    std::set<std::size_t> placed_;       ///< works in the ledger
    /// Writes of before a silent put-back, which both its histories have; while the server has not noticed it.
    std::optional<std::set<std::size_t>> shared_;
    /// Writes of one such history only, after a restore that hid the other from the server (docs/architecture.md).
    std::set<std::size_t> blurred_;
    std::set<Id> erased_, purged_, late_marks_;
    int put_back_ = 0;
    bool silently_ = false, may_be_gone_ = false;
};

}  // namespace wegwijs::simulator
