// Records and entries for people to read. Internal to the store.
#pragma once

#include "client_core/store/state.hpp"

namespace wegwijs::store {

class JsonText;

class View {
public:
    explicit View(Store::State& state);

    /// The form of the command line's record.
    std::string record(const Stored& stored, const Id& dossier, bool deleted) const;
    EntryView entry(const model::Field* field, const merge::Entry& entry) const;
    /// "naam"; "talen:ar" for an element of a set; "_verwijderd"; the number for what the pack does not know.
    std::string field_name(const model::Entity* entity, const merge::FieldKey& key) const;
    std::string value_json(const model::Field* field, const merge::FieldKey& key, ByteView value) const;
    /// A transaction with names instead of numbers.
    std::string transaction(const merge::Transaction& transaction) const;
    std::string author(std::uint64_t device) const;

private:
    void fields(JsonText& out, const model::Entity& entity, const Stored& stored) const;
    void conflicts(JsonText& out, const model::Entity* entity, const Stored& stored) const;
    void unknown(JsonText& out, const model::Entity* entity, const Stored& stored) const;
    void entry_json(JsonText& out, const EntryView& entry) const;

    Store::State& state_;
    merge::Lineage lineage_;
    std::uint64_t device_ = 0;
};

/// Any canonical value as JSON, for what the pack does not know.
std::string plain_json(ByteView value);

}  // namespace wegwijs::store
