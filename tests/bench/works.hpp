// The measured works, in the order in which they build on each other.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tests/bench/meter.hpp"
#include "tests/bench/server.hpp"

namespace wegwijs::bench {

struct Plan {
    std::uint32_t records = 10'000;
    int devices = 100;  ///< of the fleet
    std::string server_program, pack_folder;
    std::string folder;  ///< where everything is made; on the disk to be measured
};

/// One after the other over one server and its devices A and B. Each returns the figures of its work.
class Session {
public:
    explicit Session(const Plan& plan);
    Json write();     ///< A makes every record, a durable transaction each
    Json upload();    ///< A's first sync
    Json download();  ///< a fresh B takes all
    Json update();    ///< A changes one field of each, a transaction each; both sync
    Json delta();     ///< A changes one field of 1,000; bytes until B has them
    Json conflict();  ///< A and B change 1,000 records without knowing of each other
    Json history();   ///< 100,000 edits, then a fresh device
#ifdef WEGWIJS_BENCH_JAVA
    Json java_read();  ///< all records of A through Java, and through C++
#endif
#ifdef WEGWIJS_BENCH_WEB
    Json web_read();  ///< the same through the package for the browser
#endif

private:
    std::string path(const std::string& name) const { return plan_.folder + "/" + name; }
    double bulk() const;
    Json fresh_download(const std::string& name);
    Plan plan_;
    Server server_;
};

/// Many devices at once, each with its own store and key, over a server of their own.
Json fleet(const Plan& plan);

/// Name -> what it is, in the order of running.
const std::vector<std::pair<std::string, std::string>>& works();

}  // namespace wegwijs::bench
