// What happens to machines: kills, power cuts, disks, clocks, copies.
#include <algorithm>

#include "tests/simulator/simulation.hpp"

namespace wegwijs::simulator {

namespace {
constexpr UnixMs minute = 60'000, hour = 60 * minute, day = 24 * hour;
constexpr UnixMs step_ms = 64;  ///< clocks differ within this, so that no two writes have the same time
constexpr int most_put_backs = 3;
}  // namespace

void Simulation::kill(Tablet& t) {
    say(&t, "is killed");
    t.disk.stop();
    mend(t);
}

void Simulation::cut_power(Tablet& t) { kill(t); }

void Simulation::cut_soon(Tablet& t) { t.disk.cut_at(t.disk.steps() + 1 + pick(60)); }

void Simulation::fail_soon(Tablet& t) { t.disk.fail_at(t.disk.steps() + 1 + pick(60)); }

void Simulation::fill_disk(Tablet& t) {
    t.disk.fill(!t.disk.full());
    say(&t, t.disk.full() ? "has a full disk" : "has room again");
}

void Simulation::mend(Tablet& t) {
    for (int tries = 0; t.disk.stopped(); ++tries) {
        waiting_for_.erase(&t);
        answers_.erase(&t);
        due_.erase(&t);
        if (chance(.5)) t.kill(), ++counts["kills"];
        else t.cut_power(), ++counts["power cuts"];
        say(&t, "starts again");
        if (tries < 3 && chance(.1)) cut_soon(t);
        t.open(truth_);
    }
    if (!t.running()) t.open(truth_);
}

void Simulation::mend_server() {
    for (int tries = 0; office_.disk.stopped() || !office_.running(); ++tries) {
        if (chance(.5)) office_.kill(), ++counts["server kills"];
        else office_.cut_power(), ++counts["server power cuts"];
        say(nullptr, "the server starts again");
        if (tries < 3 && chance(.1)) office_.disk.cut_at(1 + pick(60));
        office_.open();
    }
}

void Simulation::kill_server(Tablet&) {
    office_.disk.stop();
    mend_server();
}

void Simulation::cut_server(Tablet& t) { kill_server(t); }

void Simulation::cut_server_soon(Tablet&) { office_.disk.cut_at(office_.disk.steps() + 1 + pick(40)); }

void Simulation::fail_server_soon(Tablet&) { office_.disk.fail_at(office_.disk.steps() + 1 + pick(20)); }

void Simulation::pass_time(Tablet&) {
    constexpr UnixMs some[] = {minute, hour, day, 6 * day};
    time_.now += some[pick(std::size(some))] / step_ms * step_ms;
}

void Simulation::set_clock(Tablet& t) {
    constexpr UnixMs some[] = {0, -5 * minute, 3 * minute, hour, 20 * day, -400 * day, 3000 * day};
    const auto index = static_cast<UnixMs>(
        std::find_if(tablets_.begin(), tablets_.end(), [&](const auto& one) { return one.get() == &t; }) -
        tablets_.begin());
    t.clock.skew = some[pick(std::size(some))] / step_ms * step_ms + index + 1;
    say(&t, "has its clock set");
}

void Simulation::keep_copy(Tablet& t) {
    if (t.copies.size() >= 4) t.copies.erase(t.copies.begin());
    t.copies.push_back(t.copy());
    say(&t, "is copied");
}

void Simulation::put_back(Tablet& t) {
    if (t.copies.empty()) return;
    const Tablet::Copy copy = any_of(t.copies);
    waiting_for_.erase(&t);
    answers_.erase(&t);
    due_.erase(&t);
    t.put_back(copy);
    t.open(truth_);
    say(&t, "is put back to own number " + std::to_string(t.typed.empty() ? 0 : t.typed.rbegin()->first));
    ++counts["tablets put back"];
}

void Simulation::clone(Tablet& t) {
    if (tablets_.size() >= 6) return;
    const std::string name = "t" + std::to_string(tablets_.size() + 1);
    tablets_.push_back(std::make_unique<Tablet>(name, t, time_, seed_ * 31 + tablets_.size()));
    Tablet& made = *tablets_.back();
    set_clock(made);
    made.open(truth_);
    say(&t, "is copied to " + name);
    ++counts["clones"];
}

void Simulation::copy_server(Tablet&) {
    office_.disk.nothing_goes_wrong();
    if (!office_.running()) return;
    // Devices drop what the last copy but one holds, so nobody puts back an older one.
    if (server_copies_.size() >= 2) {
        older_copies_.push_back(server_copies_.front());
        server_copies_.erase(server_copies_.begin());
    }
    server_copies_.push_back(office_.copy());
    say(nullptr, "the server is copied");
}

void Simulation::restore_server(Tablet&) {
    office_.disk.nothing_goes_wrong();
    if (server_copies_.empty() || put_backs_ >= most_put_backs) return;
    ++put_backs_;
    time_.now += minute / step_ms * step_ms;
    office_.restore(any_of(server_copies_));
    nights_.forgotten();
    say(nullptr, "the server is restored");
    ++counts["server restored"];
}

/// All newer copies are lost too. What every device had dropped by then is gone; all else has to come together.
void Simulation::restore_older(Tablet&) {
    office_.disk.nothing_goes_wrong();
    if (older_copies_.empty() || put_backs_ >= most_put_backs) return;
    ++put_backs_;
    time_.now += minute / step_ms * step_ms;
    truth_.may_be_gone();
    office_.restore(any_of(older_copies_));
    nights_.forgotten();
    say(nullptr, "the server is restored from an old copy");
    ++counts["server restored from an old copy"];
}

/// A bit of a running sum turns over on a device; nothing else of its store is wrong.
void Simulation::flip_sum(Tablet& t) {
    std::vector<store::DossierRow> held;
    for (const store::DossierRow& row : must(t.store->tables().dossiers(), t.name + " lists dossiers"))
        if (row.held) held.push_back(row);
    if (held.empty() || t.engine) return;
    store::DossierRow row = any_of(held);
    row.sum ^= std::uint64_t{1} << pick(64);
    t.flipped = true;  // also when the disk is cut: it may be there
    if (!t.store->tables().put_dossier(row).ok()) return mend(t);
    say(&t, "has a bit wrong in a sum");
    ++counts["bits turned"];
}

void Simulation::put_back_server(Tablet&) {
    office_.disk.nothing_goes_wrong();
    if (server_copies_.empty() || put_backs_ >= most_put_backs) return;
    ++put_backs_;
    time_.now += minute / step_ms * step_ms;
    office_.put_back(any_of(server_copies_));
    nights_.forgotten();
    say(nullptr, "the server is put back silently");
    ++counts["server put back"];
}

}  // namespace wegwijs::simulator
