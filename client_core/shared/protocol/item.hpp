// One dossier of an answer as bytes.
#pragma once

#include "client_core/shared/protocol/messages.hpp"

namespace wegwijs::protocol {

/// Reads one item; fails the reader when it is malformed.
void read_item(CborReader& in, Item& item);

}  // namespace wegwijs::protocol
