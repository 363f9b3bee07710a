// The rules of a pack: what its law or a receiving system asks of records, as data. Only the form stands here; the
// store holds records against them (client_core/store/rules.hpp).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "client_core/shared/model/label.hpp"
#include "client_core/shared/model/value.hpp"

namespace wegwijs::model {

/// A field of a kind of record, by its numbers in the pack.
struct FieldPlace {
    std::uint16_t entity = 0, field = 0;
    auto operator<=>(const FieldPlace&) const = default;
};

/// The field has one of these values (encoded).
struct Condition {
    FieldPlace place;
    std::vector<Value> in;
};

/// Records of one kind anywhere in the dossier, the one that is looked at left out.
struct Others {
    std::uint16_t entity = 0;
    std::optional<Condition> where;
};

/// A date to compare with: of the record itself or one above it; or the first or latest of others.
struct OtherDate {
    enum class Which { the_one, first, latest };
    FieldPlace place;
    Which which = Which::the_one;
    std::optional<Condition> where;
};

struct Rule {
    enum class Kind {
        not_before,                ///< the date in `field` is not before any of `than`
        not_together,              ///< not all of `conditions` at once
        preset,                    ///< "default": an empty `field` is taken for `value` by who receives it
        only_if,                   ///< `field` is filled in only where all of `conditions` hold
        delivery_removed_only_if,  ///< the record goes only while `empty` are empty and there are none of `none`
        required_when              ///< all of `fields` are filled in
    };
    enum class Severity { error, warning, info };

    std::string code;  ///< stable, for programs and people: "PIP-D1"
    Label label;
    std::uint16_t entity = 0;
    Kind kind = Kind::not_before;
    Severity severity = Severity::error;
    std::string source;
    std::vector<Condition> when;  ///< the rule holds where all of these do; of the record or one above it
    std::uint16_t field = 0;
    std::vector<OtherDate> than;
    std::vector<Condition> conditions;
    Value value;
    std::vector<FieldPlace> empty;
    std::vector<Others> none;
    std::vector<std::uint16_t> fields;
};

const char* to_text(Rule::Severity severity);

}  // namespace wegwijs::model
