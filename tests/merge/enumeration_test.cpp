// Every small history there is: each choice of device, write, context and place in the server's order, each compared
// with what the sets of seen transactions say must stand.
#include <catch2/catch.hpp>

#include "tests/merge/history.hpp"

using namespace wegwijs;
using namespace wegwijs::merge;

namespace {

constexpr std::uint64_t anna = 11, bram = 12;

bool is_no(ByteView value) { return value == no; }

/// A clock that runs backwards on one device, so that no reading can take the server's order for the clock's.
UnixMs clock_of(std::uint64_t device, std::size_t name) {
    const auto step = static_cast<UnixMs>(name);
    return device == anna ? 100 - step : 97 + step;
}

bool reads_true(const Entries& entries, const std::vector<Deed>& standing) {
    const auto said = [&](const model::Value& value) {
        return std::any_of(standing.begin(), standing.end(), [&](const Deed& d) { return d.write.value == value; });
    };
    const bool disputed = said(yes) && said(no);
    const auto latest = *std::max_element(standing.begin(), standing.end(), [](const Deed& a, const Deed& b) {
        return std::tuple(a.stamp.at, a.stamp.device, a.stamp.seq) <
               std::tuple(b.stamp.at, b.stamp.device, b.stamp.seq);
    });
    const auto reads = [&](Policy policy, const model::Value& value, bool conflict) {
        const Reading reading = read(policy, entries, is_no);
        return reading.shown->value == value && reading.conflict == conflict;
    };
    return reads(Policy::laatste, latest.write.value, false) && reads(Policy::server, latest.write.value, false) &&
           reads(Policy::beoordelen, latest.write.value, disputed) &&
           reads(Policy::verzameling, said(yes) ? yes : no, false) &&
           reads(Policy::intrekking_wint, said(no) ? no : yes, false) &&
           reads(Policy::eerste, standing.front().write.value, disputed);
}

/// The field and the record that the last write was about, and those above it; the rest is as it was one write ago.
bool what_changed_is_true(History& history) {
    const Write& write = history.truth.deeds.back().write;
    if (write.key != deletion) {
        const auto standing = history.truth.standing(write.record, write.key);
        const Entries& entries = *history.records.find(write.record)->find(write.key);
        if (!history.holds(entries, standing) || !reads_true(entries, standing)) return false;
    }
    return history.deletions_are_true();
}

/// Laid over what was confirmed before, the last transaction shows what it will be once it is confirmed.
bool overlay_is_true(MapRecords confirmed, const History& after) {
    const auto& last = after.placed.back();
    apply(confirmed, last.transaction, last.device, unsent, last.at, last.transaction.context, after.lineage);
    return as_if_placed(std::move(confirmed.records), after.placed.size() - 1, last.transaction.seq) ==
           after.records.records;
}

class Enumeration {
public:
    std::vector<Write> writes;
    std::vector<std::uint64_t> devices{anna, bram};
    std::size_t depth = 0;
    std::size_t histories = 0, wrong = 0;

    void run(const History& history) {
        if (history.placed.size() == depth) return;
        for (const std::uint64_t device : devices) {
            for (const Write& write : writes) extend(history, device, write);
            // Two devices without a past are alike: only one of them needs to begin.
            if (history.placed.empty() && history.lineage.empty()) break;
        }
    }

private:
    void extend(const History& history, std::uint64_t device, const Write& write) {
        for (ServerSeq S = 0; S <= history.placed.size(); ++S) {
            for (std::uint64_t n = 0;; ++n) {
                if (n > history.written_by(device)) break;
                if (!history.honest(device, {S, n})) continue;
                History next = history;
                next.place(device, {S, n}, {write}, clock_of(device, history.placed.size()));
                ++histories;
                if (!what_changed_is_true(next) || !overlay_is_true(history.records, next)) ++wrong;
                run(next);
            }
        }
    }
};

History beginning() {
    History history;
    history.add(make(person));
    history.add(make(plan, person));
    history.add(make(goal, plan));
    return history;
}

}  // namespace

TEST_CASE("every history of four writes by two devices to two fields leaves what had not been seen") {
    Enumeration all;
    all.depth = 4;
    all.writes = {set(person, phone, yes), set(person, phone, no), set(person, birth_date, yes)};
    all.run(beginning());
    CHECK(all.histories > 50'000);
    CHECK(all.wrong == 0);
}

TEST_CASE("every history of four edits, deletions and returns in two levels reads as it must") {
    Enumeration all;
    all.depth = 4;
    all.writes = {set(plan, phone, yes), remove(person), bring_back(person)};
    all.run(beginning());
    CHECK(all.histories > 50'000);
    CHECK(all.wrong == 0);
}

TEST_CASE("every history of three edits and deletions in three levels reads as it must") {
    Enumeration all;
    all.depth = 3;
    all.writes = {set(person, phone, yes), set(plan, phone, yes), set(goal, phone, yes),
                  remove(person),          remove(plan),          remove(goal),
                  bring_back(person)};
    all.run(beginning());
    CHECK(all.histories > 10'000);
    CHECK(all.wrong == 0);
}

TEST_CASE("every history of two writes around a copied store keeps the work of both branches") {
    for (std::size_t upto = 0; upto <= 2; ++upto) {
        History history = beginning();
        history.place(anna, {0, 0}, {set(person, phone, yes)}, 100);
        history.place(anna, {0, 1}, {set(plan, phone, no)}, 101);
        history.fork(bram, anna, upto);
        Enumeration all;
        all.depth = 4;
        all.writes = {set(person, phone, no), set(plan, phone, yes), remove(person), bring_back(person)};
        all.run(history);
        CHECK(all.histories > 3'000);
        CHECK(all.wrong == 0);
    }
}
