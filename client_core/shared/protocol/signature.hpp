// HTTP Message Signatures (RFC 9421) with Ed25519 and Content-Digest (RFC 9530), in the one profile that devices
// and server speak: label "sig1"; components "@method" "@authority" "@path" "content-digest", and "content-encoding"
// exactly when that field is there; parameters created, keyid, alg="ed25519" and nonce. Anything else is refused.
// Pure: whether `created` is near enough and the nonce is new, the server decides.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "client_core/shared/base/bytes.hpp"
#include "client_core/shared/base/result.hpp"
#include "client_core/shared/crypto/crypto.hpp"

namespace wegwijs::protocol {

/// What of a request is signed.
struct HttpMessage {
    std::string method;            ///< as sent, "POST"
    std::string authority;         ///< host, and port unless it is the scheme's own; letter case does not matter
    std::string path;              ///< absolute, as sent; a signed request has no query, so '?' is refused
    std::string content_encoding;  ///< empty: the request has no such field
    ByteView body;                 ///< as sent: after the content coding
};

/// The values of the three header fields of the same names.
struct SignatureHeaders {
    std::string content_digest, signature_input, signature;
};

/// `created` in Unix seconds; `nonce` is 16 random bytes; `keyid` is the device number, or "enrol:" and the public
/// key in base64 for a device that has no number yet.
SignatureHeaders sign_request(const HttpMessage& message, const std::string& keyid, std::int64_t created,
                              ByteView nonce, const crypto::SigningKey& key);

struct SignatureInput {
    std::string keyid;                    ///< 1..128 characters
    std::int64_t created = 0;             ///< Unix seconds, not negative
    Bytes nonce;                          ///< 16 bytes
    std::vector<std::string> components;  ///< in the order in which they are signed
    Bytes base_params;                    ///< as sent: the value of "@signature-params" in the signature base
};

/// Reads the Signature-Input field; the parameters may stand in any order. Errors "signature_missing" (empty),
/// "signature_invalid".
Result<SignatureInput> parse_signature_input(std::string_view header);

/// `input` is what parse_signature_input made of headers.signature_input. Errors "signature_missing",
/// "signature_invalid" (signed by another key, or anything that is signed was changed), "digest_mismatch" (the body
/// is not what was signed).
Status verify_request(const HttpMessage& message, const SignatureHeaders& headers, const SignatureInput& input,
                      ByteView public_key);

}  // namespace wegwijs::protocol
