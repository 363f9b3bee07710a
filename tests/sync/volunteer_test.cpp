// What stands on a volunteer's phone: every byte of its database, decrypted, is looked through.
#include <set>

#include <sqlite3.h>

#include "client_core/shared/model/pack_files.hpp"
#include "client_core/shared/protocol/compress.hpp"
#include "tests/sync/world.hpp"

using namespace wegwijs;
using namespace wegwijs::test;

namespace {

/// The pack of the programs, from its folder.
std::string domain_pack() {
    const std::string folder = std::string(WEGWIJS_SOURCE_DIR) + "/client_core/domain/inburgering/";
    auto read = [&](const std::string& path) -> Result<std::string> { return system::files().read(folder + path); };
    return must(model::join_pack(must(read("pack.json")), read));
}

/// A value that stands nowhere else, as it is typed, and the bytes that give it away; none: its field has few values.
struct Mark {
    std::string typed, trace;
};

std::string digits(std::uint64_t number, std::size_t places) {
    std::string text = std::to_string(number);
    return std::string(places - std::min(places, text.size()), '0') + text;
}

/// A BSN of the range that is never given out, which passes the eleven-test.
std::string bsn(std::uint64_t number) {
    const std::string first = digits(99990000 + number, 8);
    int total = 0;
    for (int i = 0; i < 8; ++i) total += (9 - i) * (first[static_cast<std::size_t>(i)] - '0');
    return total % 11 == 10 ? bsn(number + 500) : first + std::to_string(total % 11);
}

/// How an integer of this size stands in SQLite's rows, and at the end of CBOR's eight bytes.
std::string six_bytes(std::uint64_t number) {
    std::string bytes;
    for (int shift = 40; shift >= 0; shift -= 8) bytes += static_cast<char>(number >> shift & 0xff);
    return bytes;
}

Mark mark_of(const model::Field& field, std::uint64_t number) {
    std::string word = "mq";  // eight letters: a language tag too
    for (const char digit : digits(number, 4)) word += static_cast<char>('a' + (digit - '0'));
    word += "xz";
    const std::string day = std::to_string(1931 + number / 28 / 12) + "-" + digits(number / 28 % 12 + 1, 2) + "-" +
                            digits(number % 28 + 1, 2);
    if (!field.values.empty())
        return {field.moves.empty() ? field.values.front().code : field.moves.at("").front(), {}};
    switch (field.type) {
        case model::Type::boolean: return {"true", {}};
        case model::Type::integer: return {"7", {}};
        case model::Type::decimal:
            return {std::to_string(1000 + number) + ".0731", std::to_string(1000 + number) + ".0731"};
        case model::Type::date:
        case model::Type::partial_date: return {day, day};
        case model::Type::timestamp:
            return {day + "T07:00:00.123Z", six_bytes(static_cast<std::uint64_t>(*model::decode_integer(
                                                must(model::parse(field, day + "T07:00:00.123Z")))))};
        case model::Type::bsn: return {bsn(number), bsn(number)};
        case model::Type::v_number: return {"88" + digits(number, 8), "88" + digits(number, 8)};
        case model::Type::language: return {"ti-x-mk" + digits(number, 5), "ti-x-mk" + digits(number, 5)};
        case model::Type::json: return {"{\"a\":\"" + word + "\"}", word};
        default: break;
    }
    if (field.form == "phone") return {"+3161" + digits(number, 7), "3161" + digits(number, 7)};
    return {word, word};
}

/// "entity.field" and the traces of the values that it has had.
using Marks = std::map<std::string, std::vector<std::string>>;

/// A dossier with a record of every kind, in which a klantmanager filled in every field that the role may.
struct Person {
    Person(Tablet& by, std::uint8_t role) : by_(by), pack_(by.store->pack()), role_(role) {
        for (const model::Entity& entity : pack_.entities())
            if (pack_.may_create(role, entity.number)) make(entity);
    }

    /// Every field of the person that can be written again gets another value.
    void write_over() {
        const model::Entity& person = *pack_.entity("deelnemer");
        for (const model::Field& field : person.fields)
            if (pack_.may_write(role_, person.number, field.number) && field.policy != merge::Policy::eerste &&
                field.values.empty())
                by_.set(ids.at("deelnemer"), field.name, typed("deelnemer", field));
    }

    std::string typed(const std::string& entity, const model::Field& field) {
        const Mark mark = mark_of(field, ++number_);
        auto& traces = marks[entity + "." + field.name];
        if (!mark.trace.empty()) traces.push_back(mark.trace);
        return mark.typed;
    }

    std::map<std::string, merge::Id> ids;
    Marks marks;

private:
    void make(const model::Entity& entity) {
        std::map<std::string, std::string> values;
        for (const model::Field& field : entity.fields) {
            if (field.is_parent || !pack_.may_fill(role_, entity.number, field.number)) continue;
            if (field.type != model::Type::ref) values[field.name] = typed(entity.name, field);
            else if (ids.count(field.target)) values[field.name] = ids.at(field.target).text();
        }
        const model::Field* parent = entity.parent_field();
        ids[entity.name] = by_.make(entity.name, values, parent ? ids.at(parent->target) : merge::Id{});
    }

