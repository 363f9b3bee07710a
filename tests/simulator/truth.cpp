#include "tests/simulator/truth.hpp"

#include <algorithm>

#include "client_core/shared/base/limits.hpp"
#include "client_core/shared/protocol/transaction.hpp"

namespace wegwijs::simulator {

struct Truth::Past {
    std::vector<Place> log;
    std::map<Key, std::map<std::size_t, int>> standing;
    Rights rights;
    std::set<Id> purged;
    std::set<std::size_t> placed;
};

void WriteSet::add(std::size_t write) {
    if (words_.size() <= write / 64) words_.resize(write / 64 + 1);
    words_[write / 64] |= std::uint64_t{1} << (write % 64);
}

void WriteSet::add(const WriteSet& others) {
    if (words_.size() < others.words_.size()) words_.resize(others.words_.size());
    for (std::size_t i = 0; i < others.words_.size(); ++i) words_[i] |= others.words_[i];
}

bool WriteSet::has(std::size_t write) const {
    return write / 64 < words_.size() && (words_[write / 64] >> (write % 64) & 1);
}

std::string Truth::named(std::size_t number) const {
    const Written& w = writes_[number];
    const Work& of = works_[w.work];
    return "write " + std::to_string(number) + " (" + of.user + ", own number " + std::to_string(of.seq) +
           ", dossier " + of.dossier.text().substr(24) + ", " + std::string(entity(w.entity).name) + " " +
           w.record.text().substr(24) + " field " + std::to_string(w.key.number) + ")";
}

// ---- who wrote what ---------------------------------------------------------------------------------------------

std::optional<std::size_t> Truth::write_of(const Id& record, const merge::FieldKey& key,
                                           const merge::Stamp& stamp) const {
    const auto in = [&](std::size_t work) -> std::optional<std::size_t> {
        for (const std::size_t number : works_[work].writes)
            if (writes_[number].record == record && writes_[number].key == key) return number;
        return std::nullopt;
    };
    const auto placed = by_stamp_.find({stamp.device, stamp.seq, stamp.at});
    if (placed != by_stamp_.end()) return in(placed->second);
    const auto typed = by_time_.find(stamp.at);
    if (typed == by_time_.end()) return std::nullopt;
    for (const std::size_t work : typed->second)
        if (works_[work].seq == stamp.seq) return in(work);
    return std::nullopt;
}

WriteSet Truth::seen(const Id& record, const merge::FieldKey& key, const merge::Entries& entries) const {
    WriteSet all;
    for (const merge::Entry& entry : entries) {
        const auto number = write_of(record, key, entry.stamp);
        if (!number) continue;  // a mark, which nobody wrote
        all.add(*number);
        all.add(writes_[*number].past);
    }
    return all;
}

WriteSet Truth::known(const Shown& shown) const {
    WriteSet all;
    for (const auto& [id, record] : shown)
        for (const merge::FieldState& field : record.fields) all.add(seen(id, field.key, field.entries));
    return all;
}

bool Truth::under(const Id& record, const Id& top) const {
    Id at = record;
    for (int depth = 0; depth < 8 && at != top; ++depth) {
        const auto above = parent_.find(at);
        if (above == parent_.end()) return false;
        at = above->second;
    }
    return at == top;
}

std::size_t Truth::saved(const merge::Transaction& transaction, const std::string& user, const Shown& shown) {
    const std::size_t number = works_.size();
    Work& work = works_.emplace_back();
    work.dossier = transaction.dossier;
    work.user = user;
    work.municipality = transaction.municipality;
    work.at = transaction.at;
    work.seq = transaction.seq;
    work.guarded = transaction.kind == merge::Kind::guarded;
    by_nonce_[transaction.nonce] = number;
    by_time_[transaction.at].push_back(number);
    for (const merge::Creation& made : transaction.created) {
        work.begins |= made.record == transaction.dossier;
        parent_[made.record] = made.parent;
    }
    for (const merge::Write& write : transaction.writes) {
        Written w;
        w.work = number;
        w.record = write.record;
        w.key = write.key;
        w.value = write.value;
        for (const auto* heads : {&transaction.created, &transaction.touched})
            for (const merge::Creation& head : *heads)
                if (head.record == write.record) {
                    w.entity = head.entity;
                    w.parent = head.parent;
                    w.creates = heads == &transaction.created;
                }
        const auto before = shown.find(write.record);
        if (before != shown.end())
            if (const merge::Entries* entries = before->second.find(write.key))
                w.past = seen(write.record, write.key, *entries);
        if (write.key == merge::deletion && model::is_true(write.value))
            for (const auto& [id, record] : shown)
                if (under(id, write.record))
                    for (const merge::FieldState& field : record.fields)
                        w.family.add(seen(id, field.key, field.entries));
        if (work.guarded && before != shown.end())
            for (const merge::FieldState& field : before->second.fields)
                w.family.add(seen(write.record, field.key, field.entries));
        if (w.key != merge::deletion)
            for (const auto& [id, record] : shown)
                if (under(write.record, id))
                    if (const merge::Entries* entries = record.find(merge::deletion))
                        w.above.add(seen(id, merge::deletion, *entries));
        work.writes.push_back(writes_.size());
        writes_.push_back(std::move(w));
    }
    ++counts["saved"];
    return number;
}

std::optional<std::size_t> Truth::work_of(const Bytes& nonce) const {
    const auto found = by_nonce_.find(nonce);
    return found == by_nonce_.end() ? std::nullopt : std::optional(found->second);
}

// ---- what became of it ------------------------------------------------------------------------------------------

/// Might its writer do this at any moment of the last fourteen days? Nothing: some of it, and some not.
std::optional<bool> Truth::held(const Work& work, UnixMs now) const {
    const std::optional<Id> dossier = work.begins ? std::nullopt : std::optional(work.dossier);
    std::size_t could = 0;
    for (const std::size_t number : work.writes) {
        const Written& w = writes_[number];
        could += rights.held_since(now - limits::late_work_ms, work.user, dossier, work.municipality,
                                   [&](const View& view) { return view.may(w.entity, w.key.number, w.creates); });
    }
    if (could == work.writes.size()) return true;
    return could == 0 ? std::optional(false) : std::nullopt;
}

void Truth::check_rights(const Work& work, UnixMs now) const {
    if (held(work, now) != true)
        violated("abuse", named(work.writes.front()) + (writes_[work.writes.front()].creates ? " (made)" : "") +
                              " was accepted without a right in fourteen days, now " + std::to_string(now) +
                              rights.text(work.user, work.dossier));
}

void Truth::accepted(const server::LedgerEntry& entry, server::ServerSeq server_seq, UnixMs now) {
    const auto transaction = protocol::decode_transaction(entry.body);
    if (!transaction.ok()) broken("ledger", "a line cannot be read: " + transaction.error().code);
    const auto number = work_of(transaction->nonce);
    if (!number) broken("ledger", "nobody saved what stands at " + std::to_string(server_seq));
    Work& work = works_[*number];
    if (is_erased(work.dossier)) violated("erased", "work for an erased dossier was accepted");
    // Whoever is put back no longer knows of a refusal; the device may not have heard of it, and may have new rights.
    if (work.fate == Work::Fate::refused && !ever_put_back())
        violated("flip", "what was refused before is accepted now");
    work.fate = Work::Fate::accepted;
    work.placed_at = entry.at;
    placed_.insert(*number);
    by_stamp_[{entry.device, entry.seq, entry.at}] = *number;
    if (!rights.knows(work.dossier)) rights.move(now, work.dossier, work.municipality);
    check_rights(work, now);
    check_signing(work);
    for (const std::size_t one : work.writes) {
        const Key key{work.dossier, writes_[one].record, writes_[one].key};
        if (++standing_[key][one] > 1 && lost_.count(one) == 0) violated("twice", named(one) + " was accepted twice");
        ever_.insert(one);
        log_.push_back({server_seq, one});
        touched_.insert(key);
    }
    ++counts["accepted"];
    if (!say) return;
    std::string all = "placed at " + std::to_string(server_seq) + " of device " + std::to_string(entry.device) +
                      ", context " + std::to_string(transaction->context.S) + ", " +
                      std::to_string(transaction->context.n) + ", " + std::to_string(transaction->context.closed) + ":";
    for (const std::size_t one : work.writes) all += " " + named(one) + (writes_[one].creates ? " made" : "");
    say(all);
}

void Truth::refused(std::size_t number, const std::string& code, UnixMs now) {
    Work& work = works_[number];
    if (code == "void" || (code == "gewist" && is_erased(work.dossier))) return;
    if (work.fate == Work::Fate::refused) return;
    const auto wrong = [&](const std::string& why) {
        violated("reject", code + " for " + named(work.writes.front()) + ": " + why);
    };
    if (work.fate == Work::Fate::accepted && !ever_put_back()) wrong("it was accepted before");
    work.fate = Work::Fate::refused;
    work.code = code;
    ++counts["refused:" + code];
    if (code == "verwijderd") {
        const bool gone = std::any_of(work.writes.begin(), work.writes.end(),
                                      [&](std::size_t w) { return purged_.count(writes_[w].record) > 0; });
        if (!gone) wrong("nothing of it was purged");
        return;
    }
    if (code == "no_right" || code == "context") {
        if (held(work, now) == true) wrong("honest work, and not late");
        return;
    }
    if (silently_ || !lost_.empty()) return;
    if (code == "niet_gezien") {
        if (!work.guarded || !unseen(work)) wrong("it had been shown everything that stands");
        return;
    }
    if (code == "bevroren") {
        const bool any = std::any_of(work.writes.begin(), work.writes.end(),
                                     [&](std::size_t w) { return frozen(writes_[w].record, number); });
        if (!any) wrong("nobody had signed it off");
        return;
    }
    // What hung on refused work of the same dossier may be refused as well.
    const bool follows = std::any_of(works_.begin(), works_.end(), [&](const Work& other) {
        return &other != &work && other.dossier == work.dossier && other.fate == Work::Fate::refused;
    });
    if ((code == "onbekend" || code == "zet") && follows) return;
    wrong("the device had checked this against what was shown");
}

void Truth::erased(const Id& dossier) {
    erased_.insert(dossier);
    std::erase_if(log_, [&](const Place& p) { return works_[writes_[p.write].work].dossier == dossier; });
    std::erase_if(standing_, [&](const auto& entry) { return std::get<0>(entry.first) == dossier; });
    std::erase_if(touched_, [&](const Key& key) { return std::get<0>(key) == dossier; });
}

void Truth::purged(const Id& record) {
    purged_.insert(record);
    // Marks that its writes left above stay, for a person to look at.
    for (auto above = parent_.find(record); above != parent_.end(); above = parent_.find(above->second))
        late_marks_.insert(above->second);
    std::erase_if(log_, [&](const Place& p) { return writes_[p.write].record == record; });
    std::erase_if(standing_, [&](const auto& entry) { return std::get<1>(entry.first) == record; });
    std::erase_if(touched_, [&](const Key& key) { return std::get<1>(key) == record; });
}

std::shared_ptr<const Truth::Past> Truth::past() const {
    return std::make_shared<const Past>(Past{log_, standing_, rights, purged_, placed_});
}

void Truth::put_back(const Past& past, bool silently) {
    log_ = past.log;
    standing_ = past.standing;
    rights = past.rights;
    purged_ = past.purged;
    placed_ = past.placed;
    touched_.clear();
    std::set<std::size_t> there;
    for (const Place& place : log_) there.insert(place.write);
    for (const std::size_t one : ever_)
        if (there.count(one) == 0) lost_.insert(one);
    ++put_back_;
    silently_ |= silently;
    if (silently) {
        if (shared_) std::erase_if(*shared_, [&](std::size_t one) { return there.count(one) == 0; });
        else shared_ = there;
    } else if (shared_) {
        for (const std::size_t one : there)
            if (shared_->count(one) == 0) blurred_.insert(one);
        shared_.reset();
    }
    for (const Id& dossier : std::set<Id>(erased_)) erased(dossier);
}

}  // namespace wegwijs::simulator
