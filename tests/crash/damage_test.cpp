// A tablet's files are damaged in every place: what was typed and not sent comes back unless the damage hit it itself.
#include "tests/crash/damage.hpp"

#include "client_core/store/found_rows.hpp"
#include "client_core/store/salvage.hpp"
#include "client_core/store/sql_tables.hpp"

using namespace crash_test;

namespace {

enum class Ends { sound, set_aside, not_usable };

/// One damaged set of files, played to its end.
struct Case {
    WithWork& tablet;
    Disk::Image image;
    std::function<bool(const Part&)> hit;
    std::uint64_t but_for = UINT64_MAX;  ///< from this one on the end of the log may look as a power cut leaves it

    Ends play() {
        tablet.store.reset();
        tablet.disk.put(image);
        tablet.disk.restart();
        auto opened = store::Store::open(tablet.options());
        if (opened.ok()) {
            tablet.store = std::move(*opened);
            const auto report = tablet.store->check();
            REQUIRE(why(report) == "");
            if (report->ok) {
                all_of_it();
                return Ends::sound;
            }
            tablet.store.reset();
            const auto salvaged = store::Store::set_aside(tablet.options());
            REQUIRE(why(salvaged) == "");
            kept_as_it_was();
        } else {
            INFO(opened.error().message);
            REQUIRE(opened.error().code == "store_damaged");
            kept_as_it_was();
            told = opened.error().message;
        }
        auto again = store::Store::open(tablet.options());
        if (!again.ok()) {
            INFO(again.error().message);
            REQUIRE(again.error().code == "store_missing");
            CHECK(contains(again.error().message, "beschadigd-"));
            from_beside();
            return Ends::not_usable;
        }
        tablet.store = std::move(*again);
        what_was_saved(tablet.store->tables());
        const auto report = tablet.store->check();
        REQUIRE(why(report) == "");
        CHECK(report->ok);
        REQUIRE(report->salvaged.has_value());
        right_words(*report->salvaged);
        CHECK(tablet.store->status()->salvaged.has_value());
        return Ends::set_aside;
    }

    bool said = true;  ///< false: nothing in the files tells what is gone
    std::size_t saved = 0;
    std::set<std::uint64_t> saved_ones{};
    std::string told{};

private:
    std::string aside(const std::string& ending) const {
        std::string found;
        const std::string begin = tablet.db() + ".beschadigd-";
        for (const auto& [path, content] : tablet.disk.image())
            if (path.compare(0, begin.size(), begin) == 0 &&
                path.find_first_not_of("0123456789", begin.size()) == path.size() - ending.size() &&
                path.compare(path.size() - ending.size(), ending.size(), ending) == 0)
                found = path;
        return found;
    }

    void kept_as_it_was() {
        const Disk::Image now = tablet.disk.image();
        for (const std::string ending : {"", "-wal", ".key", ".key.2"}) {
            const auto was = image.find(tablet.db() + ending);
            if (was == image.end()) continue;
            const std::string path = ending.empty() ? plain_aside() : aside(ending);
            CAPTURE(ending, path);
            REQUIRE(now.count(path) == 1);
            CHECK((now.at(path) == was->second));
        }
    }
    std::string plain_aside() const {
        const std::string begin = tablet.db() + ".beschadigd-";
        for (const auto& [path, content] : tablet.disk.image())
            if (path.compare(0, begin.size(), begin) == 0 &&
                path.find_first_not_of("0123456789", begin.size()) == path.npos)
                return path;
        return {};
    }

    bool intact(const Work& work) const { return std::none_of(work.parts.begin(), work.parts.end(), hit); }

