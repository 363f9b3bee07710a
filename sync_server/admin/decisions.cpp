#include "sync_server/admin/decisions.hpp"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "client_core/shared/base/bytes.hpp"
#include "sync_server/access/access.hpp"

namespace wegwijs::server {

namespace {

using nlohmann::json;
using What = Decision::What;

constexpr std::array<std::string_view, 5> words{"gebruiker", "recht", "recht_einde", "verhuizing", "intrekking"};

Error damaged() {
    return Error{"decisions_damaged",
                 "The list of decisions (the file 'besluiten') is damaged. Nothing was changed. Put the right file "
                 "back, or take away the line that is damaged and give those rights again by hand.",
                 Retry::never};
}

Error not_kept(Error error) {
    error.message =
        "The list of decisions (the file 'besluiten') could not be written; a restore of a backup would not "
        "know of this. See whether it was done, and do it again if not. " +
        error.message;
    return error;
}

std::string text_at(const json& line, const char* name) {
    const auto found = line.find(name);
    return found != line.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<std::uint64_t> number_at(const json& line, const char* name) {
    const auto found = line.find(name);
    return found != line.end() && found->is_number_unsigned() ? std::optional(found->get<std::uint64_t>())
                                                              : std::nullopt;
}

std::optional<Decision> decision_of(const json& line) {
    if (!line.is_object()) return std::nullopt;
    const auto word = std::find(words.begin(), words.end(), text_at(line, "besluit"));
    const auto at = number_at(line, "at");
    if (word == words.end() || !at) return std::nullopt;
    Decision one;
    one.what = static_cast<What>(word - words.begin());
    one.at = static_cast<UnixMs>(*at);
    one.server_seq = number_at(line, "server_seq").value_or(0);
    one.user = text_at(line, "user");
    one.role = text_at(line, "role");
    one.municipality = text_at(line, "gemeente");
    if (const std::string dossier = text_at(line, "dossier"); !dossier.empty()) {
        one.dossier = Id::from_text(dossier);
        if (!one.dossier) return std::nullopt;
    }
    if (const auto until = number_at(line, "until")) one.until = static_cast<UnixMs>(*until);
    if (const std::string key = text_at(line, "sleutel"); !key.empty()) {
        bool good = false;
        one.device_key = from_hex(key, good);
        if (!good) return std::nullopt;
    }
    return one;
}

bool is_of(const Decision& one, const Grant& grant) {
    return grant.end == 0 && grant.role == one.role && grant.municipality == one.municipality &&
           grant.dossier == one.dossier && grant.until == one.until;
}

std::string body_of(const Decision& one) {
    json body = {{"user", one.user}, {"role", one.role}, {"herhaald", true}};
    if (one.dossier) body["dossier"] = one.dossier->text();
    else body["gemeente"] = one.municipality;
    return body.dump(-1, ' ', false, json::error_handler_t::replace);
}

/// Each gives whether anything changed; nothing: it cannot be done here.
using Done = Result<std::optional<bool>>;

Done grant_again(Batch& batch, const Decision& one, UnixMs now) {
    if (!TRY(Packs::load(batch))->newest().role(one.role)) return std::optional<bool>();
    if (one.until && *one.until <= now) return std::optional(false);
    for (const Grant& grant : TRY(batch.grants(one.user)))
        if (is_of(one, grant)) return std::optional(false);
    Grant grant;
    grant.user = one.user;
    grant.municipality = one.municipality;
    grant.dossier = one.dossier;
    grant.role = one.role;
    grant.until = one.until;
    grant.from_at = one.at;
    grant.from = TRY(batch.append({LedgerKind::grant, 0, 0, 0, {}, now, {}, false, body_of(one)}));
    TRY(batch.add_grant(grant));
    return std::optional(true);
}

Done end_again(Batch& batch, const Decision& one, UnixMs now) {
    bool changed = false;
    for (const Grant& grant : TRY(batch.grants(one.user))) {
        if (!is_of(one, grant)) continue;
        const std::string body = "{\"grant\":" + std::to_string(grant.number) + ",\"herhaald\":true}";
        const ServerSeq end = TRY(batch.append({LedgerKind::grant_end, 0, 0, 0, {}, now, {}, false, body}));
        TRY(batch.end_grant(grant.number, end, one.at));
        changed = true;
    }
    return std::optional(changed);
}

Done move_again(Batch& batch, const Decision& one, UnixMs now) {
    const auto row = one.dossier ? TRY(batch.dossier(*one.dossier)) : std::nullopt;
    if (!row) return std::optional<bool>();
    if (row->erased != 0 || row->municipality == one.municipality) return std::optional(false);
    const std::string body = "{\"gemeente\":\"" + one.municipality + "\",\"herhaald\":true}";
    const ServerSeq place = TRY(batch.append({LedgerKind::move, 0, 0, row->number, {}, now, {}, false, body}));
    TRY(batch.move_dossier(row->number, {place, one.municipality, one.at}));
    return std::optional(true);
}

Done revoke_again(Batch& batch, const Decision& one) {
    bool changed = false;
    for (DeviceRow& row : TRY(batch.devices())) {
        if (row.public_key != one.device_key || row.revoked) continue;
        row.revoked = changed = true;
        TRY(batch.update_device(row));
    }
    return std::optional(changed);
}

Done again(Batch& batch, const Decision& one, UnixMs now) {
    switch (one.what) {
        case What::user: break;
        case What::grant: return grant_again(batch, one, now);
        case What::grant_end: return end_again(batch, one, now);
        case What::move: return move_again(batch, one, now);
        case What::revoke: return revoke_again(batch, one);
    }
    return std::optional(false);
}

}  // namespace

std::string text_of(const Decision& one) {
    json line = {{"besluit", words[static_cast<std::size_t>(one.what)]}, {"at", one.at}};
    if (one.server_seq != 0) line["server_seq"] = one.server_seq;
    if (!one.user.empty()) line["user"] = one.user;
    if (!one.role.empty()) line["role"] = one.role;
    if (!one.municipality.empty()) line["gemeente"] = one.municipality;
    if (one.dossier) line["dossier"] = one.dossier->text();
    if (one.until) line["until"] = *one.until;
    if (!one.device_key.empty()) line["sleutel"] = to_hex(one.device_key);
    return line.dump(-1, ' ', false, json::error_handler_t::replace);
}

Decision Decision::of(What what, const Grant& grant, UnixMs at, ServerSeq server_seq) {
    return {what, at, server_seq, grant.user, grant.role, grant.municipality, grant.dossier, grant.until, {}};
}

Result<std::vector<Decision>> read_decisions(Files& disk, const std::string& path) {
    std::vector<Decision> all;
    if (!disk.exists(path)) return all;
    const Bytes text = TRY(disk.read(path));
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        auto one = decision_of(json::parse(text.substr(at, end - at), nullptr, false));
        if (!one) return damaged();
        all.push_back(std::move(*one));
        at = end + 1;
    }
    return all;
}

Status write_decisions(Files& disk, const std::string& path, const std::vector<Decision>& more) {
    if (more.empty()) return done();
    Bytes text = disk.exists(path) ? TRY(disk.read(path)) : Bytes();
    for (const Decision& one : more) text += text_of(one) + "\n";
    return disk.write_atomically(path, text);
}

Status note(const Folder& folder, const std::vector<Decision>& decided) {
    const Status kept = write_decisions(folder.paths.disk(), folder.paths.decisions(), decided);
    return kept.ok() ? done() : not_kept(kept.error());
}

Status note_done(const Folder& folder, const std::vector<Decision>& decided) {
    if (decided.empty()) return done();
    const auto alone = begin_patiently(folder);
    return alone.ok() ? note(folder, decided) : not_kept(alone.error());
}

Result<Repeated> repeat(Batch& batch, const std::vector<Decision>& decisions, ServerSeq since, UnixMs now) {
    Repeated repeated;
    for (const Decision& one : decisions) {
        if (one.server_seq != 0 && one.server_seq <= since) continue;
        const std::optional<bool> changed = TRY(again(batch, one, now));
        if (!changed) repeated.not_again.push_back(one);
        else repeated.again += *changed;
    }
    return repeated;
}

}  // namespace wegwijs::server
