// The four promises about threads, and who may let go of what.
#include <array>
#include <condition_variable>
#include <set>

#include "tests/capi/opened.hpp"

using namespace wegwijs::test;

namespace {

/// What a callback gets as its context, and what happened to it.
struct Seen {
    std::mutex mutex;
    std::condition_variable changed;
    wegwijs_store* store = nullptr;
    int called = 0, released = 0, within = 0, most_within = 0;
    std::set<std::thread::id> threads;
    wegwijs_status inner = -1, ended = -1;
    bool held = false;
    std::function<wegwijs_status(wegwijs_store*)> then;

    static void release(void* context) {
        Seen& seen = *static_cast<Seen*>(context);
        const std::lock_guard lock(seen.mutex);
        ++seen.released;
    }
    static void on_change(wegwijs_string, void* context) {
        Seen& seen = *static_cast<Seen*>(context);
        {
            std::unique_lock lock(seen.mutex);
            ++seen.called;
            seen.most_within = std::max(seen.most_within, ++seen.within);
            seen.threads.insert(std::this_thread::get_id());
            seen.changed.notify_all();
            seen.changed.wait(lock, [&] { return !seen.held; });
        }
        if (seen.then) seen.inner = seen.then(seen.store);
        const std::lock_guard lock(seen.mutex);
        --seen.within;
    }
    static void on_done(wegwijs_string, const wegwijs_error* error, void* context) {
        Seen& seen = *static_cast<Seen*>(context);
        const std::lock_guard lock(seen.mutex);
        seen.ended = error->code;
    }
    void let_go() {
        const std::lock_guard lock(mutex);
        held = false;
        changed.notify_all();
    }
    void wait_until_called() {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return called > 0; });
    }
};

std::uint64_t observe(Opened& opened, Seen& seen) {
    seen.store = opened.store;
    std::uint64_t number = 0;
    run([&](wegwijs_error* error) {
        return wegwijs_store_observe(opened.store, &Seen::on_change, &seen, &Seen::release, &number, error);
    });
    return number;
}

wegwijs_status start_sync(Opened& opened, Seen& seen) {
    return wegwijs_sync_start(opened.store, {}, nullptr, &Seen::on_done, &seen, &Seen::release, nullptr);
}

wegwijs_status wait_for_callbacks(wegwijs_store* store) { return wegwijs_store_run_callbacks(store, nullptr, nullptr); }

}  // namespace

TEST_CASE("callbacks come one at a time, on one thread of the library, and may work with the store") {
    Office office;
    Opened anna(office, "anna");
    Seen seen;
    seen.then = [](wegwijs_store* store) {
        Text text;
        return wegwijs_store_status(store, text.place(), nullptr);
    };
    observe(anna, seen);
    std::array<std::thread, 4> typing;
    for (std::thread& one : typing)
        one = std::thread([&] {
            for (int i = 0; i < 25; ++i) anna.person("Rana");
        });
    for (std::thread& one : typing) one.join();
    CHECK(wait_for_callbacks(anna.store) == WEGWIJS_OK);
    CHECK(seen.called == 100);
    CHECK(seen.most_within == 1);
    CHECK(seen.threads.size() == 1);
    CHECK(seen.threads.count(std::this_thread::get_id()) == 0);
    CHECK(seen.inner == WEGWIJS_OK);
    CHECK(anna.status()["records"] == 100);
}

TEST_CASE("a callback may not close its store, nor wait for other callbacks") {
    Office office;
    Opened anna(office, "anna");
    Seen seen;
    SECTION("close") {
        seen.then = [](wegwijs_store* store) { return wegwijs_store_close(store, nullptr); };
    }
    SECTION("wait for a sync") {
        seen.then = [](wegwijs_store* store) { return wegwijs_sync_wait(store, nullptr); };
    }
    SECTION("wait for callbacks") { seen.then = wait_for_callbacks; }
    observe(anna, seen);
    anna.person("Rana");
    wait_for_callbacks(anna.store);
    CHECK(seen.inner == WEGWIJS_ERROR_MISUSE);
    CHECK(anna.status()["records"] == 1);
}

TEST_CASE("once unobserve has returned none of its callbacks runs, and its context was released once") {
    Office office;
    Opened anna(office, "anna");
    Seen seen;
    seen.held = true;
    const std::uint64_t number = observe(anna, seen);
    anna.person("Rana");
    anna.person("Zarghuna");
    seen.wait_until_called();
    std::atomic<bool> returned{false};
    bool returned_before_its_end = false;
    seen.then = [&](wegwijs_store*) {
        returned_before_its_end |= returned;
        return WEGWIJS_OK;
    };
    std::thread leaving([&] {
        wegwijs_store_unobserve(anna.store, number, nullptr);
        returned = true;
    });
    seen.let_go();
    leaving.join();
    CHECK_FALSE(returned_before_its_end);
    CHECK(seen.within == 0);
    CHECK(seen.released == 1);
    const int called = seen.called;
    anna.person("Mehmet");
    CHECK(wait_for_callbacks(anna.store) == WEGWIJS_OK);
    CHECK(seen.called == called);
    CHECK(wegwijs_store_unobserve(anna.store, number, nullptr) == WEGWIJS_OK);
    anna.close();
    CHECK(seen.released == 1);
}

TEST_CASE("a callback may take itself away") {
    Office office;
    Opened anna(office, "anna");
    Seen seen;
    std::uint64_t number = 0;
    seen.then = [&](wegwijs_store* store) { return wegwijs_store_unobserve(store, number, nullptr); };
    number = observe(anna, seen);
    anna.person("Rana");
    wait_for_callbacks(anna.store);
    anna.person("Zarghuna");
    wait_for_callbacks(anna.store);
    CHECK(seen.called == 1);
    CHECK(seen.inner == WEGWIJS_OK);
    CHECK(seen.released == 1);
}

