#include "client_core/store/key_file.hpp"
#include "tests/store/fixture.hpp"

using namespace store_test;
using namespace std::string_literals;

namespace {

/// Every byte of every file in the folder.
std::string everything(const std::string& folder) {
    std::string all;
    for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
        std::ifstream in(file.path(), std::ios::binary);
        std::stringstream text;
        text << in.rdbuf();
        all += text.str();
    }
    return all;
}

}  // namespace

TEST_CASE("nothing that was typed can be read on the disk, log included") {
    Tablet tablet;
    const Id kas = tablet.kas("Zonnebloemenkas", {{{}, "eigenaar_v_nummer", "1234567890", {}}});
    REQUIRE(tablet->open_edit({kas}).ok());
    REQUIRE(why(tablet->set(kas, {{kas, "naam", "Anjerkas", {}}})) == "");
    const std::string open = everything(tablet.folder);
    CHECK(open.size() > 8192);
    // Long words only: random bytes spell one of four letters once in some thousand runs.
    for (const std::string& typed : {"Zonnebloemenkas"s, "Anjerkas"s, "1234567890"s, "zonnebloemenkas"s, "eigenaar"s,
                                     tablet.options.pin, tablet->identity().user}) {
        INFO(typed);
        REQUIRE(typed.size() >= 8);
        CHECK(open.find(typed) == open.npos);
    }
    tablet.here.reset();
    CHECK(everything(tablet.folder).find("Anjerkas") == std::string::npos);
}

TEST_CASE("a wrong PIN is a clear error, locks for a while, and loses nothing") {
    Tablet tablet;
    const Id kas = tablet.kas();
    tablet.here.reset();
    store::OpenOptions wrong = tablet.options;
    wrong.pin = "0000";
    for (int i = 0; i < 5; ++i) CHECK(why(Store::open(wrong)) == "wrong_pin");
    CHECK(why(Store::open(tablet.options)) == "locked");
    tablet.clock.at += 31'000;
    CHECK(why(Store::open(wrong)) == "wrong_pin");
    tablet.clock.at += 31'000;
    CHECK(why(Store::open(tablet.options)) == "locked");
    tablet.clock.at += 30'000;
    tablet.reopen();
    CHECK(tablet.shows(kas, "Warme kas"));
    tablet.here.reset();
    CHECK(why(Store::open(wrong)) == "wrong_pin");
}

TEST_CASE("a clock that went back does not lock for years") {
    Tablet tablet;
    tablet.here.reset();
    store::OpenOptions wrong = tablet.options;
    wrong.pin = "0000";
    tablet.clock.at += 1'000'000'000'000;
    for (int i = 0; i < 5; ++i) CHECK(why(Store::open(wrong)) == "wrong_pin");
    tablet.clock.at -= 1'000'000'000'000;
    CHECK(why(Store::open(tablet.options)) == "locked");
    tablet.clock.at += 31'000;
    tablet.reopen();
}

TEST_CASE("a store is never made over another, and never found where there is none") {
    Tablet tablet;
    CHECK(why(Store::create(tablet.options, tablet->identity(), pack_of(pack_text()))) == "exists");
    store::OpenOptions other = tablet.options;
    other.path += "2";
    CHECK(why(Store::open(other)) == "store_missing");
}

TEST_CASE("a second process is told that the store is in use") {
    Tablet tablet;
    CHECK(why(Store::open(tablet.options)) == "store_busy");
}

TEST_CASE("the key file's copy opens the store when the first one is lost, and the check writes it again") {
    Tablet tablet;
    const Id kas = tablet.kas();
    tablet.here.reset();
    std::filesystem::remove(tablet.options.path + ".key");
    tablet.reopen();
    CHECK(tablet.shows(kas, "Warme kas"));
    auto report = tablet->check();
    REQUIRE(report.ok());
    CHECK(report->ok);
    CHECK(report->repaired.size() == 1);
    CHECK(std::filesystem::exists(tablet.options.path + ".key"));
}

