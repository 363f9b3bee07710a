// The nightly delivery: what each must hold, told from what stands on the server and from the hours that people typed;
// and a receiver that loses deliveries, and answers late, in part, or never.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "tests/simulator/office.hpp"

namespace wegwijs::simulator {

using RowPlace = std::pair<std::string, Id>;  ///< file, record; the totals of a person: file, dossier

/// What would be delivered of everything as it stands at one moment.
struct Picture {
    using Texts = std::set<std::string>;                    ///< JSON values, one of which it must be
    std::map<RowPlace, std::map<std::string, Texts>> rows;  ///< by field
    std::map<Id, Truth::Hours> hours;                       ///< by dossier
    std::map<RowPlace, Id> dossiers;                        ///< of all records, also of those that do not belong in it
    std::set<RowPlace> undecided;                           ///< a person has to choose first
    std::set<Id> left_out;                                  ///< dossiers that are omitted, or may be
    std::uint64_t epoch = 0;                                ///< of the server; a restore begins a new one
    std::map<Id, std::string> versions;                     ///< of dossiers: the same text, nothing has changed
};
Picture picture_of(server::Reader& reader, const Truth& truth);

/// One delivery as it was made, or may have been: its files are known once they were written.
struct Night {
    Picture picture;
    std::set<RowPlace> owed;  ///< before it was made
    std::map<std::string, std::string> files;
    std::size_t destroyed = 0;
};

class Receiver {
public:
    /// Takes in a delivery, but for the rows that it refuses, and writes a receipt.
    void take(std::uint64_t number, const std::map<std::string, std::string>& files,
              const std::function<bool()>& refuses, bool answers);
    /// Everything that it holds is as it stood when the delivery was made.
    void check(const Picture& picture, const Truth& truth) const;

    std::vector<std::string> receipts;     ///< that nobody has brought yet
    std::uint64_t last = 0;                ///< number of the delivery that it took in last
    bool behind = false;                   ///< the server forgot deliveries that it has
    std::map<RowPlace, std::string> held;  ///< the line
    std::set<RowPlace> refused;
};

class Nights {
public:
    Nights(Office& office, Truth& truth) : office_(office), truth_(truth) {}

    /// Before deliver() is called: what would be delivered now.
    void prepare(UnixMs now);
    /// After it returned: the files hold what they must. Gives what was delivered.
    const Night& delivered(const server::DeliveryReport& report);
    /// Every delivery that was ever made gives the same again.
    void all_again();
    bool any() const { return !nights_.empty(); }
    void forgotten() { receiver.behind = true; }

    Receiver receiver;

private:
    void check_rows(const Night& night, const Night* before) const;
    void check_again(const Night& night, const std::map<std::string, std::string>& files, std::size_t destroyed) const;
    void check_content(const std::map<std::string, std::string>& files) const;

    Office& office_;
    Truth& truth_;
    std::map<UnixMs, Night> nights_;  ///< by the moment at which they were begun
};

/// The lines of a file as JSON.
std::vector<nlohmann::json> lines_of(const std::string& ndjson);

}  // namespace wegwijs::simulator
