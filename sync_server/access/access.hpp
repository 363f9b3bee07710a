// Who may see and write what, at a point of the server's order (design, "Sight" and "Late work").
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "client_core/shared/model/pack.hpp"
#include "sync_server/store/store.hpp"

namespace wegwijs::server {

/// A place in the order at which rights may have changed, and its time.
struct RightsEvent {
    ServerSeq server_seq;
    UnixMs at;
};

/// The packs of a server, loaded once. Thread safe: immutable after construction.
class Packs {
public:
    static Result<std::shared_ptr<const Packs>> load(Reader& reader);
    const model::Pack& newest() const { return *rows_.back().pack; }
    std::shared_ptr<const model::Pack> newest_shared() const { return rows_.back().pack; }
    /// The pack that held at S (the first one for an S before it).
    const model::Pack& at(ServerSeq S) const;
    /// The last pack that reclassified a field; 0: none did.
    ServerSeq last_reclassification() const { return reclassified_; }
    std::size_t count() const { return rows_.size(); }
    /// Where a newer pack took the place of one before it.
    std::vector<RightsEvent> arrivals() const;

private:
    struct Row {
        PackRow row;
        std::shared_ptr<const model::Pack> pack;
    };
    std::vector<Row> rows_;
    ServerSeq reclassified_ = 0;
};

/// What a user sees of a dossier at a point: a role of a pack; no value: nothing.
struct View {
    std::uint8_t role;
    const model::Pack* pack;
};

/// The rights of one user, as one snapshot holds them.
class Access {
public:
    static Result<Access> load(Reader& reader, const Packs& packs, std::string_view user);

    /// `moves`: of the dossier (empty for one that is not there yet: then `municipality` says where it would be).
    std::optional<View> at(const std::optional<Id>& dossier, const std::vector<Move>& moves,
                           std::string_view municipality, ServerSeq S) const;
    /// Whether a right of this user, ended or not, ever was over the dossier before `until` (when it was erased; 0: it
    /// was not). Late work aside.
    bool ever_over(const Id& dossier, const std::vector<Move>& moves, ServerSeq until) const;
    /// The last place in the order that changed what this user sees of the dossier, late work aside.
    ServerSeq sight(const Id& dossier, const std::vector<Move>& moves) const;
    /// (municipality, role) of the rights over municipalities held now.
    std::vector<std::pair<std::string, std::string>> roles() const;
    const std::vector<Grant>& grants() const { return grants_; }
    /// Where a right over this dossier may have changed, latest first.
    using Event = RightsEvent;
    std::vector<Event> events(const std::optional<Id>& dossier, const std::vector<Move>& moves,
                              std::string_view municipality) const;

private:
    std::vector<Event> grants_and_moves(const std::optional<Id>& dossier, const std::vector<Move>& moves,
                                        std::string_view municipality) const;

    const Packs* packs_ = nullptr;
    std::vector<Grant> grants_;
};

}  // namespace wegwijs::server
