#include "client_core/capi/error.hpp"

#include <algorithm>
#include <cstring>

namespace wegwijs::capi {

namespace {

struct Named {
    std::string_view code;
    wegwijs_status number;
};

// Several codes of ours can be one to a caller: what he would do about them is the same.
constexpr Named codes[] = {
    {"misuse", WEGWIJS_ERROR_MISUSE},
    {"in_callback", WEGWIJS_ERROR_MISUSE},
    {"out_of_memory", WEGWIJS_ERROR_MEMORY},
    {"memory", WEGWIJS_ERROR_MEMORY},
    {"crypto", WEGWIJS_ERROR_INTERNAL},
    {"not_built_in", WEGWIJS_ERROR_NOT_BUILT_IN},
    {"invalid_json", WEGWIJS_ERROR_INVALID_JSON},
    {"store_missing", WEGWIJS_ERROR_STORE_MISSING},
    {"exists", WEGWIJS_ERROR_STORE_EXISTS},
    {"store_busy", WEGWIJS_ERROR_STORE_BUSY},
    {"store_newer", WEGWIJS_ERROR_STORE_NEWER},
    {"store_damaged", WEGWIJS_ERROR_STORE_DAMAGED},
    {"wrong_key", WEGWIJS_ERROR_STORE_DAMAGED},
    {"kdf_invalid", WEGWIJS_ERROR_STORE_DAMAGED},
    {"store_readonly", WEGWIJS_ERROR_STORE_READONLY},
    {"store_closed", WEGWIJS_ERROR_STORE_CLOSED},
    {"no_pin", WEGWIJS_ERROR_NO_PIN},
    {"wrong_pin", WEGWIJS_ERROR_WRONG_PIN},
    {"locked", WEGWIJS_ERROR_LOCKED},
    {"disk_full", WEGWIJS_ERROR_DISK_FULL},
    {"disk_error", WEGWIJS_ERROR_DISK},
    {"file_missing", WEGWIJS_ERROR_DISK},
    {"file_unreadable", WEGWIJS_ERROR_DISK},
    {"file_unwritable", WEGWIJS_ERROR_DISK},
    {"sqlite", WEGWIJS_ERROR_SQLITE},
    {"constraint", WEGWIJS_ERROR_SQLITE},
    {"niet_getoond", WEGWIJS_ERROR_NOT_SHOWN},
    {"dossier_weg", WEGWIJS_ERROR_DOSSIER_GONE},
    {"mag_niet", WEGWIJS_ERROR_NOT_ALLOWED},
    {"conflict_open", WEGWIJS_ERROR_CONFLICT_OPEN},
    {"al_vastgelegd", WEGWIJS_ERROR_ALREADY_SET},
    {"zet", WEGWIJS_ERROR_MOVE},
    {"bevroren", WEGWIJS_ERROR_FROZEN},
    {"append_only", WEGWIJS_ERROR_APPEND_ONLY},
    {"verwijderd", WEGWIJS_ERROR_DELETED},
    {"required", WEGWIJS_ERROR_REQUIRED},
    {"invalid_value", WEGWIJS_ERROR_INVALID_VALUE},
    {"limit", WEGWIJS_ERROR_LIMIT},
    {"sealed", WEGWIJS_ERROR_SEALED},
    {"sql", WEGWIJS_ERROR_SQL},
    {"url", WEGWIJS_ERROR_URL},
    {"tls_required", WEGWIJS_ERROR_TLS_REQUIRED},
    {"tls_untrusted", WEGWIJS_ERROR_TLS},
    {"tls_ca_file", WEGWIJS_ERROR_TLS},
    {"tls_failed", WEGWIJS_ERROR_TLS},
    {"offline", WEGWIJS_ERROR_OFFLINE},
    {"timeout", WEGWIJS_ERROR_TIMEOUT},
    {"cut", WEGWIJS_ERROR_CUT},
    {"cancelled", WEGWIJS_ERROR_CANCELLED},
    {"sync_busy", WEGWIJS_ERROR_SYNC_BUSY},
    {"not_http", WEGWIJS_ERROR_ANSWER},
    {"answer_too_large", WEGWIJS_ERROR_ANSWER},
    {"answer_broken", WEGWIJS_ERROR_ANSWER},
    {"malformed", WEGWIJS_ERROR_ANSWER},
    {"version", WEGWIJS_ERROR_ANSWER},
    {"damaged", WEGWIJS_ERROR_ANSWER},
    {"too_large", WEGWIJS_ERROR_ANSWER},
    {"pack_invalid", WEGWIJS_ERROR_ANSWER},
    {"transport", WEGWIJS_ERROR_INTERNAL},
    {"code_invalid", WEGWIJS_ERROR_CODE_INVALID},
};

static_assert(static_cast<wegwijs_retry>(Retry::never) == WEGWIJS_RETRY_NEVER);
static_assert(static_cast<wegwijs_retry>(Retry::now) == WEGWIJS_RETRY_NOW);
static_assert(static_cast<wegwijs_retry>(Retry::later) == WEGWIJS_RETRY_LATER);
static_assert(static_cast<wegwijs_retry>(Retry::when_online) == WEGWIJS_RETRY_WHEN_ONLINE);
static_assert(static_cast<wegwijs_retry>(Retry::after_sign_in) == WEGWIJS_RETRY_AFTER_SIGN_IN);
static_assert(static_cast<wegwijs_retry>(Retry::after_update) == WEGWIJS_RETRY_AFTER_UPDATE);

/// As much of `text` as fits before the closing zero.
template <std::size_t size>
void copy(char (&to)[size], std::string_view text) {
    std::size_t length = std::min(text.size(), size - 1);
    if (length < text.size())
        while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xc0) == 0x80) --length;
    std::memcpy(to, text.data(), length);
    std::memset(to + length, 0, size - length);
}

}  // namespace

wegwijs_status number_of(std::string_view code) {
    const auto found = std::find_if(std::begin(codes), std::end(codes), [&](const Named& n) { return n.code == code; });
    return found == std::end(codes) ? WEGWIJS_ERROR_SERVER : found->number;
}

wegwijs_status fail(wegwijs_error* out, const Error& error) {
    const wegwijs_status code = number_of(error.code);
    if (!out) return code;
    out->code = code;
    out->retry = static_cast<wegwijs_retry>(error.retry);
    copy(out->name, error.code);
    copy(out->message, error.message);
    return code;
}

wegwijs_status misuse(wegwijs_error* out, const char* what) {
    return fail(out, {"misuse", std::string(what) + " Nothing was changed.", Retry::never});
}

wegwijs_status succeed(wegwijs_error* out) {
    if (out) *out = {};
    return WEGWIJS_OK;
}

}  // namespace wegwijs::capi
