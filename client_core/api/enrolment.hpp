// Making a store and enrolling its device, for the library and for the program's `init`.
#pragma once

#include <memory>
#include <string>

#include "client_core/store/store.hpp"

namespace wegwijs::api {

struct EnrolRequest {
    std::string server;   ///< "https://host[:port]"
    std::string code;     ///< the one-time code
    std::string ca_file;  ///< PEM, or empty; kept as an absolute path
};

/// The store, made and enrolled; or the one that an earlier try with the same code made. Blocks for the server.
/// Errors: "url", "exists" (a store of another code), "wrong_pin", those of CurlTransport, sync::enrol, Pack::load and
/// Store::create.
Result<std::unique_ptr<store::Store>> enrol(const store::OpenOptions& options, const EnrolRequest& request);

}  // namespace wegwijs::api
