#include "client_core/cli/once.hpp"

#include <cstdlib>

#include "client_core/shared/crypto/crypto.hpp"
#include "client_core/store/tables.hpp"

namespace wegwijs::cli {

namespace {

constexpr const char* where = "cli:once";

struct Note {
    std::string key;
    std::uint64_t seq = 0;
    Id id;
    UnixMs at = 0;
};

Result<std::vector<Note>> read_notes(store::Store& store) {
    std::vector<Note> notes;
    const Json list = json_of(TRY(store.tables().value(where)));
    if (!list.is_array()) return notes;
    for (const Json& one : list) {
        if (!one.is_array() || one.size() != 4 || !one[0].is_string() || !one[1].is_number_unsigned() ||
            !one[2].is_string() || !one[3].is_number())
            continue;
        notes.push_back({one[0].get<std::string>(), one[1].get<std::uint64_t>(),
                         Id::from_text(one[2].get_ref<const std::string&>()).value_or(Id{}), one[3].get<UnixMs>()});
    }
    return notes;
}

Status write_notes(store::Store& store, const std::vector<Note>& notes) {
    Json list = Json::array();
    for (const Note& note : notes) list.push_back({note.key, note.seq, note.id.text(), note.at});
    return store.tables().set_value(where, text_of(list));
}

std::string key_of(const std::vector<std::string>& words) {
    // Lengths in between, so that no two lists of words run together to the same bytes.
    Bytes all;
    for (const std::string& word : words) all += std::to_string(word.size()) + ":" + word;
    return to_hex(crypto::hash(all, 16));
}

}  // namespace

Result<Once> Once::begin(store::Store& store, const std::vector<std::string>& words) {
    Once once(store);
    once.key_ = key_of(words);
    const std::uint64_t head = TRY(store.tables().head_seq());
    const UnixMs now = store.tables().clock().now();
    std::vector<Note> kept;
    for (Note& note : TRY(read_notes(store))) {
        if (note.at + remembered_ms < now) continue;
        once.begun_before_ |= note.key == once.key_;
        // What was never made cannot be made by its number any more: this command takes that number.
        if (note.seq > head) {
            if (note.key == once.key_) once.id_ = note.id;
            continue;
        }
        if (note.key == once.key_) {
            once.done_before_ = true;
            once.id_ = note.id;
        }
        kept.push_back(std::move(note));
    }
    if (once.done_before_) return once;
    if (once.id_.zero()) once.id_ = store.make_id();
    kept.push_back({once.key_, head + 1, once.id_, now});
    TRY(write_notes(store, kept));
    return once;
}

Status Once::finish() {
    std::vector<Note> kept;
    for (Note& note : TRY(read_notes(*store_)))
        if (note.key != key_) kept.push_back(std::move(note));
    // The work itself is on the disk. Not to wait for the disk here too keeps the moment short in which a kill comes
    // after this note and before the end.
    TRY(store_->tables().db().exec("PRAGMA synchronous = OFF"));
    TRY(write_notes(*store_, kept));
    std::_Exit(0);
}

}  // namespace wegwijs::cli
