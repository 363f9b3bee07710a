#include "client_core/shared/protocol/signature.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace wegwijs::protocol {

namespace {

constexpr std::string_view label = "sig1=";
constexpr std::string_view algorithm = "ed25519";
constexpr std::size_t nonce_bytes = 16;
constexpr std::size_t longest_header = 1024;
constexpr std::size_t longest_keyid = 128;
constexpr std::array<std::string_view, 4> always_signed = {"@method", "@authority", "@path", "content-digest"};
constexpr std::string_view content_encoding = "content-encoding";

Error missing() {
    return Error{"signature_missing", "The request is not signed. Nothing was changed. Sign in on this device again.",
                 Retry::after_sign_in};
}

Error invalid() {
    return Error{"signature_invalid",
                 "The signature of the request is not right. Nothing was changed. Sign in on this device again.",
                 Retry::after_sign_in};
}

std::string digest_field(ByteView body) { return "sha-256=:" + to_base64(crypto::sha256(body)) + ":"; }

std::string lower_case(std::string_view text) {
    std::string lower(text);
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return lower;
}

/// A structured field string (RFC 8941, section 3.3.3).
void append_string(Bytes& out, std::string_view text) {
    out.push_back('"');
    for (const char c : text) {
        if (c == '"' || c == '\\') out.push_back('\\');
        out.push_back(c);
    }
    out.push_back('"');
}

/// The signature base (RFC 9421, section 2.5).
Bytes signature_base(const HttpMessage& message, std::string_view digest, const SignatureInput& input) {
    Bytes base;
    for (const std::string& component : input.components) {
        append_string(base, component);
        base.append(": ");
        if (component == "@method") base.append(message.method);
        else if (component == "@authority") base.append(lower_case(message.authority));
        else if (component == "@path") base.append(message.path.empty() ? "/" : message.path);
        else if (component == "content-digest") base.append(digest);
        else if (component == content_encoding) base.append(message.content_encoding);
        base.push_back('\n');
    }
    return base.append("\"@signature-params\": ").append(input.base_params);
}

/// A line end in a value could forge a line of the signature base.
bool printable(char c) { return c >= ' ' && c <= '~'; }

bool printable(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return printable(c); });
}

bool signable(const HttpMessage& message) {
    return printable(message.method) && printable(message.authority) && printable(message.path) &&
           printable(message.content_encoding) && message.path.find_first_of("?#") == message.path.npos;
}

/// Everything that must be signed is, once, and nothing that is not there.
bool covers(const SignatureInput& input, const HttpMessage& message) {
    const auto has = [&](std::string_view name) {
        return std::count(input.components.begin(), input.components.end(), name) == 1;
    };
    const bool encoded = !message.content_encoding.empty();
    return std::all_of(always_signed.begin(), always_signed.end(), has) &&
           input.components.size() == always_signed.size() + (encoded ? 1 : 0) && (!encoded || has(content_encoding));
}

/// Reads the structured fields of our profile (RFC 8941), only in their canonical form: so that what was sent and
/// what a verifier would write again are the same bytes. The first wrong character makes it fail for good.
class FieldReader {
public:
    explicit FieldReader(std::string_view in) : in_(in) {}

    bool finished() const { return ok_ && in_.empty(); }
    std::string_view rest() const { return in_; }
    bool ok() const { return ok_; }
    void fail() { ok_ = false; }
    bool next_is(char c) const { return ok_ && !in_.empty() && in_.front() == c; }

    void expect(std::string_view text) {
        if (in_.substr(0, text.size()) != text) return fail();
        in_.remove_prefix(text.size());
    }

    std::string string() {
        expect("\"");
        std::string text;
        while (ok_) {
            if (in_.empty()) fail();
            else if (next_is('"')) break;
            else text.push_back(character());
        }
        expect("\"");
        return ok_ ? text : std::string();
    }

    std::int64_t integer() {
        const std::size_t size = std::min(in_.find_first_not_of("0123456789"), in_.size());
        std::int64_t n = 0;
        if (size == 0 || size > 15 || (size > 1 && in_.front() == '0')) fail();
        else std::from_chars(in_.data(), in_.data() + size, n);
        if (ok_) in_.remove_prefix(size);
        return ok_ ? n : 0;
    }

