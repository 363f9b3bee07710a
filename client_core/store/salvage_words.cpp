// What a salvage says, and keeps.
#include "client_core/shared/model/moment.hpp"
#include "client_core/shared/protocol/fields.hpp"
#include "client_core/store/salvage.hpp"

namespace wegwijs::store {

namespace {

enum Key : std::uint64_t {
    k_at = 0,
    k_aside,
    k_saved_in,
    k_in_place,
    k_unsent,
    k_refused,
    k_unsent_lost,
    k_refused_lost,
    k_all_told,
    k_dossiers
};

std::string counted(std::uint64_t n, const char* one, const char* more) {
    return std::to_string(n) + " " + (n == 1 ? one : more);
}

std::string saved_words(const Salvaged& s) {
    if (!s.read_pages)
        return "Nothing in it could be read: all of it is damaged, or the key file beside it is of another store. ";
    std::string words = "Saved: " + counted(s.unsent, "change that was", "changes that were") + " not sent yet";
    if (!s.dossiers.empty()) words += ", in " + counted(s.dossiers.size(), "file", "files");
    if (s.refused > 0)
        words +=
            ", and " + counted(s.refused, "change that the server had refused", "changes that the server had refused");
    return words + ". ";
}

std::string lost_words(const Salvaged& s) {
    std::string words;
    if (s.unsent_lost > 0)
        words +=
            counted(s.unsent_lost, "change that was not sent", "changes that were not sent") + " could not be read";
    if (s.refused_lost > 0)
        words += (words.empty() ? "" : ", and ") + counted(s.refused_lost, "refused change", "refused changes") +
                 (words.empty() ? " could not be read" : "");
    if (words.empty() && s.all_told) return "Nothing that was not sent is lost. ";
    if (words.empty()) return "Not saved: whether a change that was not sent is lost cannot be told. ";
    return "Not saved: " + words + (s.all_told ? ". " : "; whether there were more cannot be told. ");
}

}  // namespace

std::string words_of(const Salvaged& s) {
    std::string words = "The store was damaged. It was set aside as " + s.aside + " and stays there as it was. ";
    words += saved_words(s) + lost_words(s);
    if (s.in_place)
        words +=
            "What was saved stands in a new store in its place, with the same PIN. Edits that were open have to be "
            "opened again. Next: wegwijs sync, which sends what was saved and brings everything else back. ";
    else if (!s.saved_in.empty())
        words += "What was saved stands in " + s.saved_in + ", but whose it was could not be read, so it cannot be " +
                 "sent from there. ";
    return words + "Give the folder with the damaged file to the administrator; throw nothing away.";
}

std::string words_of_lost_log(UnixMs noticed) {
    return "The log beside the store was missing when it was opened (" + model::moment_text(noticed) +
           "). What was saved in the last run before that may be lost; how much cannot be told. What had been sent is "
           "at the server. Next: wegwijs sync, and look whether the last changes are there.";
}

Bytes encode_salvaged(const Salvaged& s) {
    protocol::MapWriter map;
    map.key(k_at).integer(s.at);
    map.key(k_aside).text(s.aside);
    map.key(k_saved_in).text(s.saved_in);
    map.key(k_in_place).boolean(s.in_place);
    map.key(k_unsent).uint(s.unsent);
    map.key(k_refused).uint(s.refused);
    map.key(k_unsent_lost).uint(s.unsent_lost);
    map.key(k_refused_lost).uint(s.refused_lost);
    map.key(k_all_told).boolean(s.all_told);
    protocol::CborWriter& ids = map.key(k_dossiers);
    ids.array(s.dossiers.size());
    for (const Id& id : s.dossiers) ids.bytes(id.bytes());
    return map.take();
}

Result<std::optional<Salvaged>> salvaged_of(Tables& tables) {
    const Bytes kept = TRY(tables.value("salvaged"));
    if (kept.empty()) return std::optional<Salvaged>();
    Salvaged s;
    protocol::CborReader in(kept);
    protocol::read_map(in, [&](std::uint64_t key) {
        switch (key) {
            case k_at: s.at = in.integer(); break;
            case k_aside: s.aside = std::string(in.text()); break;
            case k_saved_in: s.saved_in = std::string(in.text()); break;
            case k_in_place: s.in_place = in.boolean(); break;
            case k_unsent: s.unsent = in.uint(); break;
            case k_refused: s.refused = in.uint(); break;
            case k_unsent_lost: s.unsent_lost = in.uint(); break;
            case k_refused_lost: s.refused_lost = in.uint(); break;
            case k_all_told: s.all_told = in.boolean(); break;
            case k_dossiers:
                for (std::size_t n = in.array(); n > 0 && in.ok(); --n)
                    s.dossiers.push_back(Id::from_bytes(in.bytes_of(16)).value_or(Id{}));
                break;
            default: in.fail();
        }
    });
    if (!in.finished()) return damaged_row();
    return std::optional<Salvaged>(std::move(s));
}

}  // namespace wegwijs::store
