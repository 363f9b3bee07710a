// What stands behind the opaque handles of the C header.
//
// A handle is a small object that is never freed before the caller closes it, and that knows whether what it stands for
// is still open: a query or an exchange outlives its store as a handle, and then says STORE_CLOSED.
#pragma once

#include <cstdint>
#include <memory>

#include "client_core/capi/error.hpp"
#include "client_core/capi/open_store.hpp"

namespace wegwijs::capi {

enum class Tag : std::uint32_t {
    store = 0x73746f72,
    query = 0x71756572,
    enrolment = 0x656e726f,
    exchange = 0x65786368,
    closed = 0xdeadc105,
};

/// Is this a handle of that kind which nobody closed?
template <class Handle>
bool is(const Handle* handle, Tag tag) {
    return handle && handle->tag == tag;
}

}  // namespace wegwijs::capi

struct wegwijs_store {
    wegwijs::capi::Tag tag = wegwijs::capi::Tag::store;
    std::shared_ptr<wegwijs::capi::OpenStore> open;
};
