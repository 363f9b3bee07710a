#include "sync_server/report/suppression.hpp"

#include <algorithm>
#include <numeric>

namespace wegwijs::server {

namespace {

bool is_small(std::uint64_t count) { return count > 0 && count < smallest_shown; }

/// Whoever knows the sum of what is hidden, and that "< 5" is one to four, must not be able to say what a cell is.
bool is_safe(const std::vector<std::uint64_t>& counts, const std::vector<Shown>& cells) {
    std::uint64_t small = 0, sum = 0, protective = 0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (cells[i] == Shown::value) continue;
        sum += counts[i];
        ++(cells[i] == Shown::small ? small : protective);
    }
    if (small == 0) return true;
    if (protective > 0) return sum > small;  // else all small ones are 1 and the other is 0
    return small > 1 && sum > small && sum < small * (smallest_shown - 1);
}

/// The cell that is given up next: the least that says something, else an empty one.
std::size_t next_to_hide(const std::vector<std::uint64_t>& counts, const std::vector<Shown>& cells) {
    std::size_t best = cells.size();
    const auto weight = [&](std::size_t i) { return counts[i] == 0 ? UINT64_MAX : counts[i]; };
    for (std::size_t i = 0; i < cells.size(); ++i)
        if (cells[i] == Shown::value && (best == cells.size() || weight(i) < weight(best))) best = i;
    return best;
}

}  // namespace

Shown show_alone(std::uint64_t count) { return is_small(count) ? Shown::small : Shown::value; }

bool ShownGroup::all() const {
    return total == Shown::value && std::all_of(cells.begin(), cells.end(), [](Shown s) { return s == Shown::value; });
}

ShownGroup show_group(const std::vector<std::uint64_t>& counts) {
    ShownGroup group;
    for (const std::uint64_t count : counts) group.cells.push_back(show_alone(count));
    group.total = show_alone(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}));
    if (group.total != Shown::value) return group;  // without the sum nothing can be subtracted
    while (!is_safe(counts, group.cells)) {
        const std::size_t next = next_to_hide(counts, group.cells);
        if (next == group.cells.size()) {
            group.total = Shown::protective;
            break;
        }
        group.cells[next] = Shown::protective;
    }
    return group;
}

std::string to_text(std::uint64_t count, Shown shown) {
    switch (shown) {
        case Shown::value: return std::to_string(count);
        case Shown::small: return "< " + std::to_string(smallest_shown);
        case Shown::protective: return "niet getoond";
    }
    return {};
}

}  // namespace wegwijs::server
