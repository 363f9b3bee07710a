#include "client_core/store/salvage.hpp"

#include "client_core/shared/sqlite/damaged_file.hpp"

namespace wegwijs::store {

namespace {

/// There while a store is being set aside: the time in the names that its files get.
std::string mark_of(const OpenOptions& options) { return options.path + ".terzijde"; }

/// What a store needs beside it.
constexpr const char* beside[] = {".key", ".key.2", ".spare"};

/// For who finds no store in its place.
std::string note_path(const OpenOptions& options) { return options.path + ".beschadigd.txt"; }

Error damaged(const std::string& what) {
    return {"store_damaged", "The store is damaged and could not be opened. " + what, Retry::never};
}

/// The time in the names: of what has begun, or now, and then it is marked.
Result<std::string> begin(const OpenOptions& options) {
    Files& files = *options.files;
    if (salvage_begun(options)) {
        auto begun = files.read(mark_of(options));
        if (!begun) return damaged("Nothing was changed. " + begun.error().message);
        return std::move(*begun);
    }
    std::string now = std::to_string(options.clock->now());
    if (auto marked = files.write_atomically(mark_of(options), now); !marked)
        return damaged("Nothing was changed. " + marked.error().message);
    return now;
}

Status move_aside(const OpenOptions& options, const std::string& aside, const std::string& saved) {
    Files& files = *options.files;
    // The key first: whatever happens then, it stands beside the file that needs it.
    for (const char* ending : beside) {
        auto key = files.read(options.path + ending);
        if (!key) continue;
        for (const std::string& to : {aside, saved})
            if (auto written = files.write_atomically(to + ending, *key); !written)
                return damaged("It is as it was. " + written.error().message);
    }
    for (const char* ending : {"-wal", ""})
        if (files.exists(options.path + ending))
            if (auto moved = files.rename(options.path + ending, aside + ending); !moved)
                return damaged("Setting it aside will be gone on with when it is opened again. " +
                               moved.error().message);
    return done();
}

}  // namespace

std::string open_mark(const OpenOptions& options) { return options.path + ".open"; }

bool salvage_begun(const OpenOptions& options) {
    if (!options.files->exists(mark_of(options))) return false;
    // A mark that came back with a power cut is about a store that stands aside already, not about the one here.
    const auto time = options.files->read(mark_of(options));
    return !time.ok() || !options.files->exists(options.path) ||
           !options.files->exists(options.path + ".beschadigd-" + *time);
}

Result<Salvaged> salvage(const OpenOptions& options, const Bytes& data_key) {
    Files& files = *options.files;
    // The files go one after another, and a kill in between must not part a store from its log: what has begun is gone
    // on with, under the same names.
    const std::string time = TRY(begin(options));
    const std::string aside = options.path + ".beschadigd-" + time, saved = options.path + ".gered-" + time;
    TRY(move_aside(options, aside, saved));
    for (const char* ending : {"", "-wal", "-shm"}) TRY(files.remove(saved + ending));  // half made, before a kill
    Salvaged result;
    result.at = options.clock->now();
    result.aside = aside;
    result.log_lost = files.exists(open_mark(options)) && !files.exists(aside + "-wal");
    auto rescued = rescue(options, data_key, aside, saved, result);
    if (!rescued)
        return damaged("It was set aside as " + aside + ". What can be read of it could not be written yet, and will " +
                       "be when it is opened again. " + rescued.error().message);
    result.in_place = *rescued;
    static_cast<void>(files.remove(open_mark(options)));  // it was of the one that stands aside
    if (result.in_place) {
        if (auto moved = files.rename(saved, options.path); !moved)
            return damaged("It was set aside as " + aside + ". What was saved will be put in its place when it is " +
                           "opened again. " + moved.error().message);
        for (const char* ending : beside) static_cast<void>(files.remove(saved + ending));
    }
    // Only words: who cannot open the store, and the administrator, can read them too.
    static_cast<void>(files.write_atomically(note_path(options), words_of(result) + "\n"));
    static_cast<void>(files.remove(mark_of(options)));
    return result;
}

Error told(const Salvaged& salvaged) {
    return {"store_damaged", words_of(salvaged), salvaged.in_place ? Retry::now : Retry::never};
}

std::string note_of_salvage(const OpenOptions& options) {
    auto note = options.files->read(note_path(options));
    if (!note) return {};
    while (!note->empty() && note->back() == '\n') note->pop_back();
    return std::string(*note);
}

bool silently_damaged(const OpenOptions& options, const Bytes& data_key) {
    sqlite::OpenOptions open;
    open.path = options.path;
    open.key = data_key;
    open.vfs = options.vfs;
    open.page_bytes = store_page_bytes;
    auto file = sqlite::DamagedFile::open(open);
    Bytes first;
    if (!file || !file->read(1, first)) return false;  // SQLite will say it
    return (options.full_sync && file->log().saves_lost) || !file->header_sound();
}

}  // namespace wegwijs::store
