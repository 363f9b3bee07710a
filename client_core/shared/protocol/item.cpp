#include "client_core/shared/protocol/item.hpp"

#include "client_core/shared/protocol/fields.hpp"

namespace wegwijs::protocol {

// item = [what, dossier, id | null, role, municipality, flags, stamps, records, removals, sum]
// record = [number - number of the record before, [id, entity, parent | null] | null, fields | place of `own`]

namespace {

constexpr std::uint64_t f_whole = 1, f_begin = 2, f_part = 4;

void write_record(CborWriter& out, const ItemRecord& r, Number before, StampTable& stamps, const LeftOut& left_out) {
    out.array(3);
    out.integer(static_cast<std::int64_t>(r.number - before));
    if (r.head) {
        out.array(3);
        out.bytes(r.id.bytes());
        out.uint(r.entity);
        write_id(out, r.parent);
    } else {
        out.null();
    }
    if (r.own) return out.uint(stamps.place(*r.own));
    std::vector<const merge::FieldState*> fields;
    fields.reserve(r.fields.size());
    for (const auto& f : r.fields) fields.push_back(&f);
    write_fields(out, fields, stamps, left_out);
}

void read_record(CborReader& in, ItemRecord& r, Number before, const std::vector<merge::Stamp>& stamps) {
    if (in.array() != 3) return in.fail();
    r.number = before + static_cast<Number>(in.integer());
    if (in.next_is_null()) {
        in.null();
    } else {
        if (in.array() != 3) return in.fail();
        r.head = true;
        r.id = read_id_or_null(in);
        std::uint64_t entity = in.uint();
        if (entity == 0 || entity > UINT16_MAX || r.id.zero()) return in.fail();
        r.entity = static_cast<std::uint16_t>(entity);
        r.parent = read_id_or_null(in);
    }
    if (in.next_is_uint()) {
        const std::uint64_t own = in.uint();
        if (own >= stamps.size()) return in.fail();
        r.own = stamps[static_cast<std::size_t>(own)];
    } else if (!read_fields(in, stamps, r.fields)) {
        in.fail();
    }
}

}  // namespace

Bytes encode_item(const Item& item, const LeftOut& left_out) {
    StampTable stamps;
    CborWriter records;
    records.array(item.records.size());
    Number before = 0;
    for (const ItemRecord& r : item.records) {
        write_record(records, r, before, stamps, left_out);
        before = r.number;
    }
    CborWriter out;
    out.buffer().reserve(records.size() + 128);
    out.array(10);
    out.uint(static_cast<std::uint64_t>(item.what));
    out.uint(item.dossier);
    write_id(out, item.id);
    out.text(item.role);
    out.text(item.municipality);
    out.uint((item.whole ? f_whole : 0u) | (item.begin ? f_begin : 0u) | (item.part ? f_part : 0u));
    stamps.write(out);
    out.raw(records.buffer());
    out.array(item.removals.size());
    for (const Id& id : item.removals) out.bytes(id.bytes());
    out.uint(item.sum);
    return out.take();
}

void read_item(CborReader& in, Item& item) {
    if (in.array() != 10) return in.fail();
    std::uint64_t what = in.uint();
    if (what > 2) return in.fail();
    item.what = static_cast<Item::What>(what);
    item.dossier = in.uint();
    item.id = read_id_or_null(in);
    item.role = in.text();
    item.municipality = in.text();
    std::uint64_t flags = in.uint();
    if (flags > 7) return in.fail();
    item.whole = flags & f_whole;
    item.begin = flags & f_begin;
    item.part = flags & f_part;
    auto stamps = StampTable::read(in);
    std::size_t count = in.array();
    Number before = 0;
    for (std::size_t i = 0; i < count && in.ok(); ++i) {
        read_record(in, item.records.emplace_back(), before, stamps);
        before = item.records.back().number;
    }
    count = in.array();
    for (std::size_t i = 0; i < count && in.ok(); ++i) item.removals.push_back(read_named(in));
    item.sum = in.uint();
}

}  // namespace wegwijs::protocol
