#include "client_core/shared/protocol/cbor.hpp"
#include "client_core/store/state.hpp"

namespace wegwijs::store {

Bytes encode_identity(const Identity& identity) {
    protocol::CborWriter out;
    out.array(9);
    out.uint(identity.device);
    out.text(identity.user);
    out.text(identity.role);
    out.text(identity.server_url);
    out.text(identity.ca_file);
    out.bytes(identity.key.public_key);
    out.bytes(identity.key.secret_key);
    out.bytes(identity.server_box_key);
    out.uint(identity.epoch);
    return out.take();
}

Result<Identity> decode_identity(ByteView bytes) {
    protocol::CborReader in(bytes);
    Identity identity;
    if (in.array() != 9) in.fail();
    identity.device = in.uint();
    identity.user = std::string(in.text());
    identity.role = std::string(in.text());
    identity.server_url = std::string(in.text());
    identity.ca_file = std::string(in.text());
    identity.key.public_key = Bytes(in.bytes());
    identity.key.secret_key = Bytes(in.bytes());
    identity.server_box_key = Bytes(in.bytes());
    identity.epoch = in.uint();
    if (!in.finished()) return damaged_row();
    return identity;
}

}  // namespace wegwijs::store
