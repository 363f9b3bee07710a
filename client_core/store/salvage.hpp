// What is done when a store cannot be opened: it is set aside, never deleted, and what can be read is saved. Internal.
#pragma once

#include "client_core/store/state.hpp"

namespace wegwijs::store {

inline constexpr int store_page_bytes = 8192;  ///< a record is about a kilobyte: of 4096 bytes a fifth would stay empty

/// There while a store is open, or was when its process was killed: then it has a log.
std::string open_mark(const OpenOptions& options);

/// Moves the store and its log to `path`.beschadigd-TIME (with a copy of the key), byte for byte, and writes the own
/// transactions that can still be read to a new store under the same PIN, that sends them and pulls everything again.
/// It stands in the damaged one's place; when it cannot be used (who it was of could not be read), at
/// `path`.gered-TIME. An error: nothing could be moved, or not all; then calling it again goes on.
Result<Salvaged> salvage(const OpenOptions& options, const Bytes& data_key);
/// It was interrupted: calling it again goes on.
bool salvage_begun(const OpenOptions& options);
/// The error of an opening that ended so.
Error told(const Salvaged& salvaged);

/// Reads what it can of the damaged store at `aside`, which stays as it is, and writes it to a new one at `saved`.
/// True: that one opens as a store. Fills in what was saved and what was not. An error is one of the disk: it can be
/// tried again.
Result<bool> rescue(const OpenOptions& options, const Bytes& data_key, const std::string& aside,
                    const std::string& saved, Salvaged& salvaged);

/// What a salvage that found no one to tell left beside the store, or an empty string.
std::string note_of_salvage(const OpenOptions& options);
/// As the value "salvaged" of the store that was made.
Bytes encode_salvaged(const Salvaged& salvaged);
Result<std::optional<Salvaged>> salvaged_of(Tables& tables);

/// Is there anything wrong with the files that SQLite would pass over in silence, or take for the end of the log?
bool silently_damaged(const OpenOptions& options, const Bytes& data_key);

}  // namespace wegwijs::store