    void what_was_saved(store::Tables& tables) {
        saved = 0;
        saved_ones.clear();
        for (const auto& [seq, work] : tablet.content.unsent) {
            const auto row = tables.own(seq);
            const bool here = row.ok() && *row && (*row)->canonical == work.canonical && !(*row)->is_void;
            saved += here;
            if (here) saved_ones.insert(seq);
            CAPTURE(seq);
            if (intact(work) && seq < but_for) CHECK(here);
        }
    }
    void all_of_it() {
        what_was_saved(tablet.store->tables());
        std::size_t promised = 0;
        for (const auto& [seq, work] : tablet.content.unsent) promised += seq < but_for;
        if (said) CHECK(saved >= promised);
        CHECK(tablet.store->rejected()->size() == tablet.content.refused.size());
        CHECK(tablet.store->conflicts()->size() == 1);
        CHECK(contains(*tablet.store->record_json(tablet.kas), "Warme kas"));
    }
    void right_words(const store::Salvaged& s) {
        CHECK(s.unsent == saved);
        if (s.all_told) CHECK(s.unsent + s.unsent_lost == tablet.content.unsent.size());
        const std::string words = store::words_of(s);
        CHECK(contains(words, std::to_string(saved) + " change"));
        CHECK(contains(words, s.aside));
        CHECK(contains(words, "wegwijs sync"));
        CHECK(s.aside == plain_aside());
        for (const auto& [seq, work] : tablet.content.refused)
            if (intact(work)) CHECK(tablet.store->tables().own(seq).ok());
    }
    /// Who it was of could not be read: the work stands beside, for the administrator.
    void from_beside() {
        const std::string begin = tablet.db() + ".gered-";
        std::string path;
        for (const auto& [name, content] : tablet.disk.image())
            if (name.compare(0, begin.size(), begin) == 0 &&
                name.find_first_not_of("0123456789", begin.size()) == name.npos)
                path = name;
        if (path.empty()) {
            for (const auto& [seq, work] : tablet.content.unsent) CHECK_FALSE(intact(work));
            return;
        }
        sqlite::OpenOptions raw;
        raw.path = path;
        raw.key = tablet.data_key;
        raw.vfs = test::disk_vfs;
        auto opened = sqlite::Connection::open(raw);
        REQUIRE(why(opened) == "");
        store::SqlTables tables(std::move(*opened), tablet.clock, tablet.random);
        what_was_saved(tables);
    }
};

struct Count {
    int sound = 0, set_aside = 0, not_usable = 0;
    void add(Ends how) { ++(how == Ends::sound ? sound : how == Ends::set_aside ? set_aside : not_usable); }
};

}  // namespace

TEST_CASE("a wrong bit, or zeros, in any page of a tablet's file costs no more than what stood on that page") {
    WithWork tablet(110, 0);
    const std::size_t pages = tablet.damaged[tablet.db()].size() / page_bytes;
    REQUIRE(tablet.content.unsent.size() == 110);
    REQUIRE(tablet.content.refused.size() == 1);
    CHECK(pages > 60);
    test::SeededRandom chance(5);
    Count count;
    for (std::size_t page = 0; page < pages; page += stride)
        for (const bool zeros : {false, true}) {
            CAPTURE(page, zeros);
            Case one{tablet, tablet.damaged, [&](const Part& part) { return part == Part{false, page}; }};
            Bytes& file = one.image[tablet.db()];
            if (zeros) file.replace(page * page_bytes, page_bytes, page_bytes, '\0');
            else file[page * page_bytes + chance.number() % page_bytes] ^= static_cast<char>(1 << chance.number() % 8);
            count.add(one.play());
        }
    CHECK(count.not_usable == 0);
    CHECK(count.sound < 2);  // some bytes of the first page mean nothing
}

TEST_CASE("a file that was cut off keeps what stands before the cut") {
    WithWork tablet(110, 0);
    const std::size_t size = tablet.damaged[tablet.db()].size();
    Count count;
    for (std::size_t pages = 0; pages * page_bytes < size; pages += stride)
        for (const std::size_t more : {std::size_t{0}, std::size_t{17 + 61 * pages}}) {
            const std::size_t left = pages * page_bytes + more;
            CAPTURE(left);
            Case one{tablet, tablet.damaged, [&](const Part& part) { return (part.number + 1) * page_bytes > left; }};
            one.image[tablet.db()].resize(left);
            count.add(one.play());
        }
    CHECK(count.sound == 0);
    CHECK(count.set_aside > static_cast<int>(50 / stride));
}

TEST_CASE("a log that is damaged in any frame loses what stands in that frame, and nothing behind it") {
    WithWork tablet(60, 24);
    const std::size_t frames = (tablet.damaged[tablet.log()].size() - log_header) / frame_bytes;
    REQUIRE(frames > 60);
    // Who looks at the last two saves of a log alone cannot tell damage from a power cut in the last one.
    const std::uint64_t last_saves = tablet.content.head - 1;
    test::SeededRandom chance(6);
    Count count;
    for (std::size_t frame = 0; frame < frames; frame += stride)
        for (const bool head : {false, true}) {
            if (head && frame % 3 != 0) continue;
            CAPTURE(frame, head);
            Case one{tablet, tablet.damaged, [&](const Part& part) { return part == Part{true, frame}; }, last_saves};
            const std::size_t at =
                log_header + frame * frame_bytes + (head ? chance.number() % 24 : 24 + chance.number() % page_bytes);
            one.image[tablet.log()][at] ^= static_cast<char>(1 << chance.number() % 8);
            count.add(one.play());
        }
    CHECK(count.not_usable == 0);
    CHECK(count.sound < 12);  // in the frames of the last two saves
}

