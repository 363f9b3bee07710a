#include "client_core/transport/curl_error.hpp"

namespace wegwijs::transport {
namespace {

const char* word_of(CURLcode code) {
    switch (code) {
        case CURLE_ABORTED_BY_CALLBACK: return "cancelled";
        case CURLE_FILESIZE_EXCEEDED: return "answer_too_large";
        case CURLE_OUT_OF_MEMORY: return "memory";
        case CURLE_COULDNT_RESOLVE_HOST:
        case CURLE_COULDNT_RESOLVE_PROXY:
        case CURLE_COULDNT_CONNECT: return "offline";
        case CURLE_OPERATION_TIMEDOUT: return "timeout";
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_ISSUER_ERROR:
        case CURLE_SSL_INVALIDCERTSTATUS: return "tls_untrusted";
        case CURLE_SSL_CACERT_BADFILE: return "tls_ca_file";
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_SSL_CIPHER: return "tls_failed";
        case CURLE_UNSUPPORTED_PROTOCOL:
        case CURLE_WEIRD_SERVER_REPLY: return "not_http";
        case CURLE_SEND_ERROR:
        case CURLE_RECV_ERROR:
        case CURLE_GOT_NOTHING:
        case CURLE_PARTIAL_FILE:
        case CURLE_HTTP2:
        case CURLE_HTTP2_STREAM:
        case CURLE_WRITE_ERROR:
        case CURLE_READ_ERROR: return "cut";
        default: return "transport";
    }
}

struct Meaning {
    const char* code;
    Retry retry;
    const char* message;
};

constexpr Meaning meanings[] = {
    {"cancelled", Retry::now, "The sync was stopped. Your work is safe on this device."},
    {"answer_too_large", Retry::later,
     "The server's answer was larger than this program takes. Nothing was changed; tell the administrator."},
    {"memory", Retry::later,
     "This device has too little memory free. Your work is safe; close other programs and try again."},
    {"offline", Retry::when_online,
     "The server cannot be reached. Your work is safe on this device; sync again when there is a connection."},
    {"timeout", Retry::when_online,
     "The connection is too slow or stands still. Your work is safe on this device; try again later."},
    {"tls_untrusted", Retry::later,
     "The other side cannot prove that it is your server, so nothing was sent. On a guest network, sign in to that "
     "first; otherwise tell the administrator."},
    {"tls_ca_file", Retry::never, "The file with trusted certificates cannot be read. Nothing was sent."},
    {"tls_failed", Retry::later,
     "No secure connection with the server could be made, so nothing was sent. Your work is safe; try again later."},
    {"not_http", Retry::when_online,
     "What answered is not the server. On a guest network, sign in to that first. Your work is safe on this device."},
    {"cut", Retry::when_online,
     "The connection broke off. Your work is safe on this device; the next sync goes on where this one stopped."},
};

}  // namespace

Error error_of(CURLcode code) {
    const std::string word = word_of(code);
    for (const Meaning& meaning : meanings)
        if (word == meaning.code) return {word, meaning.message, meaning.retry};
    return {word,
            "The connection failed (curl " + std::to_string(static_cast<int>(code)) +
                "). Your work is safe on this device; try again later.",
            Retry::later};
}

}  // namespace wegwijs::transport
