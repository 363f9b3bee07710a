// What the machine can do at best: the same rows in plain SQLite, not encrypted, with the same `synchronous`.
#pragma once

#include <string>
#include <vector>

#include "client_core/shared/sqlite/sqlite.hpp"
#include "tests/bench/workload.hpp"

namespace wegwijs::bench {

class Floor {
public:
    /// Makes the file anew, or opens it.
    static Floor make(const std::string& path);
    static Floor open(const std::string& path);

    void insert(const Record& record);  ///< a transaction of its own
    void update(const std::string& id, const Change& change);
    /// Closes with everything in one file.
    void close();

    /// All of them in one transaction, in a file of their own that goes again. Gives the seconds.
    static double bulk_insert(const std::string& path, const std::vector<Record>& records);

private:
    explicit Floor(sqlite::Connection db) : db_(std::move(db)) {}
    void run_insert(const Record& record);
    sqlite::Connection db_;
};

}  // namespace wegwijs::bench
