#include "sync_server/report/report.hpp"

#include <nlohmann/json.hpp>

#include "sync_server/report/suppression.hpp"
#include "tests/delivery/office.hpp"

using namespace wegwijs;
using namespace wegwijs::test;
using nlohmann::json;
using server::Shown;

namespace {

void participant(Office& office, const std::string& municipality, const std::string& place,
                 const std::string& status = "intake_loopt") {
    const Id person = office.person(municipality, {{"weergavenaam", "Zarghuna"}});
    const Id course = office.record("traject", person,
                                    {{"status", status}, {"regievoerder", "anna"}, {"datum_koppeling", "2026-11-01"}});
    office.record("intake", course,
                  {{"stand", "afgerond"},
                   {"plaats_gesprek", place},
                   {"begonnen_op", "2026-11-11T09:00:00Z"},
                   {"zonder_verbinding", "true"}});
}

const server::ReportTable& table(const server::PilotReport& report, const std::string& id) {
    for (const auto& found : report.tables)
        if (found.id == id) return found;
    FAIL(id);
    return report.tables.front();
}

}  // namespace

TEST_CASE("a count of one to four is never shown, and never to be found by subtraction") {
    CHECK(server::show_alone(0) == Shown::value);
    CHECK(server::show_alone(1) == Shown::small);
    CHECK(server::show_alone(4) == Shown::small);
    CHECK(server::show_alone(5) == Shown::value);

    const auto one = server::show_group({20, 3, 9});
    CHECK(one.cells == std::vector<Shown>{Shown::value, Shown::small, Shown::protective});
    CHECK(one.total == Shown::value);
    const auto two = server::show_group({20, 3, 2});
    CHECK(two.cells == std::vector<Shown>{Shown::value, Shown::small, Shown::small});
    // 4 and 4 of 28: both known to be at most four, so the sum would say it.
    CHECK(server::show_group({20, 4, 4}).cells == std::vector<Shown>{Shown::protective, Shown::small, Shown::small});
    // 1 and 1 of 22: both known to be at least one.
    CHECK(server::show_group({20, 1, 1}).cells == std::vector<Shown>{Shown::protective, Shown::small, Shown::small});
    CHECK(server::show_group({12, 0, 7}).all());
    CHECK(server::show_group({3, 0}).total == Shown::small);
}

TEST_CASE("of every group with a small cell at least two numbers stay possible") {
    // All groups of three small counts and a total: whoever knows the total, and the rules, cannot tell a hidden cell.
    for (std::uint64_t a = 0; a <= 9; ++a)
        for (std::uint64_t b = 0; b <= 9; ++b)
            for (std::uint64_t c = 0; c <= 9; ++c) {
                const std::vector<std::uint64_t> counts{a, b, c};
                const auto shown = server::show_group(counts);
                if (shown.total != Shown::value) continue;
                for (std::size_t i = 0; i < 3; ++i) {
                    if (shown.cells[i] != Shown::small) continue;
                    std::set<std::uint64_t> possible;
                    for (std::uint64_t x = 0; x <= 30; ++x)
                        for (std::uint64_t y = 0; y <= 30; ++y) {
                            if (x + y > a + b + c) continue;
                            const std::vector<std::uint64_t> other{x, y, a + b + c - x - y};
                            bool fits = true;
                            for (std::size_t k = 0; k < 3; ++k) {
                                if (shown.cells[k] == Shown::value) fits &= other[k] == counts[k];
                                if (shown.cells[k] == Shown::small) fits &= other[k] >= 1 && other[k] <= 4;
                            }
                            if (fits) possible.insert(other[i]);
                        }
                    INFO(a << " " << b << " " << c);
                    CHECK(possible.size() > 1);
                }
            }
}

TEST_CASE("forty participants are shared out evenly, or by inhabitants") {
    const auto equal = server::built_in_pilot("gelijk");
    const auto by_inhabitants = server::built_in_pilot("naar_inwoners");
    REQUIRE((equal && by_inhabitants));
    std::vector<std::uint64_t> even;
    std::map<std::string, std::uint64_t> proportional;
    for (const auto& m : equal->municipalities) even.push_back(m.quota);
    for (const auto& m : by_inhabitants->municipalities) proportional[m.code] = m.quota;
    CHECK(even == std::vector<std::uint64_t>{6, 6, 6, 6, 6, 5, 5});
    CHECK(proportional ==
          std::map<std::string, std::uint64_t>{
              {"0405", 14}, {"0420", 8}, {"1598", 4}, {"0532", 4}, {"0498", 4}, {"0388", 4}, {"0432", 2}});
    CHECK(equal->periods.back().to == "2021-02-15");
    CHECK(equal->periods.back().reason == "corona");
    CHECK_FALSE(server::built_in_pilot("anders"));
}

