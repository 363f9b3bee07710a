#include "client_core/shared/protocol/transaction.hpp"

#include <algorithm>

#include "client_core/shared/crypto/crypto.hpp"
#include "client_core/shared/protocol/transaction_parts.hpp"

namespace wegwijs::protocol {

using merge::Creation;
using merge::FieldKey;
using merge::Id;
using merge::Transaction;
using merge::Write;

namespace {

/// The place of a record among those that the transaction names. REQUIRES: it is named.
std::size_t place(const Transaction& t, const Id& record) {
    for (std::size_t i = 0; i < t.created.size(); ++i)
        if (t.created[i].record == record) return i;
    for (std::size_t i = 0; i < t.touched.size(); ++i)
        if (t.touched[i].record == record) return t.created.size() + i;
    ALWAYS(false);
    return 0;
}

void write_front(CborWriter& out, const Transaction& t) {
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
    write_own_seen(out, t.context.n, t.context.closed);
    out.uint(static_cast<std::uint64_t>(t.kind));
    for (const auto* list : {&t.created, &t.touched}) {
        out.array(list->size());
        for (const Creation& c : *list) {
            write_head(out, c, [&](const Id& parent) { out.bytes(parent.bytes()); });
        }
    }
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

void write_own_seen(CborWriter& out, std::uint64_t seen, std::uint64_t closed) {
    if (closed == 0) return out.uint(seen);
    out.array(2);
    out.uint(seen);
    out.uint(closed);
}

std::uint64_t read_own_seen(CborReader& in, std::uint64_t& closed) {
    closed = 0;
    if (!in.next_is_array()) return in.uint();
    if (in.array() != 2) in.fail();
    const std::uint64_t seen = in.uint();
    closed = in.uint();
    if (closed == 0) in.fail();
    return seen;
}

Bytes encode_transaction(const Transaction& front, const std::vector<WriteGroup>& groups) {
    std::size_t changes = 0;
    for (const WriteGroup& group : groups) changes += group.changes.size() + 9;
    CborWriter out;
    out.buffer().reserve(160 + 48 * (front.created.size() + front.touched.size()) + changes);
    write_front(out, front);
    out.array(groups.size() * 2);
    for (const WriteGroup& group : groups) {
        out.uint(place(front, group.record));
        out.raw(group.changes);
    }
    return out.take();
}

Bytes encode_transaction(const Transaction& t) {
    CborWriter changes;
    std::vector<std::size_t> ends;
    std::vector<WriteGroup> groups;
    for (std::size_t i = 0; i < t.writes.size();) {
        std::size_t end = i;
        while (end < t.writes.size() && t.writes[end].record == t.writes[i].record) ++end;
        groups.push_back({t.writes[i].record, {}});
        changes.array((end - i) * 2);
        for (; i < end; ++i) {
            write_key(changes, t.writes[i].key);
            changes.raw(t.writes[i].value);
        }
        ends.push_back(changes.size());
    }
    // Only now, when the buffer no longer moves.
    for (std::size_t g = 0, begin = 0; g < groups.size(); begin = ends[g++])
        groups[g].changes = ByteView(changes.buffer()).substr(begin, ends[g] - begin);
    return encode_transaction(t, groups);
}

bool named_once(const Transaction& t) {
    if (t.created.size() + t.touched.size() < 2) return true;
    std::vector<Id> named;
    named.reserve(t.created.size() + t.touched.size());
    for (const auto* list : {&t.created, &t.touched})
        for (const Creation& c : *list) named.push_back(c.record);
    std::sort(named.begin(), named.end());
    return std::adjacent_find(named.begin(), named.end()) == named.end();
}

bool read_front(CborReader& in, Transaction& t) {
    if (in.array() != 14 || in.uint() != 1) return false;
    t.seq = in.uint();
    t.nonce = in.bytes_of(16);
    t.dossier = read_id(in);
    t.municipality = in.text();
    t.pack = in.uint();
    t.at = in.integer();
    t.context.S = in.uint();
    t.check = in.bytes_of(8);
    t.context.n = read_own_seen(in, t.context.closed);
    if (t.context.closed > t.context.n) return false;
    std::uint64_t kind = in.uint();
    if (kind > 2) return false;
    t.kind = static_cast<merge::Kind>(kind);
    for (auto* list : {&t.created, &t.touched}) {
        list->clear();
        std::size_t count = in.array();
        for (std::size_t i = 0; i < count && in.ok(); ++i) list->push_back(read_head(in, [&] { return read_id(in); }));
    }
    return in.ok() && t.seq != 0 && t.municipality.size() <= longest_municipality;
}

Result<Transaction> decode_transaction(ByteView canonical) {
    std::vector<Write> writes;
    Transaction t = TRY(read_canonical(canonical, writes));
    t.writes = std::move(writes);
    return t;
}

ByteView changes_of(ByteView canonical, const Id& record) {
    CborReader in(canonical);
    Transaction front;
    if (!read_front(in, front)) return {};
    for (std::size_t parts = in.array(); parts > 1 && in.ok(); parts -= 2) {
        const std::uint64_t at = in.uint();
        const std::size_t start = in.position();
        in.pass();
        if (in.ok() && at < front.created.size() && front.created[at].record == record)
            return canonical.substr(start, in.position() - start);
    }
    return {};
}

}  // namespace wegwijs::protocol
