// What a request wrote itself is answered from memory: the answer must be the one that the store would give.
#include <catch2/catch.hpp>

#include "client_core/shared/base/limits.hpp"
#include "client_core/shared/model/value.hpp"
#include "client_core/shared/protocol/item.hpp"
#include "sync_server/store/sqlite_keys.hpp"
#include "sync_server/sync/service.hpp"
#include "sync_server/sync/working_set.hpp"
#include "tests/server/made_server.hpp"

using namespace wegwijs;
using namespace wegwijs::server;
using namespace wegwijs::test;

namespace {

constexpr std::uint16_t kas = 1, plant = 2;

class NoNumbers final : public protocol::Numbers {
public:
    protocol::Number dossier_number(const Id&) override { return 0; }
    protocol::Number record_number(const Id&) override { return 0; }
    std::optional<Id> dossier_id(protocol::Number) override { return std::nullopt; }
    std::optional<merge::Creation> record(protocol::Number) override { return std::nullopt; }
};

/// One device's own work, in the requests that it would send.
class Sender {
public:
    explicit Sender(MadeServer& made, SyncService& service) : made_(made), service_(service) {
        number = *service.enrol("noor", Bytes(32, 'p'));
    }

    Id id() { return *Id::from_bytes(made_.random.bytes(16)); }

    /// Creates `record` or, when `entity` is 0, changes it.
    void write(const Id& dossier, const Id& record, std::uint16_t entity, std::uint16_t field, const char* text) {
        merge::Transaction t = begun(dossier);
        const Id parent = record == dossier ? Id{} : dossier;
        if (entity != 0) t.created.push_back({record, entity, parent});
        else t.touched.push_back({record, record == dossier ? kas : plant, parent});
        t.writes.push_back({record, {field, {}}, model::encode_text(text)});
        add(std::move(t));
    }

    /// Creates so many plants together.
    void plant_many(const Id& dossier, std::size_t count) {
        merge::Transaction t = begun(dossier);
        for (std::size_t i = 0; i < count; ++i) {
            t.created.push_back({id(), plant, dossier});
            t.writes.push_back({t.created.back().record, {2, {}}, model::encode_text("roos")});
        }
        add(std::move(t));
    }

    /// All that was written since the last request. Its own values are sent back too, so that they can be compared.
    protocol::SyncRequest request(std::uint64_t budget = 1 << 20) {
        protocol::SyncRequest request;
        request.epoch = 1;
        request.pack = 1;
        request.budget = budget;
        request.heard = heard_;
        request.round.base = base;
        request.push_before = sent_;
        request.push_from = sent_seq_ + 1;
        request.push_count = waiting_.size();
        NoNumbers numbers;
        protocol::PushWriter rows(numbers);
        for (const merge::Transaction& t : waiting_) rows.add(t);
        request.push = rows.take();
        request.head = {seq_, chain_};
        waiting_.clear();
        sent_ = chain_;
        sent_seq_ = seq_;
        return request;
    }

    protocol::SyncAnswer ask(const protocol::SyncRequest& request) {
        auto answer = service_.handle(number, request, 0);
        if (!answer.ok()) FAIL(answer.error().code << ": " << answer.error().message);
        if (answer->as_of) heard_ = *answer->as_of;
        return std::move(*answer);
    }

    std::uint64_t number = 0;
    protocol::Point base;

private:
    merge::Transaction begun(const Id& dossier) {
        merge::Transaction t;
        t.seq = ++seq_;
        t.nonce = made_.random.bytes(16);
        t.dossier = dossier;
        t.municipality = "0405";
        t.pack = 1;
        t.at = made_.clock.at;
        t.context = {heard_.seq, seq_ - 1};
        t.check = heard_.check;
        return t;
    }
    void add(merge::Transaction t) {
        chain_ = protocol::chain_next(chain_, protocol::encode_transaction(t));
        waiting_.push_back(std::move(t));
    }

