// Transactions as they go on the wire.
#include <algorithm>

#include "client_core/shared/protocol/transaction_parts.hpp"

namespace wegwijs::protocol {

using merge::Creation;
using merge::Id;
using merge::Transaction;

// row = bytes(16): void | [box, hash]: sealed | [nonce, at - at of the row before, dossier | null: same, groups, ?
// extras] groups = [record, [key, value, ...], ...]; record = number | -1 - place among `created` | [id, entity,
// parent] extras = [context | null: same, seq - 1 - n, kind, municipality | null: same, pack | null: same, created]

void PushWriter::dossier(const Id& id) {
    if (id == last_.dossier) return out_.null();
    if (Number n = numbers_.dossier_number(id)) out_.uint(n);
    else out_.bytes(id.bytes());
}

void PushWriter::record(const Id& id) {
    for (std::size_t i = 0; i < now_.created.size(); ++i)
        if (now_.created[i].record == id) return out_.integer(-1 - static_cast<std::int64_t>(i));
    if (Number n = numbers_.record_number(id)) return out_.uint(n);
    for (const Creation& touched : now_.touched)
        if (touched.record == id) return write_head(out_, touched, [&](const Id& p) { parent(p); });
}

void PushWriter::parent(const Id& id) {
    if (Number n = numbers_.record_number(id)) out_.uint(n);
    else out_.bytes(id.bytes());
}

void PushWriter::add(const Transaction& transaction) { ALWAYS(add_canonical(encode_transaction(transaction))); }

bool PushWriter::add_canonical(ByteView canonical) {
    CborReader in(canonical);
    if (!read_front(in, now_)) return false;
    groups_.clear();
    const std::size_t parts = in.array();
    if (parts % 2 != 0) return false;
    for (std::size_t g = 0; g < parts && in.ok(); g += 2) {
        const std::uint64_t at = in.uint();
        const std::size_t start = in.position();
        in.pass();
        const std::size_t created = now_.created.size();
        if (at >= created + now_.touched.size()) return false;
        const Creation& named = at < created ? now_.created[at] : now_.touched[at - created];
        groups_.push_back({named.record, canonical.substr(start, in.position() - start)});
    }
    if (!in.finished()) return false;
    row();
    return true;
}

/// Writes the transaction in `now_` with the writes in `groups_`.
void PushWriter::row() {
    const Transaction& t = now_;
    bool same_context = t.context.S == last_.context.S && t.check == last_.check;
    bool extras = !same_context || t.context.n + 1 != t.seq || t.context.closed != 0 || t.kind != merge::Kind::plain ||
                  t.municipality != last_.municipality || t.pack != last_.pack || !t.created.empty();
    out_.array(extras ? 5 : 4);
    out_.bytes(t.nonce);
    out_.integer(t.at - last_.at);
    dossier(t.dossier);
    out_.array(groups_.size() * 2);
    for (const WriteGroup& group : groups_) {
        record(group.record);
        out_.raw(group.changes);
    }
    if (extras) {
        out_.array(6);
        if (same_context) {
            out_.null();
        } else {
            out_.array(2);
            out_.uint(t.context.S);
            out_.bytes(t.check);
        }
        write_own_seen(out_, t.seq - 1 - t.context.n, t.context.closed);
        out_.uint(static_cast<std::uint64_t>(t.kind));
        if (t.municipality == last_.municipality) out_.null();
        else out_.text(t.municipality);
        if (t.pack == last_.pack) out_.null();
        else out_.uint(t.pack);
        out_.array(t.created.size());
        for (const Creation& c : t.created) write_head(out_, c, [&](const Id& p) { parent(p); });
    }
    last_.at = t.at;
    last_.dossier = t.dossier;
    last_.context = t.context;
    last_.check = t.check;
    last_.municipality = t.municipality;
    last_.pack = t.pack;
    ++count_;
}

void PushWriter::add_void(ByteView hash) {
    out_.bytes(hash);
    ++count_;
}

void PushWriter::add_sealed(ByteView box, ByteView hash) {
    out_.array(2);
    out_.bytes(box);
    out_.bytes(hash);
    ++count_;
}

namespace {

class PushReader {
public:
    PushReader(ByteView rows, Numbers& numbers) : rows_(rows), in_(rows), numbers_(numbers) {}

    bool finished() const { return in_.finished(); }
    bool ok() const { return in_.ok(); }
    bool next_is_void() const { return in_.next_is_bytes(); }
    ByteView void_hash() { return in_.bytes_of(16); }

    /// Reads a sealed row into `row`, with the chain at `before`. False: the next row is not one.
    bool sealed(Pushed& row, ByteView before) {
        CborReader ahead = in_;
        if (!ahead.next_is_array() || ahead.array() != 2) return false;
        in_ = ahead;
        const ByteView box = in_.bytes();
        row.hash = in_.bytes_of(16);
        if (!in_.ok()) return true;
        row.canonical = Bytes(box);
        row.closed = true;
        auto opened = numbers_.open_sealed(box);
        if (!opened.ok() || chain_next(before, opened.value()) != row.hash) return true;
        std::vector<WriteView> writes;
        auto transaction = read_canonical(opened.value(), writes);
        if (!transaction.ok() || transaction.value().seq != row.seq) return true;
        row.canonical = std::move(opened.value());  // longer than a string holds within itself, so it does not move
        row.transaction = std::move(transaction.value());
        row.writes = std::move(writes);
        row.closed = false;
        return true;
    }

