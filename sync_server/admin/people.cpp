#include "sync_server/admin/people.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "sync_server/access/access.hpp"
#include "sync_server/admin/decisions.hpp"
#include "sync_server/auth/enrol_code.hpp"

namespace wegwijs::server {

namespace {

constexpr std::size_t longest_name = 64;
constexpr UnixMs longest_valid_ms = 30LL * 24 * 3600 * 1000;
constexpr UnixMs shortest_valid_ms = 1000;

Error refusal(const char* code, const char* message) { return Error{code, message, Retry::never}; }

Error unknown_user() {
    return refusal("unknown_user",
                   "There is no such user. Nothing was changed. Add the user first, or look at 'user list'.");
}

/// Names stand in logs and on screens: letters, digits and a few signs, and none that is a command.
bool is_name(const std::string& name) {
    if (name.empty() || name.size() > longest_name || name == "end" || name == "list") return false;
    return std::all_of(name.begin(), name.end(),
                       [](char c) {
                           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                                  c == '.' || c == '-' || c == '_' || c == '@';
                       }) &&
           name.front() != '-';
}

std::string body_of(const std::string& user, const GrantOrder& order) {
    nlohmann::json body = {{"user", user}, {"role", order.role}};
    if (order.dossier) body["dossier"] = order.dossier->text();
    else body["gemeente"] = order.municipality;
    if (order.until) body["until"] = *order.until;
    return body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// The number of a grant that says exactly this; 0: there is none.
Result<std::uint64_t> held(Batch& batch, const std::string& user, const GrantOrder& order) {
    for (const Grant& one : TRY(batch.grants(user)))
        if (one.end == 0 && one.role == order.role && one.municipality == order.municipality &&
            one.dossier == order.dossier && one.until == order.until)
            return one.number;
    return 0;
}

Status check(Batch& batch, const GrantOrder& order, UnixMs now) {
    const auto packs = TRY(Packs::load(batch));
    if (!packs->newest().role(order.role))
        return refusal("unknown_role",
                       "The pack has no such role. Nothing was changed. 'grant --help' names the roles of the pack "
                       "that comes with this server.");
    if (order.dossier.has_value() == !order.municipality.empty())
        return refusal("usage", "A grant is for one municipality or for one dossier. Nothing was changed.");
    if (!order.dossier && !is_municipality(order.municipality))
        return refusal("invalid_municipality", "A municipality is a CBS code of four digits. Nothing was changed.");
    if (order.dossier) {
        const auto dossier = TRY(batch.dossier(*order.dossier));
        if (!dossier || dossier->erased != 0)
            return refusal("unknown_dossier", "There is no such dossier. Nothing was changed.");
    }
    if (order.until && *order.until <= now)
        return refusal("past", "The grant would be over already. Nothing was changed.");
    return done();
}

enum class IfHeld { refuse, keep };

Result<std::uint64_t> place(Batch& batch, const std::string& user, const GrantOrder& order, UnixMs now, IfHeld if_held,
                            std::vector<Decision>& decided) {
    TRY(check(batch, order, now));
    if (const std::uint64_t number = TRY(held(batch, user, order)); number != 0) {
        if (if_held == IfHeld::keep) return number;
        return refusal("exists", "The user holds this grant already. Nothing was changed.");
    }
    Grant grant;
    grant.user = user;
    grant.municipality = order.municipality;
    grant.dossier = order.dossier;
    grant.role = order.role;
    grant.until = order.until;
    grant.from_at = now;
    grant.from = TRY(batch.append({LedgerKind::grant, 0, 0, 0, {}, now, {}, false, body_of(user, order)}));
    decided.push_back(Decision::of(Decision::What::grant, grant, now, grant.from));
    return batch.add_grant(grant);
}

Result<std::vector<std::uint64_t>> place_all(Folder& folder, const std::string& user,
                                             const std::vector<GrantOrder>& orders, IfHeld if_held) {
    std::vector<std::uint64_t> numbers;
    std::vector<Decision> decided;
    TRY(change(folder, "grant.add", user, [&](Batch& batch) -> Status {
        for (const GrantOrder& order : orders)
            numbers.push_back(TRY(place(batch, user, order, folder.clock.now(), if_held, decided)));
        return done();
    }));
    // Only what was really given is given again: noted when it is done.
    TRY(note_done(folder, decided));
    return numbers;
}

}  // namespace

bool is_municipality(std::string_view code) {
    return code.size() == 4 && std::all_of(code.begin(), code.end(), [](char c) { return c >= '0' && c <= '9'; });
}

Result<std::vector<std::uint64_t>> add_user(Folder& folder, const std::string& name,
                                            const std::vector<GrantOrder>& orders) {
    if (!is_name(name))
        return refusal(
            "invalid_name",
            "A user's name is 1 to 64 letters, digits, or . - _ @, and not 'end' or 'list'. Nothing was changed.");
    if (TRY(folder.admin->has_user(name)))
        return refusal("exists", "There is a user of this name already. Nothing was changed.");
    // The grants first: a user whose grants were refused is not left behind, and grants without a user give nobody
    // anything. After a crash in between they are there already.
    std::vector<std::uint64_t> numbers;
    if (!orders.empty()) numbers = TRY(place_all(folder, name, orders, IfHeld::keep));
    TRY(folder.admin->add_user(name, folder.clock.now()));
    Decision decided;
    decided.at = folder.clock.now();
    decided.user = name;
    TRY(note_done(folder, {decided}));
    TRY(folder.admin->audit(folder.origin.actor, "user.add", name, "ok", folder.origin.via, folder.clock.now()));
    return numbers;
}

Result<std::uint64_t> grant(Folder& folder, const std::string& user, const GrantOrder& order) {
    if (!TRY(folder.admin->has_user(user))) return unknown_user();
    return TRY(place_all(folder, user, {order}, IfHeld::refuse)).front();
}

Status end_grant(Folder& folder, std::uint64_t number) {
    return change(folder, "grant.end", std::to_string(number), [&](Batch& batch) -> Status {
        const std::vector<Grant> all = TRY(batch.all_grants());
        const auto found = std::find_if(all.begin(), all.end(), [&](const Grant& one) { return one.number == number; });
        if (found == all.end())
            return refusal("unknown_grant",
                           "There is no grant with this number. Nothing was changed. Look at 'grant list'.");
        if (found->end != 0) return refusal("ended", "This grant has ended already. Nothing was changed.");
        const UnixMs now = folder.clock.now();
        const std::string body = "{\"grant\":" + std::to_string(number) + "}";
        const ServerSeq end = TRY(batch.append({LedgerKind::grant_end, 0, 0, 0, {}, now, {}, false, body}));
        // What takes a right away is noted first: it may be taken twice, but never come back.
        TRY(note(folder, {Decision::of(Decision::What::grant_end, *found, now, end)}));
        return batch.end_grant(number, end, now);
    });
}

Result<EnrolCode> make_code(Folder& folder, const std::string& user, UnixMs valid_ms) {
    if (valid_ms < shortest_valid_ms || valid_ms > longest_valid_ms)
        return refusal("invalid_duration",
                       "A code is valid for a second at least and 30 days at most. Nothing was changed.");
    if (!TRY(folder.admin->has_user(user))) return unknown_user();
    const EnrolCode made{make_enrol_code(folder.random), folder.clock.now() + valid_ms};
    TRY(folder.admin->add_enrol_code(enrol_code_hash(made.code), user, made.until));
    TRY(folder.admin->audit(folder.origin.actor, "enrol_code.make", user, "ok", folder.origin.via, folder.clock.now()));
    return made;
}

Status revoke_device(Folder& folder, std::uint64_t number) {
    return change(folder, "device.revoke", std::to_string(number), [&](Batch& batch) -> Status {
        const std::optional<DeviceRow> device = TRY(batch.device(number));
        if (!device)
            return refusal("unknown_device",
                           "There is no device with this number. Nothing was changed. Look at 'devices'.");
        Decision decided;
        decided.what = Decision::What::revoke;
        decided.at = folder.clock.now();
        decided.device_key = device->public_key;
        TRY(note(folder, {decided}));
        // A store that was put back from a backup goes on under another number, but with the same key.
        for (DeviceRow& row : TRY(batch.devices())) {
            if (row.public_key != device->public_key) continue;
            row.revoked = true;
            TRY(batch.update_device(row));
        }
        return done();
    });
}

}  // namespace wegwijs::server
