#include "client_core/api/enrolment.hpp"

#include <filesystem>

#include "client_core/api/pending_enrolment.hpp"
#include "client_core/store/tables.hpp"
#include "client_core/sync/runner.hpp"
#include "client_core/transport/curl_transport.hpp"

namespace wegwijs::api {

namespace {

constexpr const char* where = "cli:enrolled";

Error another_store() {
    return {"exists",
            "There is a store at this place already, and it was not made with this code. Nothing was changed. Choose "
            "another file.",
            Retry::never};
}

/// The store is there: an earlier try came so far, and perhaps nobody got its answer.
Result<std::unique_ptr<store::Store>> finish_earlier(const store::OpenOptions& options, const std::string& code) {
    auto store = TRY(store::Store::open(options));
    if (PendingEnrolment::exists(options)) {
        const PendingEnrolment pending = TRY(PendingEnrolment::begin(options, code));
        if (pending.key().public_key != store->identity().key.public_key) return another_store();
        TRY(store->tables().set_value(where, code_mark(code)));
        TRY(pending.finish());
    }
    if (!crypto::equal(TRY(store->tables().value(where)), code_mark(code))) return another_store();
    return store;
}

}  // namespace

Result<std::unique_ptr<store::Store>> enrol(const store::OpenOptions& options, const EnrolRequest& request) {
    if (!crypto::initialise())
        return Error{"crypto", "The encryption library cannot be used on this machine. Nothing was made.",
                     Retry::after_update};
    const std::string authority = sync::authority_of(request.server);
    if (authority.empty())
        return Error{"url", "The server's address is not usable. It looks like https://host, with a port if needed.",
                     Retry::never};
    if (options.files->exists(options.path)) return finish_earlier(options, request.code);

    std::string ca_file;
    std::error_code ignored;  // a path that cannot be made absolute is used as it was given
    if (!request.ca_file.empty()) ca_file = std::filesystem::absolute(request.ca_file, ignored).string();
    transport::TransportOptions to;
    to.url = request.server;
    to.ca_file = ca_file;
    const auto transport = TRY(transport::CurlTransport::open(to));
    const PendingEnrolment pending = TRY(PendingEnrolment::begin(options, request.code));
    sync::Enrolment enrolment = TRY(sync::enrol(*transport, request.server, authority, request.code, pending.key(),
                                                *options.clock, *options.random));
    enrolment.identity.ca_file = ca_file;
    auto pack = TRY(model::Pack::load(enrolment.pack_json));
    auto store = TRY(store::Store::create(options, enrolment.identity, std::move(pack)));
    TRY(store->tables().set_value(where, code_mark(request.code)));
    TRY(pending.finish());
    return store;
}

}  // namespace wegwijs::api
