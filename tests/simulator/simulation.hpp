// One run: some tablets and the server, in one thread, through a schedule that follows from one seed. First anything
// may go wrong; then nothing does any more, and all must come to agree.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/simulator/nights.hpp"

namespace wegwijs::simulator {

/// How often what happens, and with what.
struct Profile {
    std::string name;
    std::map<std::string, double> weights;  ///< by the name of a step
    bool small_chunks = false;              ///< batches of two, pages of three
    std::vector<std::string> roles;         ///< of the third person; empty: wc
};
const std::vector<Profile>& profiles();
const Profile* profile(std::string_view name);

class Simulation {
public:
    Simulation(std::uint64_t seed, const Profile& profile, std::function<void(const std::string&)> say = {});
    ~Simulation();
    /// One step of the schedule; with a name that one, whatever the profile's weights say. Gives its name.
    std::string step(std::size_t number, const std::string& name = {});
    /// The name of a step, by the profile's weights.
    std::string chosen(std::size_t number);
    /// Faults stop; everybody syncs, and everything is compared.
    void settle();
    /// Of all states: the same seed gives the same.
    std::uint64_t hash();

    std::map<std::string, std::uint64_t> counts;

private:
    friend struct Steps;
    using Step = void (Simulation::*)(Tablet&);
    static const std::map<std::string, Step, std::less<>>& steps();

    // people (people.cpp)
    void open_form(Tablet& t);
    void save_form(Tablet& t);
    void save_now(Tablet& t) { save_some(t, 1); }
    void save_many(Tablet& t) { save_some(t, 3); }
    void save_some(Tablet& t, std::size_t fields);
    void decide(Tablet& t);
    void make_plan(Tablet& t) { make(t, "plan"); }
    void make_doel(Tablet& t) { make(t, "doel"); }
    void make_uren(Tablet& t) { make(t, "urenregel"); }
    void make_besluit(Tablet& t) { make(t, "besluit"); }
    void add_hours(store::NewRecord& made, const Shown& shown);
    void make(Tablet& t, std::string_view entity);
    void make_dossier(Tablet& t);
    void remove(Tablet& t) { set_removed(t, true); }
    void restore_removed(Tablet& t) { set_removed(t, false); }
    void set_removed(Tablet& t, bool removed);
    std::optional<Form> form_to_use(Tablet& t, bool kept);
    std::vector<store::Assignment> typed(const Form& form, std::size_t fields);
    std::string value(const FieldRule& field, const merge::Entries* entries);
    void note(Tablet& t, const std::string& what, const Saved& saved);

    // the network (network.cpp)
    struct Sent {
        std::uint64_t number;
        Tablet* from;
        Office::Question question;
    };
    struct Round {
        protocol::Point as_of, end;  ///< of its last answer
    };
    void ask(Tablet& t);
    void arrive(Tablet& t);
    void answer(Tablet& t);
    void lose(Tablet& t);
    void repeat(Tablet& t);
    void stop_sync(Tablet& t);
    void begin_sync(Tablet& t);
    void send(Tablet& t);
    Office::Question question_of(Tablet& t);
    static std::string told(const Bytes& question, std::uint64_t device, const Result<Office::Answer>& answer);
    void forge(http::Request& request);
    void take(Tablet& t, const Office::Answer& answer);
    void applied(Tablet& t);
    void check_scope(Tablet& t);
    void sync_whole(Tablet& t);
    void sync_now(Tablet& t);

    // machines (machines.cpp)
    void kill(Tablet& t);
    void cut_power(Tablet& t);
    void cut_soon(Tablet& t);
    void fail_soon(Tablet& t);
    void fill_disk(Tablet& t);
    void pass_time(Tablet& t);
    void set_clock(Tablet& t);
    void keep_copy(Tablet& t);
    void put_back(Tablet& t);
    void clone(Tablet& t);
    void kill_server(Tablet& t);
    void cut_server(Tablet& t);
    void cut_server_soon(Tablet& t);
    void fail_server_soon(Tablet& t);
    void copy_server(Tablet& t);
    void restore_server(Tablet& t);
    void put_back_server(Tablet& t);
    void restore_older(Tablet& t);
    void flip_sum(Tablet& t);
    void mend(Tablet& t);  ///< what was cut short comes up again
    void mend_server();

    // administrators (administration.cpp)
    void grant(Tablet& t);
    void end_or_renew(Tablet& t);
    void move(Tablet& t);
    void new_pack(Tablet& t);
    void erase(Tablet& t);
    void purge(Tablet& t);

    // nights (deliver.cpp)
    void deliver(Tablet& t);
    void delivered(const server::DeliveryReport& report, double missed);
    void bring_receipts();
    void settle_nights();

    // what it costs (cost.cpp)
    struct Cost;
    Cost measure(Tablet& t);
    Id id_numbered(Tablet& t, std::uint64_t number);
    void check_cost(std::size_t k);
    void look_at_cost(Tablet& t);

    // signing (signing.cpp)
    void sign(Tablet& t);
    void amend(Tablet& t);
    void write_in_draft(Tablet& t, bool signs);

    // the end (settle.cpp)
    void check_idle(Tablet& t);
    void check_agreement(Tablet& t);
    void check_own_work(Tablet& t);
    void check_conflicts(Tablet& t);
    void check_server();

    std::uint64_t pick(std::uint64_t below) { return chance_.number() % below; }
    bool chance(double p) { return static_cast<double>(pick(1'000'000)) < p * 1e6; }
    template <class List>
    auto& any_of(List& list) {
        auto at = std::begin(list);
        std::advance(at, static_cast<std::ptrdiff_t>(pick(std::size(list))));
        return *at;
    }
    void say(const Tablet* t, const std::string& what);

    const std::uint64_t seed_;
    const Profile& profile_;
    const std::function<void(const std::string&)> say_;
    test::SeededRandom chance_;
    std::size_t now_ = 0;
    Time time_;
    Truth truth_;
    Office office_;
    Nights nights_{office_, truth_};
    std::vector<std::unique_ptr<Tablet>> tablets_;
    std::vector<Sent> wire_;
    std::map<Tablet*, std::uint64_t> waiting_for_;       ///< the newest request of each
    std::map<Tablet*, Result<Office::Answer>> answers_;  ///< that came back and were not looked at
    std::map<Tablet*, Round> due_;                       ///< a round that was through
    std::vector<Office::Copy> server_copies_, older_copies_;
    std::map<std::string, std::string> role_before_;  ///< of a user in its own municipality
    std::uint64_t next_number_ = 1, next_value_ = 1;
    protocol::Codec codec_;
    const bool over_http_;  ///< every second seed: requests are packed and signed
    int put_backs_ = 0;     ///< of the server
    bool calm_ = false;
};

}  // namespace wegwijs::simulator
