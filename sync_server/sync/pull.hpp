// What a device has not seen yet, in the order of dossier numbers, from one snapshot (docs/protocol.md, "Pull").
#pragma once

#include <set>

#include "sync_server/access/access.hpp"
#include "sync_server/sync/working_set.hpp"

namespace wegwijs::server {

class Puller {
public:
    /// `written`: what this request wrote itself.
    Puller(Reader& reader, const Packs& packs, const Access& access, const DeviceRow& device,
           const protocol::SyncRequest& request, WrittenRecords& written)
        : reader_(reader),
          packs_(packs),
          access_(access),
          device_(device),
          request_(request),
          written_(written),
          left_out_{request.own_from == 0 ? 0 : device.number, request.own_from} {}

    /// Fills the pull part of the answer.
    Status run(protocol::SyncAnswer& answer);

private:
    /// How one dossier, or the next part of it, is to be sent.
    struct Pass {
        Number after = 0;            ///< records up to here were sent before
        ServerSeq fields_after = 0;  ///< fields with an entry after this; 0: all
        ServerSeq began = 0;         ///< as_of of the first part
        bool whole = false, begin = true;
    };
    enum class Room { left, used_up };
    struct Dossier {
        DossierRow row;
        std::vector<Move> moves;
        ServerSeq sight = 0;
        std::optional<View> view;
    };

    Result<std::vector<DossierRow>> candidates();
    Result<Dossier> look(DossierRow row);
    /// What the device has seen of the dossier: the cursor, or more where its last round got ahead of that.
    ServerSeq base_of(const DossierRow& row) const;
    bool is_new(const Dossier& dossier) const;
    Pass pass_of(const Dossier& dossier) const;
    /// The part of the answer that is sent until the budget is used up.
    Status fill(protocol::SyncAnswer& answer);
    Status walk(protocol::SyncAnswer& answer);
    /// Names the users behind the devices whose entries are sent.
    Status name_writers(protocol::SyncAnswer& answer);
    Result<Room> go_on(protocol::SyncAnswer& answer);
    Status first_dossiers(protocol::SyncAnswer& answer);
    Status compare_sums(protocol::SyncAnswer& answer);
    /// Used up: a part was sent, and the stage tells how to go on.
    Result<Room> send(const Dossier& dossier, Pass pass, protocol::SyncAnswer& answer);
    /// As Reader::records.
    Status records(Number dossier, ServerSeq base, Number after, const std::function<bool(RecordRow&)>& take);
    /// The records of one pass, until the budget is used up. Gives the number of the last one that was looked at.
    Result<Number> take_records(const Dossier& dossier, const Pass& pass, protocol::Item& item);
    Result<bool> catch_up(const Dossier& dossier, const Pass& pass, protocol::Item& item);
    /// Forget or erase: told only to who ever had sight of the dossier. False: nothing was told.
    Result<bool> send_short(const Dossier& dossier, protocol::Item::What what, protocol::SyncAnswer& answer);
    bool passed(Number number) const;
    bool cut(RecordRow& row, const View& view, ServerSeq fields_after, bool whole, protocol::ItemRecord& out) const;
    /// The one stamp of a record that the asking device's own transaction made and nothing has changed since, where it
    /// has all of that and may read it.
    std::optional<merge::Stamp> own_whole(RecordRow& row, const View& view) const;
    std::size_t weight_of(const protocol::ItemRecord& record) const;
    std::uint64_t sum(const DossierRow& row, const View& view) const;

    Reader& reader_;
    const Packs& packs_;
    const Access& access_;
    const DeviceRow& device_;
    const protocol::SyncRequest& request_;
    WrittenRecords& written_;
    const protocol::LeftOut left_out_;  ///< values that the device has
    ServerSeq as_of_ = 0, base_ = 0;
    std::size_t budget_ = 0, used_ = 0;
    std::vector<Number> done_;
    mutable std::set<std::uint64_t> writers_;  ///< devices whose entries the items bring
};

}  // namespace wegwijs::server