TEST_CASE("a log whose beginning is damaged is read all the same") {
    for (const int in_log : {1, 24}) {
        WithWork tablet(60, in_log);
        for (std::size_t at = 0; at < log_header; at += stride)
            for (const char bit : {1, 4}) {  // the lowest one of the fourth byte says how all sums are made
                CAPTURE(in_log, at, bit);
                Case one{tablet, tablet.damaged, [](const Part&) { return false; }};
                one.image[tablet.log()][at] ^= bit;
                const Ends how = one.play();
                // The number of checkpoints is not looked at, but for its part in the sum.
                CHECK(how == Ends::set_aside);
                CHECK(one.saved == 60);
            }
    }
}

TEST_CASE("a power cut while a log is begun anew damages nothing: all of the old one stands in the file") {
    WithWork tablet(60, 24);
    tablet.store.reset();
    tablet.disk.put(tablet.damaged);
    sqlite::OpenOptions raw;
    raw.path = tablet.db();
    raw.key = tablet.data_key;
    raw.vfs = test::disk_vfs;
    raw.exclusive = true;
    auto opened = sqlite::Connection::open(raw);
    REQUIRE(why(opened) == "");
    REQUIRE(opened->query_integer("PRAGMA wal_checkpoint(PASSIVE)").ok());
    const Disk::Image before = tablet.disk.image();
    REQUIRE(why(opened->exec("CREATE TABLE anew (x)")) == "");
    const Bytes anew = tablet.disk.image().at(tablet.log());
    tablet.disk.stop();
    opened->close();
    tablet.disk.restart();
    REQUIRE(anew.compare(0, log_header, before.at(tablet.log()), 0, log_header) != 0);
    for (std::size_t came = 0; came <= log_header; came += stride) {
        CAPTURE(came);
        Case one{tablet, before, [](const Part&) { return false; }};
        one.image[tablet.log()].replace(0, came, anew, 0, came);
        CHECK(one.play() == Ends::sound);
    }
}

TEST_CASE("a log that is cut off leaves the store as it was before what stood there") {
    WithWork tablet(60, 24);
    const std::size_t size = tablet.damaged[tablet.log()].size();
    for (const std::size_t left :
         {size - 1, size / 2, log_header + 3 * frame_bytes + 100, log_header, std::size_t{9}, std::size_t{0}}) {
        CAPTURE(left);
        Case one{tablet, tablet.damaged,
                 [&](const Part& part) { return part.log && log_header + (part.number + 1) * frame_bytes > left; }};
        one.said = false;
        one.image[tablet.log()].resize(left);
        CHECK(one.play() == Ends::sound);
        CHECK(one.saved >= 36);
    }
}

TEST_CASE("a log that is missing is noticed and said, until a sync has been through") {
    WithWork tablet(60, 24);
    store::OpenOptions watching = tablet.options();
    watching.watch_log = true;
    const auto open = [&] {
        tablet.store.reset();
        auto opened = store::Store::open(watching);
        REQUIRE(why(opened) == "");
        tablet.store = std::move(*opened);
    };
    open();
    CHECK_FALSE(tablet.store->status()->log_lost.has_value());
    open();  // after an end in order it has no log, and needs none
    CHECK_FALSE(tablet.store->check()->log_lost.has_value());
    tablet.change(1);
    tablet.leave();
    open();  // after a kill it has its log
    CHECK_FALSE(tablet.store->status()->log_lost.has_value());
    tablet.change(2);
    tablet.leave();
    REQUIRE(tablet.disk.remove(tablet.log()).ok());
    open();
    CHECK(tablet.store->status()->log_lost.has_value());
    CHECK(tablet.store->check()->log_lost.has_value());
    open();
    CHECK(tablet.store->status()->log_lost.has_value());
    REQUIRE(tablet.sync());
    CHECK_FALSE(tablet.store->status()->log_lost.has_value());
    CHECK(tablet.store->check()->log_lost.has_value());
}

