// A place in a JSON document, for reading it strictly: what is wrong is told with its JSON pointer (RFC 6901).
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "client_core/shared/base/result.hpp"

namespace wegwijs::model {

/// Reads `text` without an exception; nullopt when it is not JSON (RFC 8259), says one key of an object twice, or is
/// nested deeper than `depth`.
std::optional<nlohmann::json> parse_json(std::string_view text, int depth);

class JsonPlace {
public:
    /// The document must outlive every place in it.
    explicit JsonPlace(const nlohmann::json& document) : value_(&document) {}

    const nlohmann::json& node() const { return *value_; }
    const std::string& pointer() const { return pointer_; }
    /// "pack_invalid" at this place.
    Error wrong(const std::string& reason) const;
    Error wrong(std::string_view key, const std::string& reason) const { return child(key).wrong(reason); }

    bool has(std::string_view key) const;
    /// The place below; for what is not there, only good for its pointer.
    JsonPlace child(std::string_view key) const;
    /// Refuses anything but an object with no other keys than these.
    Status only(std::initializer_list<std::string_view> keys) const;
    Status is_object() const;

    Result<std::string> as_text() const;  ///< a string that is not empty
    Result<std::string> text(std::string_view key) const;
    Result<std::string> text_or_empty(std::string_view key) const;
    Result<std::int64_t> integer(std::string_view key, std::int64_t least, std::int64_t most) const;
    Result<std::optional<std::int64_t>> optional_integer(std::string_view key, std::int64_t least,
                                                         std::int64_t most) const;
    Result<bool> flag(std::string_view key) const;                    ///< false when absent
    Result<std::vector<JsonPlace>> list(std::string_view key) const;  ///< empty when absent
    Result<std::vector<std::string>> texts(std::string_view key) const;

private:
    const nlohmann::json* value_;
    std::string pointer_;
};

}  // namespace wegwijs::model
