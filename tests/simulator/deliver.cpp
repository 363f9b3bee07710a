// The nights: the delivery is made, cut short, tried again, lost on its way, confirmed late.
#include "sync_server/delivery/receipt.hpp"
#include "tests/simulator/simulation.hpp"

namespace wegwijs::simulator {

namespace {
constexpr UnixMs day = 24LL * 3600 * 1000 / 64 * 64;
}

void Simulation::deliver(Tablet&) {
    if (chance(.7)) time_.now += day;
    bring_receipts();
    if (chance(.25)) office_.disk.cut_at(office_.disk.steps() + 1 + pick(50));
    else if (chance(.2)) office_.disk.fail_at(office_.disk.steps() + 1 + pick(50));
    for (int tries = 0; tries < 2; ++tries) {
        nights_.prepare(time_.now);
        const auto report = office_.deliver("uit");
        if (office_.disk.stopped()) {
            say(nullptr, "the delivery is cut short");
            ++counts["nights cut short"];
            mend_server();
            if (chance(.5)) return;  // nobody tries again before the next night
            office_.disk.nothing_goes_wrong();
            continue;
        }
        office_.disk.nothing_goes_wrong();
        if (report.ok()) return delivered(*report, .3);
        say(nullptr, "the delivery fails: " + report.error().code);
        ++counts["nights failed"];
        if (tries > 0) violated("delivery", report.error().code + ": " + report.error().message);
    }
}

/// The receiver may miss it, take only some of it, or not answer.
void Simulation::delivered(const server::DeliveryReport& report, double missed) {
    const Night& night = nights_.delivered(report);
    ++counts[report.again ? "nights again" : "nights"];
    counts["rows delivered"] += report.rows;
    counts["rows held back"] += report.held_back;
    say(nullptr, "delivery " + std::to_string(report.delivery) + " of " + report.night + ", " +
                     std::to_string(report.rows) + " rows" + (report.again ? ", again" : ""));
    Receiver& receiver = nights_.receiver;
    if (report.delivery <= receiver.last || chance(missed)) return;
    const double refuses = !calm_ && chance(.3) ? .2 : 0;
    receiver.take(
        report.delivery, night.files, [&] { return refuses > 0 && chance(refuses); }, calm_ || chance(.8));
    ++counts["nights received"];
    receiver.check(night.picture, truth_);
}

void Simulation::bring_receipts() {
    auto& receipts = nights_.receiver.receipts;
    while (!receipts.empty() && (calm_ || chance(.6))) {
        auto& chosen = any_of(receipts);
        const std::string receipt = chosen;
        const auto taken = server::take_receipt(receipt, office_.admin());
        if (office_.disk.stopped()) return mend_server();  // it comes again
        if (!taken.ok() && taken.error().code != "missing") return;
        if (!taken.ok() && !nights_.receiver.behind) violated("delivery", "a receipt is not taken");
        say(nullptr, "the receiver answers: " + receipt.substr(0, 40));
        ++counts["receipts"];
        std::erase(receipts, receipt);
    }
}

/// Once everything was received and confirmed nothing more goes out, and every night can be given again.
void Simulation::settle_nights() {
    if (!nights_.any()) return;
    for (int i = 0; i < 3; ++i) {
        bring_receipts();
        time_.now += day;
        nights_.prepare(time_.now);
        const auto report = must(office_.deliver("uit"), "the last nights");
        if (i == 2)
            for (const auto& [file, content] : nights_.delivered(report).files)
                for (const EntityRule& of : entities())
                    if (file_of(of) == file && !content.empty())
                        violated("delivery", file + " is not empty though everything was confirmed: " + content);
        delivered(report, 0);
    }
    nights_.all_again();
}

}  // namespace wegwijs::simulator
