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
    Status make_folder(const std::string& path) override {
        std::error_code error;
        std::filesystem::create_directories(path, error);
        if (!error) std::filesystem::permissions(path, std::filesystem::perms::owner_all, error);
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
    static RealFiles real;
    return real;
}

}  // namespace wegwijs::system
