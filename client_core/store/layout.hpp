// How an entity of the pack stands as a table. Internal to the store.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "client_core/shared/model/pack.hpp"
#include "client_core/shared/sqlite/sqlite.hpp"

namespace wegwijs::store {

/// What a column holds. Everything that is text to a person stands as text.
enum class Cell : std::uint8_t { text, integer, boolean, id, set };

struct Column {
    const model::Field* field = nullptr;
    Cell cell = Cell::text;
    std::string name;    ///< of the column, unquoted
    std::string update;  ///< SQL that sets this column and what stands beside it: ?1 the column, ?2 number, ?3
                         ///< versions, ?4 unknown, ?5 row
};

/// In every statement the places are: number, versions, unknown, then the columns. `select` gives before these
/// row, id, dossier and parent.
struct Layout {
    const model::Entity* entity = nullptr;
    std::string table;            ///< unquoted
    std::string parent_column;    ///< empty for a root
    std::vector<Column> columns;  ///< by the number of their field, without the parent
    bool searched = false;

    std::string select_by_id, select_by_row, select_all;
    std::string select_if;   ///< row ?1, if its id is ?2
    std::string insert;      ///< row, id, dossier, parent (NULL for a root), number, versions, unknown, columns
    std::string update_all;  ///< number, versions, unknown, columns, row
    std::string confirm;     ///< number, versions, row: all else stays
    std::string children;    ///< ids under ?1; empty for a root
    std::string of_dossier;  ///< ids, rows of dossier ?1

    const Column* column(std::uint16_t field) const;
};

inline constexpr int first_cell_read = 7;     ///< 0-based, in `select`
inline constexpr int first_cell_written = 8;  ///< 1-based, in `insert`

std::string quoted(std::string_view name);
Cell cell_of(model::Type type);
/// `table`: empty for the entity's own.
Layout make_layout(const model::Entity& entity, std::string table = {});

/// All tables of one pack.
class Schema {
public:
    explicit Schema(std::shared_ptr<const model::Pack> pack);
    const model::Pack& pack() const { return *pack_; }
    const Layout* layout(std::uint16_t entity) const;
    const std::vector<Layout>& layouts() const { return layouts_; }

private:
    std::shared_ptr<const model::Pack> pack_;
    std::vector<Layout> layouts_;
};

/// SQL steps for sqlite::migrate: the tables that every store has.
const std::vector<std::string_view>& fixed_tables();
Status make_table(sqlite::Connection& db, const Layout& layout);
/// Indexes that the pack asks for; those that are there stay.
Status make_indexes(sqlite::Connection& db, const Layout& layout);

}  // namespace wegwijs::store