TEST_CASE("a context is released where its registration fails") {
    Office office;
    Opened anna(office, "anna");
    Seen seen;
    std::uint64_t number = 0;
    CHECK(wegwijs_store_observe(anna.store, nullptr, &seen, &Seen::release, &number, nullptr) == WEGWIJS_ERROR_MISUSE);
    CHECK(seen.released == 1);
    CHECK(wegwijs_sync_start(nullptr, {}, nullptr, &Seen::on_done, &seen, &Seen::release, nullptr) ==
          WEGWIJS_ERROR_MISUSE);
    CHECK(seen.released == 2);
    const std::string wrong = "[";
    CHECK(wegwijs_sync_start(anna.store, view(wrong), nullptr, &Seen::on_done, &seen, &Seen::release, nullptr) ==
          WEGWIJS_ERROR_INVALID_JSON);
    CHECK(seen.released == 3);
    CHECK(seen.ended == -1);
}

TEST_CASE("while a sync waits for its answer others read and save, and a second sync is refused") {
    Office office;
    Wire wire(office.port());
    Opened anna(office, "anna", wire.url());
    wire.hold();
    Seen first, second;
    REQUIRE(start_sync(anna, first) == WEGWIJS_OK);
    wire.wait_for_request();
    anna.person("Rana");
    CHECK(anna.status()["unsent"] == 1);
    CHECK(start_sync(anna, second) == WEGWIJS_ERROR_SYNC_BUSY);
    CHECK(second.released == 1);
    wire.release();
    CHECK(wegwijs_sync_wait(anna.store, nullptr) == WEGWIJS_OK);
    CHECK(first.ended == WEGWIJS_OK);
    CHECK(first.released == 1);
}

TEST_CASE("a sync that is cancelled says so, and so does one whose store is closed") {
    Office office;
    Wire wire(office.port());
    Opened anna(office, "anna", wire.url());
    wire.hold();
    Seen seen;
    REQUIRE(start_sync(anna, seen) == WEGWIJS_OK);
    wire.wait_for_request();
    SECTION("cancelled") {
        CHECK(wegwijs_sync_cancel(anna.store, nullptr) == WEGWIJS_OK);
        CHECK(wegwijs_sync_wait(anna.store, nullptr) == WEGWIJS_OK);
        CHECK(anna.status()["unsent"] == 0);
    }
    SECTION("closed") { CHECK(anna.close() == WEGWIJS_OK); }
    CHECK(seen.ended == WEGWIJS_ERROR_CANCELLED);
    CHECK(seen.released == 1);
}

TEST_CASE("calls that meet a store on its way to be closed work or are refused, and nothing else") {
    Office office;
    Opened anna(office, "anna");
    Seen seen;
    observe(anna, seen);
    wegwijs_store* const store = anna.store;
    std::array<std::set<wegwijs_status>, 4> met;
    std::array<std::thread, 4> calling;
    for (std::size_t i = 0; i < calling.size(); ++i)
        calling[i] = std::thread([&, i] {
            for (wegwijs_status status = WEGWIJS_OK; status == WEGWIJS_OK;) {
                Text text;
                status = wegwijs_store_status(store, text.place(), nullptr);
                met[i].insert(status);
            }
        });
    for (int i = 0; i < 20; ++i) anna.person("Rana");
    CHECK(anna.close() == WEGWIJS_OK);
    CHECK(seen.released == 1);
    for (std::thread& one : calling) one.join();
    for (const std::set<wegwijs_status>& statuses : met)
        for (const wegwijs_status status : statuses)
            CHECK((status == WEGWIJS_OK || status == WEGWIJS_ERROR_MISUSE || status == WEGWIJS_ERROR_STORE_CLOSED));
}

TEST_CASE("a callback that was on its way when its store is closed finds it as it was") {
    Office office;
    Opened anna(office, "anna");
    Seen seen;
    seen.held = true;
    seen.then = [](wegwijs_store* store) {
        Text text;
        return wegwijs_store_status(store, text.place(), nullptr);
    };
    observe(anna, seen);
    anna.person("Rana");
    seen.wait_until_called();
    std::thread closing([&] { anna.close(); });
    seen.let_go();
    closing.join();
    CHECK(seen.inner == WEGWIJS_OK);
    CHECK(seen.released == 1);
}

TEST_CASE("what was opened in a store ends with it") {
    Office office;
    Opened anna(office, "anna");
    wegwijs_exchange* exchange = nullptr;
    run([&](wegwijs_error* error) { return wegwijs_exchange_begin(anna.store, {}, &exchange, error); });
    Seen seen;
    CHECK(start_sync(anna, seen) == WEGWIJS_OK);
    CHECK(wegwijs_sync_wait(anna.store, nullptr) == WEGWIJS_OK);
    CHECK(seen.ended == WEGWIJS_ERROR_SYNC_BUSY);  // one sync at a time, whoever sends
    CHECK(anna.close() == WEGWIJS_OK);
    wegwijs_step step = 0;
    std::uint32_t wait_ms = 0;
    Text request, body;
    CHECK(wegwijs_exchange_next(exchange, &step, request.place(), body.place(), &wait_ms, nullptr) ==
          WEGWIJS_ERROR_STORE_CLOSED);
    CHECK(wegwijs_exchange_close(exchange, nullptr) == WEGWIJS_OK);
    CHECK(wegwijs_exchange_close(exchange, nullptr) == WEGWIJS_ERROR_MISUSE);
}
