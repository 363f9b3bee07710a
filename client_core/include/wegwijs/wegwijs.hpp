// Wegwijs: intakes and plans on a device of one's own, with or without a network.
//
// Everything of the C++ interface. It needs the standard library only; nothing in it throws.
#pragma once

#include <wegwijs/export.hpp>
#include <wegwijs/id.hpp>
#include <wegwijs/record.hpp>
#include <wegwijs/result.hpp>
#include <wegwijs/sql.hpp>
#include <wegwijs/store.hpp>
#include <wegwijs/sync.hpp>

namespace wegwijs {

/// "0.1.0", of the library that is loaded. Thread safety: any thread.
WEGWIJS_API const char* version() noexcept;

}  // namespace wegwijs
