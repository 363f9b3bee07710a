// What a sync and an enrolment look like over HTTP: signed requests (RFC 9421), and what answers mean. It sends
// nothing.
#pragma once

#include <string>

#include "client_core/store/store.hpp"
#include "client_core/transport/http_transport.hpp"

namespace wegwijs::sync {

struct Signer {
    const crypto::SigningKey& key;
    std::string keyid, authority;
    Clock& clock;
    Random& random;

    /// What a signature takes of this moment.
    struct Moment {
        UnixMs seconds = 0;
        Bytes nonce;
    };
    Moment now() const { return {clock.now() / 1000, random.bytes(16)}; }

    /// Uses neither clock nor chance, so it may be called on any thread. REQUIRES: `body` stays for as long as the
    /// request is used.
    transport::HttpRequest request(const Moment& at, const char* path, const char* type, const char* encoding,
                                   ByteView body) const;
};

/// What an answer that is no success says (RFC 9457), as our error.
Error error_of(const transport::HttpResponse& response);
/// The body of a sync's answer, unpacked.
Result<Bytes> body_of(transport::HttpResponse response);

/// What enrolment gives: POST /v1/enrolments {"code","publicKey"} -> device, user, role, epoch, pack, server's box key.
struct Enrolment {
    store::Identity identity;
    std::string pack_json;
};
std::string enrolment_body(const std::string& code, const crypto::SigningKey& key);
/// Signs with a key that the server does not know yet.
Signer enrolment_signer(const crypto::SigningKey& key, const std::string& authority, Clock& clock, Random& random);
/// Errors "code_invalid" (used, expired or unknown), "answer_broken", and the server's.
Result<Enrolment> enrolment_of(const transport::HttpResponse& response, const std::string& server_url,
                               const crypto::SigningKey& key);

/// host:port (without the default port's number) of an http or https URL; empty when it is none.
std::string authority_of(std::string_view url);
/// Of an authority: what goes there never leaves this machine, so it may go without TLS.
bool is_this_machine(std::string_view authority);

}  // namespace wegwijs::sync
