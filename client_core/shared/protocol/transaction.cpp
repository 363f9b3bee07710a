#include "client_core/shared/protocol/transaction.hpp"

#include <algorithm>

#include "client_core/shared/base/limits.hpp"
#include "client_core/shared/crypto/crypto.hpp"

namespace wegwijs::protocol {

using merge::Creation;
using merge::FieldKey;
using merge::Id;
using merge::Transaction;
using merge::Write;

namespace {

Error malformed(const char* what) {
    return {"malformed", std::string("A transaction could not be read: ") + what + ". Nothing was changed.",
            Retry::never};
}

/// The writes in groups of one record each; within a group the order is kept.
template <class Head>
void write_groups(CborWriter& out, const std::vector<Write>& writes, Head&& head) {
    std::size_t groups = 0;
    for (std::size_t i = 0; i < writes.size(); ++i)
        if (i == 0 || writes[i].record != writes[i - 1].record) ++groups;
    out.array(groups * 2);
    for (std::size_t i = 0; i < writes.size();) {
        std::size_t end = i;
        while (end < writes.size() && writes[end].record == writes[i].record) ++end;
        head(writes[i].record);
        out.array((end - i) * 2);
        for (; i < end; ++i) {
            write_key(out, writes[i].key);
            out.raw(writes[i].value);
        }
    }
}

template <class Head>
void read_groups(CborReader& in, std::vector<Write>& writes, Head&& head) {
    std::size_t groups = in.array();
    if (groups % 2 != 0) return in.fail();
    Id last;
    for (std::size_t g = 0; g < groups && in.ok(); g += 2) {
        Id record = head();
        if (g > 0 && record == last) return in.fail();
        last = record;
        std::size_t parts = in.array();
        if (parts % 2 != 0 || parts == 0 || writes.size() + parts / 2 > limits::writes_in_transaction) return in.fail();
        if (writes.empty()) writes.reserve(parts / 2);
        for (std::size_t p = 0; p < parts && in.ok(); p += 2) {
            Write& write = writes.emplace_back();
            write.record = record;
            write.key = read_key(in);
            write.value = in.item();
            if (write.value.size() > limits::value_bytes) return in.fail();
        }
    }
}

Id read_id(CborReader& in) {
    auto id = Id::from_bytes(in.bytes_of(16));
    return id ? *id : Id{};
}

/// head = [id, entity, parent | null]
template <class Parent>
void write_head(CborWriter& out, const Creation& c, Parent&& parent) {
    out.array(3);
    out.bytes(c.record.bytes());
    out.uint(c.entity);
    if (c.parent.zero()) out.null();
    else parent(c.parent);
}

template <class Parent>
Creation read_head(CborReader& in, Parent&& parent) {
    Creation c;
    if (in.array() != 3) in.fail();
    c.record = read_id(in);
    std::uint64_t entity = in.uint();
    if (entity == 0 || entity > UINT16_MAX) in.fail();
    c.entity = static_cast<std::uint16_t>(entity);
    if (in.next_is_null()) in.null();
    else c.parent = parent();
    return c;
}

/// The place of a record among those that the transaction names. REQUIRES: it is named.
std::size_t place(const Transaction& t, const Id& record) {
    for (std::size_t i = 0; i < t.created.size(); ++i)
        if (t.created[i].record == record) return i;
    for (std::size_t i = 0; i < t.touched.size(); ++i)
        if (t.touched[i].record == record) return t.created.size() + i;
    ALWAYS(false);
    return 0;
}

}  // namespace

ChainHash chain_next(ByteView previous, ByteView canonical) {
    Bytes joined;
    joined.reserve(previous.size() + canonical.size());
    joined.append(previous).append(canonical);
    return crypto::hash(joined, 16);
}

bool names_municipality(std::string_view text) {
    return text.size() == 4 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

void write_key(CborWriter& out, const FieldKey& key) {
    if (key.element.empty()) return out.uint(key.number);
    out.array(2);
    out.uint(key.number);
    out.text(key.element);
}

FieldKey read_key(CborReader& in) {
    FieldKey key;
    std::uint64_t number = 0;
    if (in.next_is_array()) {
        if (in.array() != 2) in.fail();
        number = in.uint();
        key.element = in.text();
        if (key.element.empty() || key.element.size() > limits::element_bytes) in.fail();
    } else {
        number = in.uint();
    }
    if (number > UINT16_MAX) in.fail();
    key.number = static_cast<std::uint16_t>(number);
    return key;
}

Bytes encode_transaction(const Transaction& t) {
    CborWriter out;
    out.buffer().reserve(160 + t.writes.size() * 48);
    out.array(14);
    out.uint(1);
    out.uint(t.seq);
    out.bytes(t.nonce);
    out.bytes(t.dossier.bytes());
    out.text(t.municipality);
    out.uint(t.pack);
    out.integer(t.at);
    out.uint(t.context.S);
    out.bytes(t.check);
    out.uint(t.context.n);
    out.uint(static_cast<std::uint64_t>(t.kind));
    for (const auto* list : {&t.created, &t.touched}) {
        out.array(list->size());
        for (const Creation& c : *list) {
            write_head(out, c, [&](const Id& parent) { out.bytes(parent.bytes()); });
        }
    }
    write_groups(out, t.writes, [&](const Id& record) { out.uint(place(t, record)); });
    return out.take();
}

Result<Transaction> decode_transaction(ByteView canonical) {
    if (canonical.size() > limits::transaction_bytes) return malformed("it is too large");
    CborReader in(canonical);
    Transaction t;
    if (in.array() != 14 || in.uint() != 1) return malformed("another version");
    t.seq = in.uint();
    t.nonce = in.bytes_of(16);
    t.dossier = read_id(in);
    t.municipality = in.text();
    t.pack = in.uint();
    t.at = in.integer();
    t.context.S = in.uint();
    t.check = in.bytes_of(8);
    t.context.n = in.uint();
    std::uint64_t kind = in.uint();
    if (kind > 2) return malformed("unknown kind");
    t.kind = static_cast<merge::Kind>(kind);
    for (auto* list : {&t.created, &t.touched}) {
        std::size_t count = in.array();
        for (std::size_t i = 0; i < count && in.ok(); ++i) list->push_back(read_head(in, [&] { return read_id(in); }));
    }
    std::size_t named = t.created.size();
    read_groups(in, t.writes, [&]() -> Id {
        std::uint64_t at = in.uint();
        if (at < t.created.size()) return t.created[at].record;
        if (at - t.created.size() >= t.touched.size() || at > named) return in.fail(), Id{};
        if (at == named) ++named;  // touched records stand in the order of their first write
        return t.touched[at - t.created.size()].record;
    });
    if (named != t.created.size() + t.touched.size()) in.fail();
    if (!in.finished() || t.seq == 0 || t.municipality.size() > 16) return malformed("damaged bytes");
    return t;
}

// ---- the wire form -------------------------------------------------------------------------------------------
// row = bytes(16): void | [box, hash]: sealed | [nonce, at - at of the row before, dossier | null: same, groups, ?
// extras] groups = [record, [key, value, ...], ...]; record = number | -1 - place among `created` | [id, entity,
// parent] extras = [context | null: same, seq - 1 - n, kind, municipality | null: same, pack | null: same, created]

void PushWriter::dossier(const Id& id) {
    if (id == last_.dossier) return out_.null();
    if (Number n = numbers_.dossier_number(id)) out_.uint(n);
    else out_.bytes(id.bytes());
}

void PushWriter::record(const Id& id, const Transaction& t) {
    for (std::size_t i = 0; i < t.created.size(); ++i)
        if (t.created[i].record == id) return out_.integer(-1 - static_cast<std::int64_t>(i));
    if (Number n = numbers_.record_number(id)) return out_.uint(n);
    write_head(out_, t.touched[place(t, id) - t.created.size()], [&](const Id& p) { parent(p); });
}

void PushWriter::parent(const Id& id) {
    if (Number n = numbers_.record_number(id)) out_.uint(n);
    else out_.bytes(id.bytes());
}

void PushWriter::add(const Transaction& t) {
    bool same_context = t.context.S == last_.context.S && t.check == last_.check;
    bool extras = !same_context || t.context.n + 1 != t.seq || t.kind != merge::Kind::plain ||
                  t.municipality != last_.municipality || t.pack != last_.pack || !t.created.empty();
    out_.array(extras ? 5 : 4);
    out_.bytes(t.nonce);
    out_.integer(t.at - last_.at);
    dossier(t.dossier);
    write_groups(out_, t.writes, [&](const Id& id) { record(id, t); });
    if (extras) {
        out_.array(6);
        if (same_context) {
            out_.null();
        } else {
            out_.array(2);
            out_.uint(t.context.S);
            out_.bytes(t.check);
        }
        out_.uint(t.seq - 1 - t.context.n);
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
    PushReader(ByteView rows, Numbers& numbers) : in_(rows), numbers_(numbers) {}

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
        auto transaction = decode_transaction(opened.value());
        if (!transaction.ok() || transaction.value().seq != row.seq) return true;
        row.canonical = std::move(opened.value());
        row.transaction = std::move(transaction.value());
        row.closed = false;
        return true;
    }

    Transaction transaction(std::uint64_t seq) {
        Transaction t = carried_;
        std::size_t parts = in_.array();
        if (parts != 4 && parts != 5) in_.fail();
        t.seq = seq;
        t.nonce = in_.bytes_of(16);
        std::int64_t step = in_.integer();
        if (__builtin_add_overflow(t.at, step, &t.at)) in_.fail();
        dossier(t);
        t.context.n = seq - 1;
        if (parts == 5) {  // the groups name created records by place, so what was created is read first
            CborReader groups = in_;
            in_.pass();
            extras(t);
            std::swap(groups, in_);
            read_groups(in_, t.writes, [&] { return record(t); });
            if (!in_.ok()) groups.fail();
            std::swap(groups, in_);
        } else {
            read_groups(in_, t.writes, [&] { return record(t); });
        }
        carried_.at = t.at;
        carried_.dossier = t.dossier;
        carried_.context = t.context;
        carried_.check = t.check;
        carried_.municipality = t.municipality;
        carried_.pack = t.pack;
        return t;
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
        std::uint64_t back = in_.uint();
        if (back >= t.seq) in_.fail();
        else t.context.n = t.seq - 1 - back;
        std::uint64_t kind = in_.uint();
        if (kind > 2) in_.fail();
        t.kind = static_cast<merge::Kind>(kind);
        if (in_.next_is_null()) in_.null();
        else t.municipality = in_.text();
        if (in_.next_is_null()) in_.null();
        else t.pack = in_.uint();
        std::size_t created = in_.array();
        for (std::size_t i = 0; i < created && in_.ok(); ++i)
            t.created.push_back(read_head(in_, [&] { return parent(); }));
    }

    CborReader in_;
    Numbers& numbers_;
    Transaction carried_;
};

}  // namespace

Result<std::vector<Pushed>> read_push(ByteView rows, std::size_t count, std::uint64_t first_seq, ByteView previous,
                                      Numbers& numbers) {
    PushReader in(rows, numbers);
    std::vector<Pushed> out;
    out.reserve(std::min(count, rows.size()));
    Bytes hash(previous);
    for (std::size_t i = 0; i < count && in.ok(); ++i) {
        Pushed& row = out.emplace_back();
        row.seq = first_seq + i;
        if (in.next_is_void()) {
            row.hash = in.void_hash();
        } else if (!in.sealed(row, hash)) {
            row.transaction = in.transaction(row.seq);
            if (!in.ok()) break;
            if (row.transaction->check.size() != 8) return malformed("it names no history");
            row.canonical = encode_transaction(*row.transaction);
            if (row.canonical.size() > limits::transaction_bytes) return malformed("it is too large");
            row.hash = chain_next(hash, row.canonical);
        }
        hash = row.hash;
    }
    if (!in.finished()) return malformed("damaged bytes");
    return out;
}

}  // namespace wegwijs::protocol
