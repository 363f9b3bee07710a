// Every question of Reader, asked of one SQLite connection. For the .cpp files of this folder.
#pragma once

#include "client_core/shared/sqlite/sqlite.hpp"
#include "sync_server/store/sqlite_keys.hpp"
#include "sync_server/store/store.hpp"

namespace wegwijs::server {

/// The columns that `read_dossier` and `read_record` want, in their order.
inline constexpr std::string_view dossier_columns =
    "number, id, municipality, last, erased, orphan, any_deletion, sums";
inline constexpr std::string_view record_columns = "number, id, dossier, entity, parent, created, last, state";

Result<DossierRow> read_dossier(const sqlite::Statement& s);
Bytes encode_sums(const std::map<std::uint32_t, std::uint64_t>& sums);
Id id_at(const sqlite::Statement& s, int column);

/// An error of the backend as the interface promises it: code "server_store", what SQLite said kept.
Error store_error(Error error);

/// What Snapshot and Batch share. Errors are those of the layers below; `Answering` makes them "server_store".
class SqliteReader {
public:
    SqliteReader(sqlite::Connection& db, Keys& keys) : db_(db), keys_(keys) {}

    Result<Point> head();
    Result<std::optional<Bytes>> check_at(ServerSeq S);
    Result<std::uint64_t> epoch();
    Result<merge::EpochStarts> starts(bool declared_only);

    Result<std::optional<std::string>> setting(std::string_view name);
    Result<std::optional<DeviceRow>> device(std::uint64_t number);
    Result<std::vector<DeviceRow>> devices();
    Result<merge::Lineage> lineage();
    Result<std::uint64_t> holder_of(std::uint64_t seq, ByteView hash);
    Result<std::vector<OutcomeRow>> outcomes(std::uint64_t device, std::uint64_t from, std::uint64_t to);

    Result<std::vector<Grant>> grants(std::string_view user);
    Result<std::vector<Grant>> all_grants();
    Result<std::vector<PackRow>> packs();
    Result<std::string> pack_json(std::uint64_t version);

    Result<std::optional<DossierRow>> dossier(Number number);
    Result<std::optional<DossierRow>> dossier(const Id& id);
    Result<std::vector<Move>> moves(Number dossier);
    Result<std::vector<DossierRow>> changed(ServerSeq base, Number at);
    Result<std::vector<DossierRow>> in_municipality(std::string_view municipality, Number at);
    Result<ServerSeq> late_sight(std::string_view user, Number dossier);
    Result<std::vector<Number>> late_sights(std::string_view user, ServerSeq base);

    Result<std::optional<RecordRow>> record(const Id& id);
    Result<std::optional<RecordRow>> record(Number number);
    Result<std::optional<merge::Creation>> record_head(Number number);
    Result<Number> record_number(const Id& id);
    Result<std::vector<Id>> children(const Id& parent);
    Status records(Number dossier, ServerSeq base, Number after, const std::function<bool(RecordRow&)>& take);
    Result<std::vector<RecordPlace>> record_places(Number dossier, ServerSeq base, Number after);
    Result<std::vector<Id>> removals(Number dossier, ServerSeq base);
    Result<bool> purged(const Id& record);

    /// The writer itself has purged something.
    void has_purged() { any_removal_ = true; }

    /// The row that stands in `record_columns`, opened.
    Result<RecordRow> read_record(const sqlite::Statement& s);

    sqlite::Connection& db() { return db_; }
    Keys& keys() { return keys_; }

private:
    Result<std::vector<DossierRow>> dossiers(sqlite::Cached query);
    Result<std::vector<merge::FieldState>> fields_as_made(const RecordRow& row);
    Status walk(sqlite::Statement& query, const std::function<bool(RecordRow&)>& take);
    sqlite::Connection& db_;
    Keys& keys_;
    Result<bool> any(std::optional<bool>& known, std::string_view sql);
    bool walking_ = false;
    std::optional<bool> any_alias_, any_removal_;  ///< of what this reader sees; not known before it was asked
};

/// Snapshot or Batch over a SqliteReader.
template <class Interface>
class Answering : public Interface {
public:
    explicit Answering(SqliteReader reader) : reader_(reader) {}

