// Holds one record against the rules of the pack, as it is shown here and with values that nobody has saved yet.
// Internal to the store.
#pragma once

#include <map>
#include <set>

#include "client_core/shared/model/partial_date.hpp"
#include "client_core/store/newly_read.hpp"
#include "client_core/store/sql_tables.hpp"

namespace wegwijs::store {

/// What this device cannot know (a field that the role may not read, a conflict, a date of which a part is unknown, a
/// record that is not here) never counts as fine: the answer is then "unknown", and names the fields.
class RuleCheck {
public:
    RuleCheck(SqlTables& tables) : tables_(tables) {}

    /// Reads the record. Then values may be proposed, of it and of others that are here, and then it can be checked.
    Status begin(const Id& record);
    Status propose(const Assignment& change);
    Result<std::vector<RuleFinding>> check();

private:
    using Answer = model::Answer;
    /// What a field holds, as far as this device knows.
    struct Fact {
        bool known = false;
        bool filled = false;
        model::Value value;  ///< of no set
    };
    /// Names of fields, each once: the rule's own first, then those that an answer depended on.
    class Names {
    public:
        void add(std::string name);
        std::vector<std::string> take() { return std::move(names_); }
        bool none() const { return names_.empty(); }

    private:
        std::vector<std::string> names_;
    };

    Result<Stored*> load(const Id& id);
    /// The record itself or the one above it of that kind; null when it is not here.
    Result<const merge::Record*> on_the_way_up(std::uint16_t entity);
    Result<std::vector<Id>> others(std::uint16_t entity);

    bool readable(const Id& record, std::uint16_t entity, std::uint16_t field) const;
    Fact fact(const merge::Record* record, std::uint16_t entity, std::uint16_t field) const;
    Result<Fact> fact(const model::FieldPlace& place);
    Answer holds(const merge::Record* record, const model::Condition& condition) const;
    Result<Answer> all(const std::vector<model::Condition>& conditions, Names& unknown);
    std::string name_of(const model::FieldPlace& place) const;

    Result<std::optional<RuleFinding>> look(const model::Rule& rule);
    /// Is what the rule asks not so? Adds to `names` the fields that are wrong, or that it could not know.
    Result<Answer> broken(const model::Rule& rule, Names& names, Names& unknown);
    Result<Answer> before(const model::Rule& rule, Names& names, Names& unknown);
    Result<Answer> not_before(const Fact& date, const model::OtherDate& other, Names& unknown);
    Result<Answer> not_before_others(const model::PartialDate& date, const model::OtherDate& other, Names& unknown);
    Result<Answer> filled_without(const model::Rule& rule, Names& names, Names& unknown);
    Result<Answer> missing(const model::Rule& rule, Names& names, Names& unknown);
    Result<Answer> removed_in_spite(const model::Rule& rule, Names& names, Names& unknown);
    Result<Answer> any_of(const model::Others& others);

    SqlTables& tables_;
    Id record_, dossier_;
    const model::Entity* entity_ = nullptr;
    std::optional<std::uint8_t> role_;
    FieldSet not_shown_;
    std::map<Id, std::optional<Stored>> here_;  ///< with what is proposed
    std::set<std::pair<Id, std::uint16_t>> proposed_;
    bool removing_ = false;
};

}  // namespace wegwijs::store
