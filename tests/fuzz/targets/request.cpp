// A request of POST /v1/sync.
#include "client_core/shared/protocol/messages.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace wegwijs;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::has_normal_form(fuzz::Input(data, size).rest(), protocol::decode_request,
                          [](const protocol::SyncRequest& message) { return protocol::encode(message); });
    return 0;
}
