// Laying a transaction over records. The same code runs on the server for good and on a device for what is unsent.
#include <algorithm>
#include <tuple>

#include "client_core/shared/base/seam.hpp"
#include "client_core/shared/merge/merge.hpp"

namespace wegwijs::merge {
namespace {

/// Server's order first. The value comes last: a deletion field can hold a deletion and a mark of one transaction.
bool in_order(const Entry& a, const Entry& b) {
    return std::tie(a.stamp.server_seq, a.stamp.device, a.stamp.seq, a.value) <
           std::tie(b.stamp.server_seq, b.stamp.device, b.stamp.seq, b.value);
}

bool same_transaction(const Stamp& a, const Stamp& b) {
    return a.server_seq == b.server_seq && a.device == b.device && a.seq == b.seq;
}

bool deletes(const Entry& entry) { return model::is_true(entry.value); }

bool add_once(Entries& entries, const Stamp& stamp, ByteView value) {
    Entry entry{stamp, model::Value(value)};
    auto place = std::lower_bound(entries.begin(), entries.end(), entry, in_order);
    if (place != entries.end() && same_transaction(place->stamp, stamp) && place->value == value) return false;
    entries.insert(place, std::move(entry));
    return true;
}

class Application {
public:
    Application(Records& records, const Transaction& transaction, const Stamp& stamp, const Context& context,
                const Lineage& lineage, const BeforeChange& before)
        : records_(records),
          transaction_(transaction),
          stamp_(stamp),
          context_(context),
          lineage_(lineage),
          before_(before) {}

    void run(const std::function<bool(const Record&, const FieldKey&)>& sees);

private:
    bool covered(const Stamp& stamp) const { return covers(lineage_, stamp_.device, context_, stamp); }
    void announce(const Record& record, const FieldKey& key) const {
        if (before_) before_(record, key);
    }
    void reserve(Record& record, std::size_t from) const;
    void put(Record& record, const Write& write) const;
    void put_deletion(Record& record, const Write& write);
    std::vector<Stamp> unseen_under(const Id& top) const;
    void collect_unseen(const Record& record, std::vector<Stamp>& stamps) const;
    void mark_line(const Id& from) const;
    void mark(Record& record) const;

    Records& records_;
    const Transaction& transaction_;
    const Stamp stamp_;
    const Context& context_;
    const Lineage& lineage_;
    const BeforeChange& before_;
    bool deletions_ = false;
};

void Application::run(const std::function<bool(const Record&, const FieldKey&)>& sees) {
    deletions_ = records_.any_deletion();
    for (const Creation& creation : transaction_.created)
        if (!records_.find(creation.record)) records_.add(creation);
    Record* record = nullptr;
    for (std::size_t i = 0; i < transaction_.writes.size(); ++i) {
        const Write& write = transaction_.writes[i];
        if (!record || record->id != write.record) record = records_.find(write.record);
        if (!record || (sees && !sees(*record, write.key))) continue;
        if (record->fields.empty()) reserve(*record, i);
        if (write.key == deletion) {
            put_deletion(*record, write);
        } else {
            put(*record, write);
            if (!deletions_) continue;
            mark_line(write.record);
        }
        record = nullptr;  // looking at other records may have moved this one
    }
}

/// Room for all that this transaction writes to a new record, so that it is made in one piece.
void Application::reserve(Record& record, std::size_t from) const {
    const auto& writes = transaction_.writes;
    std::size_t end = from;
    while (end < writes.size() && writes[end].record == record.id) ++end;
    record.fields.reserve(end - from);
}

void Application::put(Record& record, const Write& write) const {
    announce(record, write.key);
    Entries& entries = record.at(write.key);
    // A transaction that names a field twice, or is laid twice, counts once: its last value.
    auto replaced = [&](const Entry& e) {
        return same_transaction(e.stamp, stamp_) || covered(e.stamp) || seam::is(seam::Fault::last_arrival_wins);
    };
    if (entries.size() == 1 && replaced(entries.front())) {
        entries.front().stamp = stamp_;
        entries.front().value = write.value;
        return;
    }
    entries.erase_if(replaced);
    add_once(entries, stamp_, write.value);
}

void Application::put_deletion(Record& record, const Write& write) {
    announce(record, deletion);
    {
        Entries& entries = record.at(deletion);
        entries.erase_if([&](const Entry& e) { return covered(e.stamp); });
        add_once(entries, stamp_, write.value);
        if (!model::is_true(write.value)) return seam::reached(seam::Mark::deletion_undone);
        deletions_ = true;
        // Where another deletion stands, what was unseen has left its marks already, or did so in that one's sight.
        if (std::count_if(entries.begin(), entries.end(), deletes) > 1) return;
    }
    const std::vector<Stamp> unseen = unseen_under(write.record);
    if (unseen.empty()) return;
    Record* again = records_.find(write.record);
    if (!again) return;
    Entries& entries = again->at(deletion);
    for (const Stamp& stamp : unseen) add_once(entries, stamp, model::false_value);
}

/// The entries of a record and of all that hangs under it which this transaction's writer had not seen.
std::vector<Stamp> Application::unseen_under(const Id& top) const {
    std::vector<Stamp> stamps;
    std::vector<Id> family{top};
    std::set<Id> known{top};
    for (std::size_t i = 0; i < family.size(); ++i) {
        const Id id = family[i];
        if (const Record* record = records_.find(id)) collect_unseen(*record, stamps);
        for (const Id& child : records_.children(id))
            if (known.insert(child).second) family.push_back(child);
    }
    return stamps;
}

void Application::collect_unseen(const Record& record, std::vector<Stamp>& stamps) const {
    for (const FieldState& field : record.fields) {
        if (field.key == deletion) continue;
        for (const Entry& entry : field.entries)
            if (!covered(entry.stamp)) stamps.push_back(entry.stamp);
    }
}

/// A write stands against the deletion of its record and of every record above it.
void Application::mark_line(const Id& from) const {
    std::vector<Id> line;
    Id id = from;
    while (std::find(line.begin(), line.end(), id) == line.end()) {
        Record* record = records_.find(id);
        if (!record) return;
        line.push_back(id);
        id = record->parent;  // read before marking: the callback may look records up
        mark(*record);
    }
}

void Application::mark(Record& record) const {
    const Entries* standing = record.find(deletion);
    if (!standing || std::none_of(standing->begin(), standing->end(), deletes)) return;
    auto passed = [&](const Entry& e) { return !deletes(e) && covered(e.stamp); };
    auto mine = [&](const Entry& e) { return !deletes(e) && same_transaction(e.stamp, stamp_); };
    if (std::none_of(standing->begin(), standing->end(), passed) &&
        std::any_of(standing->begin(), standing->end(), mine))
        return;
    seam::reached(seam::Mark::deletion_marked);
    announce(record, deletion);
    Entries& entries = record.at(deletion);
    entries.erase_if(passed);
    add_once(entries, stamp_, model::false_value);
}

}  // namespace

void apply(Records& records, const Transaction& transaction, std::uint64_t device, ServerSeq server_seq, UnixMs at,
           const Context& context, const Lineage& lineage, const BeforeChange& before,
           const std::function<bool(const Record&, const FieldKey&)>& sees) {
    const Stamp stamp{server_seq, device, transaction.seq, at};
    Application(records, transaction, stamp, context, lineage, before).run(sees);
}

}  // namespace wegwijs::merge
