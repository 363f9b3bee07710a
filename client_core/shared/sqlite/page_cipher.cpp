#include "client_core/shared/sqlite/page_cipher.hpp"

#include <algorithm>
#include <cstring>
#include <string>

#include <sqlite3.h>

#include "client_core/shared/sqlite/cipher.hpp"

namespace wegwijs::sqlite {

namespace {

// A VFS with one file, of which any page is the one in hand.

constexpr char page_vfs[] = "wegwijs-page";

thread_local ByteView in_hand;

int page_read(sqlite3_file*, void* to, int amount, sqlite3_int64) {
    const auto wanted = static_cast<std::size_t>(amount);
    std::memset(to, 0, wanted);
    if (!in_hand.empty()) std::memcpy(to, in_hand.data(), std::min(wanted, in_hand.size()));
    return SQLITE_OK;
}
int page_write(sqlite3_file*, const void*, int, sqlite3_int64) { return SQLITE_READONLY; }
int page_size(sqlite3_file*, sqlite3_int64* size) {
    *size = 1 << 16;
    return SQLITE_OK;
}
int page_reserved(sqlite3_file*, int* held) {
    *held = 0;
    return SQLITE_OK;
}
int page_control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }

const sqlite3_io_methods page_methods{1,
                                      [](sqlite3_file*) { return SQLITE_OK; },
                                      page_read,
                                      page_write,
                                      [](sqlite3_file*, sqlite3_int64) { return SQLITE_READONLY; },
                                      [](sqlite3_file*, int) { return SQLITE_OK; },
                                      page_size,
                                      [](sqlite3_file*, int) { return SQLITE_OK; },
                                      [](sqlite3_file*, int) { return SQLITE_OK; },
                                      page_reserved,
                                      page_control,
                                      [](sqlite3_file*) { return 512; },
                                      [](sqlite3_file*) { return 0; },
                                      nullptr,
                                      nullptr,
                                      nullptr,
                                      nullptr,
                                      nullptr,
                                      nullptr};

int page_open(sqlite3_vfs*, const char*, sqlite3_file* file, int flags, int* out) {
    file->pMethods = &page_methods;
    if (out) *out = flags;
    return SQLITE_OK;
}

/// The name of the cipher's layer over it; empty: it could not be made.
std::string page_cipher_vfs() {
    static sqlite3_vfs vfs = [] {
        sqlite3_vfs made = *sqlite3_vfs_find(nullptr);  // time and chance are those of the machine
        made.iVersion = 1;
        made.pNext = nullptr;
        made.szOsFile = sizeof(sqlite3_file);
        made.mxPathname = 512;
        made.zName = page_vfs;
        made.xOpen = page_open;
        made.xDelete = [](sqlite3_vfs*, const char*, int) { return SQLITE_READONLY; };
        made.xAccess = [](sqlite3_vfs*, const char*, int, int* there) {
            *there = 0;
            return SQLITE_OK;
        };
        made.xFullPathname = [](sqlite3_vfs*, const char* name, int size, char* to) {
            sqlite3_snprintf(size, to, "%s", name);
            return SQLITE_OK;
        };
        made.xRandomness = [](sqlite3_vfs*, int size, char* to) {
            sqlite3_vfs* const machine = sqlite3_vfs_find(nullptr);
            return machine->xRandomness(machine, size, to);
        };
        made.xSleep = [](sqlite3_vfs*, int) { return 0; };
        made.xCurrentTime = [](sqlite3_vfs*, double* now) {
            *now = 0;
            return SQLITE_OK;
        };
        return made;
    }();
    static const bool made =
        sqlite3_vfs_register(&vfs, 0) == SQLITE_OK && sqlite3mc_vfs_create(page_vfs, 0) == SQLITE_OK;
    return made ? std::string("multipleciphers-") + page_vfs : std::string();
}

}  // namespace

PageCipher::~PageCipher() { sqlite3_close_v2(db_); }

Status PageCipher::start(ByteView key, std::size_t page_bytes) {
    const std::string vfs = page_cipher_vfs();
    const int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE;
    int rc = vfs.empty() ? SQLITE_ERROR : sqlite3_open_v2("page", &db_, flags, vfs.c_str());
    if (rc == SQLITE_OK) rc = set_cipher(db_, key);
    // Said before the first read, so that nothing is looked for in the file.
    const std::string size = "PRAGMA page_size=" + std::to_string(page_bytes);
    if (rc == SQLITE_OK) rc = sqlite3_exec(db_, size.c_str(), nullptr, nullptr, nullptr);
    if (rc == SQLITE_OK) rc = sqlite3_file_control(db_, "main", SQLITE_FCNTL_FILE_POINTER, &file_);
    if (rc == SQLITE_OK && file_ && file_->pMethods) return done();
    return error_from(db_, rc, "read the pages of the store");
}

bool PageCipher::open(std::uint32_t page, Bytes& bytes) const {
    const Bytes sealed = bytes;
    in_hand = sealed;
    const auto amount = static_cast<int>(bytes.size());
    const int rc = file_->pMethods->xRead(file_, bytes.data(), amount, (static_cast<sqlite3_int64>(page) - 1) * amount);
    in_hand = {};
    return rc == SQLITE_OK;
}

}  // namespace wegwijs::sqlite
