#include "sync_server/report/pilot.hpp"

#include <algorithm>
#include <numeric>

#include <nlohmann/json.hpp>

#include "sync_server/delivery/calendar.hpp"

namespace wegwijs::server {

namespace {

using Json = nlohmann::json;

constexpr std::string_view equal = "gelijk", by_inhabitants = "naar_inwoners", by_hand = "handmatig";
constexpr std::uint64_t regional_total = 40;
constexpr std::uint64_t most = 1'000'000;

Error invalid() {
    return {"pilot_invalid",
            "The pilot's settings cannot be read. Nothing was changed. They need a method (gelijk, naar_inwoners or "
            "handmatig), a total, periods with dates, and municipalities with a code of four digits.",
            Retry::never};
}

/// Codes of CBS; inhabitants rounded to thousands. The largest first: what cannot be shared goes there.
std::vector<PilotMunicipality> westfriesland() {
    return {{"0405", "Hoorn", 75'000, 0},       {"0420", "Medemblik", 45'000, 0},    {"1598", "Koggenland", 23'000, 0},
            {"0532", "Stede Broec", 22'000, 0}, {"0498", "Drechterland", 20'000, 0}, {"0388", "Enkhuizen", 19'000, 0},
            {"0432", "Opmeer", 12'000, 0}};
}

void set_quota(Pilot& pilot) {
    if (pilot.method == by_hand) return;
    std::vector<std::uint64_t> weights;
    for (const PilotMunicipality& m : pilot.municipalities)
        weights.push_back(pilot.method == equal ? 1 : m.inhabitants);
    const std::vector<std::uint64_t> shares = share_out(pilot.planned, weights);
    for (std::size_t i = 0; i < shares.size(); ++i) pilot.municipalities[i].quota = shares[i];
}

std::string text(const Json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::uint64_t number(const Json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_number_unsigned() ? std::min(found->get<std::uint64_t>(), most) : 0;
}

bool read_municipality(const Json& json, Pilot& pilot) {
    if (!json.is_object()) return false;
    PilotMunicipality m{text(json, "code"), text(json, "naam"), number(json, "inwoners"), number(json, "quotum")};
    const bool digits = m.code.size() == 4 && m.code.find_first_not_of("0123456789") == std::string::npos;
    if (m.name.empty()) m.name = m.code;
    pilot.municipalities.push_back(std::move(m));
    return digits;
}

bool read_period(const Json& json, Pilot& pilot) {
    if (!json.is_object()) return false;
    PilotPeriod period{text(json, "van"), text(json, "tot"), text(json, "reden"), text(json, "besloten_op")};
    const bool dates = day_number(period.from) && day_number(period.to) && period.from <= period.to;
    pilot.periods.push_back(std::move(period));
    return dates;
}

template <class Read>
bool read_list(const Json& json, const char* name, Pilot& pilot, Read&& read) {
    const auto list = json.find(name);
    if (list == json.end()) return true;
    return list->is_array() &&
           std::all_of(list->begin(), list->end(), [&](const Json& item) { return read(item, pilot); });
}

}  // namespace

std::vector<std::uint64_t> share_out(std::uint64_t total, const std::vector<std::uint64_t>& weights) {
    const std::uint64_t sum = std::accumulate(weights.begin(), weights.end(), std::uint64_t{0});
    std::vector<std::uint64_t> shares(weights.size(), 0);
    if (sum == 0) return shares;
    std::vector<std::size_t> order(weights.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::uint64_t left = total;
    for (std::size_t i = 0; i < weights.size(); ++i) left -= shares[i] = total * weights[i] / sum;
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return total * weights[a] % sum > total * weights[b] % sum; });
    for (std::size_t i = 0; i < left; ++i) ++shares[order[i]];
    return shares;
}

std::optional<Pilot> built_in_pilot(std::string_view name) {
    if (name != equal && name != by_inhabitants) return std::nullopt;
    Pilot pilot{std::string(name), std::string(name), regional_total, {}, westfriesland()};
    // As the regional memo has it: one year, then half a year more.
    pilot.periods = {{"2019-08-15", "2020-08-15", "", ""}, {"2020-08-16", "2021-02-15", "corona", ""}};
    set_quota(pilot);
    return pilot;
}

Result<Pilot> read_pilot(std::string_view name, std::string_view bytes) {
    const Json json = Json::parse(bytes, nullptr, false);
    if (!json.is_object()) return invalid();
    Pilot pilot{std::string(name), text(json, "methode"), number(json, "totaal"), {}, {}};
    if (pilot.method != equal && pilot.method != by_inhabitants && pilot.method != by_hand) return invalid();
    if (!read_list(json, "gemeenten", pilot, read_municipality) || !read_list(json, "perioden", pilot, read_period))
        return invalid();
    if (pilot.municipalities.empty() && pilot.method != by_hand) pilot.municipalities = westfriesland();
    set_quota(pilot);
    std::uint64_t sum = 0;
    for (const PilotMunicipality& m : pilot.municipalities) sum += m.quota;
    if (pilot.planned == 0) pilot.planned = sum;
    if (pilot.municipalities.empty() || pilot.planned == 0) return invalid();
    return pilot;
}

}  // namespace wegwijs::server
