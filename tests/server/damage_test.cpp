// The server's file is damaged: that is found, and until then no question gets a wrong answer.
#include <algorithm>

#include "tests/server/server_folder.hpp"
#include "tests/support/seeded_random.hpp"

using namespace wegwijs;
using namespace wegwijs::server;

namespace {

constexpr std::size_t page_bytes = 16 * 1024;
constexpr std::uint8_t dossiers = 40;

std::string content_of(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// A server with some dossiers, and a copy of its file as it stood.
struct Damaged : ServerFolder {
    Damaged() {
        test::SeededRandom random(3);
        {
            auto batch = begin();
            add_device(*batch);
            for (std::uint8_t n = 0; n < dossiers; ++n) {
                texts.push_back(to_hex(random.bytes(2000)));
                bodies.push_back(to_hex(random.bytes(3000)));
                const ServerSeq place = got(batch->next());
                DossierRow row;
                row.id = id_of(n);
                row.municipality = "0400";
                row.last = place;
                const Number number = got(batch->add_dossier(row, place, 1000));
                REQUIRE(got(batch->append(entry_of(1, n + 1u, n, number, bodies.back()))) == place);
                RecordRow record{0, record_with(id_of(n), "", place), number, place, place};
                record.record.fields[0].entries[0].value = Bytes("\x79\x0f\xa0", 3) + texts.back();
                REQUIRE(batch->put_record(record).ok());
            }
            REQUIRE(batch->commit().ok());
        }
        store.reset();
        whole = content_of(options.path);
        pages = whole.size() / page_bytes;
    }
    void put(const std::string& content) {
        store.reset();
        for (const char* ending : {"-wal", "-shm"}) std::filesystem::remove(options.path + ending);
        std::ofstream(options.path, std::ios::binary | std::ios::trunc) << content;
    }

    struct Seen {
        bool found = false;     ///< by verify, or it does not open
        std::size_t right = 0;  ///< answers
        std::string words;
    };
    Seen look() {
        Seen seen;
        auto admin = AdminStore::open(options, system::random());
        if (!admin.ok()) {
            seen.words = admin.error().message;
            const std::string& code = admin.error().code;
            CHECK((code == "store_damaged" || code == "wrong_key" || code == "missing"));  // an empty file is no file
            seen.found = true;
        } else {
            const auto integrity = (*admin)->check({});
            seen.found = !integrity.ok() || !integrity->ok();
            if (!integrity.ok()) seen.words = integrity.error().message;
        }
        auto opened = open_sqlite_store(options, false, system::random());
        if (!opened.ok()) return seen;
        store = std::move(*opened);
        for (std::uint8_t n = 0; n < dossiers; ++n) ask(n, seen);
        store.reset();
        return seen;
    }
    void ask(std::uint8_t n, Seen& seen) {
        auto asked = store->snapshot();
        if (!asked.ok()) return;
        const auto record = (*asked)->record(id_of(n));
        const auto row = (*asked)->dossier(id_of(n));
        const auto outcomes = (*asked)->outcomes(1, n + 1u, n + 1u);
        CAPTURE(static_cast<int>(n));
        if (record.ok()) {
            REQUIRE(record->has_value());
            CHECK((*record)->record.fields.at(0).entries[0].value.substr(3) == texts[n]);
            ++seen.right;
        }
        if (row.ok()) REQUIRE((row->has_value() && (*row)->municipality == "0400"));
        if (outcomes.ok()) REQUIRE((outcomes->size() == 1 && outcomes->front().hash == hash_of(n)));
    }

    std::vector<std::string> texts, bodies;
    std::string whole;
    std::size_t pages = 0;
};

}  // namespace

TEST_CASE("a damaged page of the server's file is found, and spoils no answer but its own") {
    Damaged server;
    REQUIRE(server.pages > 20);
    server.put(server.whole);
    const auto sound = server.look();
    REQUIRE_FALSE(sound.found);
    REQUIRE(sound.right == dossiers);
    test::SeededRandom chance(4);
    std::size_t harmless = 0;
    for (std::size_t page = 0; page < server.pages; ++page)
        for (const bool zeros : {false, true}) {
            CAPTURE(page, zeros);
            std::string content = server.whole;
            const std::size_t at = page * page_bytes;
            // The first bytes of all are the salt of a password, and a key needs none.
            if (zeros) content.replace(at, page_bytes, page_bytes, '\0');
            else content[at + 24 + chance.number() % (page_bytes - 24)] ^= static_cast<char>(1 << chance.number() % 8);
            server.put(content);
            const auto seen = server.look();
            if (!seen.found) ++harmless;
            CHECK((seen.found || seen.right == dossiers));
        }
    CHECK(harmless == 0);
}

TEST_CASE("a server's file that was cut off is found, and what it answers is right") {
    Damaged server;
    for (std::size_t page = 0; page < server.pages; page += 2)
        for (const std::size_t more : {std::size_t{0}, 77 + page}) {
            CAPTURE(page, more);
            server.put(server.whole.substr(0, page * page_bytes + more));
            const auto seen = server.look();
            CHECK(seen.found);
            CHECK_FALSE(seen.words.empty());
        }
}
