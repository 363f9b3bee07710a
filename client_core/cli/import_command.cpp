// import: a hand-over list.
#include "client_core/cli/importer.hpp"
#include "client_core/cli/interrupt.hpp"
#include "client_core/cli/table.hpp"
#include "client_core/shared/crypto/crypto.hpp"
#include "client_core/shared/system/system.hpp"

namespace wegwijs::cli {

namespace {

constexpr std::size_t most_bytes = 64u << 20;

std::string name_of(const Bytes& list, const Bytes& map) {
    return to_hex(crypto::hash(crypto::hash(list, 32) + crypto::hash(map, 32), 16));
}

std::string report_text(const ImportReport& report) {
    std::string text = std::to_string(report.created) + " records made";
    if (report.earlier > 0) text += ", " + std::to_string(report.earlier) + " were made before";
    text += ", " + std::to_string(report.refused.size()) + " rows refused.\n";
    std::vector<Row> rows{{"line", "reason"}};
    for (const RefusedRow& row : report.refused) rows.push_back({std::to_string(row.line), row.reason});
    return text + table(rows);
}

Status import(const Program& program, const std::string& list_file, const std::string& map_file) {
    const Bytes list = TRY(system::read_file(list_file)), map_text = TRY(system::read_file(map_file));
    if (list.size() > most_bytes)
        return Error{"limit", "A list is at most 64 MiB. Nothing was imported. Cut it in two.", Retry::never};
    const ImportMap map = TRY(ImportMap::read(map_text));
    const std::vector<CsvRow> rows = TRY(read_csv(list, map.separator));
    const auto store = TRY(program.open());
    TRY(map.check(store->pack(), rows.empty() ? CsvRow{} : rows.front()));
    const Interrupt interrupt;
    Importer importer = TRY(Importer::begin(*store, map, name_of(list, map_text)));
    const ImportReport report = TRY(importer.take(rows, [&] { return interrupt.asked().load(); }));
    Json refused = Json::array();
    for (const RefusedRow& row : report.refused) refused.push_back({{"line", row.line}, {"reason", row.reason}});
    return program.answer({{"created", report.created}, {"earlier", report.earlier}, {"refused", std::move(refused)}},
                          report_text(report));
}

constexpr const char* about =
    "wegwijs import overdracht.csv --map overdracht.json\n\n"
    "The list: CSV in UTF-8 with a head; ';', ',' or tab between the cells, quotes as in RFC 4180.\n"
    "The map: {\"entity\": \"deelnemer\",\n"
    "  \"gemeente\": \"0405\" or {\"column\": \"Gemeentecode\"},\n"
    "  \"fields\": {\"weergavenaam\": \"Roepnaam\", \"geboortedatum\": {\"column\": \"Geb. datum\", \"format\": "
    "\"dd-mm-yyyy\"},\n"
    "             \"verblijf\": {\"value\": \"azc\"}},\n"
    "  \"key\": \"v_nummer\"      a row whose key is here already is refused as a possible double; may be left out\n"
    "  \"separator\": \";\"}      may be left out\n"
    "A day or month of zeros is unknown. An empty cell says nothing. Every row is saved whole or refused with its line "
    "and\n"
    "the reason; the good rows stay. Killed or repeated, the same list with the same map goes on where it was: no row "
    "is\n"
    "taken in twice, and refused rows are tried again.";

}  // namespace

void add_import_command(CLI::App& app, Program& program) {
    auto list = std::make_shared<std::string>(), map = std::make_shared<std::string>();
    CLI::App* command = add_command(app, "import", "Takes in a hand-over list: a record a row", about);
    command->add_option("file", *list, "The list")->required()->type_name("FILE.csv");
    command->add_option("--map", *map, "Which column is which field")->required()->type_name("MAP.json");
    command->callback(
        [&program, list, map] { program.chosen = [&program, list, map] { return import(program, *list, *map); }; });
}

}  // namespace wegwijs::cli
