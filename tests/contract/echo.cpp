#include "tests/contract/echo.h"

#include "client_core/capi/text.hpp"

namespace {

wegwijs_status fine(wegwijs_error* error) {
    if (error) *error = {};
    return WEGWIJS_OK;
}

}  // namespace

wegwijs_status wegwijs_echo_text(wegwijs_string text, wegwijs_text* same, wegwijs_error* error) {
    return wegwijs::capi::give(same, wegwijs::capi::view(text)) ? fine(error) : WEGWIJS_ERROR_MEMORY;
}

wegwijs_status wegwijs_echo_wide(uint64_t number, uint64_t* same, wegwijs_error* error) {
    *same = number;
    return fine(error);
}

wegwijs_status wegwijs_echo_small(uint32_t number, uint32_t* same, wegwijs_error* error) {
    *same = number;
    return fine(error);
}

wegwijs_status wegwijs_echo_size(wegwijs_string bytes, uint64_t* size, wegwijs_error* error) {
    *size = bytes.size;
    return fine(error);
}
