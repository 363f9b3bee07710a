// Bytes as libsodium wants them. For the .cpp files of this folder.
#pragma once

#include "client_core/shared/base/bytes.hpp"

namespace wegwijs::crypto {

inline unsigned char* octets(Bytes& b) { return reinterpret_cast<unsigned char*>(b.data()); }
inline const unsigned char* octets(ByteView b) { return reinterpret_cast<const unsigned char*>(b.data()); }

}  // namespace wegwijs::crypto
