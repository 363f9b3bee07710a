// A process ends while threads of it work: an app that was closed, a virtual machine that stops.
#include <atomic>
#include <thread>

#include <catch2/catch.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include "client_core/shared/system/files.hpp"
#include "client_core/shared/system/system.hpp"

using namespace wegwijs;

namespace {

[[noreturn]] void work_until_the_end() {
    static std::atomic<bool> working = false;
    std::thread([] {
        char octets[8];
        working = true;
        for (;;) {
            static_cast<void>(system::files().exists("/nowhere"));
            static_cast<void>(system::clock().now());
            system::random().fill(octets, sizeof octets);
        }
    }).detach();
    while (!working) std::this_thread::yield();
    std::exit(0);
}

}  // namespace

TEST_CASE("what threads use until the process ends is there until then") {
    for (int round = 0; round < 20; ++round) {
        const pid_t child = fork();
        REQUIRE(child >= 0);
        if (child == 0) work_until_the_end();
        int status = 0;
        REQUIRE(waitpid(child, &status, 0) == child);
        CAPTURE(round);
        REQUIRE(status == 0);
    }
}
