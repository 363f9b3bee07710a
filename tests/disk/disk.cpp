#include "tests/disk/disk.hpp"

#include <algorithm>

namespace wegwijs::test {

namespace {

constexpr std::size_t sector = 512;

std::map<std::string, Disk*, std::less<>>& disks() {
    static std::map<std::string, Disk*, std::less<>> all;
    return all;
}

void put_at(Bytes& content, std::size_t at, ByteView bytes) {
    if (content.size() < at + bytes.size()) content.resize(at + bytes.size(), '\0');
    content.replace(at, bytes.size(), bytes);
}

Error failed(Step step) {
    if (step == Step::full) return {"disk_full", "The disk is full.", Retry::later};
    return {"file_unwritable", "The file could not be written.", Retry::later};
}

}  // namespace

void File::write(std::size_t at, ByteView bytes) {
    Change change{at, content_.size(), std::max(content_.size(), at + bytes.size()), {}, Bytes(bytes)};
    if (at < content_.size()) change.before = content_.substr(at, bytes.size());
    put_at(content_, at, bytes);
    unsynced_.push_back(std::move(change));
}

void File::truncate(std::size_t size) {
    Change change{size, content_.size(), size, {}, {}};
    if (size < content_.size()) change.before = content_.substr(size);
    content_.resize(size, '\0');
    unsynced_.push_back(std::move(change));
}

void File::lose_power(Random& random) {
    for (auto change = unsynced_.rbegin(); change != unsynced_.rend(); ++change) {
        content_.resize(change->size_before, '\0');
        if (!change->before.empty()) put_at(content_, change->at, change->before);
    }
    for (const Change& change : unsynced_) {
        const std::uint64_t fate = random.number() % 4;
        if (fate == 0) continue;
        if (change.after.empty()) {
            content_.resize(change.size_after, '\0');
            continue;
        }
        for (std::size_t from = 0; from < change.after.size();) {
            const std::size_t to =
                std::min(change.after.size(), ((change.at + from) / sector + 1) * sector - change.at);
            if (fate > 1 || random.number() % 2 == 0)
                put_at(content_, change.at + from, ByteView(change.after).substr(from, to - from));
            from = to;
        }
    }
    unsynced_.clear();
}

Disk::Disk(std::string name, std::uint64_t seed) : name_(std::move(name)), random_(seed) {
    ALWAYS(disks().emplace(name_, this).second);
}

Disk::~Disk() { disks().erase(name_); }

Disk* Disk::of(std::string_view path) {
    if (path.empty() || path[0] != '/') return nullptr;
    const auto found = disks().find(path.substr(1, path.find('/', 1) - 1));
    return found == disks().end() ? nullptr : found->second;
}

Step Disk::begin(bool grows) {
    if (stopped_) return Step::gone;
    if (grows && full_) return Step::full;
    ++steps_;
    if (steps_ == fail_at_) return Step::error;
    if (steps_ == cut_at_) stopped_ = true;
    return stopped_ ? Step::gone : Step::done;
}

void Disk::restart() {
    stopped_ = false;
    cut_at_ = fail_at_ = 0;
    for (auto& [path, file] : names_) {
        file->locks = {};
        file->index = {};
    }
}

void Disk::lose_power() {
    if (!unsynced_names_.empty()) {
        const std::size_t kept = random_.number() % (unsynced_names_.size() + 1);
        if (kept < unsynced_names_.size()) names_ = std::move(unsynced_names_[kept]);
        unsynced_names_.clear();
    }
    for (auto& [path, file] : names_) file->lose_power(random_);
    restart();
}

Disk::Image Disk::image() const {
    Image all;
    for (const auto& [path, file] : names_) all[path] = file->content();
    return all;
}

void Disk::put(const Image& image) {
    names_.clear();
    unsynced_names_.clear();
    for (const auto& [path, content] : image) {
        auto file = std::make_shared<File>();
        file->write(0, content);
        file->synced();
        names_[path] = std::move(file);
    }
}

void Disk::copy(const std::string& from, const std::string& to) {
    auto file = std::make_shared<File>();
    file->write(0, find(from)->content());
    file->synced();
    names_[to] = std::move(file);
}

std::shared_ptr<File> Disk::find(const std::string& path) const {
    const auto found = names_.find(path);
    return found == names_.end() ? nullptr : found->second;
}

void Disk::name(const std::string& path, std::shared_ptr<File> file) {
    unsynced_names_.push_back(names_);
    if (file) names_[path] = std::move(file);
    else names_.erase(path);
}

std::shared_ptr<File> Disk::make(const std::string& path, Step& step) {
    step = begin(true);
    if (step != Step::done) return nullptr;
    auto file = std::make_shared<File>();
    name(path, file);
    return file;
}

Step Disk::write(File& file, std::size_t at, ByteView bytes) {
    const Step step = begin(at + bytes.size() > file.content().size());
    if (step == Step::done) file.write(at, bytes);
    else if (torn()) file.write(at, bytes.substr(0, random_.number() % (bytes.size() + 1)));
    return step;
}

Step Disk::truncate(File& file, std::size_t size) {
    const Step step = begin(false);
    if (step == Step::done) file.truncate(size);
    return step;
}

Step Disk::sync(File& file) {
    const Step step = begin(false);
    if (step == Step::done) file.synced();
    return step;
}

Step Disk::sync_names() {
    const Step step = begin(false);
    if (step == Step::done) unsynced_names_.clear();
    return step;
}

Step Disk::unlink(const std::string& path) {
    const Step step = begin(false);
    if (step == Step::done) name(path, nullptr);
    return step;
}

Step Disk::move(const std::string& from, const std::string& to) {
    const Step step = begin(false);
    if (step != Step::done) return step;
    std::shared_ptr<File> file = find(from);
    unsynced_names_.push_back(names_);
    names_.erase(from);
    names_[to] = std::move(file);
    return step;
}

Result<Bytes> Disk::read(const std::string& path) {
    const std::shared_ptr<File> file = find(path);
    if (readable() && file) return file->content();
    return Error{file ? "file_unreadable" : "file_missing", "The file could not be read.", Retry::later};
}

Status Disk::write_atomically(const std::string& path, ByteView content) {
    const std::string beside = path + ".new";
    const auto then = [](Step& step, Step next) { return (step = next) == Step::done; };
    Step step = Step::done;
    if (find(beside) && !then(step, unlink(beside))) return failed(step);
    const std::shared_ptr<File> file = make(beside, step);
    if (file && then(step, write(*file, 0, content)) && then(step, sync(*file)) && then(step, move(beside, path)) &&
        then(step, sync_names()))
        return done();
    if (find(beside)) unlink(beside);
    return failed(step);
}

bool Disk::exists(const std::string& path) { return find(path) != nullptr; }

std::uint64_t Disk::size(const std::string& path) {
    const std::shared_ptr<File> file = find(path);
    return file ? file->content().size() : 0;
}

Status Disk::rename(const std::string& from, const std::string& to) {
    if (!find(from)) return Error{"file_missing", "The file is not there.", Retry::never};
    Step step = move(from, to);
    if (step == Step::done) step = sync_names();
    return step == Step::done ? done() : Status(failed(step));
}

Status Disk::copy_file(const std::string& from, const std::string& to) { return write_atomically(to, TRY(read(from))); }

Result<std::vector<std::string>> Disk::list(const std::string& folder) {
    if (!readable()) return Error{"file_unreadable", "The folder could not be read.", Retry::later};
    std::vector<std::string> paths;
    for (const auto& [path, file] : names_)
        if (path.starts_with(folder + "/") && path.find('/', folder.size() + 1) == path.npos) paths.push_back(path);
    return paths;
}

Status Disk::make_folder(const std::string&) { return done(); }  // names here have no folders

Status Disk::remove(const std::string& path) {
    if (!find(path)) return stopped_ ? Status(failed(Step::gone)) : done();
    const Step step = unlink(path);
    return step == Step::done ? done() : Status(failed(step));
}

}  // namespace wegwijs::test
