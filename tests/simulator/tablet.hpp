// One person's device: its disk, its clock, its store with open forms, and a sync that may be under way.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "client_core/store/store.hpp"
#include "client_core/sync/engine.hpp"
#include "tests/disk/disk.hpp"
#include "tests/simulator/truth.hpp"

namespace wegwijs::simulator {

using test::Disk;

/// The time of the simulation, which every machine reads through its own clock.
struct Time {
    UnixMs now = 1'790'000'000'000;
};

class MachineClock final : public Clock {
public:
    explicit MachineClock(const Time& time) : time_(time) {}
    UnixMs now() override { return time_.now + skew; }
    UnixMs skew = 0;

private:
    const Time& time_;
};

/// A form on the screen.
struct Form {
    store::Edit edit;
    Id dossier;
    Shown shown;
    View view;
};

/// What came back from one call of the store.
struct Saved {
    std::optional<std::size_t> work;  ///< in the truth; nothing: refused, or it failed
    std::string code;
};

class Tablet {
public:
    Tablet(std::string name, std::string user, const Time& time, std::uint64_t seed);
    /// Another device with a copy of that one's store.
    Tablet(std::string name, const Tablet& other, const Time& time, std::uint64_t seed);

    void make(const store::Identity& identity);
    /// After a kill or a power cut. What was saved must be there.
    void open(Truth& truth);
    void kill() { leave(), disk.stop(), disk.restart(); }
    void cut_power() { disk.stop(), leave(), disk.lose_power(); }
    bool running() const { return store != nullptr; }
    /// A save that the disk cut short or refused: the next opening may find it, or not.
    struct Uncertain {
        std::uint64_t seq;
        Shown shown;
    };
    /// Puts back a copy of the store.
    struct Copy {
        Disk::Image image;
        TypedWork typed;
        std::vector<std::map<Id, View>> rights_of_round;
        std::optional<Uncertain> uncertain;
    };
    Copy copy() const { return {disk.image(), typed, rights_of_round, uncertain_}; }
    void put_back(const Copy& copy);

    // ---- what is on the screen
    std::vector<Id> dossiers();  ///< in which something can be written
    Shown shown(const Id& dossier);
    std::optional<View> view(const Id& dossier);
    std::optional<Form> open_form(const Id& dossier);
    /// Calls the store, and tells the truth what was saved. `shown`: what stood on the screen.
    template <class Call>
    Saved save(Truth& truth, const Id& dossier, const Shown& shown, const View& view, Call&& call) {
        const std::uint64_t before = head();
        const auto result = call(*store);
        return note(truth, before, dossier, shown, view, result.ok() ? "" : result.error().code);
    }

    const std::string name, user;
    Disk disk;
    MachineClock clock;
    test::SeededRandom random;
    std::unique_ptr<store::Store> store;
    std::optional<sync::Engine> engine;
    sync::Action action;
    std::vector<Form> forms;
    std::vector<Copy> copies;
    bool flipped = false;                             ///< a bit of a running sum turned over, here or in what it is of
    TypedWork typed;                                  ///< own transactions: number -> work
    std::vector<std::map<Id, View>> rights_of_round;  ///< in which its answers so far were made

private:
    std::uint64_t head();
    Saved note(Truth& truth, std::uint64_t before, const Id& dossier, const Shown& shown, const View& view,
               std::string code);
    std::size_t take_note(Truth& truth, std::uint64_t seq, const Shown& shown);
    void leave();
    store::OpenOptions options();

    std::optional<Uncertain> uncertain_;
};

/// The result, or a violation.
template <class T>
T must(Result<T> result, const std::string& doing) {
    if (!result.ok()) broken("error", doing + ": " + result.error().code + ": " + result.error().message);
    return std::move(result).value();
}
inline void must(const Status& status, const std::string& doing) {
    if (!status.ok()) broken("error", doing + ": " + status.error().code + ": " + status.error().message);
}

}  // namespace wegwijs::simulator
