// What the library says about itself, to the host that asked for it: never anything of a person.
//
// Thread safety: any thread.
#pragma once

#include <memory>
#include <string>

#include "client_core/capi/caller.hpp"
#include "client_core/capi/context.hpp"
#include "client_core/capi/handles.hpp"
#include "client_core/include/wegwijs/wegwijs.h"
#include "client_core/shared/base/result.hpp"

namespace wegwijs::capi {

class Log {
public:
    explicit Log(Caller& caller) : caller_(caller) {}

    /// A null sink takes the one before away. When it has returned that one is called no more.
    void set(wegwijs_log_level least, wegwijs_log_sink sink, std::shared_ptr<Context> context);
    void say(wegwijs_log_level level, std::string line);
    /// How a call on the store ended, where that is more than a refusal of what was asked.
    void say_failed(const Error& error);
    void say_failed_sync(const Error& error) { say(WEGWIJS_LOG_WARNING, "sync error=" + error.code); }

private:
    struct Sink {
        wegwijs_log_level least;
        wegwijs_log_sink call;
        std::shared_ptr<Context> context;
    };
    Caller& caller_;
    Mutex mutex_;  // guards sink_
    std::shared_ptr<const Sink> sink_;
};

}  // namespace wegwijs::capi
