// The header fields of a signed request. An input has one part a line: method, authority, path, content coding, digest,
// signature input, signature, and then the body. The key has signed one message with and one without a coding: those
// pass, and no other message ever does, however its fields are cut.
#include "client_core/shared/protocol/signature.hpp"

#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/signed_message.hpp"

using namespace wegwijs;
using namespace wegwijs::protocol;

namespace {

std::string lower(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

void check_input(ByteView header) {
    const auto input = fuzz::decode_within(header, parse_signature_input);
    if (!input.ok()) return;
    MUST("sig1=" + input->base_params == header && header.size() <= 1024);
    MUST(!input->keyid.empty() && input->keyid.size() <= 128);
    MUST(input->created >= 0 && input->nonce.size() == 16);
    for (const std::string& component : input->components)
        MUST(component.find('\n') == component.npos && component.size() < header.size());
}

bool was_signed(const HttpMessage& m) {
    return std::any_of(fuzz::signed_codings.begin(), fuzz::signed_codings.end(), [&](const char* coding) {
        const HttpMessage one = fuzz::signed_message(coding);
        return m.method == one.method && lower(m.authority) == one.authority && m.path == one.path &&
               m.content_encoding == one.content_encoding && m.body == one.body;
    });
}

/// What may be signed is taken from whoever signed it, and from nobody else.
void check_signing(const HttpMessage& m, const std::string& keyid, ByteView nonce) {
    const auto signed_ = sign_request(m, keyid, 1'790'000'000, nonce, fuzz::signing_key());
    const auto input = parse_signature_input(signed_.signature_input);
    if (!input.ok()) return;
    MUST(input->keyid == keyid);
    const bool passes = verify_request(m, signed_, *input, fuzz::signing_key().public_key).ok();
    HttpMessage other = m;
    other.path += 'x';
    MUST(!verify_request(other, signed_, *input, fuzz::signing_key().public_key).ok());
    MUST(!passes || m.path.find('\n') == m.path.npos);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input in(data, size);
    HttpMessage m;
    m.method = in.line();
    m.authority = in.line();
    m.path = in.line();
    m.content_encoding = in.line();
    SignatureHeaders headers;
    headers.content_digest = in.line();
    headers.signature_input = in.line();
    headers.signature = in.line();
    m.body = in.rest();
    check_input(headers.signature_input);
    const auto input = parse_signature_input(headers.signature_input);
    if (input.ok() && verify_request(m, headers, *input, fuzz::signing_key().public_key).ok()) MUST(was_signed(m));
    // Signing costs most: not for every input.
    if (size % 16 == 0) check_signing(m, headers.signature_input.substr(0, 140), Bytes(16, 'n'));
    return 0;
}
