#include "sync_server/http/log.hpp"

#include <cmath>
#include <cstdio>

#include <nlohmann/json.hpp>

#include "client_core/shared/system/system.hpp"

namespace wegwijs::http {
namespace {

using Json = nlohmann::ordered_json;

const char* word(Level level) {
    switch (level) {
        case Level::debug: return "debug";
        case Level::info: return "info";
        case Level::warning: return "warning";
        case Level::error: return "error";
    }
    return "error";
}

Json begin(UnixMs at, Level level, std::string_view event) {
    return {{"time", system::format_utc(at)}, {"level", word(level)}, {"event", std::string(event)}};
}

void put(Json& json, const char* name, std::string_view text) {
    if (!text.empty()) json[name] = std::string(text);
}

std::string line_of(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n'; }

}  // namespace

Log::Log(Clock& clock, Sink sink, Level least) : clock_(clock), sink_(std::move(sink)), least_(least) {}

Log::Sink Log::standard_output() {
    return [](std::string_view line) {
        std::fwrite(line.data(), 1, line.size(), stdout);
        std::fflush(stdout);
    };
}

void Log::exchange(const Exchange& x) {
    const bool ours = x.status >= 500 && x.status != 503;  // busy is not a fault
    const Level level = ours ? Level::error : x.status >= 400 ? Level::warning : Level::info;
    if (level < least_) return;
    Json json = begin(now(), level, "request");
    put(json, "method", x.method);
    put(json, "path", x.path_template);
    json["status"] = x.status;
    json["ms"] = std::round(x.ms * 100) / 100;
    json["bytes_in"] = x.bytes_in;
    json["bytes_out"] = x.bytes_out;
    if (x.device != 0) json["device"] = x.device;
    put(json, "request", x.request);
    put(json, "code", x.code);
    write(line_of(json));
}

void Log::event(Level level, std::string_view event, std::string_view code,
                std::initializer_list<std::pair<std::string_view, std::int64_t>> numbers) {
    if (level < least_) return;
    Json json = begin(now(), level, event);
    put(json, "code", code);
    for (const auto& [name, number] : numbers) json[std::string(name)] = number;
    write(line_of(json));
}

UnixMs Log::now() {
    const std::lock_guard lock(mutex_);
    return clock_.now();
}

void Log::write(std::string_view line) {
    const std::lock_guard lock(mutex_);
    sink_(line);
}

}  // namespace wegwijs::http
