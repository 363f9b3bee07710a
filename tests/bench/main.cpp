// wegwijs-bench: what the store, the server and a sync cost, set beside plain SQLite in the same run.
#include <cstdio>
#include <filesystem>
#include <functional>
#include <map>
#include <set>

#include <CLI/CLI.hpp>

#include "tests/bench/workload.hpp"
#include "tests/bench/works.hpp"

namespace wegwijs::bench {

namespace {

struct Options {
    std::vector<std::string> only;
    Plan plan;
    int repeat = 1;
    bool list = false;
};

/// A folder for everything; goes with its content.
class Folder {
public:
    explicit Folder(const std::string& in) {
        std::string name = in + "/wegwijs-bench-XXXXXX";
        if (::mkdtemp(name.data()) == nullptr) give_up("No folder could be made in " + in + ".");
        path_ = name;
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    const std::string& path() const { return path_; }

private:
    std::string path_;
};

void tell(const std::string& what) {
    std::fprintf(stderr, "== %s\n", what.c_str());
    std::fflush(stderr);
}

Json numbered(const std::string& work, const Plan& plan, const Json& figures) {
    Json line{{"work", work}, {"records", plan.records}};
    for (const auto& [name, value] : figures.items()) line[name] = value;
    return line;
}

/// Every work that is asked for, and what it stands on.
std::map<std::string, Json> run_once(const Options& options, const std::set<std::string>& wanted) {
    const Folder folder(options.plan.folder);
    Plan plan = options.plan;
    plan.folder = folder.path();
    std::map<std::string, Json> lines;
    const std::vector<std::pair<std::string, Json (Session::*)()>> steps{
        {"write", &Session::write},         {"upload", &Session::upload}, {"download", &Session::download},
        {"update", &Session::update},       {"delta", &Session::delta},   {"conflict", &Session::conflict},
        {"history", &Session::history},
#ifdef WEGWIJS_BENCH_JAVA
        {"java_read", &Session::java_read},
#endif
#ifdef WEGWIJS_BENCH_WEB
        {"web_read", &Session::web_read},
#endif
    };
    std::size_t last = 0;
    for (std::size_t n = 0; n < steps.size(); ++n)
        if (wanted.count(steps[n].first) > 0) last = n + 1;
    if (last > 0) {
        Session session(plan);
        for (std::size_t n = 0; n < last; ++n) {
            // What only builds on the first three is left out when it is not asked for.
            if (n >= 3 && wanted.count(steps[n].first) == 0) continue;
            tell(steps[n].first);
            lines[steps[n].first] = numbered(steps[n].first, plan, (session.*steps[n].second)());
        }
    }
    if (wanted.count("fleet") > 0) {
        tell("fleet");
        lines["fleet"] = numbered("fleet", plan, fleet(plan));
    }
    return lines;
}

/// The run whose ratio (or time) lies in the middle.
Json middle(std::vector<Json> runs) {
    const auto measure = [](const Json& line) { return line.value("ratio", line.value("seconds", 0.0)); };
    std::sort(runs.begin(), runs.end(), [&](const Json& a, const Json& b) { return measure(a) < measure(b); });
    Json line = runs[(runs.size() - 1) / 2];
    if (runs.size() > 1) line["runs"] = runs.size();
    return line;
}

int run(const Options& options) {
    std::set<std::string> wanted(options.only.begin(), options.only.end());
    if (wanted.empty())
        for (const auto& [name, what] : works()) wanted.insert(name);
    if (checksum_of_ten_thousand() != checksum) give_up("The workload is not the one that others were measured on.");
    std::map<std::string, std::vector<Json>> runs;
    for (int n = 0; n < options.repeat; ++n)
        for (auto& [name, line] : run_once(options, wanted)) runs[name].push_back(std::move(line));
    for (const auto& [name, what] : works())
        if (wanted.count(name) > 0) std::printf("%s\n", middle(runs[name]).dump().c_str());
    return 0;
}

int start(int argc, char** argv) {
    CLI::App app(
        "What a store, a server and a sync cost, beside plain SQLite in the same run.\n"
        "One JSON object a work on standard output. Build it with the release preset.");
    Options options;
    options.plan.server_program = WEGWIJS_SERVER_PROGRAM;
    options.plan.pack_folder = WEGWIJS_BENCH_PACK;
    options.plan.folder = std::filesystem::temp_directory_path().string();
    std::set<std::string> names;
    for (const auto& [name, what] : works()) names.insert(name);
    app.add_option("--only", options.only, "Only these works")->type_name("WORK")->check(CLI::IsMember(names));
    app.add_option("--records", options.plan.records, "N")->capture_default_str()->check(CLI::Range(100, 1'000'000));
    app.add_option("--devices", options.plan.devices, "Of the fleet")->capture_default_str()->check(CLI::Range(1, 120));
    app.add_option("--repeat", options.repeat, "Runs; the one in the middle is printed")
        ->capture_default_str()
        ->check(CLI::Range(1, 99));
    app.add_option("--in", options.plan.folder, "The folder, and so the disk, that is measured")->capture_default_str();
    app.add_option("--server", options.plan.server_program, "The program wegwijs-server")->capture_default_str();
    app.add_flag("--list", options.list, "What there is to measure");
    app.footer("Example: wegwijs-bench --only write upload download --repeat 3");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) { return app.exit(error) == 0 ? 0 : 2; }
    if (!options.list) return run(options);
    for (const auto& [name, what] : works()) std::printf("%-9s %s\n", name.c_str(), what.c_str());
    return 0;
}

}  // namespace

}  // namespace wegwijs::bench

int main(int argc, char** argv) { return wegwijs::bench::start(argc, argv); }
