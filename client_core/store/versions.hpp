// The blob `_versions` beside the typed columns: who wrote which column, without repeating a value. Internal.
//
// A fresh record costs one stamp and a bit per field, about 17 bytes. Form (numbers are LEB128):
//   flags: 1 several stamps, 2 elements, 4 some fields stand in `extra`
//   stamps: [count when several], each as zigzag differences to the one before; server_seq is stored plus one, so
//           that "not placed yet" is 0
//   columns: bytes in the bitmap, bitmap (bit n: field number n has one entry, whose value is the column's)
//   several stamps: [count of columns that do not have stamp 0, (number, stamp) ...]
//   elements: [count, (number, length, text, present + 2 * stamp) ...]: one per element of a set, and for the
//           deletion field (number 0)
#pragma once

#include <vector>

#include "client_core/shared/merge/entry.hpp"

namespace wegwijs::store {

struct Versions {
    struct ColumnStamp {
        std::uint16_t number;
        std::size_t stamp;
    };
    struct Element {
        std::uint16_t number;
        std::string_view element;
        bool present;
        std::size_t stamp;
    };

    std::vector<merge::Stamp> stamps;
    std::vector<ColumnStamp> columns;  ///< ascending
    std::vector<Element> elements;     ///< ascending by (number, element); views into what was decoded or encoded
    bool has_extra = false;

    void clear();
    std::size_t place(const merge::Stamp& stamp);
    void encode(Bytes& to) const;
    bool decode(ByteView bytes);  ///< false: damaged
};

}  // namespace wegwijs::store