    Tablet& by_;
    const model::Pack& pack_;
    std::uint8_t role_;
    std::uint64_t number_ = 0;
};

/// All bytes of the database as SQLite reads them, free pages too; every value of every table, since a long one lies in
/// pieces over pages; and what is packed in the values.
std::string everything(store::Store& store) {
    sqlite3* db = store.tables().db().raw();
    sqlite3_int64 size = 0;
    unsigned char* image = sqlite3_serialize(db, "main", &size, 0);
    REQUIRE(image);
    std::string all(reinterpret_cast<const char*>(image), static_cast<std::size_t>(size));
    sqlite3_free(image);
    std::vector<std::string> tables;
    auto names = must(store.tables().db().prepare_once("SELECT name FROM sqlite_schema WHERE type = 'table'"));
    while (must(names.step())) tables.emplace_back(names.text(0));
    CHECK(std::count(tables.begin(), tables.end(), "value") == 1);
    for (const std::string& table : tables) {
        auto rows = must(store.tables().db().prepare_once("SELECT * FROM \"" + table + "\""));
        while (must(rows.step()))
            for (int i = 0; i < rows.columns(); ++i) {
                const std::string value(rows.blob(i));
                all += value + '\n';
                if (auto plain = protocol::decompress(value, protocol::Encoding::zstd, 1 << 20); plain.ok())
                    all += *plain + '\n';
            }
    }
    return all;
}

std::set<std::string> seen(const Marks& marks, const std::string& in) {
    std::set<std::string> found;
    for (const auto& [name, traces] : marks)
        for (const std::string& trace : traces)
            if (in.find(trace) != in.npos) found.insert(name);
    return found;
}

/// Columns that hold a value, of those fields.
std::set<std::string> filled(store::Store& store, const Marks& fields) {
    std::set<std::string> found;
    for (const auto& [name, traces] : fields) {
        const std::size_t dot = name.find('.');
        const std::string sql = "SELECT count(\"" + name.substr(dot + 1) + "\") FROM \"" + name.substr(0, dot) + "\"";
        if (*must(store.tables().db().query_integer(sql)) > 0) found.insert(name);
    }
    return found;
}

std::set<std::string> names_of(const Marks& marks) {
    std::set<std::string> names;
    for (const auto& [name, traces] : marks) names.insert(name);
    return names;
}

}  // namespace

TEST_CASE("no byte of a volunteer's database tells a field that a volunteer may not read") {
    World w(domain_pack());
    w.grant("anna", "klantmanager", "0405");
    w.grant("bram", "klantmanager", "0405");
    w.grant("vera", "vrijwilliger", "0405");
    Tablet& anna = w.tablet("a", "anna", "klantmanager");
    Tablet& bram = w.tablet("b", "bram", "klantmanager");
    anna.sync();
    Person person(anna, *anna.store->pack().role("klantmanager"));
    const merge::Id who = person.ids.at("deelnemer");
    w.grant("wim", "vrijwilliger", "", who);
    Tablet& vera = w.tablet("v", "vera", "vrijwilliger");
    Tablet& wim = w.tablet("w", "wim", "vrijwilliger");
    const auto all = {&anna, &bram, &vera, &wim};
    for (Tablet* t : all) t->sync();
    // Old values for the history, and two birth dates for a person to choose from.
    person.write_over();
    bram.set(who, "geboortedatum",
             person.typed("deelnemer", *bram.store->pack().entity("deelnemer")->field("geboortedatum")));
    for (int round = 0; round < 2; ++round)
        for (Tablet* t : all) t->sync();
    CHECK(bram.conflicts() == 1);

    const model::Pack& pack = vera.store->pack();
    const std::uint8_t volunteer = *pack.role("vrijwilliger");
    Marks hidden, told_apart;
    for (const auto& [name, traces] : person.marks) {
        const model::Entity* entity = pack.entity(name.substr(0, name.find('.')));
        const model::Field* field = entity->field(name.substr(name.find('.') + 1));
        if (!traces.empty()) told_apart[name] = traces;
        if (!pack.may_read(volunteer, entity->number, field->number)) hidden[name] = traces;
        else CHECK(field->sensitivity == "A");
    }
    for (const char* name : {"bsn", "v_nummer", "geboortedatum", "geslachtsnaam"})
        CHECK(hidden.count(std::string("deelnemer.") + name) == 1);
    CHECK(hidden.count("intake.belastbaarheid") == 1);

    // The search finds what is there: a klantmanager who only received it holds every one of them.
    CHECK(told_apart.size() > 60);
    CHECK(seen(told_apart, everything(*bram.store)) == names_of(told_apart));
    CHECK(filled(*bram.store, person.marks) == names_of(person.marks));
    for (Tablet* t : {&vera, &wim}) {
        CHECK(t->shown(who, "taaldoel") == anna.shown(who, "taaldoel"));
        CHECK(seen(hidden, everything(*t->store)) == std::set<std::string>());
        CHECK(filled(*t->store, hidden) == std::set<std::string>());
        CHECK(t->conflicts() == 0);
        CHECK(t->sync({{}, true}).repaired == false);
    }
}
