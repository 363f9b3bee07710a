// Whole small files come in from outside too: the store keeps its wrapped key beside the database, and a simulator
// keeps both on a disk of its own.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "client_core/shared/base/bytes.hpp"
#include "client_core/shared/base/result.hpp"

namespace wegwijs {

class Files {
public:
    virtual ~Files() = default;
    /// The whole file. Errors "file_missing", "file_unreadable".
    virtual Result<Bytes> read(const std::string& path) = 0;
    /// After a crash the old or the new content is there. Errors "disk_full", "file_unwritable".
    virtual Status write_atomically(const std::string& path, ByteView content) = 0;
    virtual bool exists(const std::string& path) = 0;
    virtual std::uint64_t size(const std::string& path) = 0;  ///< 0 when it is not there
    /// Durable when it returns; replaces what stood at `to`. Errors "file_missing", "file_unwritable".
    virtual Status rename(const std::string& from, const std::string& to) = 0;
    /// Whole and durable when it returns, in a file for this user only; replaces what stood at `to`. Errors
    /// "file_missing", "disk_full", "file_unwritable".
    virtual Status copy_file(const std::string& from, const std::string& to) = 0;
    /// The paths of what stands in the folder. Errors "file_missing", "file_unreadable".
    virtual Result<std::vector<std::string>> list(const std::string& folder) = 0;
    /// A folder for this user only, with those above it; one that is there stays as it is. Error "file_unwritable".
    virtual Status make_folder(const std::string& path) = 0;
    /// Only for what this program left half made. No error when it is not there.
    virtual Status remove(const std::string& path) = 0;
};

}  // namespace wegwijs
