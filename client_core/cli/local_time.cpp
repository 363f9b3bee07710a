#include "client_core/cli/local_time.hpp"

#include <stdexcept>

#include <date/tz.h>

namespace wegwijs::cli {

std::string local_time(UnixMs at) {
    const date::sys_seconds moment(date::floor<std::chrono::seconds>(std::chrono::milliseconds(at)));
    try {
        return date::format("%Y-%m-%d %H:%M", date::make_zoned("Europe/Amsterdam", moment));
    } catch (const std::runtime_error&) {  // no time zone data here
        return date::format("%Y-%m-%d %H:%M UTC", moment);
    }
}

}  // namespace wegwijs::cli
