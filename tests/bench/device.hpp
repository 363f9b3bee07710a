// One device of the measurement: a real store in a file, and libcurl to the server.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "client_core/store/store.hpp"
#include "client_core/sync/runner.hpp"
#include "tests/bench/meter.hpp"
#include "tests/bench/workload.hpp"

namespace wegwijs::bench {

inline constexpr std::uint32_t records_in_group = 100;

class Device {
public:
    /// Enrols with `code` and makes the store at `path`.
    static Device enrol(const std::string& path, const std::string& url, const std::string& code);
    static Device open(const std::string& path);

    /// A group, and records of it: one transaction each.
    merge::Id create_group(std::uint32_t number, const std::string& municipality);
    void create(const merge::Id& group, const Record& record);
    void update(const merge::Id& record, const Change& change);
    /// Changes of one group, in one transaction.
    void update_together(const std::vector<std::pair<merge::Id, Change>>& changes);

    /// Closes a conflict with this value.
    void decide(const merge::Id& record, const Change& change);

    /// Until in step; anything refused, or not in step, ends the measurement.
    sync::RunReport sync();

    store::Store& store() { return *store_; }
    std::int64_t count();                                   ///< of records
    bool equals(const Record& record);                      ///< field by field
    bool holds(const merge::Id& id, const Change& change);  ///< the edit has arrived
    std::size_t open_conflicts();

private:
    explicit Device(std::unique_ptr<store::Store> store);
    std::unique_ptr<store::Store> store_;
    std::unique_ptr<transport::HttpTransport> transport_;
    std::string authority_;
};

merge::Id id_of(const Record& record);

}  // namespace wegwijs::bench
