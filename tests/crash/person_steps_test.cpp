// What a person does on a tablet beside typing: deciding, deleting, taking in a list, giving a PIN. And what a tablet
// does when its user may no longer see a dossier. Each cut or failing at every step.
#include "client_core/cli/importer.hpp"
#include "client_core/store/key_file.hpp"
#include "tests/crash/world.hpp"

using namespace crash_test;

namespace {

/// Anna and Bram each wrote another value over the same one, and both know it.
struct Disputed : World {
    Disputed() {
        resume();
        bram = std::make_unique<Tablet>("bram", office, clock, random);
        REQUIRE(anna.set(kas, "oppervlak", "20"));
        REQUIRE(bram->set(kas, "oppervlak", "30"));
        for (Tablet* tablet : {&anna, bram.get(), &anna}) REQUIRE(tablet->sync());
        REQUIRE(open_values(anna) == 2);
        REQUIRE(open_values(*bram) == 2);
        leave();
    }
    void leave() {
        at_bram = bram->leave();
        pause();
    }
    static std::size_t open_values(Tablet& tablet) {
        const auto open = tablet.store->conflicts();
        REQUIRE(why(open) == "");
        CHECK(open->size() <= 1);
        return open->empty() ? 0 : open->front().values.size();
    }
    static bool decide(Tablet& tablet, const Id& record) {
        return tablet.store->decide({record, "oppervlak", "30", {}}).ok();
    }
    /// Everybody has the one decision, and nothing of what stood before.
    void settled() {
        for (Tablet* tablet : {&anna, bram.get()}) REQUIRE(tablet->sync());
        for (Tablet* tablet : {&anna, bram.get()}) {
            CHECK(open_values(*tablet) == 0);
            CHECK(contains(tablet->shown(kas), "\"oppervlak\":30"));
        }
        CHECK(office.sound() == 4);
    }
    std::unique_ptr<Tablet> bram;
    Disk::Image at_bram;
};

}  // namespace

TEST_CASE("a decision is made once, and until then both values stay") {
    Disputed world;
    each_tablet_step(
        world,
        [&] {
            world.bram->put_back(world.at_bram);
            return Disputed::decide(world.anna, world.kas) && world.anna.sync();
        },
        [&](bool said_done) {
            const std::size_t open = Disputed::open_values(world.anna);
            CHECK((open == 0 || (open == 2 && !said_done)));
            if (open > 0) REQUIRE(Disputed::decide(world.anna, world.kas));
            world.settled();
        });
}

TEST_CASE("a decision by somebody else is taken in whole or not at all") {
    Disputed world;
    world.resume();
    REQUIRE(Disputed::decide(world.anna, world.kas));
    REQUIRE(world.anna.sync());
    world.pause();
    run({world.bram->disk, world.at_bram,
         [&] {
             world.resume();
             world.bram->reopen();
         },
         [&] { return world.bram->sync(); }, [&] { world.bram->leave(); },
         [&](bool said_done) {
             world.bram->reopen();
             world.bram->sound();
             const std::size_t open = Disputed::open_values(*world.bram);
             CHECK((open == 0 || (open == 2 && !said_done)));
             world.settled();
         }});
}

TEST_CASE("a record is deleted whole or not at all, and so is that undone") {
    World world;
    Tablet& anna = world.anna;
    world.resume();
    REQUIRE(why(anna.store->create_record({"plant", world.kas, {}, {{{}, "soort", "Tomaat", {}}}, {}})) == "");
    REQUIRE(anna.sync());
    world.pause();
    const auto shows = [&](bool both) {
        CHECK(anna.listed().empty() != both);
        CHECK(anna.store->list("plant", "", std::nullopt)->empty() != both);
    };
    bool deleted = false;
    const auto each = [&](const std::function<Result<std::uint64_t>()>& change) {
        each_tablet_step(
            world, [&] { return change().ok(); },
            [&](bool said_done) {
                const bool there = anna.head() == world.head_in_step + 1;
                CHECK((there || !said_done));
                shows(there ? deleted : !deleted);
                if (!there) REQUIRE(why(change()) == "");
                REQUIRE(anna.sync());
                shows(deleted);
                CHECK(anna.store->status()->in_step);
            });
    };
    each([&] { return anna.store->remove(world.kas); });
    world.resume();
    REQUIRE(why(anna.store->remove(world.kas)) == "");
    REQUIRE(anna.sync());
    world.pause();
    deleted = true;
    each([&] { return anna.store->restore(world.kas); });
}

