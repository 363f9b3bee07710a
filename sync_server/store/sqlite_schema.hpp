// The tables of the SQLite backend. For the .cpp files of this folder.
#pragma once

#include "client_core/shared/sqlite/sqlite.hpp"

namespace wegwijs::server {

/// Brings the file to the newest tables. Error "store_newer" when a newer program wrote it.
Status bring_up_to_date(sqlite::Connection& db);

}  // namespace wegwijs::server
