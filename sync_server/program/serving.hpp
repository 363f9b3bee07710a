// `serve`: the server itself, until it is told to stop.
#pragma once

#include <optional>
#include <string>

#include "sync_server/program/program.hpp"

namespace wegwijs::server {

struct ServeOptions {
    std::string listen;                      ///< HOST:PORT
    std::string certificate_file, key_file;  ///< both or none
    bool behind_proxy = false;
    std::optional<std::string> app;  ///< folder of the tablet app; empty: none; not said: the one of this program
};

/// Returns when SIGTERM or SIGINT came and what ran was answered. Errors "usage", "serving" (another process serves
/// this folder), and those of opening, of a named app, of listening and the listen policy.
Status serve(const Program& program, const ServeOptions& options);

}  // namespace wegwijs::server
