// The rows of a damaged store by what they look like: which table a page belongs to cannot be asked any more. Internal.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "client_core/shared/protocol/compress.hpp"
#include "client_core/shared/sqlite/page_rows.hpp"
#include "client_core/store/tables.hpp"

namespace wegwijs::store {

/// Everything that says what was typed and what the server made of it. The typed tables are not looked for: the server
/// has them, but for what own transactions bring.
class FoundRows {
public:
    struct Own {
        Bytes hash;
        Bytes body;  ///< as it was stored; of a block: taken out of it
        std::int64_t flags = 0;
        std::int64_t dossier = 0;
        bool gone = false;     ///< it had a body, which could not be read
        bool settled = false;  ///< body and flags are those of the transaction itself, compressed or not
        std::optional<merge::Transaction> transaction;
    };
    struct Refused {
        std::string code, reason;
        std::int64_t at = 0;
    };
    struct Outcome {
        std::uint64_t count = 0, server_seq = 0;
        std::optional<std::int64_t> at, S;
        std::string code, detail;
    };

    /// What begins on this page (sqlite::each_row).
    void take(ByteView page, std::uint32_t number, const sqlite::ReadPage& read);
    /// Puts together what was found, once every page was taken.
    void settle();

    std::map<std::uint64_t, Own> own;
    std::map<std::uint64_t, Outcome> outcomes;
    std::map<std::uint64_t, Refused> refused;
    std::map<std::int64_t, DossierRow> dossiers;
    std::map<std::string, Bytes> values;
    std::map<std::string, std::uint32_t> roots;  ///< of the tables, where the schema could be read

    /// The chain at `acked`, where its own row is lost; empty: it is not known.
    Bytes hash_at(std::uint64_t acked) const;
    /// Up to which own transaction the server had answered, as far as that can be told.
    std::uint64_t acked() const;

private:
    struct Block {
        std::int64_t last = 0;
        Bytes packed;
    };
    void take_row(const sqlite::PageRow& row);
    bool take_own(const sqlite::PageRow& row);
    bool take_dossier(const sqlite::PageRow& row);
    void open_blocks();
    void read_bodies();

    std::map<std::int64_t, Block> blocks_;
    protocol::Codec codec_;
};

}  // namespace wegwijs::store
