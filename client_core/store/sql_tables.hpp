// Tables over one SQLite connection. Internal to the store.
#pragma once

#include <string>
#include <unordered_map>

#include "client_core/shared/protocol/compress.hpp"
#include "client_core/store/layout.hpp"
#include "client_core/store/row_codec.hpp"
#include "client_core/store/tables.hpp"

namespace wegwijs::store {

/// What `own.flags` says of a row.
namespace own_flag {
inline constexpr std::int64_t is_void = 1, sealed = 2, compressed = 4, in_block = 8;
inline constexpr std::size_t longest_in_block = 16 * 1024;  ///< bytes of a body; a longer one is compressed by itself
}  // namespace own_flag

/// Why a record does not stand in its typed table.
enum class Hidden : std::uint8_t { no = 0, deleted = 1, under_deleted = 2, unknown_entity = 3 };

class SqlTables final : public Tables {
public:
    SqlTables(sqlite::Connection connection, Clock& clock, Random& random);
    ~SqlTables() override;
    SqlTables(const SqlTables&) = delete;
    SqlTables& operator=(const SqlTables&) = delete;

    /// Reads the pack and what is kept in memory. Call once, before anything else but set_value and take_pack.
    Status start();

    sqlite::Connection& db() override { return db_; }
    const model::Pack& pack() override { return schema_->pack(); }
    const Schema& schema() const { return *schema_; }
    Status take_pack(std::string_view json) override;

    Result<std::optional<DossierRow>> dossier(const Id& id) override;
    Result<std::optional<DossierRow>> dossier(std::int64_t nr) override;
    Result<std::optional<DossierRow>> dossier_numbered(Number number) override;
    Result<std::vector<DossierRow>> dossiers() override;
    Status put_dossier(DossierRow& row) override;
    Status drop_dossier_content(std::int64_t nr) override;
    Status narrow_dossier(const DossierRow& row, ByteView server_box_key) override;

    Result<std::optional<Stored>> load(const Id& id) override;
    Result<std::optional<Stored>> load_numbered(Number number) override;
    Result<Number> record_number(const Id& id) override;
    Result<std::optional<Id>> record_id(Number number) override;
    Result<std::vector<Id>> children(const Id& parent) override;
    Result<std::vector<Id>> records_of(std::int64_t dossier) override;
    Status save(Stored& record) override;
    Result<std::optional<std::uint64_t>> confirm_own(const DossierRow& dossier, const Id& id, std::uint16_t entity,
                                                     const merge::Stamp& stamp, Number number) override;
    Status erase(const Id& id) override;
    Status forget_numbers() override;

    Result<Base> base(std::int64_t row) override;
    Status set_base(std::int64_t row, const Base& base) override;
    Status add_base(std::int64_t row, const merge::FieldKey& key, const merge::Entries& confirmed) override;
    Status remember(std::int64_t row, const merge::FieldKey& key, const merge::Entry& replaced) override;
    Result<std::vector<std::pair<merge::FieldKey, merge::Entry>>> remembered(std::int64_t row);

    Result<std::uint64_t> device() override;
    Status set_device(std::uint64_t number) override;
    Status unsend_after(std::uint64_t seq) override;
    Result<std::uint64_t> first_unsent() override;
    Result<std::uint64_t> head_seq() override;
    Result<Bytes> chain_hash(std::uint64_t seq) override;
    Result<std::uint64_t> acked() override;
    Status set_acked(std::uint64_t seq) override;
    Status add_own(const OwnRow& row) override;
    Result<std::optional<OwnRow>> own(std::uint64_t seq) override;
    Status update_own(const OwnRow& row) override;
    Status update_body(const OwnRow& row);
    Status accept_run(std::uint64_t seq, std::uint64_t count, ServerSeq server_seq) override;
    Result<std::vector<OwnRow>> pending(std::int64_t dossier, ServerSeq as_of) override;
    Status for_outbox(std::uint64_t from, const std::function<bool(const OwnRow&)>& take) override;
    Status seal_own(std::int64_t dossier, ByteView server_box_key) override;
    Status close_refused(ServerSeq cursor) override;
    Result<std::uint64_t> closed_upto(std::int64_t dossier) override;
    Result<std::uint64_t> pack_of(std::int64_t dossier) override;
    Status came_by_this_pack(std::int64_t dossier) override;
    Status void_own(std::int64_t dossier) override;
    Status add_rejected(std::uint64_t seq, std::string_view code, std::string_view reason) override;
    Status remove_rejected(std::uint64_t seq);
    Status drop_sent_before(std::uint64_t seq) override;
    /// All own rows of a dossier (0: of all) whose body is kept, in seq order; without outcomes.
    Result<std::vector<OwnRow>> kept_of(std::int64_t dossier);

    Result<Bytes> value(std::string_view name) override;
    Status set_value(std::string_view name, ByteView value) override;
    void changed(const Id& dossier, Change::Why why, const Id& record) override;
    void committed() override;
    Clock& clock() override { return clock_; }
    Random& random() override { return random_; }

