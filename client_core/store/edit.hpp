// An edit as it stands while it is open, and what is made of it. Internal to the store.
#pragma once

#include "client_core/store/newly_read.hpp"
#include "client_core/store/sql_tables.hpp"

namespace wegwijs::store {

/// What the user was shown, and up to where.
struct OpenEdit {
    std::uint64_t number = 0;      ///< 0: opened and saved in one go, not kept
    std::uint64_t instead_of = 0;  ///< a refused transaction that leaves the list when this one is saved
    DossierRow dossier;
    merge::Context context;
    Bytes check;
    std::uint8_t role = 0;
    std::uint64_t pack = 0;     ///< by whose roles the dossier had come
    FieldSet not_shown;         ///< what the role reads now, and could not when the dossier came
    std::vector<Stored> shown;  ///< `row` is set only when nothing can have changed since

    const Stored* find(const Id& id) const;
};

/// What a transaction will say.
struct Draft {
    merge::Kind kind = merge::Kind::plain;
    std::vector<merge::Creation> created;
    std::vector<merge::Write> writes;

    const merge::Creation* creation(const Id& id) const;
};

/// Turns what was typed into writes, after every check that can be made of what was shown.
class Drafter {
public:
    Drafter(const model::Pack& pack, const OpenEdit& edit, Draft& draft) : pack_(pack), edit_(edit), draft_(draft) {}

    /// Into a record that was shown, or that this draft creates.
    Status assign(const Assignment& change);
    /// A whole value, encoded.
    Status write(const Id& record, const merge::FieldKey& key, Bytes value);
    Status remove(const Id& record, bool deleted);
    Status create(const Id& record, const model::Entity& entity, const Id& parent);
    /// After everything: what must be filled in is, and it all fits.
    Status finish() const;

private:
    struct Target {
        const model::Entity* entity = nullptr;
        const merge::Record* shown = nullptr;
    };
    Result<Target> target(const Id& record) const;
    Status assign_set(const Id& record, const model::Field& field, const Assignment& change,
                      const merge::Record* shown);
    Status may(const Target& target, const model::Field& field) const;
    Status frozen(const Target& target, const model::Field& field) const;

    const model::Pack& pack_;
    const OpenEdit& edit_;
    Draft& draft_;
};

Error refused(std::string code, std::string message);

}  // namespace wegwijs::store
