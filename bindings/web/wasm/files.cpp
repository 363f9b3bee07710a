// The files of a browser behind base/files.hpp.
#include "client_core/shared/system/files.hpp"

#include "bindings/web/wasm/host.hpp"
#include "client_core/shared/system/system.hpp"

namespace wegwijs::system {

namespace {

using namespace wegwijs::host;

Error missing_file() {
    return Error{"file_missing", "A file that is needed does not exist. Nothing was changed.", Retry::never};
}

Error unreadable() {
    return Error{"file_unreadable",
                 "A file that is needed could not be read. Nothing was changed. Close other programs and try again.",
                 Retry::later};
}

Error unwritable(std::int32_t why) {
    if (why == full)
        return Error{"disk_full",
                     "A file could not be written: the browser has no room left for this site. What it held before is "
                     "safe. Free some space and try again.",
                     Retry::later};
    return Error{"file_unwritable", "A file could not be written. What it held before is safe. Try again.",
                 Retry::later};
}

std::int32_t open_file(const std::string& path, bool create) {
    return host_file_open(path.data(), path.size(), create ? 1 : 0);
}

std::int32_t move_file(const std::string& from, const std::string& to) {
    return host_file_rename(from.data(), from.size(), to.data(), to.size());
}

/// Replaces what stands at `path`, and brings it to the disk.
std::int32_t write_new(const std::string& path, ByteView content) {
    const std::int32_t file = open_file(path, true);
    if (file < 0) return file;
    if (const std::int32_t cut = host_file_truncate(file, 0); cut != 0) return cut;
    if (const std::int32_t put = host_file_write(file, content.data(), content.size(), 0); put != 0) return put;
    return host_file_flush(file);
}

class BrowserFiles final : public Files {
public:
    Result<Bytes> read(const std::string& path) override { return read_file(path); }
    Status write_atomically(const std::string& path, ByteView content) override { return write_file(path, content); }
    bool exists(const std::string& path) override { return open_file(path, false) >= 0; }
    std::uint64_t size(const std::string& path) override {
        const std::int32_t file = open_file(path, false);
        return file < 0 ? 0 : static_cast<std::uint64_t>(host_file_size(file));
    }
    Status rename(const std::string& from, const std::string& to) override {
        const std::int32_t moved = move_file(from, to);
        if (moved == missing) return missing_file();
        return moved == 0 ? done() : Status(unwritable(moved));
    }
    Status copy_file(const std::string& from, const std::string& to) override {
        return write_file(to, TRY(read_file(from)));
    }
    Result<std::vector<std::string>> list(const std::string& folder) override {
        std::string names(static_cast<std::size_t>(host_file_list(nullptr, 0)), '\0');
        host_file_list(names.data(), names.size());
        std::vector<std::string> paths;
        const std::string begin = folder.ends_with('/') ? folder : folder + '/';
        for (std::size_t at = 0; at < names.size(); at = names.find('\0', at) + 1)
            if (const std::string name = names.c_str() + at; name.starts_with(begin)) paths.push_back(name);
        return paths;
    }
    /// A name may hold any slashes: there are no folders.
    Status make_folder(const std::string&) override { return done(); }
    Status remove(const std::string& path) override {
        const std::int32_t removed = host_file_remove(path.data(), path.size());
        return removed == 0 || removed == missing ? done() : Status(unwritable(removed));
    }
};

}  // namespace

Result<Bytes> read_file(const std::string& path) {
    const std::int32_t file = open_file(path, false);
    if (file < 0) return missing_file();
    Bytes content(static_cast<std::size_t>(host_file_size(file)), '\0');
    const std::int32_t got = host_file_read(file, content.data(), content.size(), 0);
    if (got < 0 || static_cast<std::size_t>(got) != content.size()) return unreadable();
    return content;
}

/// `mode` says nothing here: what a site keeps, only that site can read.
Status write_file(const std::string& path, ByteView content, unsigned) {
    const std::string beside = path + ".new";
    std::int32_t written = write_new(beside, content);
    if (written == 0) written = move_file(beside, path);
    if (written == 0) return done();
    host_file_remove(beside.data(), beside.size());
    return unwritable(written);
}

Files& files() {
    static BrowserFiles real;
    return real;
}

}  // namespace wegwijs::system
