// The pages of an encrypted database past damage. SQLite finds a page by those above it, and stops at the first one
// that is not whole; here each is read by its number, in the newest whole version that the file or its log has.
#pragma once

#include <map>
#include <memory>

#include "client_core/shared/sqlite/sqlite.hpp"

namespace wegwijs::sqlite {

class PageCipher;

/// What the log beside a database holds.
struct LogState {
    bool there = false;        ///< and not empty
    bool begins_well = false;  ///< its first bytes are whole
    std::size_t sound = 0;     ///< frames that SQLite will take: up to the last commit before anything is wrong
    std::size_t frames = 0;    ///< that belong to it, up to the last commit, whole or not
    bool saves_lost = false;   ///< SQLite drops saves that had come to the disk, which no power cut explains
};

/// Reads only, and writes nothing anywhere. One thread.
class DamagedFile {
public:
    /// `path`, `key`, `vfs` and `page_bytes` count. A file, or a log, that is not there has no pages.
    static Result<DamagedFile> open(const OpenOptions& options);
    DamagedFile(DamagedFile&&) noexcept;
    DamagedFile& operator=(DamagedFile&&) = delete;
    ~DamagedFile();

    /// The pages that the file or its log has, whole or not, in order.
    std::vector<std::uint32_t> numbers() const;
    /// Bytes of a page that SQLite uses; the cipher has the rest.
    std::size_t usable() const;
    /// Decrypted; false: no version of it is whole. `page` from 1 on.
    bool read(std::uint32_t page, Bytes& to);
    const LogState& log() const { return log_; }
    /// The eight bytes of the first page that the cipher leaves open, and no tag covers, say what they should.
    bool header_sound();

private:
    struct Raw;
    struct Frame {
        std::uint32_t page, commit;
        std::int64_t at;  ///< of its page, in the log
    };
    DamagedFile();
    void read_log();
    /// Where frames of the present log end, by the salts in them.
    std::vector<Frame> frames_of_log(const Bytes& header);
    /// Saves in a log that does not begin well, of which the file has not everything.
    bool saves_beside_file(const std::vector<Frame>& frames);
    bool whole(std::uint32_t page, Raw& from, std::int64_t at, Bytes& to);

    std::size_t page_bytes_ = 0;
    std::unique_ptr<Raw> file_, beside_;
    std::unique_ptr<PageCipher> cipher_;
    std::uint32_t pages_ = 0;                                      ///< of the file; the last one may be a part
    std::map<std::uint32_t, std::vector<std::int64_t>> versions_;  ///< in the log, oldest first
    LogState log_;
};

}  // namespace wegwijs::sqlite
