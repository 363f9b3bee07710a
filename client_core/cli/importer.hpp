// Takes a list in, a row a transaction, and knows after a kill where it was.
#pragma once

#include <set>

#include "client_core/cli/import_map.hpp"
#include "client_core/cli/program.hpp"

namespace wegwijs::cli {

struct RefusedRow {
    std::uint64_t line = 0;
    std::string reason;
};

struct ImportReport {
    std::uint64_t created = 0;  ///< by this run
    std::uint64_t earlier = 0;  ///< by earlier runs of the same list with the same map
    std::vector<RefusedRow> refused;
};

class Importer {
public:
    /// `name` stands for this list and map: the same content gives the same name.
    static Result<Importer> begin(store::Store& store, const ImportMap& map, std::string name);
    /// Every row that is not here yet is tried, also one that an earlier run refused.
    Result<ImportReport> take(const std::vector<CsvRow>& rows, const std::function<bool()>& stop);

private:
    Importer(store::Store& store, const ImportMap& map, std::string name)
        : store_(store), map_(map), name_(std::move(name)) {}
    Status take_row(const CsvRow& head, const CsvRow& row, ImportReport& report);
    Result<store::NewRecord> record_of(const CsvRow& head, const CsvRow& row);
    Status refuse_double(const model::Entity& entity, const store::NewRecord& record);
    Result<bool> is_here(const Id& id);
    Status write_journal();

    store::Store& store_;
    const ImportMap& map_;
    std::string name_;
    // The journal. Lines up to `upto` are done, but for those in `open_`; `doing_` may be made under the id
    // `doing_id_`.
    std::uint64_t upto_ = 0, doing_ = 0;
    Id doing_id_;
    std::set<std::uint64_t> open_;
};

}  // namespace wegwijs::cli
