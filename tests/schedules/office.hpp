// The server of a schedule: the real store and the real services on a disk in memory, and copies of that disk.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "client_core/store/store.hpp"
#include "sync_server/store/admin_store.hpp"
#include "sync_server/store/sqlite_store.hpp"
#include "sync_server/sync/service.hpp"
#include "tests/disk/disk.hpp"

namespace schedules {

using namespace wegwijs;
using merge::Id;
using Lines = std::map<std::string, std::string>;

template <class T>
T must(Result<T> result) {
    if (!result.ok()) {
        INFO(result.error().code << ": " << result.error().message);
        REQUIRE(result.ok());
    }
    return std::move(result).value();
}
inline void must(const Status& status) {
    if (!status.ok()) {
        INFO(status.error().code << ": " << status.error().message);
        REQUIRE(status.ok());
    }
}

/// The time of a schedule, which a machine reads through its own clock.
struct Time {
    UnixMs now = 1'790'000'000'000;
};
class MachineClock final : public Clock {
public:
    explicit MachineClock(const Time& time, UnixMs skew = 0) : time_(time), skew_(skew) {}
    UnixMs now() override { return time_.now + skew_; }

private:
    const Time& time_;
    UnixMs skew_;
};

/// What a schedule calls things, and what they are here.
struct Names {
    std::map<std::string, Id> ids;
    std::map<Id, std::string> of_id;
    std::map<Bytes, int> saves;  ///< place in a device's chain -> the step that saved it

    void add(const std::string& name, const Id& id) { ids[name] = id, of_id[id] = name; }
    std::string of(const Id& id) const;
};

std::string field_name(const model::Entity& entity, const merge::FieldKey& key);
std::string value_text(const model::Entity& entity, const merge::FieldKey& key, ByteView value);

class Office {
public:
    Office(Time& time, std::string pack_json);
    ~Office();

    store::Identity enrol(const std::string& user);
    /// As over the wire: whoever does not have the number's key is not known under it.
    Result<Bytes> ask(std::uint64_t device, const Bytes& public_key, ByteView body);

    void grant(const std::string& user, const std::string& where, const std::string& role, const Names& names);
    void move(const Id& dossier, const std::string& town);
    void erase(const Id& dossier);
    void back_up() { backups_.push_back(disk_.image()); }
    void put_back(std::size_t backup, bool declared);

    /// The steps of all saves in the order of the ledger.
    std::vector<int> ledger(const Names& names);
    /// Every entry of every field.
    Lines lines(const Names& names);

    const model::Pack& pack() const { return *pack_; }
    std::shared_ptr<const model::Pack> shared_pack() const { return pack_; }
    MachineClock clock;

private:
    void open(bool create);
    void close();
    server::SqliteStoreOptions options() const {
        return {disk_.path("server.db"), Bytes(32, 'k'), test::disk_vfs, false};
    }
    template <class Work>
    void change(Work&& work) {
        auto batch = must(store_->begin());
        work(*batch);
        must(batch->commit());
    }

    std::string pack_json_;
    std::shared_ptr<const model::Pack> pack_;
    test::Disk disk_{"office", 1};
    test::SeededRandom random_{11};
    crypto::BoxKey box_ = crypto::BoxKey::make(random_);
    std::unique_ptr<server::Store> store_;
    std::unique_ptr<server::AdminStore> admin_;
    std::unique_ptr<server::SyncService> service_;
    std::vector<test::Disk::Image> backups_;
    std::vector<Id> erased_;  ///< kept outside the database
};

}  // namespace schedules
