#include "client_core/shared/system/system.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>

#include <unistd.h>

#if !defined(__wasi__)
#include <sys/random.h>
#endif
#if defined(__GLIBC__)
#include <thread>

#include <malloc.h>
#endif

namespace wegwijs::system {

namespace {

class SystemClock final : public Clock {
public:
    UnixMs now() override {
        using namespace std::chrono;
        return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
    }
};

class SystemRandom final : public Random {
public:
    void fill(void* to, std::size_t size) override {
        constexpr std::size_t at_once = 256;  // what getentropy gives in one call
        auto* at = static_cast<char*>(to);
        while (size > 0) {
            const std::size_t part = std::min(size, at_once);
            // Going on without chance would make keys that can be guessed.
            ALWAYS(getentropy(at, part) == 0);
            at += part;
            size -= part;
        }
    }
};

}  // namespace

void keep_memory() {
#if defined(__GLIBC__)
    constexpr int mib = 1024 * 1024;
    mallopt(M_TRIM_THRESHOLD, 64 * mib);
    mallopt(M_MMAP_THRESHOLD, 16 * mib);
    mallopt(M_TOP_PAD, 1 * mib);
#if defined(M_ARENA_MAX)
    // Every thread would fill a heap of its own: each request then meets pages that no one touched before, and what was
    // freed elsewhere is of no use to it. More heaps than cores serve nobody.
    mallopt(M_ARENA_MAX, static_cast<int>(std::max(2u, std::thread::hardware_concurrency())));
#endif
#endif
}

// Never destroyed: see files.cpp.

Clock& clock() {
    static SystemClock& clock = *new SystemClock;
    return clock;
}

Random& random() {
    static SystemRandom& random = *new SystemRandom;
    return random;
}

std::string format_utc(UnixMs at) {
    using namespace std::chrono;
    const sys_time<milliseconds> moment{milliseconds(at)};
    const sys_days day = floor<days>(moment);
    const year_month_day date(day);
    const hh_mm_ss time(moment - day);
    char text[64];
    const int size =
        std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
                      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                      static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                      static_cast<int>(time.seconds().count()), static_cast<int>(time.subseconds().count()));
    return std::string(text, static_cast<std::size_t>(size));
}

}  // namespace wegwijs::system
