#include "client_core/shared/system/files.hpp"

#include <cerrno>
#include <cstdio>
#include <filesystem>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client_core/shared/system/system.hpp"

namespace wegwijs::system {

namespace {

namespace fs = std::filesystem;

Error not_moved(int cause) {
    if (cause == ENOENT)
        return Error{"file_missing",
                     "A file that is needed does not exist. Nothing was changed. Check where it should be.",
                     Retry::never};
    return Error{"file_unwritable",
                 "A file could not be moved or removed. It is as it was. Check the disk and the rights on its folder.",
                 Retry::later};
}

/// A change of names is on the disk when its folder is.
bool sync_folder_of(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    const std::string folder = slash == path.npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
    const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (opened < 0) return false;
    const bool synced = ::fsync(opened) == 0;
    ::close(opened);
    return synced;
}

bool sync_file(const std::string& path) {
    const int opened = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (opened < 0) return false;
    const bool synced = ::fsync(opened) == 0;
    ::close(opened);
    return synced;
}

class RealFiles final : public Files {
public:
    Result<Bytes> read(const std::string& path) override { return read_file(path); }
    Status write_atomically(const std::string& path, ByteView content) override { return write_file(path, content); }
    bool exists(const std::string& path) override {
        struct stat about;
        return ::stat(path.c_str(), &about) == 0;
    }
    std::uint64_t size(const std::string& path) override {
        struct stat about;
        return ::stat(path.c_str(), &about) == 0 ? static_cast<std::uint64_t>(about.st_size) : 0;
    }
    Status rename(const std::string& from, const std::string& to) override {
        if (std::rename(from.c_str(), to.c_str()) != 0 || !sync_folder_of(to)) return not_moved(errno);
        return done();
    }
    Status copy_file(const std::string& from, const std::string& to) override {
        const std::string beside = to + ".new";
        std::error_code error;
        fs::copy_file(from, beside, fs::copy_options::overwrite_existing, error);
        if (!error) fs::permissions(beside, fs::perms::owner_read | fs::perms::owner_write, error);
        const bool whole = !error && sync_file(beside);
        if (whole && std::rename(beside.c_str(), to.c_str()) == 0 && sync_folder_of(to)) return done();
        const bool missing = error == std::errc::no_such_file_or_directory;
        const bool full = error ? error == std::errc::no_space_on_device : errno == ENOSPC;
        ::unlink(beside.c_str());
        if (missing) return not_moved(ENOENT);
        return Error{full ? "disk_full" : "file_unwritable",
                     "A file could not be copied. It is as it was. Check the disk and the rights on its folder.",
                     Retry::later};
    }
    Result<std::vector<std::string>> list(const std::string& folder) override {
        std::vector<std::string> paths;
        std::error_code error;
        for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
            paths.push_back(at->path().string());
        if (!error) return paths;
        return Error{error == std::errc::no_such_file_or_directory ? "file_missing" : "file_unreadable",
                     "A folder could not be read. Nothing was changed. Check the disk and the rights on it.",
                     Retry::later};
    }
    Status make_folder(const std::string& path) override {
        std::error_code error;
        if (fs::create_directories(path, error) && !error) fs::permissions(path, fs::perms::owner_all, error);
        if (!error) return done();
        return Error{"file_unwritable",
                     "A folder could not be made. Nothing was changed. Check the disk and the rights on the folder "
                     "that it should stand in.",
                     Retry::later};
    }
    Status remove(const std::string& path) override {
        if (::unlink(path.c_str()) != 0 && errno != ENOENT) return not_moved(errno);
        return done();
    }
};

}  // namespace

Files& files() {
    // Never destroyed, like all that lasts as long as the process: a thread of an app may use it while that ends.
    static RealFiles& real = *new RealFiles;
    return real;
}

}  // namespace wegwijs::system