    MadeServer& made_;
    SyncService& service_;
    protocol::Point heard_;
    Bytes chain_ = protocol::chain_start, sent_ = protocol::chain_start;
    std::uint64_t seq_ = 0, sent_seq_ = 0;
    std::vector<merge::Transaction> waiting_;
};

struct Desk {
    Desk() : service(*made.server->store, made.clock) {
        auto added = server::add_user(*made.server, "noor", {{"baas", "0405", {}, {}}});
        REQUIRE(added.ok());
    }
    MadeServer made;
    SyncService service;
};

/// The same request twice: the second time its rows are known, and everything is read back from the store.
void check_same(Sender& sender, protocol::SyncRequest request, std::size_t items, std::uint64_t own_from = 0) {
    request.own_from = own_from;
    const protocol::SyncAnswer at_hand = sender.ask(request);
    const protocol::SyncAnswer read_back = sender.ask(request);
    CHECK(at_hand.encoded_items.size() == items);
    CHECK(at_hand.encoded_items == read_back.encoded_items);
    CHECK(protocol::encode(at_hand) == protocol::encode(read_back));
}

RecordRow must_row(Desk& desk, const Id& id) {
    auto snapshot = desk.made.server->store->snapshot();
    REQUIRE(snapshot.ok());
    auto row = (*snapshot)->record(id);
    REQUIRE((row.ok() && *row));
    return std::move(**row);
}

RecordRow row_of(Number number, ServerSeq last, Number dossier = 1) {
    RecordRow row;
    row.number = number;
    row.last = last;
    row.dossier = dossier;
    row.record.fields.push_back({{3, {}}, {}});
    row.record.fields.push_back({{4, {}}, {{{last, 1, 1, 0}, model::encode_text("x")}}});
    return row;
}

}  // namespace

TEST_CASE("what a request wrote is answered as the store would tell it") {
    Desk desk;
    Sender sender(desk.made, desk.service);
    const Id first = sender.id(), second = sender.id(), rose = sender.id(), tulip = sender.id();
    sender.write(first, first, kas, 1, "Noorderkas");
    sender.write(first, rose, plant, 2, "roos");
    sender.write(second, second, kas, 1, "Zuiderkas");
    sender.write(first, rose, 0, 8, "bij het raam");
    check_same(sender, sender.request(), 2);

    SECTION("with what was there before") {
        sender.write(first, tulip, plant, 2, "tulp");
        sender.write(first, rose, 0, 8, "bij de deur");
        check_same(sender, sender.request(), 2);
    }
    SECTION("only what is new") {
        protocol::SyncRequest nothing = sender.request();
        sender.base = *sender.ask(nothing).as_of;
        sender.write(first, tulip, plant, 2, "tulp");
        sender.write(second, second, 0, 1, "Westerkas");
        check_same(sender, sender.request(), 2);
    }
    SECTION("with what was refused, and what the server changed") {
        sender.write(first, rose, 0, 99, "x");
        sender.write(first, tulip, plant, 2, "tulp");
        desk.made.clock.at += 2 * limits::clock_ahead_ms;
        sender.write(first, tulip, 0, 8, "uit de toekomst");
        desk.made.clock.at -= 2 * limits::clock_ahead_ms;
        const protocol::SyncRequest request = sender.request();
        check_same(sender, request, 2);
        const auto outcomes = sender.ask(request).outcomes;
        REQUIRE(outcomes.size() == 4);
        CHECK(outcomes[1].code == "no_right");
        CHECK(outcomes[3].at == desk.made.clock.at);
    }
    SECTION("in parts") {
        const std::string note(800, 'n');
        for (int i = 0; i < 4; ++i) {
            const Id one = sender.id();
            sender.write(first, one, plant, 2, "tulp");
            sender.write(first, one, 0, 8, note.c_str());
        }
        protocol::SyncRequest request = sender.request(1024);
        check_same(sender, request, 1);
        CHECK(sender.ask(request).stage.has_value());
    }
}

