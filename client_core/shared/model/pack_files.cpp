#include "client_core/shared/model/pack_files.hpp"

#include <algorithm>

#include "client_core/shared/model/json_place.hpp"
#include "client_core/shared/model/pack_reader.hpp"

namespace wegwijs::model {

namespace {

bool stays_inside(const std::string& path) {
    if (path.front() == '/' || path.find('\\') != std::string::npos || path.find('\0') != std::string::npos)
        return false;
    if (!path.ends_with(".json")) return false;
    for (std::size_t start = 0; start <= path.size();) {
        const std::size_t end = std::min(path.find('/', start), path.size());
        const std::string part = path.substr(start, end - start);
        if (part.empty() || part == "." || part == "..") return false;
        start = end + 1;
    }
    return true;
}

}  // namespace

Result<std::string> join_pack(std::string_view pack_json, const ReadFile& read_file) {
    std::optional<nlohmann::json> document = parse_json(pack_json, pack_depth);
    if (!document) return not_json("pack.json");
    nlohmann::json joined = *document;
    std::size_t index = 0;
    for (const JsonPlace& place : TRY(JsonPlace(*document).list("entities"))) {
        nlohmann::json& slot = joined["entities"][index++];
        if (!place.node().is_string()) continue;
        const std::string path = TRY(place.as_text());
        if (!stays_inside(path)) return place.wrong("must be a .json file within the pack's folder");
        const std::string text = TRY(read_file(path));
        std::optional<nlohmann::json> entity = parse_json(text, pack_depth);
        if (!entity) return not_json(path);
        slot = std::move(*entity);
    }
    return joined.dump();
}

}  // namespace wegwijs::model
