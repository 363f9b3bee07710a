// SQLite over the files of a browser. One connection has a store to itself (locking_mode=EXCLUSIVE), so there are
// neither locks nor shared memory: SQLite then keeps the index of its log in memory of its own.
#include <algorithm>
#include <cstring>
#include <ctime>

#include <sqlite3.h>
#include <unistd.h>

#include "bindings/web/wasm/host.hpp"

namespace {

using namespace wegwijs::host;

struct File {
    sqlite3_file base;
    std::int32_t number;
    bool to_remove;  ///< when it is closed
    char name[512];
};

File* of(sqlite3_file* file) { return reinterpret_cast<File*>(file); }

int write_error(std::int32_t why) { return why == full ? SQLITE_FULL : SQLITE_IOERR_WRITE; }

int file_close(sqlite3_file* file) {
    if (of(file)->to_remove) host_file_remove(of(file)->name, std::strlen(of(file)->name));
    return SQLITE_OK;
}

int file_read(sqlite3_file* file, void* to, int size, sqlite3_int64 at) {
    const std::int32_t got =
        host_file_read(of(file)->number, to, static_cast<std::size_t>(size), static_cast<double>(at));
    if (got == size) return SQLITE_OK;
    if (got < 0) return SQLITE_IOERR_READ;
    std::memset(static_cast<char*>(to) + got, 0, static_cast<std::size_t>(size - got));
    return SQLITE_IOERR_SHORT_READ;
}

int file_write(sqlite3_file* file, const void* from, int size, sqlite3_int64 at) {
    const std::int32_t rc =
        host_file_write(of(file)->number, from, static_cast<std::size_t>(size), static_cast<double>(at));
    return rc == 0 ? SQLITE_OK : write_error(rc);
}

int file_truncate(sqlite3_file* file, sqlite3_int64 size) {
    return host_file_truncate(of(file)->number, static_cast<double>(size)) == 0 ? SQLITE_OK : SQLITE_IOERR_TRUNCATE;
}

int file_sync(sqlite3_file* file, int) {
    return host_file_flush(of(file)->number) == 0 ? SQLITE_OK : SQLITE_IOERR_FSYNC;
}

int file_size(sqlite3_file* file, sqlite3_int64* size) {
    *size = static_cast<sqlite3_int64>(host_file_size(of(file)->number));
    return SQLITE_OK;
}

// Nobody else can have the file: its handle in the browser is exclusive.
int file_lock(sqlite3_file*, int) { return SQLITE_OK; }
int file_check_lock(sqlite3_file*, int* reserved) {
    *reserved = 0;
    return SQLITE_OK;
}
int file_control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
int file_sector_size(sqlite3_file*) { return 4096; }
int file_characteristics(sqlite3_file*) { return SQLITE_IOCAP_UNDELETABLE_WHEN_OPEN; }

// Version 1 has no shared memory.
const sqlite3_io_methods methods = {
    1,         file_close,      file_read,    file_write,       file_truncate,        file_sync, file_size, file_lock,
    file_lock, file_check_lock, file_control, file_sector_size, file_characteristics, nullptr,   nullptr,   nullptr,
    nullptr,   nullptr,         nullptr};

int open_file(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out) {
    of(file)->base.pMethods = nullptr;
    // What is only for a while stays in memory (SQLITE_TEMP_STORE=3), so every file has a name.
    if (!name || std::strlen(name) >= sizeof File::name) return SQLITE_CANTOPEN;
    of(file)->number = host_file_open(name, std::strlen(name), (flags & SQLITE_OPEN_CREATE) != 0 ? 1 : 0);
    if (of(file)->number == full) return SQLITE_FULL;
    if (of(file)->number < 0) return SQLITE_CANTOPEN;
    std::strcpy(of(file)->name, name);
    of(file)->to_remove = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
    of(file)->base.pMethods = &methods;
    if (out) *out = flags;
    return SQLITE_OK;
}

int remove_file(sqlite3_vfs*, const char* name, int) {
    const std::int32_t rc = host_file_remove(name, std::strlen(name));
    if (rc == missing) return SQLITE_IOERR_DELETE_NOENT;
    return rc == 0 ? SQLITE_OK : SQLITE_IOERR_DELETE;
}

int access_file(sqlite3_vfs*, const char* name, int, int* there) {
    *there = host_file_open(name, std::strlen(name), 0) >= 0 ? 1 : 0;
    return SQLITE_OK;
}

int full_name(sqlite3_vfs*, const char* name, int size, char* to) {
    sqlite3_snprintf(size, to, "%s", name);
    return SQLITE_OK;
}

int randomness(sqlite3_vfs*, int size, char* to) {
    constexpr int at_once = 256;  // what getentropy gives in one call
    for (int at = 0; at < size; at += at_once)
        if (getentropy(to + at, static_cast<std::size_t>(std::min(at_once, size - at))) != 0) return at;
    return size;
}

int pause(sqlite3_vfs*, int) { return 0; }  // there is nobody to wait for

int current_time(sqlite3_vfs*, sqlite3_int64* to) {
    constexpr sqlite3_int64 unix_epoch_ms = 210866760000000;  // after noon of 24 November 4714 before Christ
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    *to = unix_epoch_ms + static_cast<sqlite3_int64>(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000;
    return SQLITE_OK;
}

int current_day(sqlite3_vfs* vfs, double* to) {
    constexpr double day_ms = 86'400'000;
    sqlite3_int64 now = 0;
    current_time(vfs, &now);
    *to = static_cast<double>(now) / day_ms;
    return SQLITE_OK;
}

sqlite3_vfs browser = {2,           sizeof(File), 511,         nullptr, "wegwijs-browser", nullptr, open_file,
                       remove_file, access_file,  full_name,   nullptr, nullptr,           nullptr, nullptr,
                       randomness,  pause,        current_day, nullptr, current_time,      nullptr, nullptr,
                       nullptr};

}  // namespace

extern "C" int sqlite3_os_init() { return sqlite3_vfs_register(&browser, 1); }
extern "C" int sqlite3_os_end() { return SQLITE_OK; }
