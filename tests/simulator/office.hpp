// The server on its own machine: the real store and services, without HTTP.
#pragma once

#include <memory>
#include <set>
#include <vector>

#include "sync_server/admin/folder.hpp"
#include "sync_server/auth/sync_page.hpp"
#include "sync_server/delivery/deliver.hpp"
#include "sync_server/sync/service.hpp"
#include "tests/simulator/tablet.hpp"
#include "tests/simulator/wire.hpp"

namespace wegwijs::simulator {

class Office {
public:
    Office(const Time& time, std::uint64_t seed, Truth& truth);

    void make();
    void open();  ///< after a kill or a power cut
    void kill() { leave(), disk.restart(); }
    void cut_power() { leave(), disk.lose_power(); }
    bool running() const { return service_ != nullptr; }

    store::Identity enrol(const std::string& user);
    /// A request on its way, and what its sender had typed when it was sent.
    struct Question {
        std::uint64_t device = 0;
        std::string user;
        Bytes body;
        TypedWork typed;
        std::optional<http::Request> request;  ///< packed and signed; else the services are asked directly
    };
    struct Answer {
        Bytes body;
        std::map<Id, View> rights;  ///< of the user, when it was answered
        bool round_done = false;
        protocol::Point as_of, end;
    };
    /// Answers a request as it came over the wire. The truth is told what was placed and what was refused.
    Result<Answer> ask(const Question& question);
    Status bring(std::uint64_t device, const std::string& user, const Bytes& rows);
    std::map<Id, View> rights_of(const std::string& user);

    // ---- what administrators do. False: it could not be done, and was not.
    bool grant(const std::string& user, const std::string& place, const std::string& role);  ///< role "": it ends
    bool move(const Id& dossier, const std::string& municipality);
    bool new_pack();
    bool erase(const Id& dossier);
    /// Destroys what was deleted and every active device has seen deleted. Gives how many records.
    std::size_t purge();
    std::vector<Id> dossiers();
    /// The delivery of a night, of today without one, into a folder of this machine.
    Result<server::DeliveryReport> deliver(const std::string& folder, const std::optional<std::string>& night = {});

    /// What was decided about rights, and where in the server's order.
    struct Decided {
        server::ServerSeq place;
        UnixMs at;
        std::string user, where, role;  ///< of a grant, and of its end
        bool ends = false;
        Id dossier{};  ///< of a move
        std::string municipality{};
    };

    // ---- copies of the whole machine
    struct Copy {
        Disk::Image image;
        std::shared_ptr<const Truth::Past> truth;
        std::vector<Decided> decided;
    };
    Copy copy();
    /// As somebody would who copies the file back.
    void put_back(const Copy& copy);
    /// As `restore` does: what was erased or decided since is done again, and a new epoch begins.
    void restore(const Copy& copy);

    server::Store& store() { return *folder_->store; }
    server::AdminStore& admin() { return *folder_->admin; }

    Disk disk;
    MachineClock clock;

private:
    /// Opens what stands on the disk. False: it was cut short.
    bool start(bool create);
    void leave();
    void decide_again(const std::vector<Decided>& decided, server::ServerSeq since);
    Status is_of(std::uint64_t device, const std::string& user);
    Result<Bytes> answer(const Question& question);
    /// Tells the truth what a request refused whose answer was cut off, as soon as the server is there again.
    void tell_refused();
    void check_acknowledged(const Question& question, const protocol::SyncAnswer& answer) const;
    void take_copy(const Copy& copy, bool silently);
    /// Tells the truth what was placed since it was told last.
    void tell();
    bool change(std::string_view action, const std::function<Status(server::Batch&)>& work);
    server::SqliteStoreOptions options() const;

    Truth& truth_;
    std::optional<server::Folder> folder_;
    std::unique_ptr<server::SyncService> service_;
    std::unique_ptr<server::SyncPage> page_;
    protocol::Codec codec_;
    test::SeededRandom random_;
    crypto::BoxKey box_;
    server::ServerSeq told_ = 0;
    std::optional<Question> cut_;
    std::set<Id> erased_;  ///< kept outside the database
    std::vector<Decided> decided_;
};

}  // namespace wegwijs::simulator
