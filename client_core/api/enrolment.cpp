#include "client_core/api/enrolment.hpp"

#include <filesystem>

#include "client_core/api/enrolled.hpp"
#include "client_core/sync/runner.hpp"
#include "client_core/transport/curl_transport.hpp"

namespace wegwijs::api {

Result<std::unique_ptr<store::Store>> enrol(const store::OpenOptions& options, const EnrolRequest& request) {
    if (!crypto::initialise())
        return Error{"crypto", "The encryption library cannot be used on this machine. Nothing was made.",
                     Retry::after_update};
    const std::string authority = sync::authority_of(request.server);
    if (authority.empty())
        return Error{"url", "The server's address is not usable. It looks like https://host, with a port if needed.",
                     Retry::never};
    if (options.files->exists(options.path)) return enrolled_before(options, request.code);

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
    return make_enrolled(options, request.code, enrolment, pending);
}

}  // namespace wegwijs::api
