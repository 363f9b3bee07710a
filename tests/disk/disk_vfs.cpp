// SQLite's way to a Disk: an os layer like the one for unix, where each call is one step that may fail.
#include <cstring>

#include <sqlite3.h>

#include "tests/disk/disk.hpp"

namespace wegwijs::test {

namespace {

/// One open file of one connection.
struct Open {
    Disk* disk;
    std::shared_ptr<File> file;
    bool sync_names;  ///< a log that was made by this opening: its name has to come to the disk too
    bool delete_on_close = false;
    std::string path;
    int lock = SQLITE_LOCK_NONE;
    bool index = false;
    unsigned shared = 0, exclusive = 0;  ///< slots of the shared index
};

struct Handle {
    sqlite3_file base;
    Open* open;
};

Open& of(sqlite3_file* file) { return *reinterpret_cast<Handle*>(file)->open; }

int code(Step step, int error) {
    if (step == Step::done) return SQLITE_OK;
    return step == Step::full ? SQLITE_FULL : error;
}

void let_go_of_index(Open& open) {
    SharedIndex& index = open.file->index;
    for (int i = 0; i < SharedIndex::slots; ++i) {
        if (open.shared & (1u << i)) --index.shared[i];
        if (open.exclusive & (1u << i)) index.exclusive[i] = false;
    }
    open.shared = open.exclusive = 0;
    if (open.index && --index.users == 0) index.regions.clear();
    open.index = false;
}

int unlock(sqlite3_file* file, int level) {
    Open& open = of(file);
    Locks& locks = open.file->locks;
    if (open.lock <= level) return SQLITE_OK;
    if (level <= SQLITE_LOCK_SHARED) {
        for (const void** held : {&locks.reserved, &locks.pending, &locks.exclusive})
            if (*held == &open) *held = nullptr;
    }
    if (level == SQLITE_LOCK_NONE && locks.shared > 0) --locks.shared;
    open.lock = level;
    return SQLITE_OK;
}

int close(sqlite3_file* file) {
    Open* open = reinterpret_cast<Handle*>(file)->open;
    unlock(file, SQLITE_LOCK_NONE);
    let_go_of_index(*open);
    if (open->delete_on_close && !open->disk->stopped()) open->disk->unlink(open->path);
    delete open;
    return SQLITE_OK;
}

int read(sqlite3_file* file, void* to, int amount, sqlite3_int64 at) {
    const Open& open = of(file);
    if (!open.disk->readable()) return SQLITE_IOERR_READ;
    const Bytes& content = open.file->content();
    const auto from = static_cast<std::size_t>(at), wanted = static_cast<std::size_t>(amount);
    if (open.disk->on_read) open.disk->on_read(open.path, from, wanted);
    const std::size_t got = from < content.size() ? std::min(wanted, content.size() - from) : 0;
    if (got > 0) std::memcpy(to, content.data() + from, got);
    std::memset(static_cast<char*>(to) + got, 0, wanted - got);
    return got == wanted ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

int write(sqlite3_file* file, const void* bytes, int amount, sqlite3_int64 at) {
    const Open& open = of(file);
    const ByteView view(static_cast<const char*>(bytes), static_cast<std::size_t>(amount));
    return code(open.disk->write(*open.file, static_cast<std::size_t>(at), view), SQLITE_IOERR_WRITE);
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
    const Open& open = of(file);
    return code(open.disk->truncate(*open.file, static_cast<std::size_t>(size)), SQLITE_IOERR_TRUNCATE);
}

int sync(sqlite3_file* file, int) {
    Open& open = of(file);
    const int rc = code(open.disk->sync(*open.file), SQLITE_IOERR_FSYNC);
    if (rc != SQLITE_OK || !open.sync_names) return rc;
    open.sync_names = false;
    return code(open.disk->sync_names(), SQLITE_IOERR_DIR_FSYNC);
}

int size(sqlite3_file* file, sqlite3_int64* result) {
    *result = static_cast<sqlite3_int64>(of(file).file->content().size());
    return of(file).disk->stopped() ? SQLITE_IOERR_FSTAT : SQLITE_OK;
}

int lock(sqlite3_file* file, int level) {
    Open& open = of(file);
    Locks& locks = open.file->locks;
    const auto others = [&](const void* held) { return held && held != &open; };
    if (open.disk->stopped()) return SQLITE_IOERR_LOCK;
    if (open.lock >= level) return SQLITE_OK;
    if (level == SQLITE_LOCK_SHARED) {
        if (others(locks.pending) || others(locks.exclusive)) return SQLITE_BUSY;
        ++locks.shared;
    } else if (level == SQLITE_LOCK_RESERVED) {
        if (others(locks.reserved) || others(locks.pending) || others(locks.exclusive)) return SQLITE_BUSY;
        locks.reserved = &open;
    } else {
        if (others(locks.reserved) || others(locks.pending)) return SQLITE_BUSY;
        locks.pending = &open;
        if (locks.shared > 1) {
            open.lock = SQLITE_LOCK_PENDING;
            return SQLITE_BUSY;
        }
        locks.exclusive = &open;
    }
    open.lock = level;
    return SQLITE_OK;
}

int reserved(sqlite3_file* file, int* result) {
    const Locks& locks = of(file).file->locks;
    *result = locks.reserved || locks.pending || locks.exclusive;
    return SQLITE_OK;
}

int control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
int sector_size(sqlite3_file*) { return 4096; }
int characteristics(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

int map_index(sqlite3_file* file, int region, int bytes, int extend, void volatile** result) {
    Open& open = of(file);
    SharedIndex& index = open.file->index;
    if (open.disk->stopped()) return SQLITE_IOERR_SHMMAP;
    if (!open.index) {
        open.index = true;
        ++index.users;
    }
    *result = nullptr;
    while (static_cast<int>(index.regions.size()) <= region) {
        if (!extend) return SQLITE_OK;
        index.regions.push_back(std::make_unique<char[]>(static_cast<std::size_t>(bytes)));
    }
    *result = index.regions[static_cast<std::size_t>(region)].get();
    return SQLITE_OK;
}

int lock_index(sqlite3_file* file, int first, int count, int flags) {
    Open& open = of(file);
    SharedIndex& index = open.file->index;
    for (int i = first; i < first + count; ++i) {
        const unsigned bit = 1u << i;
        if (!(flags & SQLITE_SHM_LOCK)) continue;
        if (open.disk->stopped()) return SQLITE_IOERR_SHMLOCK;
        if (index.exclusive[i] && !(open.exclusive & bit)) return SQLITE_BUSY;
        if ((flags & SQLITE_SHM_EXCLUSIVE) && index.shared[i] > ((open.shared & bit) ? 1 : 0)) return SQLITE_BUSY;
    }
    for (int i = first; i < first + count; ++i) {
        const unsigned bit = 1u << i;
        const bool locks = flags & SQLITE_SHM_LOCK;
        if (flags & SQLITE_SHM_SHARED) {
            if (locks == bool(open.shared & bit)) continue;
            index.shared[i] += locks ? 1 : -1;
            open.shared ^= bit;
        } else {
            if (locks == bool(open.exclusive & bit)) continue;
            index.exclusive[i] = locks;
            open.exclusive ^= bit;
        }
    }
    return SQLITE_OK;
}

void barrier(sqlite3_file*) {}

int unmap_index(sqlite3_file* file, int) {
    let_go_of_index(of(file));
    return SQLITE_OK;
}

const sqlite3_io_methods methods = {
    2,           close,    read,    write,       truncate,        sync,      size,       lock,
    unlock,      reserved, control, sector_size, characteristics, map_index, lock_index, barrier,
    unmap_index, nullptr,  nullptr};

int open_file(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
    file->pMethods = nullptr;
    if (!name) return SQLITE_CANTOPEN;  // temporary files stay in memory (temp_store)
    Disk* disk = Disk::of(name);
    if (!disk || disk->stopped()) return SQLITE_CANTOPEN;
    std::shared_ptr<File> found = disk->find(name);
    bool made = false;
    if (!found) {
        if (!(flags & SQLITE_OPEN_CREATE)) return SQLITE_CANTOPEN;
        Step step = Step::done;
        found = disk->make(name, step);
        if (!found) return step == Step::full ? SQLITE_FULL : SQLITE_CANTOPEN;
        made = true;
    }
    const bool log = flags & (SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL | SQLITE_OPEN_SUPER_JOURNAL);
    auto* open = new Open{disk, std::move(found), made && log, bool(flags & SQLITE_OPEN_DELETEONCLOSE), name};
    reinterpret_cast<Handle*>(file)->open = open;
    file->pMethods = &methods;
    if (out_flags) *out_flags = flags;
    return SQLITE_OK;
}

int delete_file(sqlite3_vfs*, const char* name, int sync_names) {
    Disk* disk = Disk::of(name);
    if (!disk || disk->stopped()) return SQLITE_IOERR_DELETE;
    if (!disk->find(name)) return SQLITE_IOERR_DELETE_NOENT;
    Step step = disk->unlink(name);
    if (step == Step::done && sync_names) step = disk->sync_names();
    return code(step, SQLITE_IOERR_DELETE);
}

int access(sqlite3_vfs*, const char* name, int, int* result) {
    Disk* disk = Disk::of(name);
    *result = disk && disk->find(name) ? 1 : 0;
    return SQLITE_OK;
}

int full_path(sqlite3_vfs*, const char* name, int size, char* out) {
    if (static_cast<int>(std::strlen(name)) >= size) return SQLITE_CANTOPEN;
    std::strcpy(out, name);
    return SQLITE_OK;
}

int randomness(sqlite3_vfs*, int size, char* out) {
    static SeededRandom random(1);
    random.fill(out, static_cast<std::size_t>(size));
    return size;
}

int wait(sqlite3_vfs*, int microseconds) { return microseconds; }

int current_time(sqlite3_vfs*, sqlite3_int64* now) {
    constexpr sqlite3_int64 julian_1970 = 210'866'760'000'000;
    *now = julian_1970 + 1'790'000'000'000;
    return SQLITE_OK;
}

int last_error(sqlite3_vfs*, int, char*) { return 0; }

sqlite3_vfs* vfs() {
    static sqlite3_vfs made = [] {
        sqlite3_vfs v{};
        v.iVersion = 2;
        v.szOsFile = sizeof(Handle);
        v.mxPathname = 512;
        v.zName = disk_vfs;
        v.xOpen = open_file;
        v.xDelete = delete_file;
        v.xAccess = access;
        v.xFullPathname = full_path;
        v.xRandomness = randomness;
        v.xSleep = wait;
        v.xCurrentTimeInt64 = current_time;
        v.xGetLastError = last_error;
        return v;
    }();
    return &made;
}

}  // namespace

void register_disks() {
    if (sqlite3_vfs_find(disk_vfs) == nullptr) ALWAYS(sqlite3_vfs_register(vfs(), 0) == SQLITE_OK);
}

}  // namespace wegwijs::test
