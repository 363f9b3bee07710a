// The laws of MERGE.md about whole histories, on random ones of up to 14 transactions.
#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "tests/merge/history.hpp"

using namespace wegwijs;
using namespace wegwijs::merge;

namespace {

const Id sibling = record_id(4);
const FieldKey words[] = {field(1), field(2), field(5, "nl")};
const model::Value values[] = {yes, no, text("a"), text("b"), model::null_value};
const Id ids[] = {person, plan, goal, sibling};

template <class Number>
Number draw(Number from, Number to) {
    return *rc::gen::inRange<Number>(from, to + 1);
}

template <class T, std::size_t size>
const T& draw_of(const T (&options)[size]) {
    return options[draw<std::size_t>(0, size - 1)];
}

std::vector<Write> draw_writes(bool returns = true) {
    std::vector<Write> writes;
    for (int i = draw(1, 3); i > 0; --i) {
        Write write{draw_of(ids), draw_of(words), draw_of(values)};
        if (draw(0, 3) == 3) write = returns && draw(0, 3) == 3 ? bring_back(write.record) : remove(write.record);
        const bool named = std::any_of(writes.begin(), writes.end(),
                                       [&](const Write& w) { return w.record == write.record && w.key == write.key; });
        if (!named) writes.push_back(write);
    }
    return writes;
}

/// A context that some open form could have had; nearly always a recent one, as in real work.
Context draw_context(History& history, std::uint64_t device) {
    Context context{draw<ServerSeq>(0, history.placed.size()), draw<std::uint64_t>(0, history.held[device].size())};
    if (draw(0, 1) == 1) context.S = history.placed.size() - std::min<std::size_t>(history.placed.size(), draw(0, 1));
    while (!history.honest(device, context)) --context.n;
    if (draw(0, 3) == 0) context.closed = draw<std::uint64_t>(0, context.n);
    return context;
}

/// Whatever a store may hold: also a context that no open form has had.
Context draw_any_context(History& history, std::uint64_t device) {
    const std::uint64_t n = draw<std::uint64_t>(0, history.held[device].size());
    return {draw<ServerSeq>(0, history.placed.size()), n, draw<std::uint64_t>(0, n)};
}

std::uint64_t draw_device(History& history) {
    auto chosen = history.held.begin();
    std::advance(chosen, draw<std::size_t>(0, history.held.size() - 1));
    return chosen->first;
}

void draw_step(History& history) {
    const std::uint64_t device = draw_device(history);
    if (history.held.size() < 6 && draw(0, 9) == 9) {
        history.fork(20 + history.held.size(), device, draw<std::size_t>(0, history.held[device].size()));
        return;
    }
    const Context context = draw_context(history, device);
    history.place(device, context, draw_writes(), draw(0, 5));
}

History draw_history(int longest = 14) {
    History history;
    history.add(make(person));
    history.add(make(plan, person));
    history.add(make(goal, plan));
    history.add(make(sibling, person));
    for (std::uint64_t device = 11; device <= 13; ++device) history.held[device];
    for (int steps = draw(0, longest); steps > 0; --steps) draw_step(history);
    return history;
}

Transaction draw_transaction(std::uint64_t seq, bool returns = true) {
    Transaction transaction;
    transaction.seq = seq;
    transaction.writes = draw_writes(returns);
    return transaction;
}

/// All but the deletion fields, of which only the reading may not depend on the order.
bool same_but_for_marks(const MapRecords& a, const MapRecords& b) {
    for (const auto& [id, record] : a.records) {
        Record left = record, right = b.records.at(id);
        if (read_deletion(left) != read_deletion(right)) return false;
        left.erase(deletion);
        right.erase(deletion);
        if (left != right) return false;
    }
    return true;
}

std::uint64_t sum_of(const MapRecords& records) {
    std::uint64_t sum = 0;
    for (const auto& [id, record] : records.records)
        for (const FieldState& state : record.fields) sum += fingerprint(person, id, state.key, state.entries);
    return sum;
}

}  // namespace

