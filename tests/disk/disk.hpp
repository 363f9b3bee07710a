// One machine's disk, in memory: what was written and what a power cut would leave of it are two things. SQLite comes
// to it through the VFS that disk_vfs.cpp registers, everything else through Files, so that each step to the disk is
// counted, and any of them can fail or be the last one.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "client_core/shared/base/files.hpp"
#include "tests/support/seeded_random.hpp"

namespace wegwijs::test {

/// The name under which SQLite knows all disks; a path's first part says which: "/tablet-1/store.db".
inline constexpr char disk_vfs[] = "disk";

/// What comes of one step to the disk.
enum class Step { done, error, full, gone };

/// The locks that connections of one process hold on a file; they go with the process.
struct Locks {
    int shared = 0;
    const void *reserved = nullptr, *pending = nullptr, *exclusive = nullptr;
};

/// The index that connections to one write-ahead log share in memory.
struct SharedIndex {
    static constexpr int slots = 8;
    std::vector<std::unique_ptr<char[]>> regions;
    int shared[slots] = {};
    bool exclusive[slots] = {};
    int users = 0;
};

class File {
public:
    const Bytes& content() const { return content_; }
    void write(std::size_t at, ByteView bytes);
    void truncate(std::size_t size);
    void synced() { unsynced_.clear(); }
    /// Of each change since the last sync all, nothing or some sectors are there.
    void lose_power(Random& random);

    Locks locks;
    SharedIndex index;

private:
    struct Change {
        std::size_t at, size_before, size_after;
        Bytes before, after;  // from `at` on
    };
    Bytes content_;
    std::vector<Change> unsynced_;
};

class Disk final : public Files {
public:
    Disk(std::string name, std::uint64_t seed);
    Disk(const Disk&) = delete;
    Disk& operator=(const Disk&) = delete;
    ~Disk() override;

    std::string path(std::string_view file) const { return "/" + name_ + "/" + std::string(file); }
    static Disk* of(std::string_view path);

    // ---- what goes wrong. Steps are counted from 1; those that change nothing are not counted.
    std::uint64_t steps() const { return steps_; }
    void cut_at(std::uint64_t step) { cut_at_ = step; }    ///< done in part; no step after it is done
    void fail_at(std::uint64_t step) { fail_at_ = step; }  ///< not done, once
    void nothing_goes_wrong() { cut_at_ = fail_at_ = 0; }
    void fill(bool full) { full_ = full; }  ///< no file grows
    bool full() const { return full_; }
    void fail_reads(bool fail) { fail_reads_ = fail; }
    /// Told of each part of a file that SQLite reads.
    std::function<void(const std::string& path, std::size_t at, std::size_t amount)> on_read;
    /// Everything fails from now on: the process has gone, or the machine.
    void stop() { stopped_ = true; }
    bool stopped() const { return stopped_; }
    /// After stop(): the processes on this machine were killed, and nothing that they wrote is lost.
    void restart();
    /// After stop(): the power was cut, and what was not synced may be lost in part.
    void lose_power();

    // ---- copies
    using Image = std::map<std::string, Bytes>;
    Image image() const;           ///< what is written, synced or not
    void put(const Image& image);  ///< as if restored from that copy and synced. REQUIRES: no file is open
    void copy(const std::string& from, const std::string& to);

    // ---- Files
    Result<Bytes> read(const std::string& path) override;
    Status write_atomically(const std::string& path, ByteView content) override;
    bool exists(const std::string& path) override;
    std::uint64_t size(const std::string& path) override;
    Status rename(const std::string& from, const std::string& to) override;
    Status copy_file(const std::string& from, const std::string& to) override;
    Result<std::vector<std::string>> list(const std::string& folder) override;
    Status make_folder(const std::string& path) override;
    Status remove(const std::string& path) override;

    // ---- for the VFS: single steps
    std::shared_ptr<File> find(const std::string& path) const;
    std::shared_ptr<File> make(const std::string& path, Step& step);
    Step write(File& file, std::size_t at, ByteView bytes);
    Step truncate(File& file, std::size_t size);
    Step sync(File& file);
    Step sync_names();
    Step unlink(const std::string& path);
    Step move(const std::string& from, const std::string& to);
    bool readable() const { return !stopped_ && !fail_reads_; }
    Random& random() { return random_; }

private:
    using Names = std::map<std::string, std::shared_ptr<File>>;
    Step begin(bool grows);
    bool torn() const { return stopped_ && steps_ == cut_at_; }
    void name(const std::string& path, std::shared_ptr<File> file);

    const std::string name_;
    SeededRandom random_;
    Names names_;
    std::vector<Names> unsynced_names_;  ///< what each unsynced change of names found
    std::uint64_t steps_ = 0, cut_at_ = 0, fail_at_ = 0;
    bool full_ = false, stopped_ = false, fail_reads_ = false;
};

/// Makes the VFS known to SQLite. Once per process; repeating it changes nothing.
void register_disks();

}  // namespace wegwijs::test
