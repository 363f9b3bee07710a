#include "client_core/cli/interrupt.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace wegwijs::cli {

namespace {

// A signal handler can reach nothing but globals.
std::atomic<bool> stop{false};
int wake[2] = {-1, -1};  // written to by the handler, so that no wait misses a signal that comes just before it
struct sigaction before_int, before_term;

void on_signal(int) {
    const int kept = errno;
    stop = true;
    [[maybe_unused]] const ssize_t written = ::write(wake[1], "!", 1);
    errno = kept;
}

}  // namespace

Interrupt::Interrupt() {
    stop = false;
    if (::pipe2(wake, O_CLOEXEC | O_NONBLOCK) != 0) wake[0] = wake[1] = -1;
    struct sigaction action {};
    action.sa_handler = on_signal;
    sigemptyset(&action.sa_mask);
    ::sigaction(SIGINT, &action, &before_int);
    ::sigaction(SIGTERM, &action, &before_term);
}

Interrupt::~Interrupt() {
    ::sigaction(SIGINT, &before_int, nullptr);
    ::sigaction(SIGTERM, &before_term, nullptr);
    for (int& end : wake) {
        if (end >= 0) ::close(end);
        end = -1;
    }
}

const std::atomic<bool>& Interrupt::asked() const { return stop; }

void Interrupt::wait(UnixMs ms) const {
    constexpr UnixMs longest = 24LL * 60 * 60 * 1000;
    if (stop || ms <= 0) return;
    pollfd end{wake[0], POLLIN, 0};
    ::poll(&end, 1, static_cast<int>(std::min(ms, longest)));
}

}  // namespace wegwijs::cli