TEST_CASE("of a dossier that its user may no longer see nothing can be read, however often that is cut short") {
    World world;
    Tablet& anna = world.anna;
    world.resume();
    REQUIRE(anna.set(world.kas, "telefoon", "0612345678"));  // nobody has it yet
    REQUIRE(why(server::end_grant(*world.office.folder, anna.grant)) == "");
    world.pause();
    each_tablet_step(
        world, [&] { return anna.sync(); },
        [&](bool said_done) {
            if (said_done) CHECK(anna.listed().empty());
            REQUIRE(anna.sync());
            CHECK(anna.shown(world.kas).empty());
            const std::string pages = readable_pages(anna.store->tables().db());
            for (const char* text : {"Warme kas", "0612345678"}) CHECK_FALSE(contains(pages, text));
            CHECK(anna.store->status()->unsent == 0);
            anna.store.reset();  // in order: then nothing stands in a log either
            CHECK(anna.disk.size(anna.disk.path("store.db-wal")) == 0);
        });
}

TEST_CASE("a list that is taken in again after a cut gives every row once") {
    World world;
    Tablet& anna = world.anna;
    const auto map = cli::ImportMap::read(
        R"({"entity": "kas", "gemeente": "0405", "fields": {"naam": "Naam", "oppervlak": "Grootte"}})");
    const auto rows = cli::read_csv("Naam;Grootte\nEerste;1\nTweede;2\nDerde;veel\nVierde;4\n");
    REQUIRE(why(map) == "");
    REQUIRE(why(rows) == "");
    const auto import = [&]() -> Result<cli::ImportReport> {
        cli::Importer importer = TRY(cli::Importer::begin(*anna.store, *map, "lijst"));
        return importer.take(*rows, [] { return false; });
    };
    const auto steps = each_tablet_step(
        world, [&] { return import().ok(); },
        [&](bool said_done) {
            for (int time = said_done ? 1 : 0; time < 2; ++time) {
                const auto again = import();
                REQUIRE(why(again) == "");
                CHECK(again->created + again->earlier == 3);
                CHECK((time == 0 || again->created == 0));
                CHECK(again->refused.size() == 1);
            }
            std::multiset<std::string> names;
            for (const Id& id : anna.listed())
                for (const char* name : {"Warme kas", "Eerste", "Tweede", "Derde", "Vierde"})
                    if (contains(anna.shown(id), name)) names.insert(name);
            CHECK(names == std::multiset<std::string>{"Warme kas", "Eerste", "Tweede", "Vierde"});
            REQUIRE(anna.sync());
            CHECK(world.office.sound() == 4);
        });
    CHECK(steps >= 12);
}

TEST_CASE("wrong PINs are counted, and the right one opens, whatever happens to the file of the key") {
    World world;
    Tablet& anna = world.anna;
    store::OpenOptions wrong = anna.options();
    wrong.pin = "0000";
    const std::string path = anna.disk.path("store.db");
    for (int i = 0; i < 4; ++i) REQUIRE(why(store::Store::open(wrong)) == "wrong_pin");
    const auto whole = [&] {
        const auto both = store::KeyFile(anna.disk, path).repair();
        return both.ok() && *both;
    };
    const auto before = anna.disk.image();
    const auto opens = [&] {
        auto opened = store::Store::open(anna.options());
        if (opened.ok()) anna.store = std::move(*opened);
        return why(opened);
    };
    const auto nothing = [] {};
    const auto leave = [&] { anna.leave(); };
    for (int time = 0; time < 5; ++time)  // what a power cut takes is chance
        run({anna.disk, before, nothing, [&] { return why(store::Store::open(wrong)) == "wrong_pin"; }, leave,
             [&](bool said_done) {
                 CHECK(whole());
                 const std::string found = opens();
                 CHECK((found == "locked" || (found.empty() && !said_done)));
                 world.clock.at += 60'000;
                 if (!found.empty()) CHECK(opens() == "");
             }});
    run({anna.disk, before, nothing, [&] { return opens().empty(); }, leave,
         [&](bool) {
             CHECK(opens() == "");
             CHECK(whole());
         }});
}
