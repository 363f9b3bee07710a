#include "client_core/capi/log.hpp"

#include <utility>

#include "client_core/capi/error.hpp"

namespace wegwijs::capi {

namespace {

/// Whose callbacks those of the log are; see also sync_owner.
constexpr std::uint64_t log_owner = UINT64_MAX - 1;

/// 0: it says nothing about the library or the machine.
wegwijs_log_level level_of(wegwijs_status code) {
    switch (code) {
        case WEGWIJS_ERROR_INTERNAL:
        case WEGWIJS_ERROR_SQLITE: return WEGWIJS_LOG_ERROR;
        case WEGWIJS_ERROR_MEMORY:
        case WEGWIJS_ERROR_STORE_DAMAGED:
        case WEGWIJS_ERROR_STORE_READONLY:
        case WEGWIJS_ERROR_DISK_FULL:
        case WEGWIJS_ERROR_DISK: return WEGWIJS_LOG_WARNING;
        default: return 0;
    }
}

}  // namespace

void Log::set(wegwijs_log_level least, wegwijs_log_sink sink, std::shared_ptr<Context> context) {
    std::shared_ptr<const Sink> other;
    if (sink) other = std::make_shared<const Sink>(Sink{least, sink, std::move(context)});
    {
        const Lock lock(mutex_);
        sink_.swap(other);
    }
    caller_.leave(log_owner);
}

void Log::say(wegwijs_log_level level, std::string line) {
    const Lock lock(mutex_);
    if (!sink_ || level > sink_->least) return;
    // Posted under the lock: whoever takes the sink away finds it waiting, and drops it.
    caller_.post(log_owner, [sink = sink_, level, line = std::move(line)] {
        sink->call(level, {line.data(), line.size()}, sink->context->get());
    });
}

void Log::say_failed(const Error& error) {
    if (const wegwijs_log_level level = level_of(number_of(error.code)); level != 0)
        say(level, "store error=" + error.code);
}

}  // namespace wegwijs::capi
