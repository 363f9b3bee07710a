// How far a sync is, on one line of a terminal that is drawn again and again.
#pragma once

#include <string>

#include "client_core/cli/labels.hpp"
#include "client_core/sync/runner.hpp"

namespace wegwijs::cli {

/// One line, at most 78 places wide, without line end: phase, bar, done of total, bytes, time left.
std::string progress_line(const sync::RunProgress& progress, Lang lang);

/// Draws on standard error when that is a terminal and `wanted`; else does nothing.
class ProgressBar {
public:
    ProgressBar(bool wanted, Lang lang);
    ~ProgressBar() { clear(); }
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;
    void draw(const sync::RunProgress& progress);
    void clear();

private:
    bool on_ = false, drawn_ = false;
    Lang lang_;
};

}  // namespace wegwijs::cli
