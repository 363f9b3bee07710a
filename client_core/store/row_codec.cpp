#include "client_core/store/row_codec.hpp"

#include <algorithm>

#include "client_core/shared/protocol/cbor.hpp"
#include "client_core/shared/protocol/state.hpp"
#include "client_core/store/json_text.hpp"

namespace wegwijs::store {

namespace {

using merge::Entries;
using merge::FieldState;

bool all_fit(Cell cell, const Entries& entries) {
    return std::all_of(entries.begin(), entries.end(), [&](const merge::Entry& e) { return fits(cell, e.value); });
}

std::uint64_t mark_of(std::string_view content) {
    const std::uint64_t hash = std::hash<std::string_view>{}(content);
    return hash == 0 ? 1 : hash;
}

/// A cell's value, which lasts until the next one is written to `out`.
ByteView cell_value(const Column& column, const sqlite::Statement& row, int place, protocol::CborWriter& out) {
    if (row.is_null(place)) return model::null_value;
    out.buffer().clear();
    switch (column.cell) {
        case Cell::integer: out.integer(row.integer(place)); break;
        case Cell::boolean: out.boolean(row.integer(place) != 0); break;
        case Cell::id: out.bytes(row.blob(place)); break;
        case Cell::text:
        case Cell::set: out.text(row.text(place)); break;
    }
    return out.buffer();
}

}  // namespace

bool fits(Cell cell, ByteView value) {
    if (model::is_null(value)) return cell != Cell::set;
    switch (cell) {
        case Cell::text: return model::decode_text(value).has_value();
        case Cell::integer: return model::decode_integer(value).has_value();
        case Cell::boolean:
        case Cell::set: return model::is_true(value) || value == model::false_value;
        case Cell::id: {
            const auto bytes = model::decode_bytes(value);
            return bytes && bytes->size() == 16;
        }
    }
    return false;
}

Error damaged_row() {
    return {"store_damaged",
            "A row of the store could not be read. Nothing was changed. Run the check, and keep the file.",
            Retry::never};
}

Bytes key_bytes(const merge::FieldKey& key) {
    Bytes out;
    out.reserve(2 + key.element.size());
    out.push_back(static_cast<char>(key.number >> 8));
    out.push_back(static_cast<char>(key.number & 0xff));
    out.append(key.element.view());
    return out;
}

merge::FieldKey key_from(ByteView bytes) {
    merge::FieldKey key;
    if (bytes.size() < 2) return key;
    key.number =
        static_cast<std::uint16_t>(static_cast<unsigned char>(bytes[0]) << 8 | static_cast<unsigned char>(bytes[1]));
    key.element = bytes.substr(2);
    return key;
}

void RowImage::make(const Layout& layout, const merge::Record& record) {
    cells.resize(layout.columns.size());
    for (CellImage& cell : cells) {
        cell.value = {};
        cell.elements.clear();
        cell.mark = 0;
    }
    extra.clear();
    conflicts.clear();
    unknown_fields_.clear();
    unknown.clear();
    unsent = false;
    parts_.clear();
    for (const FieldState& field : record.fields)
        if (!field.entries.empty()) take(layout, field);
    for (CellImage& cell : cells) {
        if (cell.elements.empty()) continue;
        cell.elements += ']';
        cell.mark = mark_of(cell.elements);
    }
    parts_.has_extra = !extra.empty();
    parts_.encode(versions);
    if (!unknown_fields_.empty()) unknown = protocol::encode_state(unknown_fields_);
}

void RowImage::take(const Layout& layout, const FieldState& field) {
    for (const merge::Entry& entry : field.entries) unsent |= entry.stamp.server_seq == merge::unsent;
    if (field.key == merge::deletion) return take_deletion(field);
    const Column* column = layout.column(field.key.number);
    const bool known = column && (column->cell == Cell::set) == !field.key.element.empty();
    if (!known || !all_fit(column->cell, field.entries)) {
        unknown_fields_.push_back(field);
        return;
    }
    if (column->cell == Cell::set) take_element(*column, field);
    else take_cell(*column, field);
    // The cells of `layout` and of this image stand in the same order.
    const auto place = static_cast<std::size_t>(column - layout.columns.data());
    const merge::Entry* shown =
        field.entries.size() == 1 ? &field.entries.front() : model::read(*column->field, field.entries).shown;
    CellImage& cell = cells[place];
    if (column->cell != Cell::set) {
        if (model::is_null(shown->value)) return;
        cell.value = shown->value;
        cell.mark = mark_of(cell.value);
    } else if (model::is_true(shown->value)) {
        cell.elements += cell.elements.empty() ? '[' : ',';
        append_json_string(cell.elements, field.key.element);
    }
}

void RowImage::keep_extra(const FieldState& field) { extra.push_back(&field); }

void RowImage::take_deletion(const FieldState& field) {
    if (!all_fit(Cell::set, field.entries)) {
        unknown_fields_.push_back(field);
        return;
    }
    if (field.entries.size() == 1)
        return parts_.elements.push_back(
            {0, {}, model::is_true(field.entries[0].value), parts_.place(field.entries[0].stamp)});
    keep_extra(field);
    const auto deletes = std::count_if(field.entries.begin(), field.entries.end(),
                                       [](const merge::Entry& e) { return model::is_true(e.value); });
    if (deletes > 0 && static_cast<std::size_t>(deletes) < field.entries.size()) conflicts.push_back(field.key);
}

void RowImage::take_element(const Column& column, const FieldState& field) {
    if (field.entries.size() == 1) {
        const merge::Entry& entry = field.entries.front();
        parts_.elements.push_back(
            {field.key.number, field.key.element.view(), model::is_true(entry.value), parts_.place(entry.stamp)});
        return;
    }
    keep_extra(field);
    if (model::read(*column.field, field.entries).conflict) conflicts.push_back(field.key);
}

void RowImage::take_cell(const Column& column, const FieldState& field) {
    if (field.entries.size() == 1) {
        parts_.columns.push_back({field.key.number, parts_.place(field.entries.front().stamp)});
        return;
    }
    keep_extra(field);
    if (model::read(*column.field, field.entries).conflict) conflicts.push_back(field.key);
}

void bind_cell(sqlite::Statement& statement, int place, const Column& column, const RowImage::CellImage& cell) {
    if (cell.mark == 0) {
        statement.bind_null(place);
        return;
    }
    switch (column.cell) {
        case Cell::text: statement.bind(place, model::decode_text(cell.value).value_or(std::string_view())); return;
        case Cell::integer: statement.bind(place, model::decode_integer(cell.value).value_or(0)); return;
        case Cell::boolean: statement.bind(place, std::int64_t{model::is_true(cell.value)}); return;
        case Cell::id: statement.bind_blob(place, model::decode_bytes(cell.value).value_or(ByteView())); return;
        case Cell::set: statement.bind(place, std::string_view(cell.elements)); return;
    }
}

void each_single(const Layout& layout, const sqlite::Statement& row, const Versions& parts,
                 const std::function<void(const merge::FieldKey&, ByteView)>& see) {
    protocol::CborWriter value;
    merge::FieldKey key;
    // Both ascend.
    auto column = layout.columns.begin();
    for (const Versions::ColumnStamp& single : parts.columns) {
        while (column != layout.columns.end() && column->field->number < single.number) ++column;
        if (column == layout.columns.end()) break;
        if (column->field->number != single.number) continue;
        key.number = single.number;
        const auto place = first_cell_read + static_cast<int>(column - layout.columns.begin());
        see(key, cell_value(*column, row, place, value));
    }
    for (const Versions::Element& element : parts.elements)
        see({element.number, element.element}, model::encode_bool(element.present));
}

Result<RowRead> read_row(const Layout& layout, const sqlite::Statement& row, merge::Record& record,
                         std::vector<std::uint64_t>& marks) {
    Versions parts;
    protocol::CborWriter written;
    if (!parts.decode(row.blob(5))) return damaged_row();
    record.entity = layout.entity->number;
    record.fields.reserve(parts.columns.size() + parts.elements.size());
    auto next = parts.columns.begin();
    for (std::size_t i = 0; i < layout.columns.size(); ++i) {
        const Column& column = layout.columns[i];
        const int place = first_cell_read + static_cast<int>(i);
        const bool null = row.is_null(place);
        if (column.cell == Cell::set) {
            marks.push_back(null ? 0 : mark_of(row.text(place)));
            continue;
        }
        const bool single = next != parts.columns.end() && next->number == column.field->number;
        if (null && !single) {
            marks.push_back(0);
            continue;
        }
        const ByteView value = cell_value(column, row, place, written);
        marks.push_back(null ? 0 : mark_of(value));
        if (!single) continue;
        FieldState& field = record.fields.emplace_back();
        field.key.number = column.field->number;
        field.entries.push_back({parts.stamps[next->stamp], Bytes(value)});
        ++next;
    }
    if (next != parts.columns.end()) return damaged_row();
    for (const Versions::Element& element : parts.elements)
        record.at({element.number, element.element}) = {
            {parts.stamps[element.stamp], model::encode_bool(element.present)}};
    if (!row.is_null(6)) {
        for (FieldState& field : TRY(protocol::decode_state(row.blob(6))))
            record.at(field.key) = std::move(field.entries);
    }
    return RowRead{parts.has_extra};
}

}  // namespace wegwijs::store
