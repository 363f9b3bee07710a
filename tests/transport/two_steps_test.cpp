// Requests that are begun first and finished later, one beside another.
#include <condition_variable>
#include <future>
#include <mutex>

#include "tests/transport/ends.hpp"

using namespace wegwijs;
using namespace wegwijs::test;
using namespace wegwijs::transport;
using http::Request;
using http::Response;

TEST_CASE("a second request goes beside the first, over a connection of its own") {
    std::mutex mutex;
    std::condition_variable came;
    int there = 0;
    HttpServer server([&](const Request& request) {
        // Each waits for the other to arrive; were they one after the other, the first would wait in vain.
        std::unique_lock lock(mutex);
        ++there;
        came.notify_all();
        const bool both = came.wait_for(lock, std::chrono::seconds(20), [&] { return there == 2; });
        Response response = echo(request);
        response.status = both ? 200 : 500;
        return response;
    });
    const auto transport = to(server.url());
    HttpTransport* beside = transport->beside();
    REQUIRE(beside != nullptr);
    CHECK(transport->beside() == beside);
    const HttpRequest one = asking("one"), other = asking("other");
    transport->begin([&] { return one; }, nullptr);
    beside->begin([&] { return other; }, nullptr);
    const auto second = beside->finish(), first = transport->finish();
    REQUIRE((first.ok() && second.ok()));
    CHECK(first->status == 200);
    CHECK(first->body == "one");
    CHECK(second->body == "other");
    CHECK(first->took_us > 0);
}

TEST_CASE("a request that was begun is under way before anybody waits for its answer") {
    std::promise<void> arrived;
    OneConnection server([&](Socket& socket) {
        for (int i = 0; i < 2; ++i) {
            socket.head();
            if (i == 0) arrived.set_value();
            socket.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" + std::string(i == 0 ? "ja" : "ok"));
        }
    });
    const auto transport = to(server.url());
    const HttpRequest request{.method = "GET", .path = "/", .headers = {}, .body = {}};
    transport->begin([&] { return request; }, nullptr);
    arrived.get_future().wait();
    const auto first = transport->finish();
    REQUIRE(first.ok());
    CHECK(first->body == "ja");
    transport->begin([&] { return request; }, nullptr);
    const auto second = transport->finish();
    REQUIRE(second.ok());
    CHECK(second->body == "ok");
}

TEST_CASE("a request is made once, by whoever sends it; one that cannot be made is not sent") {
    HttpServer server(echo);
    const auto transport = to(server.url());
    int made = 0;
    const auto refuse = [&]() -> Result<HttpRequest> {
        ++made;
        return Error{"out_of_memory", "There is no room.", Retry::later};
    };
    transport->begin(refuse, nullptr);
    CHECK(code_of(transport->finish()) == "out_of_memory");
    CHECK(made == 1);

    std::thread::id maker;
    transport->begin(
        [&] {
            maker = std::this_thread::get_id();
            return asking("abc");
        },
        nullptr);
    const auto answer = transport->finish();
    REQUIRE(answer.ok());
    CHECK(answer->body == "abc");
    CHECK(maker != std::this_thread::get_id());
    CHECK(server.log_lines(1).size() == 1);
}
