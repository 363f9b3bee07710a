#include "tests/simulator/nights.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "client_core/shared/crypto/crypto.hpp"

namespace wegwijs::simulator {

namespace {

using Json = nlohmann::json;

constexpr std::string_view manifest = "manifest.json", readme = "LEESMIJ.txt", gone = "vernietigd";

std::vector<std::string> split(const std::string& ndjson) {
    std::vector<std::string> all;
    for (std::size_t at = 0; at < ndjson.size();) {
        const std::size_t end = std::min(ndjson.find('\n', at), ndjson.size());
        all.push_back(ndjson.substr(at, end - at));
        at = end + 1;
    }
    return all;
}

Id id_of(const Json& line, const char* name) { return Id::from_text(line.value(name, std::string())).value_or(Id()); }

bool is_record_file(const std::string& name) {
    for (const EntityRule& of : entities())
        if (file_of(of) == name) return true;
    return false;
}

bool is_total(const Json& line) { return line.value("soort_regel", "") == "totaal"; }

std::string named(const RowPlace& place) { return place.first + " " + place.second.text(); }

/// What is wrong with the totals of a person; empty: nothing.
std::string wrong_hours(const Json& line, const Truth::Hours& hours) {
    std::int64_t typed = 0, delivered = line.value("minuten_buiten_totalen", std::int64_t{0});
    for (const auto& [counter, minutes] : hours.minutes) typed += minutes;
    for (const char* total : {"bredeintake_taallesknm", "participatieactiviteiten", "participatietaalles"})
        delivered += line.at(total).get<std::int64_t>() * 60 + line.at("rest_minuten").at(total).get<std::int64_t>();
    if (delivered != typed) return "are " + std::to_string(delivered) + " minutes, typed were " + std::to_string(typed);
    if (line.at("minuten_per_teller").get<std::map<std::string, std::int64_t>>() != hours.minutes)
        return "stand under another counter";
    if (line.at("aantal_regels").get<std::size_t>() != hours.entries) return "count another number of entries";
    return {};
}

/// What is wrong with the line of a record; empty: nothing.
std::string wrong_fields(const Json& line, const std::map<std::string, Picture::Texts>& fields) {
    static const std::set<std::string> always{"id", "dossier", "gemeente", "wijziging", "soort_regel", "map", "plan"};
    for (const auto& [name, texts] : fields)
        if (!line.contains(name) || texts.count(line[name].dump()) == 0)
            return name + " is " + (line.contains(name) ? line[name].dump() : "not there") + ", must be " +
                   *texts.begin();
    for (const auto& [name, value] : line.items())
        if (always.count(name) == 0 && fields.count(name) == 0) return name + " should not be there";
    return {};
}

}  // namespace

std::vector<Json> lines_of(const std::string& ndjson) {
    std::vector<Json> all;
    for (const std::string& line : split(ndjson)) all.push_back(Json::parse(line));
    return all;
}

// ---- the receiver -----------------------------------------------------------------------------------------------

void Receiver::take(std::uint64_t number, const std::map<std::string, std::string>& files,
                    const std::function<bool()>& refuses, bool answers) {
    last = number;
    Json rows = Json::array();
    for (const auto& [file, content] : files) {
        if (!is_record_file(file)) continue;
        for (const Json& line : lines_of(content)) {
            const RowPlace place{file, id_of(line, line.contains(gone) ? gone.data() : "id")};
            const bool refused_now = refuses();
            rows.push_back({{"bestand", file},
                            {"id", place.second.text()},
                            {"stand", refused_now ? "geweigerd" : "aanvaard"},
                            {"code", refused_now ? "X1" : ""}});
            if (refused_now) {
                refused.insert(place);
                continue;
            }
            refused.erase(place);
            if (line.contains(gone) || line.value("wijziging", "") == "vervallen") held.erase(place);
            else held[place] = line.dump();
        }
    }
    if (!answers) return;
    const bool all = std::none_of(rows.begin(), rows.end(), [](const Json& r) { return r["stand"] == "geweigerd"; });
    Json receipt{{"levering", number}};
    if (all) receipt["alles"] = "aanvaard";
    else receipt["rijen"] = rows;
    receipts.push_back(receipt.dump());
}

void Receiver::check(const Picture& picture, const Truth& truth) const {
    const auto wrong = [](const RowPlace& place, const std::string& what) {
        violated("delivery", "the receiver's " + named(place) + " " + what);
    };
    const auto excused = [&](const RowPlace& place, const Id& dossier) {
        return picture.left_out.count(dossier) || picture.undecided.count(place) || refused.count(place) ||
               truth.is_erased(dossier) || truth.is_purged(place.second);
    };
    for (const auto& [place, fields] : picture.rows) {
        if (excused(place, picture.dossiers.at(place))) continue;
        const auto mine = held.find(place);
        if (mine == held.end()) wrong(place, "never came");
        else if (const std::string what = wrong_fields(Json::parse(mine->second), fields); !what.empty())
            wrong(place, what);
    }
    for (const auto& [place, text] : held) {
        const Json line = Json::parse(text);
        const Id dossier = id_of(line, "dossier");
        if (excused(place, dossier)) continue;
        if (!is_total(line)) {
            if (picture.rows.count(place) == 0 && !behind) wrong(place, "should have gone");
            continue;
        }
        const auto hours = picture.hours.find(dossier);
        const bool any = hours != picture.hours.end();
        if (!any && behind) continue;
        if (const std::string what = wrong_hours(line, any ? hours->second : Truth::Hours{}); !what.empty())
            wrong(place, what);
    }
    for (const auto& [dossier, hours] : picture.hours) {
        const RowPlace place{std::string(hours_file), dossier};
        if (hours.entries > 0 && !excused(place, dossier) && held.count(place) == 0) wrong(place, "never came");
    }
}

// ---- what is delivered ------------------------------------------------------------------------------------------

void Nights::prepare(UnixMs now) {
    if (nights_.count(now)) return;
    Night night;
    night.picture = picture_of(*must(office_.store().snapshot(), "a night"), truth_);
    for (const server::DeliveredRow& row : must(office_.admin().owed(), "a night"))
        night.owed.emplace(row.file, row.record);
    nights_.emplace(now, std::move(night));
}

const Night& Nights::delivered(const server::DeliveryReport& report) {
    std::map<std::string, std::string> files;
    for (const std::string& name : report.files)
        files[name] = must(office_.disk.read(report.folder + "/" + name), "the receiver reads " + name);
    const auto row = must(office_.admin().delivery(report.night), "a night");
    const auto found = row ? nights_.find(row->made_at) : nights_.end();
    if (found == nights_.end()) broken("delivery", "nobody asked for the delivery of " + report.night);
    const Json about = Json::parse(files.at(std::string(manifest)));
    for (const Json& file : about["bestanden"])
        if (file["sha256"] != to_hex(crypto::sha256(files.at(file["naam"].get<std::string>()))))
            violated("delivery", "the manifest has another hash of " + file["naam"].get<std::string>());
    Night& night = found->second;
    if (night.files.empty()) {
        const Night* before = nullptr;
        for (const server::DeliveryRow& one : must(office_.admin().deliveries(), "a night"))
            if (about["vorige"].is_number() && one.number == about["vorige"].get<std::uint64_t>() &&
                nights_.count(one.made_at))
                before = &nights_.at(one.made_at);
        night.files = files;
        night.destroyed = report.destroyed;
        check_rows(night, before);
    } else {
        check_again(night, files, report.destroyed);
    }
    check_content(files);
    return night;
}

/// Each row is as it stood, and there is a reason why it goes out.
void Nights::check_rows(const Night& night, const Night* before) const {
    const Picture& picture = night.picture;
    const auto version = [](const Picture& of, const Id& dossier) {
        const auto found = of.versions.find(dossier);
        return found == of.versions.end() ? std::string() : found->second;
    };
    for (const auto& [file, content] : night.files) {
        if (!is_record_file(file)) continue;
        std::set<RowPlace> seen;
        for (const Json& line : lines_of(content)) {
            const RowPlace place{file, id_of(line, line.contains(gone) ? gone.data() : "id")};
            const auto wrong = [&](const std::string& what) { violated("delivery", named(place) + " " + what); };
            if (!seen.insert(place).second) wrong("is there twice");
            const Id dossier = id_of(line, "dossier");
            const auto row = picture.rows.find(place);
            if (line.contains(gone)) {
                if (row != picture.rows.end() && !truth_.is_purged(place.second) &&
                    !truth_.is_erased(picture.dossiers.at(place)))
                    wrong("is said to be destroyed");
                continue;
            }
            if (is_total(line)) {
                const auto hours = picture.hours.find(dossier);
                const std::string what =
                    wrong_hours(line, hours == picture.hours.end() ? Truth::Hours{} : hours->second);
                if (!what.empty()) wrong(what);
            } else if (line.value("wijziging", "") == "vervallen") {
                if (row != picture.rows.end()) wrong("is withdrawn, and stands");
            } else if (row == picture.rows.end()) {
                wrong("is delivered, and should not be");
            } else {
                if (picture.undecided.count(place)) wrong("is delivered, and nobody has decided");
                if (const std::string what = wrong_fields(line, row->second); !what.empty()) wrong(what);
            }
            if (before && before->picture.epoch == picture.epoch &&
                version(before->picture, dossier) == version(picture, dossier) && night.owed.count(place) == 0 &&
                before->picture.undecided.count(place) == 0 && before->picture.left_out.count(dossier) == 0)
                wrong("is delivered again, and nothing of it has changed");
        }
    }
}

/// The same bytes, but for what was destroyed since.
void Nights::check_again(const Night& night, const std::map<std::string, std::string>& files,
                         std::size_t destroyed) const {
    for (const auto& [file, content] : files) {
        const std::string& first = night.files.at(file);
        if (content == first) continue;
        if (file == manifest || file == readme) {
            if (destroyed == night.destroyed) violated("delivery", file + " of the same night is another one");
            continue;
        }
        const auto now = split(content), then = split(first);
        if (now.size() != then.size()) broken("delivery", file + " of the same night has other rows");
        for (std::size_t i = 0; i < now.size(); ++i) {
            if (now[i] == then[i]) continue;
            const Json line = Json::parse(now[i]), was = Json::parse(then[i]);
            if (was.contains(gone)) continue;  // a restore brought it back
            const Id record = id_of(was, "id"), dossier = id_of(was, "dossier");
            if (!line.contains(gone) || !(file == "logboek.ndjson" || file == "cloudevents.ndjson" ||
                                          truth_.is_erased(dossier) || truth_.is_purged(record)))
                violated("delivery", file + " of the same night has another row: " + now[i] + " was " + then[i]);
        }
    }
}

void Nights::check_content(const std::map<std::string, std::string>& files) const {
    for (const std::string& text : truth_.unspeakable())
        for (const auto& [file, content] : files)
            if (content.find(text) != content.npos) violated("delivery", file + " holds " + text);
}

void Nights::all_again() {
    for (const server::DeliveryRow& row : must(office_.admin().deliveries(), "old nights")) {
        if (nights_.count(row.made_at) == 0) continue;
        delivered(must(office_.deliver("weer", row.night), "the night of " + row.night + " again"));
    }
}

}  // namespace wegwijs::simulator
