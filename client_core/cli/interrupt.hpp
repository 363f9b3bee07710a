// SIGINT and SIGTERM ask to stop: what is under way is finished or given up cleanly, never torn.
#pragma once

#include <atomic>

#include "client_core/shared/base/source.hpp"

namespace wegwijs::cli {

/// While one lives (one at a time), both signals set `asked` instead of ending the process.
class Interrupt {
public:
    Interrupt();
    ~Interrupt();
    Interrupt(const Interrupt&) = delete;
    Interrupt& operator=(const Interrupt&) = delete;

    const std::atomic<bool>& asked() const;
    /// Waits; returns at once when asked to stop, before or during.
    void wait(UnixMs ms) const;
};

}  // namespace wegwijs::cli