TEST_CASE("a store that cannot be opened is set aside, and nothing is deleted") {
    Tablet tablet;
    for (int i = 0; i < 30; ++i) tablet.kas("Kas nummer " + std::to_string(i));
    tablet.here.reset();
    const auto size = std::filesystem::file_size(tablet.options.path);
    {
        std::fstream file(tablet.options.path, std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(100);
        file.write("damage", 6);
    }
    CHECK(why(Store::open(tablet.options)) == "store_damaged");
    bool aside = false;
    for (const auto& file : std::filesystem::directory_iterator(tablet.folder)) {
        const std::string name = file.path().filename().string();
        if (name.find(".beschadigd-") != name.npos && name.find(".key") == name.npos && name.find("-wal") == name.npos)
            aside = std::filesystem::file_size(file.path()) == size;
    }
    CHECK(aside);
    tablet.reopen();  // what was saved stands in its place
    CHECK(tablet->status()->unsent == 30);
}

TEST_CASE("an empty file is set aside with its log as it was, not taken for a new store") {
    Tablet tablet;
    tablet.kas();
    std::filesystem::copy_file(tablet.options.path + "-wal", tablet.options.path + ".log");
    tablet.here.reset();
    std::filesystem::resize_file(tablet.options.path, 0);
    const auto size = std::filesystem::file_size(tablet.options.path + ".log");
    REQUIRE(size > 0);
    std::filesystem::rename(tablet.options.path + ".log", tablet.options.path + "-wal");
    CHECK(why(Store::open(tablet.options)) == "store_damaged");
    tablet.reopen();
    CHECK(tablet->status()->unsent == 1);  // the log holds all of it
    int logs = 0;
    for (const auto& file : std::filesystem::directory_iterator(tablet.folder)) {
        const std::string name = file.path().filename().string();
        if (name.find(".beschadigd-") == name.npos || name.find("-wal") == name.npos) continue;
        ++logs;
        CHECK(std::filesystem::file_size(file.path()) == size);
    }
    CHECK(logs == 1);
}

TEST_CASE("a file that the key opens and that holds no store of ours is set aside") {
    Tablet tablet;
    tablet.here.reset();
    store::KeyFile key_file(system::files(), tablet.options.path);
    sqlite::OpenOptions raw;
    raw.path = tablet.options.path;
    raw.key = *key_file.unlock(tablet.options.pin, tablet.clock);
    std::filesystem::remove(raw.path);
    REQUIRE(sqlite::Connection::open(raw)->exec("CREATE TABLE iets(anders)").ok());
    CHECK(why(Store::open(tablet.options)) == "store_damaged");
    CHECK_FALSE(std::filesystem::exists(tablet.options.path));
}

TEST_CASE("a lock that costs more than a device can pay is neither made nor opened") {
    Tablet tablet;
    tablet.here.reset();
    store::OpenOptions dear = tablet.options;
    dear.path += "2";
    for (const crypto::KdfCost& cost : {crypto::KdfCost{17, 8192}, crypto::KdfCost{1, (256u << 20) + 1}}) {
        dear.kdf = cost;
        CHECK(why(Store::create(dear, {}, pack_of(pack_text()))) == "kdf_invalid");
        CHECK_FALSE(std::filesystem::exists(dear.path));
        CHECK_FALSE(std::filesystem::exists(dear.path + ".key"));
    }
    for (const char* ending : {".key", ".key.2"}) {
        Bytes content = *system::files().read(tablet.options.path + ending);
        const Bytes cheap("\x01\x19\x20\x00", 4);  // in CBOR: one pass over 8192 bytes
        const std::size_t at = content.find(cheap);
        REQUIRE(at != content.npos);
        content.replace(at, cheap.size(), Bytes("\x1a\x7f\xff\xff\xff\x19\x20\x00", 8));
        REQUIRE(system::files().write_atomically(tablet.options.path + ending, content).ok());
    }
    CHECK(why(Store::open(tablet.options)) == "store_damaged");
    CHECK(std::filesystem::exists(tablet.options.path));
}

TEST_CASE("a store with rules that only a newer program can read is left alone") {
    Tablet tablet;
    REQUIRE(tablet.tables().set_value("pack", "{\"of\": \"later\"}").ok());
    tablet.here.reset();
    CHECK(why(Store::open(tablet.options)) == "store_newer");
    CHECK(std::filesystem::exists(tablet.options.path));
}

TEST_CASE("what can be read stands beside the place of a store of which nobody can tell whose it was") {
    Tablet tablet;
    for (int i = 0; i < 70; ++i) tablet.kas("Kas nummer " + std::to_string(i));
    REQUIRE(tablet.tables().accept_run(1, 10, 100).ok());
    REQUIRE(tablet.tables().set_acked(10).ok());
    REQUIRE(tablet.tables().db().exec("DROP TABLE plant; DROP TABLE kas; DELETE FROM own WHERE seq = 40").ok());
    REQUIRE(tablet.tables().set_value("identity", "").ok());
    tablet.here.reset();
    std::filesystem::remove(tablet.options.path + ".spare");
    auto refused = Store::open(tablet.options);
    REQUIRE(why(refused) == "store_damaged");
    CHECK(refused.error().message.find("Saved: 59 changes that were not sent yet, in 59 files") != std::string::npos);
    CHECK(refused.error().message.find("1 change that was not sent could not be read. ") != std::string::npos);
    CHECK(refused.error().message.find(".gered-") != std::string::npos);
    CHECK_FALSE(std::filesystem::exists(tablet.options.path));
    auto again = Store::open(tablet.options);
    CHECK(why(again) == "store_missing");
    CHECK(again.error().message.find(".beschadigd-") != std::string::npos);
}

TEST_CASE("a store whose tables are gone is rescued as one that opens and still has its unsent work") {
    Tablet tablet;
    for (int i = 0; i < 70; ++i) tablet.kas("Kas nummer " + std::to_string(i));
    REQUIRE(tablet.tables().accept_run(1, 10, 100).ok());
    REQUIRE(tablet.tables().set_acked(10).ok());
    tablet.here.reset();
    {
        store::KeyFile key_file(system::files(), tablet.options.path);
        sqlite::OpenOptions raw;
        raw.path = tablet.options.path;
        raw.key = *key_file.unlock(tablet.options.pin, tablet.clock);
        auto db = sqlite::Connection::open(raw);
        REQUIRE(db->exec("DROP TABLE kas").ok());
    }
    REQUIRE(why(Store::open(tablet.options)) == "store_damaged");
    auto again = Store::open(tablet.options);
    INFO(again.error().message);
    REQUIRE(again.ok());
    CHECK((*again)->status()->unsent == 60);
    CHECK(*(*again)->tables().chain_hash(70) != Bytes());
    CHECK_FALSE((**(*again)->tables().own(20)).canonical.empty());
    CHECK((*again)->create_record({"kas", {}, "0405", {{{}, "naam", "Nieuwe kas", {}}}, {}}).ok());
}

TEST_CASE("fields of a newer pack are kept, shown as unknown, and move into their column when the pack comes") {
    Tablet tablet;
    const Id kas = tablet.kas();
    tablet.bring(kas, {60, {}}, model::encode_text("zuid"), 40, false);
    tablet.bring(kas, {3, {}}, model::encode_text("ongeveer tien"), 41,
                 false);  // not an integer: from another pack too
    CHECK(tablet.shows(kas, "\"unknown\":{\"oppervlak\":\"ongeveer tien\",\"60\":\"zuid\"}"));
    REQUIRE(why(tablet->set(kas, {{kas, "telefoon", "0229123456", {}}})) == "");
    tablet.reopen();
    CHECK(tablet.shows(kas, "\"60\":\"zuid\""));

    std::string newer = pack_text();
    newer.replace(newer.find("\"version\": 1"), 12, "\"version\": 2");
    const std::string field =
        R"({"number": 60, "name": "ligging", "label": {"nl": "Ligging", "en": "Position"}, "type": "text",
        "policy": "laatste", "class": "A", "search": true, "read": ["baas"], "write": ["baas"]},
        {"number": 12, "name": "instellingen")";
    newer.replace(newer.find("{\"number\": 12, \"name\": \"instellingen\""), 37, field);
    auto local = sqlite::Transaction::write(tablet.tables().db());
    auto taken = tablet.tables().take_pack(newer);
    INFO(taken.error().message);
    REQUIRE(taken.ok());
    REQUIRE(local->commit().ok());
    tablet.tables().committed();
    CHECK(tablet->pack().version() == 2);
    CHECK(tablet.number("SELECT count(*) FROM kas WHERE ligging = 'zuid'") == 1);
    tablet.reopen();
    CHECK(tablet.shows(kas, "\"ligging\":\"zuid\""));
    CHECK(tablet.shows(kas, "\"oppervlak\":\"ongeveer tien\""));
    CHECK(tablet->find("zuid", 3)->size() == 1);
}

