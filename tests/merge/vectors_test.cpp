// The vectors that an independent model made (tests/vectors/merge/generate.py). MERGE.md says how to read them.
#include <fstream>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/merge/dossier.hpp"

using namespace wegwijs;
using namespace wegwijs::merge;
using Json = nlohmann::json;

namespace {

Json load(const std::string& name) {
    std::ifstream file(std::string(WEGWIJS_SOURCE_DIR) + "/tests/vectors/merge/" + name);
    REQUIRE(file.good());
    return Json::parse(file);
}

model::Value value_of(const Json& json) {
    if (json.is_null()) return model::null_value;
    return json.is_boolean() ? model::encode_bool(json.get<bool>()) : text(json.get<std::string>());
}

ServerSeq place_of(const Json& json) { return json.is_null() ? unsent : json.get<ServerSeq>(); }

Entries entries_of(const Json& list) {
    Entries entries;
    for (const Json& e : list) {
        const Stamp stamp{place_of(e[0]), e[1].get<std::uint64_t>(), e[2].get<std::uint64_t>(), e[3].get<UnixMs>()};
        entries.push_back({stamp, value_of(e[4])});
    }
    return entries;
}

FieldKey key_of(const Json& number, const Json& element) {
    return field(number.get<std::uint16_t>(), element.get<std::string>());
}

Transaction transaction_of(const Json& json, const Json& parents) {
    Transaction transaction;
    transaction.seq = json["seq"].get<std::uint64_t>();
    transaction.context = {json["S"].get<ServerSeq>(), json["n"].get<std::uint64_t>()};
    for (const auto& [number, parent] : parents.items()) {
        const auto above = parent.get<std::uint8_t>();
        transaction.created.push_back(
            make(record_id(static_cast<std::uint8_t>(std::stoi(number))), above ? record_id(above) : Id{}));
    }
    for (const Json& w : json["writes"])
        transaction.writes.push_back(set(record_id(w[0].get<std::uint8_t>()), key_of(w[1], w[2]), value_of(w[3])));
    return transaction;
}

MapRecords replay(const Json& vector, const Json& parents) {
    Lineage lineage;
    for (const Json& b : vector["branches"])
        lineage[b[0].get<std::uint64_t>()] = {b[1].get<std::uint64_t>(), b[2].get<std::uint64_t>()};
    MapRecords records;
    for (const Json& json : vector["transactions"]) {
        const Transaction transaction = transaction_of(json, parents);
        apply(records, transaction, json["device"].get<std::uint64_t>(), place_of(json["server_seq"]),
              json["at"].get<UnixMs>(), transaction.context, lineage);
    }
    return records;
}

std::uint64_t sum_of(const MapRecords& records) {
    std::uint64_t sum = 0;
    for (const auto& [id, record] : records.records)
        for (const FieldState& state : record.fields) sum += fingerprint(person, id, state.key, state.entries);
    return sum;
}

EpochStarts starts_of(const Json& list) {
    EpochStarts starts;
    for (const Json& pair : list) starts[pair[0].get<ServerSeq>()] = pair[1].get<ServerSeq>();
    return starts;
}

}  // namespace

TEST_CASE("vectors: the same transactions leave the same entries, readings, deletions and fingerprint") {
    const Json file = load("apply.json");
    const model::Value withdraws = value_of(file["withdraws"]);
    const auto withdrawn = [&](ByteView value) { return value == withdraws; };
    CHECK(file["cases"].size() >= 300);
    for (const Json& vector : file["cases"]) {
        INFO("case " << vector["case"]);
        MapRecords records = replay(vector, file["parents"]);
        std::size_t fields = 0;
        for (const auto& [id, record] : records.records) fields += record.fields.size();
        CHECK(fields == vector["fields"].size());
        for (const Json& f : vector["fields"]) {
            const Entries* entries = records.find(record_id(f[0].get<std::uint8_t>()))->find(key_of(f[1], f[2]));
            REQUIRE(entries);
            CHECK(*entries == entries_of(f[3]));
        }
        for (const Json& r : vector["reads"]) {
            const Entries& entries = *records.find(record_id(r[0].get<std::uint8_t>()))->find(key_of(r[1], r[2]));
            const auto policy = policy_from_text(file["policies"][std::to_string(r[1].get<int>())].get<std::string>());
            const Reading reading = read(policy.value(), entries, withdrawn);
            CHECK(reading.shown->value == value_of(r[3]));
            CHECK(reading.conflict == r[4].get<bool>());
        }
        for (const auto& [number, expected] : vector["deletions"].items()) {
            const char* words[] = {"none", "hidden", "conflict"};
            const Record& record = *records.find(record_id(static_cast<std::uint8_t>(std::stoi(number))));
            CHECK(words[static_cast<int>(read_deletion(record))] == expected.get<std::string>());
        }
        if (!vector["fingerprint"].is_null())
            CHECK(sum_of(records) == std::stoull(vector["fingerprint"].get<std::string>(), nullptr, 16));
    }
}

TEST_CASE("vectors: the same writes are judged alike") {
    const Json file = load("judge.json");
    CHECK(file["cases"].size() >= 240);
    const model::Value withdraws = value_of(file["withdraws"]);
    const auto move_allowed = [&](ByteView from, ByteView to) {
        const std::string start = model::is_null(from) ? "" : std::string(model::decode_text(from).value());
        for (const Json& end : file["moves"][start])
            if (text(end.get<std::string>()) == to) return true;
        return false;
    };
    for (const Json& vector : file["cases"]) {
        INFO("case " << vector["case"]);
        const std::string word = vector["kind"].get<std::string>();
        const Kind kind = word == "decide" ? Kind::decide : word == "guarded" ? Kind::guarded : Kind::plain;
        std::function<bool(ByteView, ByteView)> moves;
        if (vector["moves"].get<bool>()) moves = move_allowed;
        CHECK(judge(policy_from_text(vector["policy"].get<std::string>()).value(), entries_of(vector["entries"]),
                    value_of(vector["value"]), kind, moves,
                    [&](ByteView value) { return value == withdraws; }) == vector["code"].get<std::string>());
    }
}

TEST_CASE("vectors: the same contexts go back to the same point") {
    const Json file = load("translate.json");
    CHECK(file["cases"].size() >= 80);
    for (const Json& vector : file["cases"]) {
        INFO("case " << vector["case"]);
        const EpochStarts line = starts_of(vector["line"]), known = starts_of(vector["known"]);
        for (const Json& pair : vector["translate"])
            CHECK(translate(pair[0].get<ServerSeq>(), line, line, known) == pair[1].get<ServerSeq>());
    }
}