    std::string_view name() {
        const std::size_t size = std::min(in_.find('='), in_.size());
        const std::string_view found = in_.substr(0, size);
        in_.remove_prefix(size);
        return found;
    }

private:
    /// One character of a string, behind its backslash if it has one.
    char character() {
        char c = in_.front();
        in_.remove_prefix(1);
        if (c == '\\') {
            if (!next_is('"') && !next_is('\\')) {
                fail();
                return ' ';
            }
            c = in_.front();
            in_.remove_prefix(1);
        }
        if (!printable(c)) fail();
        return c;
    }

    std::string_view in_;
    bool ok_ = true;
};

void read_components(FieldReader& in, SignatureInput& input) {
    in.expect("(");
    while (in.ok() && !in.next_is(')')) {
        if (!input.components.empty()) in.expect(" ");
        input.components.push_back(in.string());
    }
    in.expect(")");
}

/// Each of the four parameters must be there, once.
void read_parameters(FieldReader& in, SignatureInput& input) {
    bool created = false, keyid = false, alg = false, nonce = false;
    const auto first = [&](bool& seen) { return !std::exchange(seen, true); };
    while (in.next_is(';')) {
        in.expect(";");
        const std::string_view name = in.name();
        in.expect("=");
        if (name == "created" && first(created)) {
            input.created = in.integer();
        } else if (name == "keyid" && first(keyid)) {
            input.keyid = in.string();
            if (input.keyid.empty() || input.keyid.size() > longest_keyid) in.fail();
        } else if (name == "alg" && first(alg)) {
            if (in.string() != algorithm) in.fail();
        } else if (name == "nonce" && first(nonce)) {
            bool decoded = false;
            input.nonce = from_base64(in.string(), decoded);
            if (!decoded || input.nonce.size() != nonce_bytes) in.fail();
        } else {
            in.fail();
        }
    }
    if (!created || !keyid || !alg || !nonce) in.fail();
}

/// The bytes in `sig1=:...:`; empty when it is anything else.
Bytes signature_of(std::string_view header) {
    if (header.size() < label.size() + 2 || header.substr(0, label.size()) != label) return {};
    header.remove_prefix(label.size());
    if (header.front() != ':' || header.back() != ':') return {};
    bool decoded = false;
    Bytes signature = from_base64(header.substr(1, header.size() - 2), decoded);
    return decoded ? signature : Bytes();
}

}  // namespace

SignatureHeaders sign_request(const HttpMessage& message, const std::string& keyid, std::int64_t created,
                              ByteView nonce, const crypto::SigningKey& key) {
    SignatureInput input;
    input.components.assign(always_signed.begin(), always_signed.end());
    if (!message.content_encoding.empty()) input.components.emplace_back(content_encoding);

    Bytes& params = input.base_params;
    for (const std::string& component : input.components) {
        params.push_back(params.empty() ? '(' : ' ');
        append_string(params, component);
    }
    params.append(");created=").append(std::to_string(created)).append(";keyid=");
    append_string(params, keyid);
    params.append(";alg=");
    append_string(params, algorithm);
    params.append(";nonce=");
    append_string(params, to_base64(nonce));

    SignatureHeaders headers;
    headers.content_digest = digest_field(message.body);
    const Bytes signature = crypto::sign(signature_base(message, headers.content_digest, input), key);
    headers.signature_input = std::string(label) + params;
    headers.signature = std::string(label) + ":" + to_base64(signature) + ":";
    return headers;
}

Result<SignatureInput> parse_signature_input(std::string_view header) {
    if (header.empty()) return missing();
    if (header.size() > longest_header) return invalid();
    FieldReader in(header);
    in.expect(label);
    SignatureInput input;
    input.base_params = in.rest();
    read_components(in, input);
    read_parameters(in, input);
    if (!in.finished()) return invalid();
    return input;
}

Status verify_request(const HttpMessage& message, const SignatureHeaders& headers, const SignatureInput& input,
                      ByteView public_key) {
    if (headers.content_digest.empty() || headers.signature_input.empty() || headers.signature.empty())
        return missing();
    if (!signable(message) || !printable(headers.content_digest) || !covers(input, message)) return invalid();
    // The signature first: hashing the body of somebody who has no key would be work for nothing.
    const Bytes base = signature_base(message, headers.content_digest, input);
    if (!crypto::verify(base, signature_of(headers.signature), public_key)) return invalid();
    if (headers.content_digest != digest_field(message.body))
        return Error{"digest_mismatch",
                     "The request was changed on its way. It was not used and nothing was changed. Send it again.",
                     Retry::now};
    return done();
}

}  // namespace wegwijs::protocol
