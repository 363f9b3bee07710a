// A tablet of a schedule: a real store on a disk in memory, its forms, and copies of that disk.
#pragma once

#include <nlohmann/json.hpp>

#include "client_core/store/store.hpp"
#include "client_core/store/tables.hpp"
#include "client_core/sync/engine.hpp"
#include "tests/schedules/office.hpp"

namespace schedules {

using Json = nlohmann::ordered_json;  // a step's values are typed in the order in which they stand

class Tablet {
public:
    Tablet(const std::string& name, const Time& time, UnixMs skew);
    ~Tablet() { leave(); }

    void make(store::Identity identity, const std::string& role, std::shared_ptr<const model::Pack> pack);
    void copy_of(const Tablet& other);
    void kill();

    // ---- what a person does: "" or the code of what refuses it
    std::string open(const std::string& form, const Id& dossier);
    std::string save(const Json& step, Names& names);
    /// Takes note of a transaction that this step saved.
    void saved(int step, Names& names);

    // ---- syncing: "whole", "narrow", or "lost": the answer to what it sent never comes
    void sync(Office& office, const std::string& how);
    struct Question {
        std::uint64_t device;
        Bytes public_key, body;
    };
    Question question();

    void keep_copy() { copies_.push_back({disk_.image(), saves_}); }
    void put_back(std::size_t copy);

    Lines lines(const Names& names);

private:
    struct Copy {
        test::Disk::Image image;
        std::map<std::uint64_t, int> saves;
    };
    void leave();
    void reopen();
    store::OpenOptions options();
    std::string create(const Json& step, Names& names);
    void record_lines(const merge::Record& record, const Names& names, Lines& lines) const;

    test::Disk disk_;
    test::SeededRandom random_;
    MachineClock clock_;
    std::unique_ptr<store::Store> store_;
    std::map<std::string, store::Edit> forms_;
    std::map<std::uint64_t, int> saves_;  ///< own number -> the step that saved it
    std::vector<Copy> copies_;
};

}  // namespace schedules
