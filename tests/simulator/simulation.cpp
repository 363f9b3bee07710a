#include "tests/simulator/simulation.hpp"

#include "client_core/shared/crypto/crypto.hpp"

namespace wegwijs::simulator {

const std::map<std::string, Simulation::Step, std::less<>>& Simulation::steps() {
    using S = Simulation;
    static const std::map<std::string, Step, std::less<>> all{{"open", &S::open_form},
                                                              {"save", &S::save_form},
                                                              {"quick", &S::save_now},
                                                              {"many", &S::save_many},
                                                              {"decide", &S::decide},
                                                              {"plan", &S::make_plan},
                                                              {"doel", &S::make_doel},
                                                              {"uren", &S::make_uren},
                                                              {"besluit", &S::make_besluit},
                                                              {"dossier", &S::make_dossier},
                                                              {"sign", &S::sign},
                                                              {"amend", &S::amend},
                                                              {"deliver", &S::deliver},
                                                              {"cost", &S::look_at_cost},
                                                              {"remove", &S::remove},
                                                              {"unremove", &S::restore_removed},
                                                              {"sync", &S::sync_now},
                                                              {"ask", &S::ask},
                                                              {"arrive", &S::arrive},
                                                              {"answer", &S::answer},
                                                              {"lose", &S::lose},
                                                              {"repeat", &S::repeat},
                                                              {"stop", &S::stop_sync},
                                                              {"kill", &S::kill},
                                                              {"power", &S::cut_power},
                                                              {"cut", &S::cut_soon},
                                                              {"fail", &S::fail_soon},
                                                              {"full", &S::fill_disk},
                                                              {"time", &S::pass_time},
                                                              {"clock", &S::set_clock},
                                                              {"copy", &S::keep_copy},
                                                              {"back", &S::put_back},
                                                              {"clone", &S::clone},
                                                              {"server kill", &S::kill_server},
                                                              {"server power", &S::cut_server},
                                                              {"server cut", &S::cut_server_soon},
                                                              {"server fail", &S::fail_server_soon},
                                                              {"server copy", &S::copy_server},
                                                              {"server restore", &S::restore_server},
                                                              {"server back", &S::put_back_server},
                                                              {"server older", &S::restore_older},
                                                              {"flip", &S::flip_sum},
                                                              {"grant", &S::grant},
                                                              {"renew", &S::end_or_renew},
                                                              {"move", &S::move},
                                                              {"pack", &S::new_pack},
                                                              {"erase", &S::erase},
                                                              {"purge", &S::purge}};
    return all;
}

Simulation::Simulation(std::uint64_t seed, const Profile& profile, std::function<void(const std::string&)> say)
    : seed_(seed),
      profile_(profile),
      say_(std::move(say)),
      chance_(seed),
      office_(time_, seed * 17 + 1, truth_),
      over_http_(seed % 2 == 0) {
    if (say_) truth_.say = [this](const std::string& what) { this->say(nullptr, what); };
    ALWAYS(crypto::initialise() && sqlite::initialise());
    test::register_disks();
    office_.make();
    truth_.rights.pack(0, 1);
    const std::string third = profile.roles.empty() ? "wc" : profile.roles[pick(profile.roles.size())];
    const std::tuple<std::string, std::string, std::string> people[] = {
        {"u1", "0405", "km"}, {"u2", "0405", "km"}, {"u3", "0405", third}, {"u4", "0363", "km"}};
    for (const auto& [user, place, role] : people) {
        time_.now += 64;
        office_.grant(user, place, role);
        const std::string name = "t" + std::to_string(tablets_.size() + 1);
        tablets_.push_back(std::make_unique<Tablet>(name, user, time_, seed * 31 + tablets_.size()));
        set_clock(*tablets_.back());
        tablets_.back()->make(office_.enrol(user));
    }
    for (const auto& t : tablets_) sync_whole(*t);
    for (int i = 0; i < 2; ++i) {
        time_.now += 64;
        make_dossier(*tablets_[0]);
        sync_whole(*tablets_[0]);
    }
    for (const auto& t : tablets_) sync_whole(*t);
}

Simulation::~Simulation() {
    for (const auto& t : tablets_) {
        t->engine.reset();
        t->disk.stop();
    }
    office_.disk.stop();
}

std::string Simulation::chosen(std::size_t number) {
    chance_ = test::SeededRandom(seed_ * 1'000'003 + number);
    double all = 0;
    for (const auto& [step, weight] : profile_.weights) all += weight;
    double at = static_cast<double>(pick(1'000'000)) / 1e6 * all;
    for (const auto& [step, weight] : profile_.weights)
        if ((at -= weight) < 0) return step;
    return profile_.weights.rbegin()->first;
}

std::string Simulation::step(std::size_t number, const std::string& name) {
    now_ = number;
    const std::string chosen_name = chosen(number);
    time_.now += 64 * static_cast<UnixMs>(1 + pick(40));
    const auto step = steps().find(name.empty() ? chosen_name : name);
    if (step == steps().end()) broken("plan", "no step is called " + name);
    Tablet& t = *any_of(tablets_);
    ++counts["steps"];
    (this->*step->second)(t);
    mend(t);
    mend_server();
    return step->first;
}

void Simulation::say(const Tablet* t, const std::string& what) {
    if (say_) say_(std::to_string(now_) + (t ? " " + t->name + " (" + t->user + ") " : " ") + what);
}

std::uint64_t Simulation::hash() {
    std::string all;
    for (const auto& t : tablets_)
        for (const Id& dossier : t->dossiers())
            for (const auto& [id, record] : t->shown(dossier))
                for (const merge::FieldState& field : record.fields)
                    for (const merge::Entry& e : field.entries)
                        all += t->name + id.text() + std::to_string(field.key.number) +
                               std::to_string(e.stamp.server_seq) + "." + std::to_string(e.stamp.device) + "." +
                               std::to_string(e.stamp.seq) + "." + std::to_string(e.stamp.at) + e.value;
    return crypto::siphash(all, Bytes(16, 'h'));
}

}  // namespace wegwijs::simulator
