// What stands on the command line, as assignments.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "client_core/shared/model/pack.hpp"
#include "client_core/store/store.hpp"

namespace wegwijs::cli {

/// Reads `@FILE` and `-`. Standard input can be read once: a second `-` is an error "usage".
class ValueSource {
public:
    using ReadFile = std::function<Result<Bytes>(const std::string&)>;
    using ReadInput = std::function<Result<Bytes>()>;
    ValueSource();  ///< the real files and the real standard input
    ValueSource(ReadFile file, ReadInput input) : file_(std::move(file)), input_(std::move(input)) {}

    /// `@FILE` the file, `-` standard input, `@@x` the text `@x`, anything else itself. One line end at the end goes.
    Result<std::string> text(const std::string& argument);

private:
    ReadFile file_;
    ReadInput input_;
    bool input_read_ = false;
};

struct Pair {
    std::string field, text;
};

/// `field=text` apart, with what `source` makes of the text. Error "usage".
Result<std::vector<Pair>> pairs_of(const std::vector<std::string>& arguments, ValueSource& source);

struct ElementChange {
    bool present = false;
    std::string element;
};
/// `+ar -ti` (spaces or commas between): what comes and what goes. nullopt: it is a whole list. A telephone number
/// keeps its own plus: `+31612345678` adds that number. A list without any sign is never a change.
std::optional<std::vector<ElementChange>> element_changes(const std::string& text);

/// One pair for one record. `entity` decides whether the field is a set; a field that it lacks is left to the store.
/// `talen:ar` with true or false names one element, as `conflicts` prints it.
std::vector<store::Assignment> assignments(const model::Entity& entity, const store::Id& record, const Pair& pair);

}  // namespace wegwijs::cli
