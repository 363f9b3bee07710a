// A record as a row of its entity's table, and back. Internal to the store; pure.
#pragma once

#include <functional>
#include <vector>

#include "client_core/shared/merge/merge.hpp"
#include "client_core/shared/sqlite/sqlite.hpp"
#include "client_core/store/layout.hpp"
#include "client_core/store/versions.hpp"

namespace wegwijs::store {

/// What is written of one record. Views point into the record that it was made of; keep one and use it again.
struct RowImage {
    struct CellImage {
        ByteView value;          ///< canonical; empty: NULL. For a set unused
        std::string elements;    ///< of a set: JSON array of what is present; empty: NULL
        std::uint64_t mark = 0;  ///< changes when the column's content does; 0: NULL
    };
    std::vector<CellImage> cells;  ///< one per column of the layout
    Bytes versions, unknown;
    std::vector<const merge::FieldState*> extra;  ///< fields with several entries
    std::vector<merge::FieldKey> conflicts;
    bool unsent = false;  ///< holds an entry that the server has not placed

    void make(const Layout& layout, const merge::Record& record);

private:
    void take(const Layout& layout, const merge::FieldState& field);
    void take_deletion(const merge::FieldState& field);
    void take_element(const Column& column, const merge::FieldState& field);
    void take_cell(const Column& column, const merge::FieldState& field);
    void keep_extra(const merge::FieldState& field);
    Versions parts_;
    std::vector<merge::FieldState> unknown_fields_;
};

void bind_cell(sqlite::Statement& statement, int place, const Column& column, const RowImage::CellImage& cell);

/// Fields of a row of `layout.select...`, but those in `extra`; `marks` gets one number per column. Error
/// "store_damaged".
struct RowRead {
    bool has_extra = false;
};
Result<RowRead> read_row(const Layout& layout, const sqlite::Statement& row, merge::Record& record,
                         std::vector<std::uint64_t>& marks);

/// Calls `see(key, value)` for every field of such a row that has one entry, in the order of keys; the value
/// lasts for that call. REQUIRES: `parts` was read of it.
void each_single(const Layout& layout, const sqlite::Statement& row, const Versions& parts,
                 const std::function<void(const merge::FieldKey&, ByteView)>& see);

/// Can the column hold this value so that it comes back the same?
bool fits(Cell cell, ByteView value);

/// A field's name within its record as bytes that sort like it: two bytes of number, the element.
Bytes key_bytes(const merge::FieldKey& key);
merge::FieldKey key_from(ByteView bytes);

Error damaged_row();

}  // namespace wegwijs::store
