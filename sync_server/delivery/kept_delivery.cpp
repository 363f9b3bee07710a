#include "sync_server/delivery/kept_delivery.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace wegwijs::server {

namespace {

using Json = nlohmann::ordered_json;

Error damaged() {
    return {"delivery_damaged",
            "What was kept of this delivery cannot be read. Nothing was written, and nothing that is owed was changed. "
            "Run 'verify', and restore a backup.",
            Retry::never};
}

std::string dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

Json to_json(const KeptRow& row) { return Json::array({row.dossier, row.record.text()}); }

std::optional<KeptRow> row_of(const Json& json) {
    if (!json.is_array() || json.size() != 2 || !json[0].is_number_unsigned() || !json[1].is_string())
        return std::nullopt;
    const std::optional<Id> id = Id::from_text(json[1].get_ref<const std::string&>());
    if (!id) return std::nullopt;
    return KeptRow{json[0].get<Number>(), *id};
}

bool read_rows(const Json& json, const std::function<void(const KeptRow&)>& take) {
    if (!json.is_array()) return false;
    for (const Json& item : json) {
        const std::optional<KeptRow> row = row_of(item);
        if (!row) return false;
        take(*row);
    }
    return true;
}

bool read_file(const Json& json, Skeleton& skeleton) {
    if (!json.is_object() || !json.contains("name") || !json["name"].is_string() || !json.contains("rows"))
        return false;
    KeptFile& file = skeleton.files.emplace_back();
    file.name = json["name"].get<std::string>();
    return read_rows(json["rows"], [&](const KeptRow& row) { file.rows.push_back(row); });
}

}  // namespace

KeptFile& Skeleton::file(const std::string& name) {
    const auto found = std::find_if(files.begin(), files.end(), [&](const KeptFile& f) { return f.name == name; });
    return found == files.end() ? files.emplace_back(KeptFile{name, {}}) : *found;
}

void KeptDelivery::add(const std::string& file, const KeptRow& row, std::string line) {
    skeleton.file(file).rows.push_back(row);
    lines[row.dossier][file].push_back(std::move(line));
}

Bytes encode(const Skeleton& skeleton) {
    Json files = Json::array(), waiting = Json::array(), omitted = Json::array();
    for (const KeptFile& file : skeleton.files) {
        Json rows = Json::array();
        for (const KeptRow& row : file.rows) rows.push_back(to_json(row));
        files.push_back({{"name", file.name}, {"rows", rows}});
    }
    for (const KeptRow& row : skeleton.waiting) waiting.push_back(to_json(row));
    for (const Number dossier : skeleton.omitted) omitted.push_back(dossier);
    return dump({{"files", files}, {"waiting", waiting}, {"omitted", omitted}});
}

Result<Skeleton> decode_skeleton(ByteView bytes) {
    const Json json = Json::parse(bytes, nullptr, false);
    Skeleton skeleton;
    if (!json.is_object() || !json.contains("files") || !json["files"].is_array() || !json.contains("waiting") ||
        !json.contains("omitted") || !json["omitted"].is_array())
        return damaged();
    for (const Json& file : json["files"])
        if (!read_file(file, skeleton)) return damaged();
    if (!read_rows(json["waiting"], [&](const KeptRow& row) { skeleton.waiting.insert(row); })) return damaged();
    for (const Json& dossier : json["omitted"]) {
        if (!dossier.is_number_unsigned()) return damaged();
        skeleton.omitted.insert(dossier.get<Number>());
    }
    return skeleton;
}

Bytes encode(const Lines& lines) {
    Json json = Json::object();
    for (const auto& [file, texts] : lines) json[file] = texts;
    return dump(json);
}

Result<Lines> decode_lines(ByteView bytes) {
    const Json json = Json::parse(bytes, nullptr, false);
    if (!json.is_object()) return damaged();
    Lines lines;
    for (const auto& [file, texts] : json.items()) {
        if (!texts.is_array()) return damaged();
        for (const Json& text : texts) {
            if (!text.is_string()) return damaged();
            lines[file].push_back(text.get<std::string>());
        }
    }
    return lines;
}

std::vector<DeliveryPart> to_parts(const KeptDelivery& delivery) {
    std::vector<DeliveryPart> parts{{0, encode(delivery.skeleton)}};
    for (const auto& [dossier, lines] : delivery.lines) parts.push_back({dossier, encode(lines)});
    return parts;
}

Result<KeptDelivery> from_parts(const std::vector<DeliveryPart>& parts) {
    if (parts.empty() || parts.front().dossier != 0) return damaged();
    KeptDelivery delivery;
    delivery.skeleton = TRY(decode_skeleton(parts.front().body));
    for (std::size_t i = 1; i < parts.size(); ++i) delivery.lines[parts[i].dossier] = TRY(decode_lines(parts[i].body));
    return delivery;
}

Result<Rendered> render(const KeptDelivery& delivery, const std::function<Result<bool>(const Id&)>& purged) {
    Rendered out;
    for (const KeptFile& file : delivery.skeleton.files) {
        OutFile made{file.name, {}, file.rows.size()};
        std::map<Number, std::size_t> next;
        for (const KeptRow& row : file.rows) {
            const auto dossier = delivery.lines.find(row.dossier);
            const bool there = dossier != delivery.lines.end();
            const std::size_t at = next[row.dossier]++;
            if (there && !TRY(purged(row.record))) {
                const auto lines = dossier->second.find(file.name);
                if (lines == dossier->second.end() || at >= lines->second.size()) return damaged();
                made.content += lines->second[at] + "\n";
            } else {
                ++out.destroyed;
                made.content += dump({{"vernietigd", row.record.text()}}) + "\n";
            }
        }
        out.rows += made.rows;
        out.files.push_back(std::move(made));
    }
    return out;
}

}  // namespace wegwijs::server
