#include "sync_server/delivery/manifest.hpp"

#include <nlohmann/json.hpp>

#include "client_core/shared/crypto/crypto.hpp"
#include "client_core/shared/model/moment.hpp"

namespace wegwijs::server {

namespace {

using Json = nlohmann::ordered_json;

std::string dump(const Json& json, int indent) { return json.dump(indent, ' ', false, Json::error_handler_t::replace); }

Result<Json> facts_of(const DeliveryRow& row) {
    Json json = Json::parse(row.files, nullptr, false);
    for (const char* name : {"regio", "achtergehouden", "nummers_verzegeld", "van", "vorige", "pakket"})
        if (!json.is_object() || !json.contains(name) || !json["achtergehouden"].is_array())
            return Error{"delivery_damaged",
                         "What was kept of this delivery cannot be read. Nothing was written, and nothing that is owed "
                         "was changed. Run 'verify', and restore a backup.",
                         Retry::never};
    return json;
}

/// For a file name: small letters, digits, hyphens.
std::string plain(const std::string& name) {
    std::string out;
    for (const char c : name) {
        const char low = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        if ((low >= 'a' && low <= 'z') || (low >= '0' && low <= '9')) out.push_back(low);
        else if (!out.empty() && out.back() != '-') out.push_back('-');
    }
    while (!out.empty() && out.back() == '-') out.pop_back();
    return out.empty() ? "regio" : out;
}

Json about_files(const Rendered& rendered, const OutFile& readme) {
    Json files = Json::array();
    const auto add = [&](const OutFile& file) {
        files.push_back({{"naam", file.name},
                         {"rijen", file.rows},
                         {"bytes", file.content.size()},
                         {"sha256", to_hex(crypto::sha256(file.content))}});
    };
    for (const OutFile& file : rendered.files) add(file);
    add(readme);
    return files;
}

}  // namespace

std::string encode(const ManifestFacts& facts) {
    Json held = Json::array();
    for (const auto& [id, entity] : facts.held_back) held.push_back({{"id", id.text()}, {"entiteit", entity}});
    return dump({{"regio", facts.region},
                 {"van", facts.from},
                 {"vorige", facts.before == 0 ? Json() : Json(facts.before)},
                 {"pakket", {{"naam", facts.pack}, {"versie", facts.pack_version}}},
                 {"nummers_verzegeld", facts.sealed_numbers},
                 {"achtergehouden", held}},
                -1);
}

Result<std::string> folder_name(const DeliveryRow& row) {
    const Json facts = TRY(facts_of(row));
    std::string digits;
    for (const char c : row.night)
        if (c != '-') digits.push_back(c);
    const std::string region = facts["regio"].is_string() ? facts["regio"].get<std::string>() : std::string();
    return "levering_" + plain(region) + "_" + digits + "_" + std::to_string(row.number);
}

Result<std::string> manifest_text(const DeliveryRow& row, const Rendered& rendered, const OutFile& readme) {
    const Json facts = TRY(facts_of(row));
    Json json{{"levering", TRY(folder_name(row))},
              {"volgnummer", row.number},
              {"vorige", facts["vorige"]},
              {"nacht", row.night},
              {"regio", facts["regio"]},
              {"gemaakt_op", model::moment_text(row.made_at)},
              {"van", facts["van"]},
              {"tot", row.upto},
              {"pakket", facts["pakket"]},
              {"nummers", facts["nummers_verzegeld"] == true ? "verzegeld" : "weggelaten"},
              {"bestanden", about_files(rendered, readme)},
              {"rijen", rendered.rows},
              {"achtergehouden", facts["achtergehouden"]}};
    if (rendered.destroyed > 0) json["vernietigde_rijen"] = rendered.destroyed;
    return dump(json, 2) + "\n";
}

Result<OutFile> readme_file(const DeliveryRow& row, const Rendered& rendered) {
    const Json facts = TRY(facts_of(row));
    std::string text = "Levering " + std::to_string(row.number) + ", nacht van " + row.night + "\n\n" +
                       "Dit zit erin (aantal regels):\n";
    for (const OutFile& file : rendered.files) text += "  " + file.name + ": " + std::to_string(file.rows) + "\n";
    text += "\nNiet geleverd omdat iemand nog moet kiezen: " + std::to_string(facts["achtergehouden"].size()) +
            ". Zie afstemming.ndjson.\nZij komen mee zodra de keuze is gemaakt.\n";
    if (rendered.destroyed > 0)
        text += "Vernietigd: " + std::to_string(rendered.destroyed) + " regels. Verwijder deze gegevens ook bij u.\n";
    text += facts["nummers_verzegeld"] == true
                ? "\nBSN en V-nummer zijn verzegeld: alleen WerkSaam kan ze openen.\n"
                : "\nBSN en V-nummer zitten er niet in: de sleutel van WerkSaam is niet ingesteld.\n";
    text +=
        "Bijzondere en financi\xC3\xABle gegevens zitten er nooit in.\n\n"
        "Zo werkt het:\n"
        "- Controleer elk bestand met de sha256 in manifest.json.\n"
        "- Verwerk de leveringen op volgorde van volgnummer. Dezelfde regel kan vaker komen: de laatste telt.\n"
        "- \"wijziging\": \"vervallen\" betekent: niet meer gebruiken.\n"
        "- De uren zijn totalen. Vervang het oude totaal; tel niet op.\n"
        "- De tijd in cloudevents.ndjson is het moment waarop het apparaat de wijziging vastlegde.\n"
        "- Stuur ontvangst.json terug: {\"levering\": nummer, \"rijen\": [{\"bestand\", \"id\", \"stand\": "
        "\"aanvaard\" "
        "of \"geweigerd\", \"code\"}]},\n"
        "  of {\"levering\": nummer, \"alles\": \"aanvaard\"}. Wat u niet bevestigt, sturen wij opnieuw.\n"
        "- Klopt er iets niet? Verwerk niets en meld het; vraag dezelfde nacht opnieuw aan.\n";
    return OutFile{"LEESMIJ.txt", std::move(text), 0};
}

Result<std::uint64_t> held_back(const DeliveryRow& row) {
    const Json facts = TRY(facts_of(row));
    return std::uint64_t{facts["achtergehouden"].size()};
}

Bytes content_hash(const Rendered& rendered) {
    Bytes all;
    for (const OutFile& file : rendered.files) all += file.name + "\n" + crypto::sha256(file.content);
    return crypto::sha256(all);
}

}  // namespace wegwijs::server
