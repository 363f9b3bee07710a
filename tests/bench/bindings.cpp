// Reading through the bindings, beside the library for C++: the same rows, every cell. Java reads the very store that
// C++ reads; the browser a store of its own that it got by a sync. Only where a JDK, or Chromium, was found.
#if defined(WEGWIJS_BENCH_JAVA) || defined(WEGWIJS_BENCH_WEB)
#include <algorithm>
#include <cstdio>

#include <wegwijs/wegwijs.hpp>

#include "tests/bench/workload.hpp"
#include "tests/bench/works.hpp"

namespace wegwijs::bench {

namespace {

constexpr int passes = 30, warming = 15;  ///< Java and the browser compile what runs often while it runs
constexpr const char* pin = "2580";
constexpr std::uint64_t id_text = 36;  ///< octets of an id, which is bytes in C++ and text elsewhere

/// Every field of every record.
std::string all() {
    std::string sql = "SELECT id";
    for (const FieldOf& field : fields) sql.append(", ").append(field.name);
    return sql + " FROM persoon";
}

/// What was read, so that both are known to have read the same; and the seconds of each pass.
struct Read {
    std::uint64_t rows = 0, cells = 0, integers = 0, octets = 0;
    std::vector<double> seconds;

    void take(const SqlValue& cell) {
        ++cells;
        if (const auto number = cell.integer()) integers += static_cast<std::uint64_t>(*number);
        if (const auto text = cell.text()) octets += text->size();
        if (cell.id()) octets += id_text;
    }
    Json json() const {
        return {{"rows", rows}, {"cells", cells}, {"integers", integers}, {"octets", octets}, {"seconds", seconds}};
    }
};

/// `keep`: the rows of a pass stay until its end, as what a binding gives does; else each is looked at as it goes by.
Json read_by_cpp(const std::string& database, bool keep) {
    Store store = need(Store::open({database, pin}));
    Read read;
    double cpu = 0;
    for (int n = 0; n < passes; ++n) {
        Stopwatch watch;
        watch.time([&] {
            std::vector<Row> kept;
            need(store.query(all(), {}, [&](const Row& row) {
                ++read.rows;
                for (std::size_t i = 0; i < row.size(); ++i) read.take(row[i]);
                if (keep) kept.push_back(row);
            }));
        });
        read.seconds.push_back(watch.seconds());
        if (n >= warming) cpu += watch.cpu_seconds();
    }
    Json json = read.json();
    json["cpu_seconds"] = cpu / (passes - warming);
    return json;
}

/// What a program says that reads all rows through a binding; `words` are quoted for the shell.
Json read_by(const std::string& program, const std::vector<std::string>& words) {
    std::string command = program;
    for (const std::string& word : words) command += " '" + word + "'";
    FILE* pipe = ::popen(command.c_str(), "r");
    if (!pipe) give_up("The program of the binding could not be started.");
    std::string text;
    char part[4096];
    for (std::size_t got = 0; (got = std::fread(part, 1, sizeof part, pipe)) > 0;) text.append(part, got);
    Json read = Json::parse(text, nullptr, false);
    if (::pclose(pipe) != 0 || !read.is_object())
        give_up("The binding could not read the store; its message is above.");
    return read;
}

/// The quickest pass, once it is warm: whatever else the machine does only makes one slower.
double settled(const Json& read) {
    const auto seconds = read["seconds"].get<std::vector<double>>();
    return *std::min_element(seconds.begin() + warming, seconds.end());
}

/// `bound`: more than so many times the time of C++ is too slow. Where the machine does other things besides, look at
/// the time of the processor: a mean of a pass, with all threads of the binding's process.
Json beside(const Json& binding, const std::string& database, double bound) {
    const Json cpp = in_child([&] { return read_by_cpp(database, false); });
    const Json kept = in_child([&] { return read_by_cpp(database, true); });
    for (const char* what : {"rows", "cells", "integers", "octets"})
        if (binding[what] != cpp[what]) give_up(std::string("The binding did not read what C++ read: ") + what);
    return {{"seconds", settled(binding)},
            {"floor_seconds", settled(cpp)},
            {"ratio", settled(binding) / settled(cpp)},
            {"bound", bound},
            {"cpu_seconds", binding["cpu_seconds"]},
            {"floor_cpu_seconds", cpp["cpu_seconds"]},
            {"cpu_ratio", binding["cpu_seconds"].get<double>() / cpp["cpu_seconds"].get<double>()},
            {"floor_kept_cpu_seconds", kept["cpu_seconds"]},
            {"kept_cpu_ratio", binding["cpu_seconds"].get<double>() / kept["cpu_seconds"].get<double>()},
            {"first_seconds", binding["seconds"][0]},
            {"floor_first_seconds", cpp["seconds"][0]}};
}

}  // namespace

#ifdef WEGWIJS_BENCH_JAVA
Json Session::java_read() {
    const Json java =
        read_by(WEGWIJS_BENCH_JAVA, {path("a.db"), pin, std::to_string(passes), std::to_string(warming), all()});
    return beside(java, path("a.db"), 3);
}
#endif

#ifdef WEGWIJS_BENCH_WEB
Json Session::web_read() {
    const Json web = read_by(WEGWIJS_BENCH_WEB, {path("profile"), server_.url(), server_.enrol_code("anna"),
                                                 std::to_string(passes), std::to_string(warming), all()});
    return beside(web, path("a.db"), 6);
}
#endif

}  // namespace wegwijs::bench
#endif