    Result<Point> head() override { return as(reader_.head()); }
    Result<std::optional<Bytes>> check_at(ServerSeq S) override { return as(reader_.check_at(S)); }
    Result<std::uint64_t> epoch() override { return as(reader_.epoch()); }
    Result<merge::EpochStarts> epoch_starts() override { return as(reader_.starts(false)); }
    Result<merge::EpochStarts> declared_starts() override { return as(reader_.starts(true)); }
    Result<std::optional<std::string>> setting(std::string_view name) override { return as(reader_.setting(name)); }
    Result<std::optional<DeviceRow>> device(std::uint64_t number) override { return as(reader_.device(number)); }
    Result<std::vector<DeviceRow>> devices() override { return as(reader_.devices()); }
    Result<merge::Lineage> lineage() override { return as(reader_.lineage()); }
    Result<std::uint64_t> holder_of(std::uint64_t seq, ByteView hash) override {
        return as(reader_.holder_of(seq, hash));
    }
    Result<std::vector<OutcomeRow>> outcomes(std::uint64_t device, std::uint64_t from, std::uint64_t to) override {
        return as(reader_.outcomes(device, from, to));
    }
    Result<std::vector<Grant>> grants(std::string_view user) override { return as(reader_.grants(user)); }
    Result<std::vector<Grant>> all_grants() override { return as(reader_.all_grants()); }
    Result<std::vector<PackRow>> packs() override { return as(reader_.packs()); }
    Result<std::string> pack_json(std::uint64_t version) override { return as(reader_.pack_json(version)); }
    Result<std::optional<DossierRow>> dossier(Number number) override { return as(reader_.dossier(number)); }
    Result<std::optional<DossierRow>> dossier(const Id& id) override { return as(reader_.dossier(id)); }
    Result<std::vector<Move>> moves(Number dossier) override { return as(reader_.moves(dossier)); }
    Result<std::vector<DossierRow>> changed(ServerSeq base, Number at) override {
        return as(reader_.changed(base, at));
    }
    Result<std::vector<DossierRow>> in_municipality(std::string_view municipality, Number at) override {
        return as(reader_.in_municipality(municipality, at));
    }
    Result<ServerSeq> late_sight(std::string_view user, Number dossier) override {
        return as(reader_.late_sight(user, dossier));
    }
    Result<std::vector<Number>> late_sights(std::string_view user, ServerSeq base) override {
        return as(reader_.late_sights(user, base));
    }
    Result<std::optional<RecordRow>> record(const Id& id) override { return as(reader_.record(id)); }
    Result<std::optional<RecordRow>> record(Number number) override { return as(reader_.record(number)); }
    Result<std::optional<merge::Creation>> record_head(Number number) override {
        return as(reader_.record_head(number));
    }
    Result<Number> record_number(const Id& id) override { return as(reader_.record_number(id)); }
    Result<std::vector<Id>> children(const Id& parent) override { return as(reader_.children(parent)); }
    Status records(Number dossier, ServerSeq base, Number after, const std::function<bool(RecordRow&)>& take) override {
        return as(reader_.records(dossier, base, after, take));
    }
    Result<std::vector<RecordPlace>> record_places(Number dossier, ServerSeq base, Number after) override {
        return as(reader_.record_places(dossier, base, after));
    }
    Result<std::vector<Id>> removals(Number dossier, ServerSeq base) override {
        return as(reader_.removals(dossier, base));
    }
    Result<bool> purged(const Id& record) override { return as(reader_.purged(record)); }

protected:
    template <class T>
    static Result<T> as(Result<T> result) {
        if (!result.ok()) return store_error(std::move(result.error()));
        return result;
    }
    SqliteReader reader_;
};

}  // namespace wegwijs::server
