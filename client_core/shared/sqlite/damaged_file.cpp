#include "client_core/shared/sqlite/damaged_file.hpp"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <set>

#include <sqlite3.h>

#include "client_core/shared/sqlite/page_cipher.hpp"

namespace wegwijs::sqlite {

namespace {

constexpr std::size_t log_header = 32, frame_header = 24;
constexpr std::uint32_t log_magic = 0x377f0682;  ///< the last bit: sums of big-endian numbers

std::uint32_t big_endian(const char* at) {
    std::uint32_t n = 0;
    for (int i = 0; i < 4; ++i) n = n << 8 | static_cast<unsigned char>(at[i]);
    return n;
}

std::uint32_t little_endian(const char* at) {
    std::uint32_t n = 0;
    for (int i = 3; i >= 0; --i) n = n << 8 | static_cast<unsigned char>(at[i]);
    return n;
}

/// The running sum of a log, as in SQLite's "WAL-mode file format".
struct LogSum {
    std::uint32_t one = 0, two = 0;
    bool big = false;

    void add(ByteView bytes) {
        for (std::size_t i = 0; i + 8 <= bytes.size(); i += 8) {
            const char* at = bytes.data() + i;
            one += (big ? big_endian(at) : little_endian(at)) + two;
            two += (big ? big_endian(at + 4) : little_endian(at + 4)) + one;
        }
    }
    bool is(const char* at) const { return one == big_endian(at) && two == big_endian(at + 4); }
    void is_now(const char* at) { one = big_endian(at), two = big_endian(at + 4); }
};

}  // namespace

/// A file as it stands, through the VFS that it is on.
struct DamagedFile::Raw {
    Raw(const std::string& path, const std::string& vfs) {
        sqlite3_vfs* const through = sqlite3_vfs_find(vfs.empty() ? nullptr : vfs.c_str());
        if (!through) return;
        name = sqlite3_create_filename(path.c_str(), "", "", 0, nullptr);
        room.resize(static_cast<std::size_t>(through->szOsFile));
        auto* const made = reinterpret_cast<sqlite3_file*>(room.data());
        int flags = 0;
        const int rc = name ? through->xOpen(through, name, made, SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_DB, &flags)
                            : SQLITE_NOMEM;
        if (rc == SQLITE_OK) file = made;
        else if (made->pMethods) made->pMethods->xClose(made);
        if (file) file->pMethods->xFileSize(file, &size);
    }
    Raw(const Raw&) = delete;
    Raw& operator=(const Raw&) = delete;
    ~Raw() {
        if (file) file->pMethods->xClose(file);
        if (name) sqlite3_free_filename(name);
    }
    bool read(std::int64_t at, std::size_t amount, Bytes& to) const {
        if (!file || at < 0 || at + static_cast<std::int64_t>(amount) > size) return false;
        to.resize(amount);
        return file->pMethods->xRead(file, to.data(), static_cast<int>(amount), at) == SQLITE_OK;
    }
    sqlite3_filename name = nullptr;
    std::vector<char> room;
    sqlite3_file* file = nullptr;
    sqlite3_int64 size = 0;
};

DamagedFile::DamagedFile() = default;
DamagedFile::DamagedFile(DamagedFile&&) noexcept = default;
DamagedFile::~DamagedFile() = default;

std::size_t DamagedFile::usable() const { return page_bytes_ - page_cipher_bytes; }

Result<DamagedFile> DamagedFile::open(const OpenOptions& options) {
    ALWAYS(options.page_bytes > 0 && initialise());
    DamagedFile opened;
    opened.page_bytes_ = static_cast<std::size_t>(options.page_bytes);
    opened.cipher_ = std::make_unique<PageCipher>();
    TRY(opened.cipher_->start(options.key, opened.page_bytes_));
    opened.file_ = std::make_unique<Raw>(options.path, options.vfs);
    opened.beside_ = std::make_unique<Raw>(options.path + "-wal", options.vfs);
    const auto page = static_cast<std::int64_t>(opened.page_bytes_);
    opened.pages_ = static_cast<std::uint32_t>(std::min<std::int64_t>((opened.file_->size + page - 1) / page, 1 << 30));
    opened.read_log();
    return opened;
}

bool DamagedFile::whole(std::uint32_t page, Raw& from, std::int64_t at, Bytes& to) {
    return from.read(at, page_bytes_, to) && cipher_->open(page, to);
}

bool DamagedFile::read(std::uint32_t page, Bytes& to) {
    const auto found = versions_.find(page);
    if (found != versions_.end())
        for (auto at = found->second.rbegin(); at != found->second.rend(); ++at)
            if (whole(page, *beside_, *at, to)) return true;
    return whole(page, *file_, static_cast<std::int64_t>(page - 1) * static_cast<std::int64_t>(page_bytes_), to);
}

bool DamagedFile::header_sound() {
    Bytes header;
    if (!file_->read(16, 8, header)) return false;
    const auto size = static_cast<std::uint32_t>(page_bytes_ == 65536 ? 1 : page_bytes_);
    const auto is = [&](char version) {
        const char expected[] = {static_cast<char>(size >> 8),
                                 static_cast<char>(size & 255),
                                 version,
                                 version,
                                 page_cipher_bytes,
                                 64,
                                 32,
                                 32};
        return std::memcmp(header.data(), expected, sizeof expected) == 0;
    };
    // Without a log it may still be told that it has one with the next opening.
    return is(2) || (is(1) && !log_.there);
}

std::vector<DamagedFile::Frame> DamagedFile::frames_of_log(const Bytes& header) {
    std::vector<Frame> frames;
    const auto step = static_cast<std::int64_t>(frame_header + page_bytes_);
    Bytes head, page, salts = log_.begins_well ? header.substr(16, 8) : Bytes();
    for (auto at = static_cast<std::int64_t>(log_header); beside_->read(at, frame_header, head); at += step) {
        const Frame frame{big_endian(head.data()), big_endian(head.data() + 4),
                          at + static_cast<std::int64_t>(frame_header)};
        // Without a header it is the first frame that opens which says which ones belong together.
        if (salts.empty() && frame.page != 0 && whole(frame.page, *beside_, frame.at, page)) salts = head.substr(8, 8);
        // Behind the present log stand frames of an earlier one, with other salts; between its own may stand a broken.
        if (!salts.empty() && head.compare(8, 8, salts) == 0) frames.push_back(frame);
        else frames.push_back({0, 0, frame.at});
    }
    while (!frames.empty() && frames.back().commit == 0) frames.pop_back();
    return frames;
}

namespace {

/// Commits behind the first frame that is not whole, as many as were written one after another: each frame goes on from
/// the sum of the one before it, as that says it or as it is. What an earlier power cut left of another save, and the
/// next save did not cover, does not go on from there.
class CutCommits {
public:
    void add(bool commit, const Bytes& head, const Bytes& page, const LogSum& whole) {
        LogSum said = said_, is = is_;
        for (LogSum* sum : {&said, &is}) sum->add(ByteView(head).substr(0, 8)), sum->add(page);
        const bool goes_on = began_ && (said.is(head.data() + 16) || is.is(head.data() + 16));
        if (!goes_on) run_ = 0;
        run_ += commit;
        most_ = std::max(most_, run_);
        is_ = began_ ? is : whole;
        said_ = is_;
        said_.is_now(head.data() + 16);
        began_ = true;
    }
    std::size_t most() const { return most_; }

private:
    LogSum said_, is_;
    std::size_t run_ = 0, most_ = 0;
    bool began_ = false;
};

}  // namespace

void DamagedFile::read_log() {
    Bytes header, head, page;
    if (!beside_->read(0, log_header, header)) return;
    log_.there = true;
    LogSum sum;
    sum.big = (big_endian(header.data()) & 1) != 0;
    sum.add(ByteView(header).substr(0, 24));
    log_.begins_well = (big_endian(header.data()) | 1) == (log_magic | 1) &&
                       big_endian(header.data() + 8) == page_bytes_ && sum.is(header.data() + 24);
    const std::vector<Frame> frames = frames_of_log(header);
    log_.frames = frames.size();
    bool sound = log_.begins_well;
    CutCommits cut;
    for (std::size_t i = 0; i < frames.size(); ++i) {
        const Frame& frame = frames[i];
        const auto before = frame.at - static_cast<std::int64_t>(frame_header);
        const bool read = beside_->read(before, frame_header, head) && beside_->read(frame.at, page_bytes_, page);
        if (sound && read) {
            sum.add(ByteView(head).substr(0, 8));
            sum.add(page);
        }
        sound = sound && read && frame.page != 0 && sum.is(head.data() + 16);
        if (sound && frame.commit != 0) log_.sound = i + 1;
        if (!sound && read) cut.add(frame.commit != 0, head, page, sum);
        if (frame.page != 0) versions_[frame.page].push_back(frame.at);
    }
    // Of one save the end may be lost: a power cut leaves it so, and nobody was told that it was saved. With two, the
    // first had come to the disk.
    log_.saves_lost = log_.begins_well ? cut.most() > 1 : saves_beside_file(frames);
}

bool DamagedFile::saves_beside_file(const std::vector<Frame>& frames) {
    // The header comes to the disk before any frame. When a log is begun anew a power cut may part it, but then the
    // file has had, page by page, what one of the log's saves left; behind that stands at most one that was never done.
    std::set<std::uint32_t> differs;  // from the file, as the log has it up to here
    std::size_t saves = 0, in_file = 0;
    Bytes page, there;
    for (const Frame& frame : frames) {
        const auto at = (static_cast<std::int64_t>(frame.page) - 1) * static_cast<std::int64_t>(page_bytes_);
        if (frame.page != 0 && whole(frame.page, *beside_, frame.at, page) && whole(frame.page, *file_, at, there) &&
            page.compare(0, usable(), there, 0, usable()) == 0)
            differs.erase(frame.page);
        else differs.insert(frame.page);
        if (frame.commit == 0) continue;
        ++saves;
        if (differs.empty()) in_file = saves;
    }
    return in_file == 0 ? saves > 0 : saves > in_file + 1;
}

std::vector<std::uint32_t> DamagedFile::numbers() const {
    std::vector<std::uint32_t> all(pages_);
    std::iota(all.begin(), all.end(), 1u);
    for (const auto& [page, places] : versions_)
        if (page > pages_) all.push_back(page);
    return all;
}

}  // namespace wegwijs::sqlite