TEST_CASE("many records of one transaction have a state each, few stand in the ledger only") {
    Desk desk;
    Sender sender(desk.made, desk.service);
    const Id dossier = sender.id();
    sender.write(dossier, dossier, kas, 1, "Noorderkas");
    sender.plant_many(dossier, 16);
    sender.plant_many(dossier, 17);
    check_same(sender, sender.request(), 1);
    sqlite::OpenOptions open;
    open.path = desk.made.server->options.path;
    open.key = page_key(desk.made.server->options.key);
    auto db = sqlite::Connection::open(open);
    REQUIRE(db.ok());
    CHECK(*db->query_integer("SELECT count(*) FROM record WHERE length(state) = 0") == 17);
    CHECK(*db->query_integer("SELECT count(*) FROM record WHERE length(state) > 0") == 17);
}

TEST_CASE("a record belongs to one dossier: to make it again in another is refused") {
    Desk desk;
    Sender sender(desk.made, desk.service);
    const Id first = sender.id(), second = sender.id(), rose = sender.id();
    sender.write(first, first, kas, 1, "Noorderkas");
    sender.write(second, second, kas, 1, "Zuiderkas");
    sender.write(first, rose, plant, 2, "roos");
    sender.write(second, rose, plant, 2, "tulp");
    const protocol::SyncAnswer together = sender.ask(sender.request());
    REQUIRE(together.outcomes.size() == 2);
    CHECK(together.outcomes[0].count == 3);
    CHECK(together.outcomes[1].code == "ongeldig");
    sender.write(second, rose, plant, 2, "tulp");
    protocol::SyncRequest later = sender.request();
    later.acked = 4;
    const protocol::SyncAnswer apart = sender.ask(later);
    REQUIRE(apart.outcomes.size() == 1);
    CHECK(apart.outcomes[0].code == "ongeldig");
    auto row = must_row(desk, rose);
    CHECK(row.record.parent == first);
}

TEST_CASE("to a device that has its own values, a record that it made itself comes as a stamp") {
    Desk desk;
    Sender sender(desk.made, desk.service);
    const Id first = sender.id(), rose = sender.id(), tulip = sender.id();
    sender.write(first, first, kas, 1, "Noorderkas");
    sender.write(first, rose, plant, 2, "roos");
    sender.write(first, tulip, plant, 2, "tulp");
    sender.write(first, rose, 0, 8, "bij het raam");
    const auto records_of = [&](const protocol::SyncRequest& request) {
        const protocol::SyncAnswer answer = sender.ask(request);
        REQUIRE(answer.encoded_items.size() == 1);
        protocol::CborReader in(answer.encoded_items[0]);
        protocol::Item item;
        protocol::read_item(in, item);
        REQUIRE(in.finished());
        return std::move(item.records);
    };
    protocol::SyncRequest request = sender.request();
    check_same(sender, request, 1, 1);
    request.own_from = 1;
    auto records = records_of(request);
    REQUIRE(records.size() == 3);
    CHECK(records[0].own->seq == 1);
    CHECK_FALSE(records[1].own);  // two of its transactions wrote to it
    CHECK(records[1].fields.size() == 2);
    CHECK(records[2].own->seq == 3);
    request.own_from = 3;  // what went before it can no longer read
    records = records_of(request);
    CHECK_FALSE(records[0].own);
    CHECK(records[0].fields.size() == 1);
    CHECK(records[2].own->seq == 3);
    Sender other(desk.made, desk.service);
    request = other.request();
    request.own_from = 1;
    const protocol::SyncAnswer theirs = other.ask(request);
    CHECK(theirs.encoded_items.size() == 1);
    CHECK(theirs.encoded_items[0].size() > 3 * 24);
}

