// What the two forms of a transaction, canonical and on the wire, have in common. For the .cpp files of this folder.
#pragma once

#include "client_core/shared/base/limits.hpp"
#include "client_core/shared/protocol/transaction.hpp"

namespace wegwijs::protocol {

inline Error malformed(const char* what) {
    return {"malformed", std::string("A transaction could not be read: ") + what + ". Nothing was changed.",
            Retry::never};
}

/// Reads groups of (record, changes) into `writes`, which own their values (merge::Write) or do not (WriteView). `head`
/// reads what names the record.
template <class Write, class Head>
void read_groups(ByteView bytes, CborReader& in, std::vector<Write>& writes, std::vector<WriteGroup>* groups,
                 Head&& head) {
    const std::size_t parts = in.array();
    if (parts % 2 != 0) return in.fail();
    merge::Id last;
    for (std::size_t g = 0; g < parts && in.ok(); g += 2) {
        const merge::Id record = head();
        if (g > 0 && record == last) return in.fail();
        last = record;
        const std::size_t start = in.position();
        const std::size_t changes = in.array();
        if (changes % 2 != 0 || changes == 0 || writes.size() + changes / 2 > limits::writes_in_transaction)
            return in.fail();
        if (writes.empty()) writes.reserve(changes / 2);
        for (std::size_t p = 0; p < changes && in.ok(); p += 2) {
            Write& write = writes.emplace_back();
            write.record = record;
            write.key = read_key(in);
            write.value = in.item();
            if (write.value.size() > limits::value_bytes) return in.fail();
        }
        if (groups) groups->push_back({record, bytes.substr(start, in.position() - start)});
    }
}

inline merge::Id read_id(CborReader& in) {
    auto id = merge::Id::from_bytes(in.bytes_of(16));
    return id ? *id : merge::Id{};
}

/// Up to where the own work had been seen, or how far back that lies; with `closed` where there is such work.
void write_own_seen(CborWriter& out, std::uint64_t seen, std::uint64_t closed);
std::uint64_t read_own_seen(CborReader& in, std::uint64_t& closed);

/// head = [id, entity, parent | null]
template <class Parent>
void write_head(CborWriter& out, const merge::Creation& c, Parent&& parent) {
    out.array(3);
    out.bytes(c.record.bytes());
    out.uint(c.entity);
    if (c.parent.zero()) out.null();
    else parent(c.parent);
}

template <class Parent>
merge::Creation read_head(CborReader& in, Parent&& parent) {
    merge::Creation c;
    if (in.array() != 3) in.fail();
    c.record = read_id(in);
    std::uint64_t entity = in.uint();
    if (entity == 0 || entity > UINT16_MAX) in.fail();
    c.entity = static_cast<std::uint16_t>(entity);
    if (in.next_is_null()) {
        in.null();
    } else {
        c.parent = parent();
        if (c.parent.zero()) in.fail();  // no parent has one form: null
    }
    return c;
}

inline constexpr std::size_t longest_municipality = 16;
/// Whether no record is named twice: then what was read is written again as it was.
bool named_once(const merge::Transaction& t);

/// The canonical form, all but the writes. False: this is not one, and `t` is of no use. Reuses what `t` holds.
bool read_front(CborReader& in, merge::Transaction& t);
/// The canonical form, the writes apart. Reads as decode_transaction does.
template <class Write>
Result<merge::Transaction> read_canonical(ByteView canonical, std::vector<Write>& writes) {
    if (canonical.size() > limits::transaction_bytes) return malformed("it is too large");
    CborReader in(canonical);
    merge::Transaction t;
    if (!read_front(in, t)) return malformed("its beginning is damaged, or of another version");
    if (!named_once(t)) return malformed("it names a record twice");
    std::size_t named = t.created.size();
    read_groups(canonical, in, writes, nullptr, [&]() -> merge::Id {
        std::uint64_t at = in.uint();
        if (at < t.created.size()) return t.created[at].record;
        if (at - t.created.size() >= t.touched.size() || at > named) return in.fail(), merge::Id{};
        if (at == named) ++named;  // touched records stand in the order of their first write
        return t.touched[at - t.created.size()].record;
    });
    if (named != t.created.size() + t.touched.size()) in.fail();
    if (!in.finished()) return malformed("damaged bytes");
    return t;
}
/// The canonical form of what has these writes.
Bytes encode_transaction(const merge::Transaction& front, const std::vector<WriteGroup>& groups);

}  // namespace wegwijs::protocol
