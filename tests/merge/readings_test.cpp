// The laws of MERGE.md about reading, judging and taking a context back, on random entries and random restores.
#include <map>
#include <set>

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "tests/merge/dossier.hpp"

using namespace wegwijs;
using namespace wegwijs::merge;

namespace {

const Policy policies[] = {Policy::laatste, Policy::beoordelen,      Policy::verzameling,
                           Policy::eerste,  Policy::intrekking_wint, Policy::server};

template <class Number>
Number draw(Number from, Number to) {
    return *rc::gen::inRange<Number>(from, to + 1);
}

bool is_no(ByteView value) { return value == no; }

/// Entries of different transactions, in the server's order, with clocks in any order.
Entries draw_entries(const std::vector<model::Value>& values, std::size_t least = 0) {
    Entries entries;
    for (std::size_t i = draw<std::size_t>(least, 5); i > 0; --i) {
        const ServerSeq server_seq = 10 - i;
        entries.push_back({{server_seq, draw<std::uint64_t>(11, 13), server_seq, draw<UnixMs>(0, 3)},
                           values[draw<std::size_t>(0, values.size() - 1)]});
    }
    return entries;
}

const std::vector<model::Value> some{yes, no, text("a"), model::null_value};

bool holds(const Entries& entries, const model::Value& value) {
    return std::any_of(entries.begin(), entries.end(), [&](const Entry& e) { return e.value == value; });
}

/// A server's whole history as a list of numbers, the way `restore` makes it: keep a beginning, jump, go on.
struct Restores {
    std::map<ServerSeq, std::vector<ServerSeq>> to;  ///< every number ever given -> the history that ended there
    EpochStarts line, known;
    ServerSeq head = 0, next = 1;

    void grow() {
        std::vector<ServerSeq> history = head ? to.at(head) : std::vector<ServerSeq>{};
        history.push_back(next);
        to[next] = std::move(history);
        head = next++;
    }
    void restore_to(ServerSeq point) {
        next += 100;
        head = point;
        line.clear();
        for (const ServerSeq number : to.at(point))
            if (known.contains(number)) line[number] = known.at(number);
        line[next] = known[next] = point;
        grow();
    }
    /// The last number that both histories hold.
    ServerSeq shared(ServerSeq S) const {
        const auto& theirs = to.at(S);
        const auto& ours = to.at(head);
        const std::set<ServerSeq> mine(ours.begin(), ours.end());
        ServerSeq last = 0;
        for (const ServerSeq number : theirs)
            if (mine.contains(number)) last = number;
        return last;
    }
};

Restores draw_restores() {
    Restores server;
    server.grow();
    for (int steps = draw(0, 25); steps > 0; --steps) {
        if (draw(0, 4) < 4) {
            server.grow();
        } else {
            auto backup = server.to.begin();  // of any time, also of hours that an earlier restore cut off
            std::advance(backup, draw<std::size_t>(0, server.to.size() - 1));
            server.restore_to(backup->first);
        }
    }
    return server;
}

}  // namespace

TEST_CASE("law: a reading depends on the set of entries only, not on how they are stored") {
    CHECK(rc::check([] {
        Entries entries = draw_entries(some, 1);
        for (const Policy policy : policies) {
            const Reading first = read(policy, entries, is_no);
            const Entry shown = *first.shown;
            Entries mixed = entries;
            std::reverse(mixed.begin(), mixed.end());
            std::rotate(mixed.begin(),
                        mixed.begin() + draw<std::ptrdiff_t>(0, static_cast<std::ptrdiff_t>(mixed.size()) - 1),
                        mixed.end());
            const Reading second = read(policy, mixed, is_no);
            RC_ASSERT(*second.shown == shown);
            RC_ASSERT(second.conflict == first.conflict);
        }
    }));
}

TEST_CASE("law: equal values are never in conflict, under any policy") {
    CHECK(rc::check([] {
        const Entries entries = draw_entries({some[draw<std::size_t>(0, some.size() - 1)]}, 1);
        for (const Policy policy : policies) RC_ASSERT(!read(policy, entries, is_no).conflict);
    }));
}

TEST_CASE("law: only beoordelen and eerste hold a conflict open, and then always") {
    CHECK(rc::check([] {
        const Entries entries = draw_entries(some);
        std::set<model::Value> different;
        for (const Entry& entry : entries) different.insert(entry.value);
        for (const Policy policy : policies) {
            const bool for_a_person = policy == Policy::beoordelen || policy == Policy::eerste;
            RC_ASSERT(read(policy, entries, is_no).conflict == (for_a_person && different.size() > 1));
        }
    }));
}

TEST_CASE("law: present wins over concurrent absents, in every order") {
    CHECK(rc::check([] {
        const Entries entries = draw_entries({yes, no}, 1);
        RC_ASSERT(read(Policy::verzameling, entries).shown->value == (holds(entries, yes) ? yes : no));
    }));
}

TEST_CASE("law: a withdrawal wins over concurrent grants, in every order") {
    CHECK(rc::check([] {
        const Entries entries = draw_entries({yes, no, text("deels")}, 1);
        RC_ASSERT(is_no(read(Policy::intrekking_wint, entries, is_no).shown->value) == holds(entries, no));
    }));
}

TEST_CASE("law: an entry that loses does not change what is shown when it is taken away") {
    CHECK(rc::check([] {
        const Entries entries = draw_entries(some, 2);
        for (const Policy policy : policies) {
            const Entry shown = *read(policy, entries, is_no).shown;
            for (const Entry& loser : entries) {
                if (loser == shown) continue;
                Entries without = entries;
                without.erase_if([&](const Entry& e) { return e == loser; });
                RC_ASSERT(*read(policy, without, is_no).shown == shown);
            }
        }
    }));
}

TEST_CASE("law: a plain write is refused exactly where the field is in conflict, closed for good, or the server's") {
    CHECK(rc::check([] {
        const Entries entries = draw_entries(some);
        for (const Policy policy : policies) {
            const bool conflict = read(policy, entries, is_no).conflict;
            const std::string plain = judge(policy, entries, text("z"), Kind::plain, {}, is_no);
            const bool closed = policy == Policy::eerste && !entries.empty();
            RC_ASSERT(plain.empty() == (!conflict && !closed && policy != Policy::server));
            RC_ASSERT(judge(policy, entries, text("z"), Kind::guarded, {}, is_no) == plain);
            const std::string decided = judge(policy, entries, text("z"), Kind::decide, {}, is_no);
            RC_ASSERT(decided.empty() == ((conflict || !closed) && policy != Policy::server));
        }
    }));
}

TEST_CASE("law: a context goes back to exactly the last number that both histories share") {
    CHECK(rc::check([] {
        const Restores server = draw_restores();
        for (const auto& [S, history] : server.to) {
            const ServerSeq back = translate(S, server.line, server.line, server.known);
            RC_ASSERT(back == server.shared(S));
            RC_ASSERT(translate(back, server.line, server.line, server.known) == back);
        }
    }));
}