TEST_CASE("law: what stands is exactly what nobody who wrote over it had seen") {
    CHECK(rc::check([] {
        History history = draw_history();
        RC_ASSERT(history.entries_are_true());
        RC_ASSERT(history.deletions_are_true());
    }));
}

TEST_CASE("law: a context covers exactly the transactions that had been seen") {
    CHECK(rc::check([] {
        History history = draw_history();
        const std::uint64_t device = draw_device(history);
        const Context context = draw(0, 1) == 0 ? draw_context(history, device) : draw_any_context(history, device);
        const Names seen = history.seen(device, context);
        for (std::size_t name = 0; name < history.placed.size(); ++name) {
            const auto& placed = history.placed[name];
            const Stamp stamp{name + 1, placed.device, placed.transaction.seq, placed.at};
            RC_ASSERT(covers(history.lineage, device, context, stamp) == seen[name]);
        }
    }));
}

TEST_CASE("law: no write drops an entry that its context does not cover, whatever that context claims") {
    CHECK(rc::check([] {
        History history = draw_history();
        const std::uint64_t device = draw_device(history);
        const Context claim{draw<ServerSeq>(0, 20), draw<std::uint64_t>(0, 20)};
        const MapRecords before = history.records;
        const ServerSeq next = history.placed.size() + 1;
        apply(history.records, draw_transaction(30), device, next, 0, claim, history.lineage);
        for (const auto& [id, record] : before.records)
            for (const FieldState& state : record.fields)
                for (const Entry& entry : state.entries) {
                    if (covers(history.lineage, device, claim, entry.stamp)) continue;
                    const Entries& now = *history.records.find(id)->find(state.key);
                    RC_ASSERT(std::find(now.begin(), now.end(), entry) != now.end());
                }
    }));
}

TEST_CASE("law: laying a transaction twice is laying it once") {
    CHECK(rc::check([] {
        History history = draw_history();
        RC_PRE(!history.placed.empty());
        const auto& last = history.placed.back();
        const auto once = history.records.records;
        apply(history.records, last.transaction, last.device, history.placed.size(), last.at, last.transaction.context,
              history.lineage);
        RC_ASSERT(history.records.records == once);
    }));
}

TEST_CASE("law: two transactions that had not seen each other may be laid in either order") {
    CHECK(rc::check([] {
        History history = draw_history();
        const std::uint64_t anna = 51, bram = 52;
        const ServerSeq head = history.placed.size();
        const Context a_saw{draw<ServerSeq>(0, head), 0}, b_saw{draw<ServerSeq>(0, head), 0};
        const Transaction a = draw_transaction(1), b = draw_transaction(1);
        MapRecords ab = history.records, ba = history.records;
        apply(ab, a, anna, head + 1, 3, a_saw, {});
        apply(ab, b, bram, head + 2, 2, b_saw, {});
        apply(ba, b, bram, head + 2, 2, b_saw, {});
        apply(ba, a, anna, head + 1, 3, a_saw, {});
        RC_ASSERT(same_but_for_marks(ab, ba));
    }));
}

TEST_CASE("law: edits and deletions by writers who had seen the same leave the same entries in any order, marks too") {
    CHECK(rc::check([] {
        History history = draw_history();
        const ServerSeq head = history.placed.size();
        const bool returns = draw(0, 1) == 1;  // a return ends a deletion, and with it the need for later marks
        std::vector<std::size_t> order(draw<std::size_t>(2, 4));
        std::vector<Transaction> transactions;
        for (std::size_t i = 0; i < order.size(); ++i) {
            order[i] = i;
            transactions.push_back(draw_transaction(1, returns));
        }
        const auto lay = [&] {
            MapRecords records = history.records;
            for (const std::size_t i : order)
                apply(records, transactions[i], 51 + i, head + 1 + i, 0, {head, 0}, history.lineage);
            return records;
        };
        const MapRecords first = lay();
        while (std::next_permutation(order.begin(), order.end())) {
            const MapRecords other = lay();
            const bool same = returns ? same_but_for_marks(other, first) : other.records == first.records;
            RC_ASSERT(same);
        }
    }));
}

