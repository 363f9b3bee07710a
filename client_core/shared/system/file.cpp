#include <algorithm>
#include <cerrno>
#include <cstdio>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client_core/shared/system/system.hpp"

namespace wegwijs::system {

namespace {

/// Closes on every way out.
class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() { close_now(); }
    int number() const { return number_; }
    bool is_open() const { return number_ >= 0; }
    bool close_now() { return number_ < 0 || ::close(std::exchange(number_, -1)) == 0; }

private:
    int number_;
};

Error unreadable(int cause) {
    if (cause == ENOENT || cause == ENOTDIR)
        return Error{"file_missing",
                     "A file that is needed does not exist. Nothing was changed. Check where it should be.",
                     Retry::never};
    return Error{
        "file_unreadable",
        "A file that is needed could not be read. Nothing was changed. Check the disk and the rights on the file.",
        Retry::later};
}

Error unwritable(int cause) {
    if (cause == ENOSPC || cause == EDQUOT)
        return Error{"disk_full",
                     "A file could not be written: the disk is full. What it held before is safe. Free some space and "
                     "try again.",
                     Retry::later};
    return Error{
        "file_unwritable",
        "A file could not be written. What it held before is safe. Check the disk and the rights on its folder.",
        Retry::later};
}

bool write_all(int to, ByteView content) {
    while (!content.empty()) {
        const ssize_t written = ::write(to, content.data(), content.size());
        if (written < 0 && errno != EINTR) return false;
        if (written > 0) content.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

/// Writes a new file and brings it to the disk. False: errno says why.
bool write_new(const std::string& path, ByteView content, unsigned mode) {
    // What a crash left here would keep its old rights if it were opened again.
    ::unlink(path.c_str());
    Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, static_cast<mode_t>(mode)));
    return file.is_open() && write_all(file.number(), content) && ::fsync(file.number()) == 0 && file.close_now();
}

/// A rename is on the disk when its folder is.
bool sync_folder_of(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    const std::string folder = slash == path.npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
    Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return opened.is_open() && ::fsync(opened.number()) == 0;
}

}  // namespace

Result<Bytes> read_file(const std::string& path) {
    Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.is_open()) return unreadable(errno);
    constexpr std::size_t part = 64 * 1024;
    Bytes content;
    struct stat about;
    if (::fstat(file.number(), &about) == 0 && S_ISREG(about.st_mode) && about.st_size > 0)
        content.reserve(static_cast<std::size_t>(about.st_size) + 1);
    for (std::size_t size = 0;;) {
        // A pipe or /proc says no size beforehand, so it is read until it ends.
        content.resize(std::max(size + part, content.capacity()));
        const ssize_t got = ::read(file.number(), content.data() + size, content.size() - size);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return unreadable(errno);
        size += static_cast<std::size_t>(got);
        if (got == 0) {
            content.resize(size);
            return content;
        }
    }
}

Status write_file(const std::string& path, ByteView content, unsigned mode) {
    const std::string beside = path + ".new";
    if (!write_new(beside, content, mode) || std::rename(beside.c_str(), path.c_str()) != 0) {
        const int cause = errno;
        ::unlink(beside.c_str());
        return unwritable(cause);
    }
    if (!sync_folder_of(path)) return unwritable(errno);
    return done();
}

}  // namespace wegwijs::system
