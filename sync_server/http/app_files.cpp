#include "sync_server/http/app_files.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client_core/shared/crypto/crypto.hpp"
#include "client_core/shared/protocol/compress.hpp"

namespace wegwijs::http {
namespace {

using protocol::Encoding;

constexpr int gzip_level = 6;

struct Kind {
    std::string_view ending, content_type;
    bool pack;
};
constexpr std::array kinds{
    Kind{".html", "text/html; charset=utf-8", true}, Kind{".js", "text/javascript; charset=utf-8", true},
    Kind{".css", "text/css; charset=utf-8", true},   Kind{".json", "application/json", true},
    Kind{".map", "application/json", true},          Kind{".webmanifest", "application/manifest+json", true},
    Kind{".wasm", "application/wasm", true},         Kind{".svg", "image/svg+xml", true},
    Kind{".txt", "text/plain; charset=utf-8", true}, Kind{".png", "image/png", false},
    Kind{".ico", "image/vnd.microsoft.icon", false}, Kind{".woff2", "font/woff2", false},
};
constexpr Kind other{"", "application/octet-stream", false};

const Kind& kind_of(std::string_view path) {
    const auto found =
        std::find_if(kinds.begin(), kinds.end(), [&](const Kind& k) { return path.ends_with(k.ending); });
    return found == kinds.end() ? other : *found;
}

Error invalid(const std::string& what) {
    return {"app_invalid",
            "The app cannot be served: " + what +
                " Build it again (tools/web), name another folder with --app, or serve without it (--no-app).",
            Retry::never};
}

Error unreadable(const std::string& path) {
    return {"file_unreadable", "The app cannot be served: " + path + " cannot be read. Check the rights on it.",
            Retry::later};
}

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    int number() const { return number_; }
    int release() { return std::exchange(number_, -1); }

private:
    int number_;
};

// What may stand in an address as it is. So no path needs decoding, and none can be written in two ways.
bool plain_name(std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
               c == '.';
    });
}

/// Reads a tree of files. Goes from folder to folder by descriptor and follows no link, so that nothing outside is
/// read, also when somebody changes the tree meanwhile.
class Reading {
public:
    explicit Reading(const AppLimits& limits) : limits_(limits) {}

    Status folder(int descriptor, const std::string& path, int depth) {
        if (depth > limits_.depth) return invalid(path + " lies too deep.");
        DIR* const list = ::fdopendir(descriptor);
        if (list == nullptr) {
            ::close(descriptor);
            return unreadable(path);
        }
        std::vector<std::string> names;
        while (const dirent* entry = ::readdir(list))
            if (entry->d_name[0] != '.') names.emplace_back(entry->d_name);
        std::sort(names.begin(), names.end());
        Status status = done();
        for (std::size_t i = 0; i < names.size() && status.ok(); ++i)
            status = entry(::dirfd(list), names[i], path + "/" + names[i], depth);
        ::closedir(list);
        return status;
    }

    std::map<std::string, Bytes, std::less<>> files;
    std::size_t bytes = 0;

private:
    Status entry(int folder_descriptor, const std::string& name, const std::string& path, int depth) {
        if (!plain_name(name)) return invalid("the name of " + path + " has no place in an address.");
        Descriptor opened(::openat(folder_descriptor, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
        if (opened.number() < 0) return errno == ELOOP ? invalid(path + " is a link.") : unreadable(path);
        struct stat what {};
        if (::fstat(opened.number(), &what) != 0) return unreadable(path);
        if (S_ISDIR(what.st_mode)) return folder(opened.release(), path, depth + 1);
        if (!S_ISREG(what.st_mode)) return invalid(path + " is no file.");
        if (files.size() >= limits_.files) return invalid("the folder holds too many files.");
        return file(opened.number(), path);
    }

    Status file(int descriptor, const std::string& path) {
        Bytes& content = files[path];
        std::array<char, 65536> part;
        for (;;) {
            const ssize_t got = ::read(descriptor, part.data(), part.size());
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) return unreadable(path);
            if (got == 0) return done();
            bytes += static_cast<std::size_t>(got);
            if (bytes > limits_.bytes) return invalid("the files of the folder are too large together.");
            content.append(part.data(), static_cast<std::size_t>(got));
        }
    }

    const AppLimits& limits_;
};

/// The content packed by gzip: as it was found beside the file, or made here. Empty when it is no smaller.
Result<Bytes> packed_form(const std::string& path, const Bytes& plain, const Bytes* found, protocol::Codec& codec) {
    Bytes packed;
    if (found != nullptr) {
        const Result<Bytes> unpacked = codec.decompress(*found, Encoding::gzip, plain.size());
        if (!unpacked.ok() || *unpacked != plain) return invalid(path + ".gz does not hold what " + path + " holds.");
        packed = *found;
    } else if (kind_of(path).pack) {
        packed = TRY(codec.compress(plain, Encoding::gzip, gzip_level));
    }
    return packed.size() < plain.size() ? packed : Bytes{};
}

}  // namespace

bool has_hash(std::string_view path) {
    constexpr std::size_t least = 8;
    std::string_view name = path.substr(path.rfind('/') + 1);
    const std::size_t dot = name.rfind('.');
    if (dot == name.npos) return false;
    name = name.substr(0, dot);
    const std::size_t mark = name.find_last_of("-.");
    if (mark == name.npos || name.size() - mark - 1 < least) return false;
    const std::string_view hash = name.substr(mark + 1);
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    const bool upper =
        std::all_of(hash.begin(), hash.end(), [&](char c) { return digit(c) || (c >= 'A' && c <= 'Z'); });
    const bool hex = std::all_of(hash.begin(), hash.end(), [&](char c) { return digit(c) || (c >= 'a' && c <= 'f'); });
    // "facade" could be a word; without a digit it is not taken for a hash.
    return upper || (hex && std::any_of(hash.begin(), hash.end(), digit));
}

Result<App> read_app(const std::string& folder, const AppLimits& limits) {
    Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    Reading reading(limits);
    if (opened.number() >= 0) TRY(reading.folder(opened.release(), "", 0));
    if (reading.files.count("/index.html") == 0)
        return Error{"app_missing",
                     "The app was not found: its folder has no index.html. Build it (tools/web), name another folder "
                     "with --app, or serve without it (--no-app).",
                     Retry::never};
    App app;
    protocol::Codec codec;
    for (auto& [path, content] : reading.files) {
        if (path.ends_with(".gz") && reading.files.count(path.substr(0, path.size() - 3)) > 0) continue;
        if (path.starts_with("/v1/")) return invalid("its folder v1 would hide the API.");
        const auto beside = reading.files.find(path + ".gz");
        Bytes packed =
            TRY(packed_form(path, content, beside == reading.files.end() ? nullptr : &beside->second, codec));
        const std::string hash = to_hex(crypto::sha256(content)).substr(0, 32);
        app.bytes += content.size() + packed.size();
        AppFile file{.content_type = std::string(kind_of(path).content_type),
                     .etag = '"' + hash + '"',
                     .packed_etag = '"' + hash + "-gzip\"",
                     .hashed = has_hash(path),
                     .plain = std::make_shared<const Bytes>(content),
                     .packed = packed.empty() ? nullptr : std::make_shared<const Bytes>(std::move(packed))};
        if (path == "/index.html") app.files.emplace("/", file);
        app.files.emplace(path, std::move(file));
    }
    return app;
}

}  // namespace wegwijs::http
