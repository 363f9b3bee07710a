#include "client_core/shared/protocol/state.hpp"

namespace wegwijs::protocol {

using merge::Entries;
using merge::Entry;
using merge::FieldState;
using merge::Stamp;

namespace {

Error malformed() {
    return {"malformed", "The state of a record could not be read. Nothing was changed.", Retry::never};
}

/// Differences wrap around, so that `unsent` and any number fit.
std::int64_t difference(std::uint64_t now, std::uint64_t before) { return static_cast<std::int64_t>(now - before); }
std::uint64_t sum(std::uint64_t before, std::int64_t step) { return before + static_cast<std::uint64_t>(step); }

bool uniform(const std::vector<const FieldState*>& fields) {
    if (fields.empty()) return false;
    for (const FieldState* f : fields)
        if (f->entries.size() != 1 || f->entries[0].stamp != fields[0]->entries[0].stamp) return false;
    return true;
}

/// A value that was left out on the way here is left out again.
void write_value(CborWriter& out, const Entry& entry, const LeftOut& left_out) {
    if (entry.value.empty() || left_out.has(entry.stamp)) out.undefined();
    else out.raw(entry.value);
}

Bytes read_value(CborReader& in) {
    if (in.next_is_undefined()) {
        in.item();
        return {};
    }
    return Bytes(in.item());
}

}  // namespace

std::size_t StampTable::place(const Stamp& stamp) {
    if (!stamps_.empty() && stamps_.back() == stamp) return stamps_.size() - 1;
    auto [at, added] = places_.try_emplace(stamp, stamps_.size());
    if (added) stamps_.push_back(stamp);
    return at->second;
}

void StampTable::write(CborWriter& out) const {
    out.array(stamps_.size() * 4);
    Stamp last{0, 0, 0, 0};
    for (const Stamp& s : stamps_) {
        out.integer(difference(s.server_seq, last.server_seq));
        out.integer(difference(s.device, last.device));
        out.integer(difference(s.seq, last.seq));
        out.integer(difference(static_cast<std::uint64_t>(s.at), static_cast<std::uint64_t>(last.at)));
        last = s;
    }
}

std::vector<Stamp> StampTable::read(CborReader& in) {
    std::vector<Stamp> stamps;
    std::size_t count = in.array();
    if (count % 4 != 0) in.fail();
    Stamp last{0, 0, 0, 0};
    for (std::size_t i = 0; i < count && in.ok(); i += 4) {
        last.server_seq = sum(last.server_seq, in.integer());
        last.device = sum(last.device, in.integer());
        last.seq = sum(last.seq, in.integer());
        last.at = static_cast<UnixMs>(sum(static_cast<std::uint64_t>(last.at), in.integer()));
        stamps.push_back(last);
    }
    return stamps;
}

void write_fields(CborWriter& out, const std::vector<const FieldState*>& fields, StampTable& stamps,
                  const LeftOut& left_out) {
    out.array(2);
    if (uniform(fields)) {
        out.uint(stamps.place(fields[0]->entries[0].stamp));
        out.array(fields.size() * 2);
        for (const FieldState* f : fields) {
            write_key(out, f->key);
            write_value(out, f->entries[0], left_out);
        }
        return;
    }
    out.null();
    out.array(fields.size() * 3);
    for (const FieldState* f : fields) {
        write_key(out, f->key);
        if (f->entries.size() == 1) {
            out.uint(stamps.place(f->entries[0].stamp));
            write_value(out, f->entries[0], left_out);
            continue;
        }
        out.array(f->entries.size());
        for (const Entry& e : f->entries) out.uint(stamps.place(e.stamp));
        out.array(f->entries.size());
        for (const Entry& e : f->entries) write_value(out, e, left_out);
    }
}

namespace {

bool read_one_field(CborReader& in, const std::vector<Stamp>& stamps, FieldState& field) {
    field.key = read_key(in);
    if (!in.next_is_array()) {
        std::uint64_t place = in.uint();
        if (place >= stamps.size()) return false;
        field.entries.push_back({stamps[place], read_value(in)});
        return in.ok();
    }
    std::size_t count = in.array();
    for (std::size_t i = 0; i < count && in.ok(); ++i) {
        std::uint64_t place = in.uint();
        if (place >= stamps.size()) return false;
        field.entries.push_back({stamps[place], {}});
    }
    if (in.array() != count) return false;
    for (std::size_t i = 0; i < count && in.ok(); ++i) field.entries[i].value = read_value(in);
    return in.ok() && count != 1;
}

}  // namespace

bool read_fields(CborReader& in, const std::vector<Stamp>& stamps, std::vector<FieldState>& fields) {
    if (in.array() != 2) return false;
    if (in.next_is_null()) {
        in.null();
        std::size_t parts = in.array();
        if (parts % 3 != 0) return false;
        fields.reserve(parts / 3);
        for (std::size_t i = 0; i < parts && in.ok(); i += 3)
            if (!read_one_field(in, stamps, fields.emplace_back())) return false;
    } else {
        std::uint64_t place = in.uint();
        std::size_t parts = in.array();
        if (place >= stamps.size() || parts % 2 != 0) return false;
        fields.reserve(parts / 2);
        for (std::size_t i = 0; i < parts && in.ok(); i += 2) {
            FieldState& field = fields.emplace_back();
            field.key = read_key(in);
            field.entries.push_back({stamps[place], read_value(in)});
        }
    }
    for (std::size_t i = 1; i < fields.size(); ++i)
        if (!(fields[i - 1].key < fields[i].key)) return false;
    return in.ok();
}

Bytes encode_state(const std::vector<FieldState>& fields) {
    StampTable stamps;
    CborWriter body;
    std::vector<const FieldState*> all;
    all.reserve(fields.size());
    for (const FieldState& f : fields)
        if (!f.entries.empty()) all.push_back(&f);
    write_fields(body, all, stamps);
    CborWriter out;
    out.buffer().reserve(body.size() + 64);
    out.array(2);
    stamps.write(out);
    out.raw(body.buffer());
    return out.take();
}

Bytes encode_state(const Stamp& stamp, ByteView changes) {
    StampTable stamps;
    CborWriter out;
    out.buffer().reserve(changes.size() + 64);
    out.array(2);
    const std::size_t place = stamps.place(stamp);
    stamps.write(out);
    out.array(2);
    out.uint(place);
    out.raw(changes);
    return out.take();
}

Result<std::vector<FieldState>> decode_state(ByteView bytes) {
    CborReader in(bytes);
    std::vector<FieldState> fields;
    if (in.array() != 2) return malformed();
    auto stamps = StampTable::read(in);
    if (!read_fields(in, stamps, fields) || !in.finished()) return malformed();
    return fields;
}

Bytes encode_entries(const Entries& entries) {
    FieldState one{merge::deletion, entries};
    return encode_state({one});
}

Result<Entries> decode_entries(ByteView bytes) {
    auto fields = TRY(decode_state(bytes));
    if (fields.size() > 1) return malformed();
    return fields.empty() ? Entries{} : std::move(fields[0].entries);
}

}  // namespace wegwijs::protocol