TEST_CASE("a pack that changes the kind of a column keeps every value") {
    Tablet tablet;
    const Id kas = tablet.kas("Kas", {{{}, "oppervlak", "12", {}}});
    std::string newer = pack_text();
    newer.replace(newer.find("\"version\": 1"), 12, "\"version\": 2");
    const std::string was =
        "\"type\": \"integer\",\n         \"policy\": \"beoordelen\", \"minimum\": 1, \"maximum\": 10000,";
    REQUIRE(newer.find(was) != newer.npos);
    newer.replace(newer.find(was), was.size(), "\"type\": \"text\", \"policy\": \"beoordelen\",");
    auto local = sqlite::Transaction::write(tablet.tables().db());
    auto taken = tablet.tables().take_pack(newer);
    INFO(taken.error().message);
    REQUIRE(taken.ok());
    REQUIRE(local->commit().ok());
    tablet.tables().committed();
    CHECK(tablet.shows(kas, "\"unknown\":{\"oppervlak\":12}"));
    REQUIRE(why(tablet->set(kas, {{kas, "oppervlak", "ruim twaalf", {}}})) == "");
    CHECK(tablet.number("SELECT count(*) FROM kas WHERE oppervlak = 'ruim twaalf'") == 1);
    CHECK(tablet->check()->findings.empty());
}

TEST_CASE("a pack that is rolled back was never taken") {
    Tablet tablet;
    std::string newer = pack_text();
    newer.replace(newer.find("\"version\": 1"), 12, "\"version\": 2");
    {
        auto local = sqlite::Transaction::write(tablet.tables().db());
        REQUIRE(tablet.tables().take_pack(newer).ok());
    }
    CHECK(tablet->pack().version() == 1);
    tablet.kas();
    CHECK(tablet.number("SELECT count(*) FROM kas") == 1);
}