TEST_CASE("a pilot of one's own says its quota by hand, and what is no pilot is refused") {
    Office office;
    const std::string own = R"({"methode":"handmatig","gemeenten":[{"code":"0405","naam":"Hoorn","quotum":9}],
                                "perioden":[{"van":"2026-01-01","tot":"2026-12-31","reden":"","besloten_op":"2025-12-01"}]})";
    CHECK(got(server::set_pilot("eigen", own, *office.folder->admin)).planned == 9);
    CHECK(got(server::make_report("eigen", *office.folder->admin, office.clock)).pilot.municipalities[0].quota == 9);
    CHECK(server::set_pilot("../eigen", own, *office.folder->admin).error().code == "invalid_name");
    CHECK(server::set_pilot("eigen", R"({"methode":"anders"})", *office.folder->admin).error().code == "pilot_invalid");
    CHECK(server::make_report("onbekend", *office.folder->admin, office.clock).error().code == "unknown_pilot");
}

TEST_CASE("who finished the intake and did not withdraw has participated; the head count per municipality is shown") {
    Office office;
    participant(office, "0405", "azc");
    participant(office, "0405", "azc");
    participant(office, "0432", "kantoor");
    participant(office, "0432", "azc", "ingetrokken");
    const Id open = office.person("0405", {{"weergavenaam", "Rana"}});
    office.record("intake", office.record("traject", open, {{"status", "intake_loopt"}, {"regievoerder", "anna"}}),
                  {{"stand", "open"}});
    const auto report = got(server::make_report("gelijk", *office.folder->admin, office.clock));
    CHECK(report.participated == 3);
    CHECK(report.elsewhere == 0);
    const auto& quota = table(report, "gemeenten");
    CHECK(quota.rows.front() == std::vector<std::string>{"Hoorn", "2", "6", ""});
    CHECK(quota.rows.back() == std::vector<std::string>{"Totaal", "3", "40", ""});
    CHECK(table(report, "intake").rows[1][1] == "< 5");  // withdrawn: one
    CHECK(table(report, "plaats").rows[0][1] == "< 5");
}

TEST_CASE("small numbers stay hidden in the page, the CSV and the JSON, and large ones show") {
    Office office;
    for (int i = 0; i < 12; ++i) participant(office, "0405", "azc");
    for (int i = 0; i < 6; ++i) participant(office, "0420", "kantoor");
    for (int i = 0; i < 3; ++i) participant(office, "0432", "huis");
    const auto report = got(server::make_report("gelijk", *office.folder->admin, office.clock));
    const auto& where = table(report, "plaats");
    CHECK(where.rows[0] == std::vector<std::string>{"Azc", "12", "-"});
    CHECK(where.rows[1][1] == "niet getoond");
    CHECK(where.rows[2][1] == "< 5");
    CHECK(where.rows[4][1] == "21");
    CHECK(contains(where.note, "10 dagen"));
    CHECK(contains(table(report, "gemeenten").rows[0][3], "boven quotum"));

    const auto files = got(server::write_report(report, office.dir.path("rapport")));
    const std::string html = got(system::read_file(files.html)), csv = got(system::read_file(files.csv));
    CHECK(contains(html, "<html lang=\"nl\">"));
    CHECK(contains(html, "<th scope=\"row\">Azc</th><td>12</td>"));
    CHECK(contains(html, "<th scope=\"row\">Thuis</th><td>&lt; 5</td>"));
    CHECK_FALSE(contains(html, "<script"));
    CHECK_FALSE(contains(html, "http"));
    CHECK(contains(csv, "2. Waar de intake was,Thuis,Deelnemers,< 5\r\n"));
    const json numbers = json::parse(server::to_json(report));
    CHECK(numbers["municipalities"][0] ==
          json{{"code", "0405"}, {"name", "Hoorn"}, {"participated", 12}, {"quota", 6}});
    for (const std::string& text : {html, csv, numbers.dump()}) CHECK_FALSE(contains(text, "Zarghuna"));
}

TEST_CASE("a restricted person is in no number, and devices that lag behind are counted") {
    Office office;
    const Id person = office.person("0405", {{"weergavenaam", "Rana"}, {"verwerking_beperkt", "true"}});
    office.record("intake", office.record("traject", person, {{"status", "intake_loopt"}, {"regievoerder", "anna"}}),
                  {{"stand", "afgerond"}});
    {
        auto batch = got(office.folder->store->begin());
        for (std::uint64_t n = 0; n < 3; ++n) {
            server::DeviceRow device;
            device.user = "anna";
            device.public_key = office.random.bytes(32);
            device.number = got(batch->add_device(device));
            device.seen = n == 0 ? office.clock.at - 3 * 24 * 3'600'000LL : office.clock.at;
            device.unsent = n == 1 ? 4 : 0;
            REQUIRE(batch->update_device(device).ok());
        }
        REQUIRE(batch->commit().ok());
    }
    const auto report = got(server::make_report("gelijk", *office.folder->admin, office.clock));
    CHECK(report.participated == 0);
    CHECK(report.devices == 3);
    CHECK(report.devices_synced == 1);
    CHECK(contains(server::to_html(report), "1 van 3 apparaten"));
}
