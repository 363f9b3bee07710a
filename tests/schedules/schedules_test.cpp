// The schedules that an independent implementation played (tests/vectors/schedules/generate.py), with real stores and
// the real server. docs/testing.md, "The vectors", says how to read them. WEGWIJS_SCHEDULES=FILE plays another file.
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "tests/schedules/tablet.hpp"

using namespace schedules;

namespace {

std::string text_of(const std::string& path) {
    std::ifstream in(path);
    REQUIRE(in.good());
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

std::string told(const Lines& lines, const std::string& key) {
    const auto found = lines.find(key);
    return found == lines.end() ? "nothing" : "'" + found->second + "'";
}

/// What differs, a line each; empty: nothing.
std::string difference(const Lines& here, const Lines& there) {
    Lines all = here;
    all.insert(there.begin(), there.end());
    std::string text;
    for (const auto& [key, value] : all)
        if (told(here, key) != told(there, key))
            text += "\n  " + key + ": the program has " + told(here, key) + ", the model " + told(there, key);
    return text;
}

class Schedule {
public:
    Schedule(const Json& schedule, const std::string& pack_json)
        : steps_(schedule["steps"]), office_(time_, pack_json) {
        // name, user, municipality, role, how far its clock is off
        for (const Json& t : schedule["tablets"]) office_.grant(t[1], t[2], t[3], names_);
        for (const Json& t : schedule["tablets"])
            add(t[0], t[4]).make(office_.enrol(t[1]), t[3], office_.shared_pack());
    }

    /// What differed first; empty: all was as the vector says.
    std::string play() {
        for (std::size_t i = 0; i < steps_.size(); ++i) {
            const Json& step = steps_[i];
            INFO("step " << i << ": " << step.dump());
            time_.now += step.value("ms", 1000);
            std::string found = act(static_cast<int>(i), step);
            if (found.empty()) found = compared(step);
            if (!found.empty()) return "step " + std::to_string(i) + " " + step.dump() + found;
        }
        return {};
    }

private:
    Tablet& add(const std::string& name, UnixMs skew) {
        return *(tablets_[name] = std::make_unique<Tablet>(name, time_, skew));
    }

    std::string act(int number, const Json& step) {
        const auto what = step["do"].get<std::string>();
        if (!step.contains("t")) {
            administer(what, step);
            return {};
        }
        Tablet& tablet = *tablets_.at(step["t"]);
        if (saves(step)) {
            const std::string code = tablet.save(step, names_), expected = step.value("code", "");
            if (code.empty()) tablet.saved(number, names_);
            if (code != expected) return "\n  the program says '" + code + "', the model '" + expected + "'";
        } else if (what == "open") {
            const std::string code = tablet.open(step["form"], names_.ids.at(step["k"]));
            if (!code.empty()) return "\n  the form does not open: " + code;
        } else if (what == "sync") tablet.sync(office_, step.value("how", "whole"));
        else if (what == "ask") asked_.emplace(step["as"], tablet.question());
        else if (what == "kill") tablet.kill();
        else if (what == "copy") tablet.keep_copy();
        else if (what == "put_back") tablet.put_back(step["copy"]);
        else if (what == "twin") add(step["as"], step["skew"]).copy_of(tablet);
        else FAIL("there is no step " << what);
        return {};
    }

    void administer(const std::string& what, const Json& step) {
        if (what == "grant")
            office_.grant(step["user"], step["where"], step["role"].is_null() ? "" : step["role"], names_);
        else if (what == "move") office_.move(names_.ids.at(step["k"]), step["town"]);
        else if (what == "erase") office_.erase(names_.ids.at(step["k"]));
        else if (what == "backup") office_.back_up();
        else if (what == "restore") office_.put_back(step["backup"], true);
        else if (what == "rollback") office_.put_back(step["backup"], false);
        else if (what == "arrives") {
            const Tablet::Question& asked = asked_.at(step["as"]);
            (void)office_.ask(asked.device, asked.public_key, asked.body);
        } else if (what != "wait" && what != "compare") FAIL("there is no step " << what);
    }

    static bool saves(const Json& step) { return step.contains("w") || step.contains("r"); }

    void expect(const Json& step) {
        if (saves(step) && !step.contains("code")) {
            Lines& lines = expected_[step["t"]];
            lines["unsent"] = std::to_string(std::stoi(lines["unsent"]) + 1);
            if (step.contains("w"))
                for (const auto& [key, value] : step["w"].items()) lines[key] = value;
        }
        if (step.contains("ledger")) {
            const std::size_t same = step["ledger"][0];
            expected_ledger_.resize(same);
            expected_ledger_.insert(expected_ledger_.end(), step["ledger"].begin() + 1, step["ledger"].end());
            for (std::size_t i = same; i < expected_ledger_.size(); ++i) {
                const Json& saved = steps_[static_cast<std::size_t>(expected_ledger_[i])];
                if (saved.contains("w"))
                    for (const auto& [key, value] : saved["w"].items())
                        expected_["server"][key] = std::to_string(expected_ledger_[i]) + ":" + value.get<std::string>();
            }
        }
        if (!step.contains("see")) return;
        for (const auto& [who, changes] : step["see"].items())
            for (const auto& [key, value] : changes.items()) {
                if (value.is_null()) expected_[who].erase(key);
                else expected_[who][key] = value;
            }
    }

    std::string compared(const Json& step) {
        const auto what = step["do"].get<std::string>();
        expect(step);
        std::string found;
        for (const auto& [name, tablet] : tablets_) {
            const bool looked_at = what == "compare" || step.value("t", "") == name || step.value("as", "") == name;
            if (!looked_at) continue;
            const std::string differs = difference(tablet->lines(names_), expected_[name]);
            if (!differs.empty()) found += "\n tablet " + name + ":" + differs;
        }
        if (saves(step)) return found;  // nothing of this reaches the server
        const std::string differs = difference(office_.lines(names_), expected_["server"]);
        if (!differs.empty()) found += "\n the server:" + differs;
        if (const std::vector<int> ledger = office_.ledger(names_); ledger != expected_ledger_)
            found += "\n the ledger: the program has " + Json(ledger).dump() + ", the model " +
                     Json(expected_ledger_).dump();
        return found;
    }

    const Json& steps_;
    Time time_;
    Names names_;
    Office office_;
    std::map<std::string, std::unique_ptr<Tablet>> tablets_;
    std::map<std::string, Tablet::Question> asked_;
    std::map<std::string, Lines> expected_;
    std::vector<int> expected_ledger_;
};

}  // namespace

TEST_CASE("schedules: after every step tablets and server hold what the independent model holds") {
    REQUIRE(crypto::initialise());
    REQUIRE(sqlite::initialise());
    test::register_disks();
    const std::string source = WEGWIJS_SOURCE_DIR;
    const char* other = std::getenv("WEGWIJS_SCHEDULES");
    const Json all = Json::parse(text_of(other ? other : source + "/tests/vectors/schedules/schedules.json"));
    const std::string pack = text_of(source + "/tests/packs/kas.json");
    std::size_t agreed = 0;
    for (const Json& schedule : all) {
        INFO("schedule " << schedule["of"]);
        const std::string found = Schedule(schedule, pack).play();
        if (found.empty()) ++agreed;
        else FAIL_CHECK(found);
    }
    if (other) WARN(agreed << " of " << all.size() << " schedules agreed");
    else CHECK(all.size() >= 200);
}
