// The real disk behind base/files.hpp.
#pragma once

#include "client_core/shared/base/files.hpp"

namespace wegwijs::system {

Files& files();  ///< without state: safe from any thread; one writer per path at a time

}  // namespace wegwijs::system
