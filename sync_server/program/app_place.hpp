// Where the tablet app lies that belongs to this program.
#pragma once

#include <string>

namespace wegwijs::server {

/// The folder of the app that was installed with this program, or of the one that was built in the same tree; empty
/// when there is none.
std::string app_of_program();

}  // namespace wegwijs::server
