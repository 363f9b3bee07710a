// The real clock, chance and files: the only part of shared that touches the machine. Programs pass these in; the
// pure parts, the store and the sync engine see only the interfaces of base/source.hpp.
#pragma once

#include <string>

#include "client_core/shared/base/result.hpp"
#include "client_core/shared/base/source.hpp"

namespace wegwijs::system {

/// Memory that was given back stays with the process, to be had again without asking the system: for a program that
/// answers large requests one after another. Once, before other threads.
void keep_memory();

Clock& clock();    ///< safe from any thread
Random& random();  ///< safe from any thread

/// The whole file. Errors "file_missing", "file_unreadable".
Result<Bytes> read_file(const std::string& path);
/// Writes beside, fsyncs, renames over, fsyncs the folder: after a crash the old or the new content is there.
/// Errors "disk_full", "file_unwritable". One writer per path at a time.
Status write_file(const std::string& path, ByteView content, unsigned mode = 0600);

/// 2026-11-24T08:30:00.000Z (RFC 3339).
std::string format_utc(UnixMs at);

}  // namespace wegwijs::system
