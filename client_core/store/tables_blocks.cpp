// Bodies of own transactions packed by the block: what is alike in them is kept once. A body leaves its row for the
// block when the block is full, and comes back when it has to change or go.
#include "client_core/store/sql_tables.hpp"
#include "client_core/store/varint.hpp"

namespace wegwijs::store {

namespace {

constexpr std::uint64_t rows_in_block = 64;  ///< a damaged page takes at most so many with it
constexpr std::size_t fewest = 4;
constexpr int level = 3;
constexpr std::size_t longest_block = 2 * rows_in_block * own_flag::longest_in_block;

}  // namespace

Status SqlTables::pack_block(std::uint64_t last) {
    if (last % rows_in_block != 0) return done();
    const std::uint64_t first = last - rows_in_block + 1;
    std::vector<OwnRow> rows;
    {
        sqlite::Cached query =
            TRY(db_.prepare("SELECT seq, hash, body, flags, dossier FROM own WHERE seq BETWEEN ?1 AND ?2 AND body IS "
                            "NOT NULL AND flags & 14 = 0 AND length(body) <= ?3 ORDER BY seq"));
        query->bind(1, static_cast<std::int64_t>(first)).bind(2, static_cast<std::int64_t>(last));
        query->bind(3, static_cast<std::int64_t>(own_flag::longest_in_block));
        while (TRY(query->step())) rows.push_back(TRY(read_own(*query, true)));
    }
    if (rows.size() < fewest) return done();
    Bytes block;
    for (const OwnRow& row : rows) {
        put_varint(block, row.seq - first);
        put_varint(block, row.canonical.size());
        block.append(row.canonical);
    }
    const Bytes packed = TRY(codec_.compress(block, protocol::own_encoding, level));
    sqlite::Cached add = TRY(db_.prepare("INSERT INTO own_block(first, last, body) VALUES (?1, ?2, ?3)"));
    add->bind(1, static_cast<std::int64_t>(first)).bind(2, static_cast<std::int64_t>(last)).bind_blob(3, packed);
    TRY(add->run());
    // A row that only shrinks leaves its page as empty as it is: so it goes, and comes back short.
    for (const OwnRow& row : rows) {
        sqlite::Cached remove = TRY(db_.prepare("DELETE FROM own WHERE seq = ?1"));
        remove->bind(1, static_cast<std::int64_t>(row.seq));
        TRY(remove->run());
    }
    for (const OwnRow& row : rows) {
        sqlite::Cached put =
            TRY(db_.prepare("INSERT INTO own(seq, hash, body, flags, dossier) VALUES (?1, ?2, NULL, ?3, ?4)"));
        put->bind(1, static_cast<std::int64_t>(row.seq)).bind_blob(2, row.hash);
        put->bind(3, own_flag::in_block | (row.is_void ? own_flag::is_void : 0)).bind(4, row.dossier);
        TRY(put->run());
    }
    return done();
}

Result<const SqlTables::Block*> SqlTables::block_of(std::uint64_t seq) {
    if (block_.first != 0 && block_.first <= seq && seq <= block_.last) return &block_;
    block_ = {};
    sqlite::Cached query =
        TRY(db_.prepare("SELECT first, last, body FROM own_block WHERE first <= ?1 ORDER BY first DESC LIMIT 1"));
    query->bind(1, static_cast<std::int64_t>(seq));
    if (!TRY(query->step()) || static_cast<std::uint64_t>(query->integer(1)) < seq) return damaged_row();
    auto plain = codec_.decompress(query->blob(2), protocol::own_encoding, longest_block);
    if (!plain) return damaged_row();
    Block read;
    read.first = static_cast<std::uint64_t>(query->integer(0));
    read.last = static_cast<std::uint64_t>(query->integer(1));
    read.plain = std::move(*plain);
    read.bodies.reserve(rows_in_block);
    VarintReader in(read.plain);
    while (in.ok() && !in.finished()) {
        const std::uint64_t place = in.number();
        const ByteView body = in.bytes(in.number());
        if (in.ok()) read.bodies.push_back({read.first + place, in.position() - body.size(), body.size()});
    }
    if (!in.ok()) return damaged_row();
    block_ = std::move(read);
    return &block_;
}

Result<Bytes> SqlTables::body_in_block(std::uint64_t seq) {
    const Block* block = TRY(block_of(seq));
    for (const Block::Body& body : block->bodies)
        if (body.seq == seq) return Bytes(block->of(body));
    return damaged_row();
}

Status SqlTables::unpack_block(std::uint64_t seq) {
    const Block block = *TRY(block_of(seq));
    block_ = {};
    for (const Block::Body& body : block.bodies) {
        sqlite::Cached put =
            TRY(db_.prepare("UPDATE own SET body = ?2, flags = flags & ~8 WHERE seq = ?1 AND flags & 8 != 0"));
        put->bind(1, static_cast<std::int64_t>(body.seq)).bind_blob(2, block.of(body));
        TRY(put->run());
    }
    sqlite::Cached remove = TRY(db_.prepare("DELETE FROM own_block WHERE first = ?1"));
    remove->bind(1, static_cast<std::int64_t>(block.first));
    return remove->run();
}

Status SqlTables::unpack_blocks_of(std::int64_t dossier) {
    for (;;) {
        std::uint64_t seq = 0;
        {
            sqlite::Cached query =
                TRY(db_.prepare("SELECT seq FROM own WHERE dossier = ?1 AND flags & 8 != 0 LIMIT 1"));
            query->bind(1, dossier);
            if (!TRY(query->step())) return done();
            seq = static_cast<std::uint64_t>(query->integer(0));
        }
        TRY(unpack_block(seq));
    }
}

/// Blocks that lie wholly before `seq`, and what was refused of them comes back first.
Status SqlTables::drop_blocks_before(std::uint64_t seq) {
    std::vector<std::uint64_t> refused;
    {
        sqlite::Cached query =
            TRY(db_.prepare("SELECT own.seq FROM rejected JOIN own USING (seq) WHERE own.seq < ?1 AND flags & 8 != 0"));
        query->bind(1, static_cast<std::int64_t>(seq));
        while (TRY(query->step())) refused.push_back(static_cast<std::uint64_t>(query->integer(0)));
    }
    for (const std::uint64_t each : refused)
        if (TRY(own_in_block(each))) TRY(unpack_block(each));
    block_ = {};
    for (const char* sql :
         {"UPDATE own SET flags = flags & ~8 WHERE flags & 8 != 0 AND seq <= (SELECT max(last) FROM own_block WHERE "
          "last < ?1)",
          "DELETE FROM own_block WHERE last < ?1"}) {
        sqlite::Cached change = TRY(db_.prepare(sql));
        change->bind(1, static_cast<std::int64_t>(seq));
        TRY(change->run());
    }
    return done();
}

Result<bool> SqlTables::own_in_block(std::uint64_t seq) {
    sqlite::Cached query = TRY(db_.prepare("SELECT 1 FROM own WHERE seq = ?1 AND flags & 8 != 0"));
    query->bind(1, static_cast<std::int64_t>(seq));
    return TRY(query->step());
}

}  // namespace wegwijs::store
