// Writes seeds: what the vectors hold, and small examples of what the other targets read.
//
//   WEGWIJS_FUZZ_SEEDS=DIR fuzz_seeds
#include "tests/fuzz/seeds.hpp"

#include <map>
#include <sstream>

#include "client_core/shared/model/value.hpp"
#include "client_core/shared/protocol/compress.hpp"
#include "client_core/store/key_file.hpp"
#include "client_core/store/layout.hpp"
#include "client_core/store/versions.hpp"
#include "tests/fuzz/known.hpp"
#include "tests/fuzz/signed_message.hpp"

using namespace wegwijs;
using fuzz::keep;

namespace {

const std::string vectors = WEGWIJS_SOURCE_DIR "/tests/vectors/protocol/";

std::string file_text(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    REQUIRE(file);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

Bytes vector(const std::string& name) {
    std::istringstream text(file_text(vectors + name + ".hex"));
    std::string hex;
    for (std::string part; text >> part;) hex += part;
    bool ok = false;
    Bytes bytes = from_hex(hex, ok);
    REQUIRE(ok);
    return bytes;
}

class OneFile final : public Files {
public:
    Result<Bytes> read(const std::string&) override { return content; }
    Status write_atomically(const std::string&, ByteView bytes) override {
        content = Bytes(bytes);
        return done();
    }
    bool exists(const std::string&) override { return true; }
    std::uint64_t size(const std::string&) override { return content.size(); }
    Status rename(const std::string&, const std::string&) override { return done(); }
    Status copy_file(const std::string&, const std::string&) override { return done(); }
    Result<std::vector<std::string>> list(const std::string&) override { return std::vector<std::string>(); }
    Status make_folder(const std::string&) override { return done(); }
    Status remove(const std::string&) override { return done(); }
    Bytes content;
};

}  // namespace

TEST_CASE("seeds of the messages are the vectors") {
    const std::map<std::string, std::vector<std::string>> of{
        {"answer", {"answer_full", "answer_least"}},
        {"item", {"item_changes", "item_forget", "item_own", "item_whole", "item_whole_own_left_out"}},
        {"request", {"request_again", "request_full", "request_least", "request_naming_rows"}},
        {"rows_ahead", {"rows_ahead"}},
        {"state", {"state_edited", "state_fresh"}},
        {"transaction", {"transaction_1", "transaction_2", "transaction_3", "transaction_4"}}};
    for (const auto& [target, names] : of)
        for (const std::string& name : names) {
            keep(target, name, vector(name));
            keep("cbor", name, vector(name));
        }
    for (const char* name : {"rows_by_id", "rows_by_number"}) keep("push", name, {4}, vector(name));
    for (const char* hex :
         {"f4", "f6", "f7", "1bffffffffffffffff", "3b7fffffffffffffff", "63e282ac", "a2016161026162"}) {
        bool ok = false;
        keep("cbor", hex, from_hex(hex, ok));
    }
}

TEST_CASE("a push with rows that are void or sealed") {
    using namespace protocol;
    fuzz::Known known;
    test::SeededRandom random(5);
    const Bytes first = vector("transaction_1");
    PushWriter rows(known);
    rows.add_sealed(crypto::seal_to(first, fuzz::server_box().public_key, random), chain_next(chain_start, first));
    rows.add_sealed(Bytes(60, 'x'), Bytes(16, 'h'));
    rows.add_void(Bytes(16, 'v'));
    keep("push", "sealed", {3}, rows.take());
}

TEST_CASE("signed requests") {
    for (const char* coding : fuzz::signed_codings) {
        const auto m = fuzz::signed_message(coding);
        const auto h = protocol::sign_request(m, "12", 1'790'000'000, Bytes(16, 'n'), fuzz::signing_key());
        keep("signature", std::string("signed") + coding,
             m.method + "\n" + m.authority + "\n" + m.path + "\n" + m.content_encoding + "\n" + h.content_digest +
                 "\n" + h.signature_input + "\n" + h.signature + "\n" + std::string(m.body));
    }
}

TEST_CASE("bodies in each coding") {
    const Bytes plain = vector("answer_full");
    for (const auto coding : {protocol::Encoding::identity, protocol::Encoding::zstd, protocol::Encoding::gzip})
        for (const ByteView body : {ByteView(plain), ByteView()}) {
            const auto packed = protocol::compress(body, coding, 3);
            REQUIRE(packed.ok());
            keep("compressed", std::string(protocol::to_text(coding)) + (body.empty() ? "_empty" : ""),
                 {static_cast<int>(coding), 255}, *packed);
        }
    // Many zeros: a small body that wants to become large.
    const auto bomb = protocol::compress(Bytes(1 << 20, '\0'), protocol::Encoding::zstd, 3);
    keep("compressed", "zeros", {1, 16}, *bomb);
    bool ok = false;  // frames that do not say how large they are, and a frame to be skipped
    keep("compressed", "streamed", {1, 255},
         from_hex("28b52ffd0458210000616263640"
                  "1b3f35f",
                  ok));
    keep("compressed", "skipped", {1, 255}, from_hex("502a4d180400000061626364", ok));
}

TEST_CASE("sealed bytes") {
    for (int way = 0; way < 3; ++way) {
        keep("sealed", "whole" + std::to_string(way), {way, 0, 0, 0}, "ctx.a value");
        keep("sealed", "spoiled" + std::to_string(way), {way, 1, 40, 0}, "ctx.a value");
        keep("sealed", "foreign" + std::to_string(way), {way + 3, 0, 0, 0}, Bytes(80, 's'));
    }
}

TEST_CASE("a key file") {
    OneFile files;
    test::SeededRandom random(6);
    store::KeyFile key_file(files, "a.db");
    REQUIRE(key_file.create(Bytes(32, 'd'), "2580", {1, 8 * 1024}, random).ok());
    keep("key_file", "fresh", files.content);
    struct Now final : Clock {
        UnixMs now() override { return 1'790'000'000'000; }
    } clock;
    for (int i = 0; i < 7; ++i) (void)key_file.unlock("0000", clock);
    keep("key_file", "locked", files.content);
}

TEST_CASE("versions of a row") {
    store::Versions one, many;
    const merge::Stamp first{5, 2, 1, 1'790'000'000'000}, not_sent{merge::unsent, 2, 5, 1'790'000'000'001};
    one.columns = {{1, one.place(first)}, {2, 0}, {9, 0}};
    many.columns = {{1, many.place(first)}, {2, many.place(not_sent)}};
    many.elements = {{0, "", true, 0}, {4, "so", true, 1}};
    many.has_extra = true;
    Bytes bytes;
    one.encode(bytes);
    keep("versions", "one", bytes);
    many.encode(bytes);
    keep("versions", "many", bytes);
}

TEST_CASE("lists and their maps") {
    keep("csv", "excel", {9},
         "\xef\xbb\xbfnaam;geboren;opmerking\r\nRana;03-05-1988;\"zei: \"\"ja\"\"\"\r\n\r\nAmal;;twee\r\n");
    keep("csv", "commas", {1}, "a,b\n\"x\ny\",\"\"\n,\n");
    keep("csv", "tabs", {2}, "a\tb\n1\t2");
    keep("csv", "broken", {9}, "a;b\n\"nooit;dicht\n");
    keep("import_map", "list",
         "Rana,03-05-1988,0405\nnaam,geboren,gem\ndd-mm-yyyy\n03-05-1988\n"
         R"({"entity":"deelnemer","gemeente":{"column":"gem"},"key":"naam","separator":";","fields":)"
         R"({"naam":"naam","geboren":{"column":"geboren","format":"dd-mm-yyyy"},"doel":{"value":"x"}}})");
    keep("import_map", "fixed",
         "a\nb\nyyyymmdd\n19880500\n"
         R"({"entity":"kas","gemeente":"0405","fields":{"naam":"b"}})");
}

TEST_CASE("the pack of the greenhouse") {
    keep("pack", "kas", file_text(WEGWIJS_SOURCE_DIR "/tests/packs/kas.json"));
    keep(
        "pack", "least",
        R"({"name":"p","version":1,"label":{"nl":"p","en":"p"},"roles":[{"number":0,"name":"r","label":{"nl":"r","en":)"
        R"("r"}}],"entities":[{"number":1,"name":"e","label":{"nl":"e","en":"e"},"root":true,"create":["r"],"fields":)"
        R"([{"number":1,"name":"f","label":{"nl":"f","en":"f"},"type":"text","policy":"beoordelen","class":"A",)"
        R"("read":["r"],"write":["r"]}]}]})");
    keep("pack", "folder", R"({"entities":["entities/kas.json"]})");
}

TEST_CASE("values and texts") {
    // The fields of the target `values` in their order, each with something that it takes.
    const std::vector<std::string> texts{"Jos\xc3\xa9 van  Dijk\nregel",
                                         "-12",
                                         "12,50",
                                         "ja",
                                         "2026-03-14",
                                         "1972-05",
                                         "2026-11-24T09:30:00.5+01:00",
                                         "01a20ce1-b223-766f-81ad-6a90cda2ee4d",
                                         "999990019",
                                         "12345",
                                         "zh-hant-tw",
                                         R"({"b":[1,2.5,null],"a":"\n\u0301"})",
                                         "kort",
                                         "00 31 (0)6-12345678",
                                         "al-Rahman",
                                         "[1]",
                                         "40",
                                         "concept",
                                         "fa_AF",
                                         "a",
                                         "vrij"};
    for (std::size_t i = 0; i < texts.size(); ++i) {
        keep("values", "typed" + std::to_string(i), {static_cast<int>(i), 0}, texts[i]);
        keep("values", "sent" + std::to_string(i), {static_cast<int>(i), 1}, model::encode_text(texts[i]));
        keep("texts", "text" + std::to_string(i), texts[i]);
    }
    keep("values", "sent_number", {1, 1}, model::encode_integer(-12));
    keep("values", "sent_moment", {6, 1}, model::encode_integer(1'790'000'000'000));
    keep("values", "sent_id", {7, 1}, model::encode_id(fuzz::any_id(1).bytes()));
    keep("values", "sent_true", {3, 1}, model::true_value);
    for (const char* text : {"onbekend", "1972", "1972-05-03", "19720500", "2024-02-29", "2026-11-24 09:30:60z",
                             "en-x-private", "sl-rozaj-biske", "2580", "aGVsbG8=", "\xd9\xa1\xd9\xa2", "00ff"})
        keep("texts", text, text);
    keep("names", "latin", "Abd al-Rahman\nAbdulrahman");
    keep("names", "scripts",
         "\xd9\x85\xd8\xad\xd9\x85\xd8\xaf\n\xd0\x9c\xd1\x83\xd1\x85\xd0\xb0\xd0\xbc\xd0\xbc\xd0\xb0\xd0\xb4");
}

TEST_CASE("pages of a store") {
    const std::string path = (std::filesystem::temp_directory_path() / "wegwijs-seed-pages.db").string();
    for (const char* ending : {"", "-wal", "-shm"}) std::filesystem::remove(path + ending);
    {
        sqlite::OpenOptions open;
        open.path = path;
        open.page_bytes = 1024;
        auto db = sqlite::Connection::open(open);
        REQUIRE(db.ok());
        REQUIRE(sqlite::migrate(*db, store::fixed_tables()).ok());
        auto put = db->prepare_once("INSERT INTO own VALUES (?1, ?2, ?3, 0, 1)");
        const Bytes body = vector("transaction_1"), longer(3000, 'b');
        for (int seq = 1; seq <= 12; ++seq) {
            put->bind(1, std::int64_t{seq}).bind_blob(2, Bytes(16, 'h')).bind_blob(3, seq % 4 == 0 ? longer : body);
            REQUIRE(put->run().ok());
            put->reset();
        }
        REQUIRE(db->exec("INSERT INTO value VALUES ('acked', x'05'), ('pack', '{}');"
                         "INSERT INTO dossier(id, municipality, role, as_of, sum, flags, repairs) VALUES "
                         "(zeroblob(16), '0405', 'baas', 0, 0, 2, 0);"
                         "INSERT INTO outcome VALUES (1, 4, 9, NULL, NULL, '', '');"
                         "INSERT INTO rejected VALUES (3, 'no_right', 'x', 7); PRAGMA wal_checkpoint(TRUNCATE)")
                    .ok());
    }
    const std::string all = file_text(path);
    for (std::size_t page = 0; page * 1024 < all.size(); ++page)
        if (page == 0 || all[page * 1024] != '\0')
            keep("page_rows", "page" + std::to_string(page + 1), {page == 0 ? 0 : 1},
                 ByteView(all).substr(page * 1024, 1024));
    for (const char* ending : {"", "-wal", "-shm"}) std::filesystem::remove(path + ending);
}

TEST_CASE("answers to an enrolment") {
    const std::string box = to_base64(Bytes(32, 'b'));
    keep("enrolment", "made", {0},
         R"({"device":12,"user":"anna","role":"klantmanager","epoch":1,"pack":1,"packJson":"{}","boxKey":")" + box +
             "\"}");
    keep("enrolment", "refused", {3},
         R"({"status":401,"code":"code_invalid","detail":"This code is unknown.","retry":"never"})");
}

TEST_CASE("requests over HTTP") {
    const std::string head = "POST /v1/sync?a=b HTTP/1.1\r\nHost: server.example\r\nContent-Type: application/cbor\r\n";
    keep("http_request", "length", {7}, head + "Content-Length: 4\r\n\r\nbodyGET / HTTP/1.1\r\nHost: a\r\n\r\n");
    keep("http_request", "chunked", {3}, head + "Transfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n");
    keep("http_request", "old", {1}, "\r\nGET http://a.example/x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    keep("http_request", "garbage", {1}, Bytes("\x16\x03\x01\x02\x00\x01", 6));
}
