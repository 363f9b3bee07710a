#include "client_core/cli/once.hpp"

#include <cstdlib>
#include <sstream>

#include "client_core/shared/crypto/crypto.hpp"
#include "client_core/shared/system/files.hpp"
#include "client_core/store/tables.hpp"

namespace wegwijs::cli {

namespace {

constexpr const char* where = "cli:once";
constexpr std::size_t mark_bytes = 16;

/// Work that was done: what the command was, as key_of(), the mark of its run, and what it made.
struct Note {
    std::string key, mark;
    Id id;
    UnixMs at = 0;
};

Result<std::vector<Note>> read_notes(store::Store& store) {
    std::vector<Note> notes;
    const Json list = json_of(TRY(store.tables().value(where)));
    if (!list.is_array()) return notes;
    for (const Json& one : list) {
        if (!one.is_array() || one.size() != 4 || !one[0].is_string() || !one[1].is_string() || !one[2].is_string() ||
            !one[3].is_number())
            continue;
        notes.push_back({one[0].get<std::string>(), one[1].get<std::string>(),
                         Id::from_text(one[2].get_ref<const std::string&>()).value_or(Id{}), one[3].get<UnixMs>()});
    }
    return notes;
}

std::string text_of_notes(const std::vector<Note>& notes) {
    Json list = Json::array();
    for (const Note& note : notes) list.push_back({note.key, note.mark, note.id.text(), note.at});
    return text_of(list);
}

std::string key_of(const std::vector<std::string>& words) {
    // Lengths in between, so that no two lists of words run together to the same bytes.
    Bytes all;
    for (const std::string& word : words) all += std::to_string(word.size()) + ":" + word;
    return to_hex(crypto::hash(all, 16));
}

Result<std::set<std::string>> read_marks(const std::string& file) {
    std::set<std::string> marks;
    const auto content = system::files().read(file);
    if (!content && content.error().code != "file_missing") return content.error();
    if (!content) return marks;
    std::istringstream lines(*content);
    for (std::string line; std::getline(lines, line);) marks.insert(line);
    return marks;
}

}  // namespace

Result<Once> Once::begin(const Program& program, store::Store& store, const std::vector<std::string>& words) {
    Once once(program, store);
    once.file_ = TRY(program.path()) + marks_ending;
    const std::string key = key_of(words);
    const UnixMs now = store.tables().clock().now();
    const std::set<std::string> marks = TRY(read_marks(once.file_));
    std::vector<Note> kept;
    for (Note& note : TRY(read_notes(store))) {
        if (note.at + remembered_ms < now || marks.count(note.mark) == 0) continue;
        if (note.key == key) {
            once.done_before_ = true;
            once.mark_ = note.mark;
            once.id_ = note.id;
        }
        once.marks_.insert(note.mark);
        kept.push_back(std::move(note));
    }
    if (once.done_before_) return once;
    once.mark_ = to_hex(store.tables().random().bytes(mark_bytes));
    once.id_ = store.make_id();
    once.marks_.insert(once.mark_);
    TRY(once.write_marks());
    kept.push_back({key, once.mark_, once.id_, now});
    TRY(store.set_with_next(where, text_of_notes(kept)));
    return once;
}

Status Once::write_marks() const {
    if (marks_.empty()) return system::files().remove(file_);
    std::string lines;
    for (const std::string& mark : marks_) lines += mark + "\n";
    return system::files().write_atomically(file_, lines);
}

Status Once::answer(const Json& value, const std::string& text, const std::string& told) {
    // The work is on the disk in any case; this is for who copies the store's file.
    static_cast<void>(store_.empty_log());
    TRY(program_.answer(value, text));
    program_.tell(told);
    marks_.erase(mark_);
    TRY(write_marks());
    std::_Exit(0);
}

}  // namespace wegwijs::cli