    void observe(Observer observer) { observers_.push_back(std::move(observer)); }
    /// Where a record stands; `no` for one that is not there too.
    Result<Hidden> hidden(std::int64_t row);
    /// By local row number; without an entity every table is asked.
    Result<std::optional<Stored>> load_row(std::uint16_t entity, std::int64_t row);
    Result<std::optional<Stored>> load_row(std::int64_t row);
    /// Builds the search index anew; gives the number of rows that were out of step.
    Result<std::size_t> repair_search();

private:
    /// What the server said of `count` own transactions from `seq` on.
    struct Run {
        std::uint64_t seq = 0, count = 0;
        OwnRow outcome;
        bool holds(std::uint64_t s) const { return s - seq < count; }
    };

    void forget_memory();  ///< after a rollback
    Status learn_rows();
    Status move_unknown(const Layout& layout);
    Status repair_search_of_changed(const Schema* before);
    Status rebuild(const Layout& from, const Layout& to);
    Status readmit();

    Result<std::optional<DossierRow>> one_dossier(sqlite::Statement& query);
    Status note_deletion(std::int64_t dossier);

    Result<std::optional<Stored>> load_from(const Layout& layout, sqlite::Statement& query);
    Result<std::optional<Stored>> load_hidden(sqlite::Statement& query);
    Status add_extra(Stored& record);
    Result<Hidden> place_of(const Stored& record, const Layout* layout);
    Status insert_row(const Layout& layout, Stored& record);
    Status update_row(const Layout& layout, Stored& record);
    Status write_around(const Layout& layout, Stored& record, bool fresh);
    Status write_search(const Layout& layout, const Stored& record, bool fresh);
    Status put_number(Number number, std::uint16_t entity, std::int64_t row);
    Status write_hidden(const Stored& record, Hidden reason);
    Status write_number(const Stored& record);
    void learn_marks(const Layout& layout, Stored& record) const;
    Status remove_typed(const Layout& layout, std::int64_t row);
    Status remove_beside(std::int64_t row);
    Status hide_below(const Id& id);
    Status show_below(const Id& id);
    Result<std::vector<Id>> typed_children(const Id& parent);
    Result<std::vector<Id>> ids(std::string_view sql, ByteView parameter);

    /// Bodies of own transactions that were packed together.
    struct Block {
        std::uint64_t first = 0, last = 0;
        Bytes plain;
        struct Body {
            std::uint64_t seq;
            std::size_t at, size;  ///< in `plain`
        };
        std::vector<Body> bodies;
        ByteView of(const Body& body) const { return ByteView(plain).substr(body.at, body.size); }
    };
    Status pack_block(std::uint64_t last);  ///< when it is full with this one
    Result<const Block*> block_of(std::uint64_t seq);
    Result<Bytes> body_in_block(std::uint64_t seq);
    Result<bool> own_in_block(std::uint64_t seq);
    Status unpack_block(std::uint64_t seq);
    Status unpack_blocks_of(std::int64_t dossier);
    Status drop_blocks_before(std::uint64_t seq);

    Result<std::optional<sqlite::Cached>> own_row(const Layout& layout, const Id& id);
    Result<OwnRow> read_own(sqlite::Statement& row, bool with_body);
    Result<const Run*> run_of(std::uint64_t seq);
    Status read_outcome(OwnRow& row);
    Status clear_outcome(std::uint64_t seq);
    Status put_run(std::uint64_t seq, std::uint64_t count, const OwnRow& outcome);
    Result<Bytes> body_of(sqlite::Statement& row, int place, std::int64_t flags);
    Status bind_body(sqlite::Statement& to, const OwnRow& row, std::int64_t& flags);

    sqlite::Connection db_;
    Clock& clock_;
    Random& random_;
    std::unique_ptr<Schema> schema_;
    std::unique_ptr<Schema> replaced_;  ///< by a pack that is taken but not committed
    protocol::Codec codec_;
    RowImage image_;
    Versions own_parts_;  ///< of the row that confirm_own read last; kept for its room
    Bytes scratch_;

    // Kept in memory so that a save reads nothing twice. One process owns the file; a rollback forgets them.
    std::optional<OwnRow> head_;  ///< seq and hash only
    std::unordered_map<std::string, Bytes, sqlite::Connection::Hash, std::equal_to<>> values_;
    Run run_;
    Block block_;  ///< the last one that was read
    std::int64_t next_row_ = 1;
    bool any_hidden_ = false, any_base_ = false;
    std::size_t last_layout_ = 0;      ///< where the last record was found
    std::int64_t last_confirmed_ = 0;  ///< row of the last own record that came back

    std::vector<Observer> observers_;
    std::map<std::pair<Id, Change::Why>, std::set<Id>> changes_;
};

/// The tokens of the searchable values of a record, as `spelling.tokens` holds them: "|folded:skeleton|#number|".
std::string spelling_tokens(const Layout& layout, const merge::Record& record);
/// 0..1: how well `tokens` answer what was asked; 0 when a word of it is found nowhere.
class Spelling {
public:
    explicit Spelling(std::string_view asked);
    bool empty() const { return words_.empty(); }
    double score(std::string_view tokens) const;

private:
    struct Word {
        std::string folded, skeleton, number;
    };
    std::vector<Word> words_;
};

}  // namespace wegwijs::store
