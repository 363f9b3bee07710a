// Small cells: a count of one to four persons is never shown, and not to be found by subtraction either. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace wegwijs::server {

inline constexpr std::uint64_t smallest_shown = 5;

enum class Shown { value, small, protective };  ///< itself; "< 5"; hidden so that another one cannot be worked out

/// One count of persons that stands by itself.
Shown show_alone(std::uint64_t count);

/// Counts that add up to a total that is shown too (or can be known).
struct ShownGroup {
    std::vector<Shown> cells;
    Shown total = Shown::value;
    bool all() const;  ///< nothing is hidden: shares may be shown
};
ShownGroup show_group(const std::vector<std::uint64_t>& counts);

/// "12", "< 5" or "niet getoond".
std::string to_text(std::uint64_t count, Shown shown);

}  // namespace wegwijs::server
