#include "sync_server/http/problem.hpp"

#include <nlohmann/json.hpp>

namespace wegwijs::http {
namespace {

using Json = nlohmann::ordered_json;

// Replaces what is not UTF-8, so that dump() has nothing to throw about.
std::string text_of(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

std::string_view dutch_title(int status) {
    switch (status) {
        case 400: return "Ongeldig verzoek";
        case 401: return "Niet aangemeld";
        case 403: return "Geen toegang";
        case 404: return "Niet gevonden";
        case 405: return "Methode niet toegestaan";
        case 408: return "Verzoek duurde te lang";
        case 409: return "Strijdig met de huidige stand";
        case 412: return "Intussen gewijzigd";
        case 413: return "Verzoek te groot";
        case 414: return "Adres te lang";
        case 415: return "Soort inhoud niet ondersteund";
        case 421: return "Verkeerde server";
        case 428: return "Voorwaarde ontbreekt";
        case 429: return "Te veel verzoeken";
        case 431: return "Kopregels te groot";
        case 500: return "Interne fout";
        case 501: return "Niet ondersteund";
        case 503: return "Tijdelijk niet beschikbaar";
        case 505: return "HTTP-versie niet ondersteund";
        default: return "Fout";
    }
}

Response problem(int status, std::string_view code, std::string_view title, std::string_view detail,
                 const Extra& extra) {
    Json json = {{"status", status},
                 {"title", std::string(title.empty() ? dutch_title(status) : title)},
                 {"detail", std::string(detail)},
                 {"code", std::string(code)}};
    for (const auto& [name, text] : extra.members) json[name] = text;
    for (const Fault& fault : extra.faults)
        json["fouten"].push_back({{"veld", fault.field}, {"code", fault.code}, {"uitleg", fault.explanation}});
    Response response;
    response.status = status;
    response.content_type = "application/problem+json";
    response.body = text_of(json);
    response.code = code;
    return response;
}

Response nothing_here() {
    return problem(404, "not_found", {}, "Op dit adres is niets. Controleer het adres van de server.");
}

Response not_by(const std::string& allowed) {
    Response response = problem(405, "method", {}, "Dit adres kent alleen: " + allowed + ".");
    response.headers.emplace_back("Allow", allowed);
    return response;
}

bool is_media_type(std::string_view content_type, std::string_view media_type) {
    content_type = content_type.substr(0, content_type.find(';'));
    while (!content_type.empty() && (content_type.back() == ' ' || content_type.back() == '\t'))
        content_type.remove_suffix(1);
    if (content_type.size() != media_type.size()) return false;
    for (std::size_t i = 0; i < media_type.size(); ++i)
        if (lower(content_type[i]) != lower(media_type[i])) return false;
    return true;
}

}  // namespace wegwijs::http