TEST_CASE("law: what is shown before sending is what will be confirmed") {
    CHECK(rc::check([] {
        History server = draw_history();
        const std::uint64_t device = draw_device(server);
        MapRecords shown = server.records;
        const ServerSeq head = server.placed.size();
        const std::uint64_t first_seq = server.held[device].size() + 1;
        for (int rows = draw(1, 4); rows > 0; --rows) {
            Context context = draw_context(server, device);
            if (context.S > head) context.S = head;  // nothing was pulled since
            while (!server.honest(device, context)) --context.n;
            context.closed = std::min(context.closed, context.n);
            server.place(device, context, draw_writes(), draw(0, 5));
            const auto& last = server.placed.back();
            apply(shown, last.transaction, device, unsent, last.at, context, server.lineage);
        }
        RC_ASSERT(as_if_placed(shown.records, head, first_seq) == server.records.records);
    }));
}

TEST_CASE("law: a replica that may not hold some fields holds the others as the server does") {
    CHECK(rc::check([] {
        History server = draw_history();
        const FieldKey hidden = draw_of(words);
        MapRecords replica;
        for (const auto& [id, parent] : server.truth.parents) replica.add(make(id, parent));
        for (std::size_t name = 0; name < server.placed.size(); ++name) {
            const auto& p = server.placed[name];
            apply(replica, p.transaction, p.device, name + 1, p.at, p.transaction.context, server.lineage, {},
                  [&](const Record&, const FieldKey& key) { return key != hidden; });
        }
        for (auto [id, record] : server.records.records) {
            Record held = replica.records.at(id);
            for (const FieldKey& key : {hidden, deletion}) {
                record.erase(key);
                held.erase(key);
            }
            RC_ASSERT(held == record);
        }
    }));
}

TEST_CASE("law: one who has seen everything ends every conflict of the field that is written") {
    CHECK(rc::check([] {
        History history = draw_history();
        const std::uint64_t device = draw_device(history);
        const Context all{history.placed.size(), history.held[device].size()};
        const Write write{draw_of(ids), draw_of(words), draw_of(values)};
        history.place(device, all, {write}, 0);
        RC_ASSERT(history.records.find(write.record)->find(write.key)->size() == std::size_t{1});
        history.place(device, {history.placed.size(), all.n + 1}, {remove(person)}, 0);
        RC_ASSERT(read_deletion(*history.records.find(person)) == Deletion::hidden);
    }));
}

TEST_CASE("law: the running sum, kept up from what is announced, is the sum of all fields") {
    CHECK(rc::check([] {
        History history = draw_history();
        const std::uint64_t device = draw_device(history);
        const Context context = draw_context(history, device);
        std::uint64_t sum = sum_of(history.records);
        std::set<std::pair<Id, FieldKey>> touched;
        const auto part = [&](const Record& record, const FieldKey& key) {
            const Entries* entries = record.find(key);
            return entries ? fingerprint(person, record.id, key, *entries) : 0;
        };
        apply(history.records, draw_transaction(40), device, history.placed.size() + 1, 0, context, history.lineage,
              [&](const Record& record, const FieldKey& key) {
                  if (touched.emplace(record.id, key).second) sum -= part(record, key);
              });
        for (const auto& [id, key] : touched) sum += part(*history.records.find(id), key);
        RC_ASSERT(sum == sum_of(history.records));
    }));
}

TEST_CASE("law: entries stand in order, none twice, and an emptied field is a value like others") {
    CHECK(rc::check([] {
        const History history = draw_history();
        for (const auto& [id, record] : history.records.records)
            for (const FieldState& state : record.fields) {
                RC_ASSERT(!state.entries.empty());
                for (std::size_t i = 1; i < state.entries.size(); ++i) {
                    const Entry &a = state.entries[i - 1], &b = state.entries[i];
                    RC_ASSERT(std::tie(a.stamp, a.value) < std::tie(b.stamp, b.value));
                }
            }
    }));
}
