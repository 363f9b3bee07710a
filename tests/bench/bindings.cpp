// Reading through the binding for Java, beside the library for C++: the same rows of the same store, every cell.
// Only where a JDK was found.
#ifdef WEGWIJS_BENCH_JAVA
#include <algorithm>
#include <cstdio>

#include <wegwijs/wegwijs.hpp>

#include "tests/bench/workload.hpp"
#include "tests/bench/works.hpp"

namespace wegwijs::bench {

namespace {

constexpr int passes = 30, warming = 15;  ///< the virtual machine compiles what runs often while it runs
constexpr const char* pin = "2580";
constexpr std::uint64_t id_text = 36;  ///< octets of an id, which is text in Java and bytes in C++

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

Json read_by_cpp(const std::string& database) {
    Store store = need(Store::open({database, pin}));
    Read read;
    for (int n = 0; n < passes; ++n) {
        Stopwatch watch;
        watch.time([&] {
            need(store.query(all(), {}, [&](const Row& row) {
                ++read.rows;
                for (std::size_t i = 0; i < row.size(); ++i) read.take(row[i]);
            }));
        });
        read.seconds.push_back(watch.seconds());
    }
    return read.json();
}

Json read_by_java(const std::string& database) {
    const std::string command = std::string(WEGWIJS_BENCH_JAVA) + " '" + database + "' " + pin + " " +
                                std::to_string(passes) + " '" + all() + "'";
    FILE* pipe = ::popen(command.c_str(), "r");
    if (!pipe) give_up("Java could not be started.");
    std::string text;
    char part[4096];
    for (std::size_t got = 0; (got = std::fread(part, 1, sizeof part, pipe)) > 0;) text.append(part, got);
    Json read = Json::parse(text, nullptr, false);
    if (::pclose(pipe) != 0 || !read.is_object()) give_up("Java could not read the store; its message is above.");
    return read;
}

/// The quickest pass, once it is warm: whatever else the machine does only makes one slower.
double settled(const Json& read) {
    const auto seconds = read["seconds"].get<std::vector<double>>();
    return *std::min_element(seconds.begin() + warming, seconds.end());
}

}  // namespace

Json Session::java_read() {
    const Json java = read_by_java(path("a.db"));
    const Json cpp = in_child([&] { return read_by_cpp(path("a.db")); });
    for (const char* what : {"rows", "cells", "integers", "octets"})
        if (java[what] != cpp[what]) give_up(std::string("Java did not read what C++ read: ") + what);
    return {{"seconds", settled(java)},
            {"floor_seconds", settled(cpp)},
            {"ratio", settled(java) / settled(cpp)},
            {"first_seconds", java["seconds"][0]},
            {"floor_first_seconds", cpp["seconds"][0]}};
}

}  // namespace wegwijs::bench
#endif