TEST_CASE("rows that came ahead are taken as those that come with their request") {
    Desk desk;
    Sender sender(desk.made, desk.service);
    const Id first = sender.id(), rose = sender.id();
    sender.write(first, first, kas, 1, "Noorderkas");
    sender.write(first, rose, plant, 2, "roos");
    sender.write(first, rose, 0, 99, "x");
    sender.write(first, rose, 0, 8, "bij het raam");
    const protocol::SyncRequest whole = sender.request();
    protocol::SyncRequest naming = whole;
    naming.push_name = Bytes(16, 'n');
    naming.push.clear();
    const protocol::RowsAhead rows{naming.push_name, whole.push_from, whole.push_count, whole.push_before, whole.push};
    const auto refused = [&](const protocol::SyncRequest& request) {
        const auto answer = desk.service.handle(sender.number, request, 0);
        return answer.ok() ? "" : answer.error().code;
    };
    CHECK(refused(naming) == "rows_gone");
    for (auto change :
         {+[](protocol::SyncRequest& r) { ++r.push_from; }, +[](protocol::SyncRequest& r) { --r.push_count; },
          +[](protocol::SyncRequest& r) { r.push_before = Bytes(16, 'x'); }}) {
        REQUIRE(desk.service.keep_ahead(sender.number, protocol::encode(rows)).ok());
        protocol::SyncRequest other = naming;
        change(other);
        CHECK(refused(other) == "rows_gone");
    }
    REQUIRE(desk.service.keep_ahead(sender.number, protocol::encode(rows)).ok());
    const protocol::SyncAnswer answer = sender.ask(naming);
    CHECK(protocol::encode(answer) == protocol::encode(sender.ask(whole)));
    CHECK(answer.outcomes.size() == 3);
    CHECK(refused(naming) == "rows_gone");
}

TEST_CASE("what others wrote in the same dossier comes with it") {
    Desk desk;
    Sender one(desk.made, desk.service), other(desk.made, desk.service);
    const Id dossier = one.id(), rose = one.id();
    one.write(dossier, dossier, kas, 1, "Noorderkas");
    one.write(dossier, rose, plant, 2, "roos");
    (void)one.ask(one.request());
    (void)other.ask(other.request());
    other.write(dossier, rose, 0, 8, "bij het raam");
    other.write(dossier, other.id(), plant, 2, "tulp");
    (void)other.ask(other.request());
    one.write(dossier, one.id(), plant, 2, "lelie");
    one.write(dossier, rose, 0, 2, "rozen");
    check_same(one, one.request(), 1);
}

TEST_CASE("a change under an old name reaches the record that it became") {
    Desk desk;
    Sender one(desk.made, desk.service), other(desk.made, desk.service);
    const Id dossier = one.id(), rose = one.id(), old = one.id();
    one.write(dossier, dossier, kas, 1, "Noorderkas");
    one.write(dossier, rose, plant, 2, "roos");
    (void)one.ask(one.request());
    REQUIRE(desk.made.server->admin->add_alias(old, rose).ok());
    one.write(dossier, old, 0, 8, "bij het raam");
    one.write(dossier, rose, 0, 8, "bij de deur");
    one.write(dossier, old, 0, 2, "rozen");
    const auto answer = one.ask(one.request());
    REQUIRE(answer.outcomes.size() == 1);
    CHECK(answer.outcomes[0].code == "");
    const auto row = desk.made.server->store->snapshot().value()->record(rose);
    REQUIRE((row.ok() && row.value()));
    const merge::Record& record = (*row)->record;
    REQUIRE((record.find({8, {}}) && record.find({2, {}})));
    CHECK(record.find({8, {}})->back().value == model::encode_text("bij de deur"));
    CHECK(record.find({2, {}})->back().value == model::encode_text("rozen"));
    check_same(other, other.request(), 1);  // and the sums fit what is there
}

TEST_CASE("a row at hand counts only in the state in which it stands, and once") {
    std::vector<std::unique_ptr<RecordRow>> rows;
    for (const auto& [number, last] : {std::pair{7, 20}, {5, 21}})
        rows.push_back(std::make_unique<RecordRow>(
            row_of(static_cast<Number>(number), static_cast<ServerSeq>(last), number == 5 ? 2 : 1)));
    WrittenRecords written(std::move(rows));
    CHECK(written.any_of(1));
    CHECK(written.any_of(2));
    CHECK_FALSE(written.any_of(3));
    CHECK_FALSE(written.take({6, 20}));
    CHECK_FALSE(written.take({7, 24}));  // changed since
    const auto taken = written.take({7, 20});
    REQUIRE(taken);
    CHECK(taken->number == 7);
    CHECK(taken->record.fields.size() == 1);  // one without an entry is not written
    CHECK_FALSE(written.take({7, 20}));
    CHECK(written.take({5, 21}));
}
