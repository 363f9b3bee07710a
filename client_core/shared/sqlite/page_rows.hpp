// The rows on one page of a database, read without SQLite: for what is left when it finds no way to them. The bytes may
// be anything; nothing is read past them. ("Database File Format", sections 1.6 and 2.1.)
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "client_core/shared/base/bytes.hpp"

namespace wegwijs::sqlite {

struct PageCell {
    enum class Kind : std::uint8_t { null, integer, real, text, blob, cut };
    Kind kind = Kind::null;  ///< cut: on a page that could not be read
    std::int64_t integer = 0;
    ByteView bytes;  ///< of text or blob
};

struct PageRow {
    std::int64_t rowid = 0;
    bool keyed = false;  ///< of an index or a table WITHOUT ROWID: it has no rowid
    std::vector<PageCell> cells;
};

/// A page by its number, without what the cipher keeps at its end; false: it cannot be read.
using ReadPage = std::function<bool(std::uint32_t page, Bytes& to)>;

/// Every row that begins on this page. What a row has on other pages is read with `read`. Views hold within `take`.
void each_row(ByteView page, std::uint32_t number, const ReadPage& read,
              const std::function<void(const PageRow&)>& take);

/// The pages below this one in its tree; empty for a leaf, and for what is no page of a tree.
std::vector<std::uint32_t> pages_below(ByteView page, std::uint32_t number);

/// Is it a leaf or an inner page of a tree?
bool is_tree_page(ByteView page, std::uint32_t number);

}  // namespace wegwijs::sqlite