    void transaction(Pushed& row) {
        Transaction& t = row.transaction.emplace(carried_);
        const std::uint64_t seq = row.seq;
        std::size_t parts = in_.array();
        if (parts != 4 && parts != 5) in_.fail();
        t.seq = seq;
        t.nonce = in_.bytes_of(16);
        std::int64_t step = in_.integer();
        if (__builtin_add_overflow(t.at, step, &t.at)) in_.fail();
        dossier(t);
        t.context.n = seq - 1;
        t.context.closed = 0;
        if (parts == 5) {  // the groups name created records by place, so what was created is read first
            CborReader groups = in_;
            in_.pass();
            extras(t);
            std::swap(groups, in_);
            read_groups(rows_, in_, row.writes, &row.groups, [&] { return record(t); });
            if (!in_.ok()) groups.fail();
            std::swap(groups, in_);
        } else {
            read_groups(rows_, in_, row.writes, &row.groups, [&] { return record(t); });
        }
        carried_.at = t.at;
        carried_.dossier = t.dossier;
        carried_.context = t.context;
        carried_.check = t.check;
        carried_.municipality = t.municipality;
        carried_.pack = t.pack;
    }

private:
    void dossier(Transaction& t) {
        if (in_.next_is_null()) return in_.null();
        if (in_.next_is_uint()) {
            auto id = numbers_.dossier_id(in_.uint());
            if (id) t.dossier = *id;
            else in_.fail();
        } else {
            t.dossier = read_id(in_);
        }
    }

    Creation numbered() {
        auto known = numbers_.record(in_.uint());
        if (!known) in_.fail();
        return known ? *known : Creation{};
    }

    Id parent() { return in_.next_is_uint() ? numbered().record : read_id(in_); }

    Id touch(Transaction& t, const Creation& head) {
        for (const auto* list : {&t.created, &t.touched})
            for (const Creation& c : *list)
                if (c.record == head.record) return head.record;
        t.touched.push_back(head);
        return head.record;
    }

    Id record(Transaction& t) {
        if (in_.next_is_uint()) return touch(t, numbered());
        if (in_.next_is_array()) return touch(t, read_head(in_, [&] { return parent(); }));
        std::int64_t at = -1 - in_.integer();
        if (at >= 0 && static_cast<std::size_t>(at) < t.created.size())
            return t.created[static_cast<std::size_t>(at)].record;
        in_.fail();
        return {};
    }

    void extras(Transaction& t) {
        if (in_.array() != 6) in_.fail();
        if (in_.next_is_null()) {
            in_.null();
        } else {
            if (in_.array() != 2) in_.fail();
            t.context.S = in_.uint();
            t.check = in_.bytes_of(8);
        }
        const std::uint64_t back = read_own_seen(in_, t.context.closed);
        if (back >= t.seq || t.context.closed > t.seq - 1 - back) in_.fail();
        else t.context.n = t.seq - 1 - back;
        std::uint64_t kind = in_.uint();
        if (kind > 2) in_.fail();
        t.kind = static_cast<merge::Kind>(kind);
        if (in_.next_is_null()) in_.null();
        else t.municipality = in_.text();
        if (t.municipality.size() > longest_municipality) in_.fail();
        if (in_.next_is_null()) in_.null();
        else t.pack = in_.uint();
        std::size_t created = in_.array();
        for (std::size_t i = 0; i < created && in_.ok(); ++i)
            t.created.push_back(read_head(in_, [&] { return parent(); }));
        if (!named_once(t)) in_.fail();
    }

    const ByteView rows_;
    CborReader in_;
    Numbers& numbers_;
    Transaction carried_;
};

}  // namespace

void own_writes(Pushed& row) {
    if (!row.transaction || !row.transaction->writes.empty()) return;
    row.transaction->writes.reserve(row.writes.size());
    for (const WriteView& write : row.writes)
        row.transaction->writes.push_back({write.record, write.key, Bytes(write.value)});
}

Result<std::vector<Pushed>> read_push(ByteView rows, std::size_t count, std::uint64_t first_seq, ByteView previous,
                                      Numbers& numbers) {
    PushReader in(rows, numbers);
    std::vector<Pushed> out;
    // The shortest row, a void one, takes 17 octets: a count beyond that must not size an allocation.
    out.reserve(std::min(count, rows.size() / 17));
    Bytes hash(previous);
    for (std::size_t i = 0; i < count && in.ok(); ++i) {
        Pushed& row = out.emplace_back();
        row.seq = first_seq + i;
        if (in.next_is_void()) {
            row.hash = in.void_hash();
        } else if (!in.sealed(row, hash)) {
            in.transaction(row);
            if (!in.ok()) break;
            if (row.transaction->check.size() != 8) return malformed("it names no history");
            row.canonical = encode_transaction(*row.transaction, row.groups);
            if (row.canonical.size() > limits::transaction_bytes) return malformed("it is too large");
            row.hash = chain_next(hash, row.canonical);
        }
        hash = row.hash;
    }
    if (!in.finished()) return malformed("damaged bytes");
    return out;
}

}  // namespace wegwijs::protocol