TEST_CASE("what was saved of a damaged store is at the server once after a sync, also what it had before") {
    WithWork tablet(110, 0);
    const Disk::Image server_before = tablet.office.disk.image();
    // Nothing, some, and all of it.
    for (const std::size_t had : {std::size_t{0}, std::size_t{20'000}, std::size_t{4} << 20}) {
        tablet.store.reset();
        tablet.put_server(server_before);
        if (had > 0) tablet.push_unheard(had);
        const std::uint64_t upto = tablet.server_had();
        REQUIRE((upto > tablet.content.acked) == (had > 0));
        REQUIRE((upto == tablet.content.head) == (had > 20'000));
        const auto places_before = tablet.server_head() - (upto - tablet.content.acked);
        const Disk::Image server = tablet.office.disk.image();
        const std::size_t pages = tablet.damaged[tablet.db()].size() / page_bytes;
        std::map<std::size_t, int> works_on;
        for (const auto& [seq, work] : tablet.content.unsent)
            for (const Part& part : work.parts) ++works_on[part.number];
        for (std::size_t page = 0; page < pages; page += stride) {
            if (page >= 12 && page % 5 != 0 && works_on[page] < 2) continue;
            CAPTURE(had, page, works_on[page]);
            tablet.put_server(server);
            Case one{tablet, tablet.damaged, [&](const Part& part) { return part == Part{false, page}; }};
            one.image[tablet.db()].replace(page * page_bytes, page_bytes, page_bytes, '\0');
            if (one.play() == Ends::not_usable) continue;
            std::set<std::uint64_t> known = one.saved_ones;
            for (std::uint64_t seq = tablet.content.acked + 1; seq <= upto; ++seq) known.insert(seq);
            const std::size_t refused_before = tablet.store->rejected()->size();
            REQUIRE(tablet.sync());
            const auto status = tablet.store->status();
            CHECK(status->unsent == 0);
            CHECK(status->in_step);
            CHECK_FALSE(status->salvaged.has_value());
            // Work on what was itself lost is refused, and kept with its reason.
            const std::size_t refused = status->rejected - refused_before;
            const std::size_t there = tablet.server_head() - places_before + refused;
            // Where own work was lost in between, and the server had what came after it and could not say so, its
            // place in the chain cannot be shown any more: then it takes that again, with the same values.
            const bool unheard_after_gap = had > 20'000 && known.size() > one.saved_ones.size();
            if (unheard_after_gap) CHECK((there >= known.size() && there < 2 * known.size()));
            else CHECK(there == known.size());
            CHECK(status->conflicts == 1);
            CHECK(contains(*tablet.store->record_json(tablet.kas), "Warme kas"));
            CHECK(tablet.store->check()->findings.empty());
            tablet.store.reset();
        }
    }
}

TEST_CASE("a key file that is damaged in one copy opens the store, in both it changes nothing") {
    WithWork tablet(4, 0);
    const std::string path = tablet.db() + ".key";
    const Bytes sound = tablet.damaged[path];
    REQUIRE(sound == tablet.damaged[path + ".2"]);
    test::SeededRandom chance(8);
    for (std::size_t at = 0; at < sound.size(); at += stride)
        for (const std::string& one : {path, path + ".2"}) {
            CAPTURE(at, one);
            Disk::Image image = tablet.damaged;
            if (at % 10 == 9) image[one].resize(at);
            else image[one][at] ^= static_cast<char>(1 << chance.number() % 8);
            if (at == 0) image.erase(one);
            tablet.store.reset();
            tablet.disk.put(image);
            tablet.disk.restart();
            auto opened = store::Store::open(tablet.options());
            if (why(opened) == "locked") {  // the count of wrong tries was hit
                tablet.clock.at += 3'700'000;
                opened = store::Store::open(tablet.options());
            }
            REQUIRE(why(opened) == "");
            tablet.store = std::move(*opened);
            REQUIRE(why(tablet.store->check()) == "");
            CHECK(tablet.store->check()->repaired.empty());
            tablet.leave();
            for (const std::string& left : {path, path + ".2"}) {  // each opens it alone again
                Disk::Image now = tablet.disk.image();
                now.erase(left);
                tablet.disk.put(now);
                tablet.reopen();
                tablet.leave();
                now[left] = sound;
                tablet.disk.put(now);
            }
        }
    for (int way = 0; way < 3; ++way) {
        Disk::Image image = tablet.damaged;
        for (const std::string& one : {path, path + ".2"}) {
            if (way == 0) image[one][70] ^= 1;
            if (way == 1) image[one].resize(60);
            if (way == 2) image.erase(one);
        }
        tablet.disk.put(image);
        const std::string code = why(store::Store::open(tablet.options()));
        CHECK(code == (way == 0 ? "wrong_pin" : way == 1 ? "store_damaged" : "store_missing"));
        for (const auto& [name, content] : image)
            if (!contains(name, ".key")) CHECK((tablet.disk.image().at(name) == content));
    }
}
