// An operation, cut or failing at its first step to the disk, its second, its third... until it goes through.
#pragma once

#include <functional>

#include <catch2/catch.hpp>

#include "tests/disk/disk.hpp"

namespace crash_test {

using namespace wegwijs;
using test::Disk;

enum class Mishap { kill, power_cut, error };

struct EveryStep {
    Disk& disk;
    Disk::Image before;               ///< what the disk holds each time
    std::function<void()> open;       ///< what will be worked with, before anything goes wrong
    std::function<bool()> work;       ///< the operation; true: it said that it was done
    std::function<void()> leave;      ///< drops everything that is open
    std::function<void(bool)> check;  ///< opens again: what must hold after it said so, or did not
};

/// Each step, page or frame; under the sanitizers, which make it slow, one in four of them.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr std::size_t stride = 4;
#else
inline constexpr std::size_t stride = 1;
#endif

/// Gives how many steps the operation has.
inline std::uint64_t run(const EveryStep& one) {
    constexpr std::uint64_t most = 3000;
    for (const Mishap mishap : {Mishap::kill, Mishap::power_cut, Mishap::error})
        for (std::uint64_t step = 1;; step += stride) {
            REQUIRE(step < most);
            CAPTURE(static_cast<int>(mishap), step);
            one.disk.put(one.before);
            one.disk.restart();
            one.open();
            const std::uint64_t from = one.disk.steps();
            if (mishap == Mishap::error) one.disk.fail_at(from + step);
            else one.disk.cut_at(from + step);
            const bool said_done = one.work();
            const std::uint64_t taken = one.disk.steps() - from;
            const bool through = taken < step;
            one.disk.stop();
            one.leave();
            if (mishap == Mishap::power_cut) one.disk.lose_power();
            else one.disk.restart();
            REQUIRE((!through || said_done));
            one.check(said_done);
            one.leave();
            if (!through) continue;
            if (mishap == Mishap::error) return taken;
            break;
        }
    return 0;
}

}  // namespace crash_test
