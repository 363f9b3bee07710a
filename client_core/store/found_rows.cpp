#include "client_core/store/found_rows.hpp"

#include <algorithm>
#include <string_view>

#include "client_core/shared/base/limits.hpp"
#include "client_core/store/sql_tables.hpp"
#include "client_core/store/varint.hpp"

namespace wegwijs::store {

namespace {

using Cells = std::vector<sqlite::PageCell>;
constexpr std::size_t longest_block = 2u << 20;
constexpr std::int64_t dossier_made_here = 2;

/// One letter a column: n null, i integer, t text, b blob, h a blob of 16 bytes, x one that could not be read.
/// "ni": either; '*' behind a letter: as often as there are columns left.
bool looks_like(const Cells& cells, std::initializer_list<std::string_view> shape) {
    std::size_t i = 0;
    for (std::string_view one : shape) {
        const bool more = one.back() == '*';
        if (more) one.remove_suffix(1);
        for (;; ++i) {
            if (i == cells.size()) return more;
            const sqlite::PageCell& cell = cells[i];
            char is = "nirtbx"[static_cast<std::size_t>(cell.kind)];
            if (is == 'b' && cell.bytes.size() == 16 && one.find('h') != one.npos) is = 'h';
            if (one.find(is) == one.npos) return false;
            if (!more) break;
        }
        if (!more) ++i;
    }
    return i == cells.size();
}

std::uint64_t number(const sqlite::PageCell& cell) { return static_cast<std::uint64_t>(cell.integer); }

/// Which of two versions of a row counts: what was taken away stays away, and else the one with content.
int rank(const FoundRows::Own& row) {
    if ((row.flags & own_flag::is_void) != 0) return 3;
    if ((row.flags & own_flag::sealed) != 0) return 2;
    return row.gone || (row.body.empty() && (row.flags & own_flag::in_block) == 0) ? 0 : 1;
}

}  // namespace

void FoundRows::take(ByteView page, std::uint32_t number, const sqlite::ReadPage& read) {
    sqlite::each_row(page, number, read, [&](const sqlite::PageRow& row) { take_row(row); });
}

void FoundRows::take_row(const sqlite::PageRow& row) {
    const Cells& cells = row.cells;
    if (row.keyed) {
        if (looks_like(cells, {"t", "bh"})) values.insert_or_assign(std::string(cells[0].bytes), Bytes(cells[1].bytes));
        return;
    }
    if (row.rowid <= 0 || take_own(row) || take_dossier(row)) return;
    if (looks_like(cells, {"n", "i", "bh"})) {
        blocks_[row.rowid] = {cells[1].integer, Bytes(cells[2].bytes)};
    } else if (looks_like(cells, {"n", "i", "i", "ni", "ni", "t", "t"})) {
        Outcome found{number(cells[1]),           number(cells[2]), {}, {}, std::string(cells[5].bytes),
                      std::string(cells[6].bytes)};
        if (cells[3].kind == sqlite::PageCell::Kind::integer) found.at = cells[3].integer;
        if (cells[4].kind == sqlite::PageCell::Kind::integer) found.S = cells[4].integer;
        outcomes[static_cast<std::uint64_t>(row.rowid)] = std::move(found);
    } else if (looks_like(cells, {"n", "t", "t", "i"})) {
        refused[static_cast<std::uint64_t>(row.rowid)] = {std::string(cells[1].bytes), std::string(cells[2].bytes),
                                                          cells[3].integer};
    } else if (looks_like(cells, {"t", "t", "t", "i", "tn"}) && cells[0].bytes == "table") {
        roots[std::string(cells[1].bytes)] = static_cast<std::uint32_t>(cells[3].integer);
    }
}

bool FoundRows::take_own(const sqlite::PageRow& row) {
    const Cells& cells = row.cells;
    // Where only its beginning could be read, its hash still holds its place in the chain.
    const bool cut = looks_like(cells, {"n", "h", "x", "ix", "ix"});
    if (!cut && !looks_like(cells, {"n", "h", "bhn", "i", "i"})) return false;
    Own found;
    found.hash = Bytes(cells[1].bytes);
    found.gone = cut;
    if (!cut) {
        found.body = Bytes(cells[2].bytes);
        found.flags = cells[3].integer;
        found.dossier = cells[4].integer;
    }
    const auto seq = static_cast<std::uint64_t>(row.rowid);
    const auto before = own.find(seq);
    if (before == own.end() || rank(before->second) <= rank(found)) own[seq] = std::move(found);
    return true;
}

bool FoundRows::take_dossier(const sqlite::PageRow& row) {
    const Cells& cells = row.cells;
    if (!looks_like(cells, {"n", "h", "ni", "t", "t", "i", "bhn", "i", "i", "i", "i*"})) return false;
    DossierRow found;
    found.nr = row.rowid;
    found.id = Id::from_bytes(cells[1].bytes).value_or(Id{});
    found.municipality = std::string(cells[3].bytes);
    found.role = std::string(cells[4].bytes);
    found.made_here = (cells[8].integer & dossier_made_here) != 0;
    if (!found.id.zero()) dossiers[row.rowid] = std::move(found);
    return true;
}

void FoundRows::settle() {
    open_blocks();
    read_bodies();
    // A dossier that only its transactions tell of.
    for (const auto& [seq, row] : own) {
        if (!row.transaction || row.dossier <= 0 || dossiers.contains(row.dossier)) continue;
        DossierRow made;
        made.nr = row.dossier;
        made.id = row.transaction->dossier;
        made.municipality = row.transaction->municipality;
        const bool known = std::any_of(dossiers.begin(), dossiers.end(),
                                       [&](const auto& other) { return other.second.id == made.id; });
        for (const merge::Creation& creation : row.transaction->created) made.made_here |= creation.record == made.id;
        if (!known) dossiers[made.nr] = std::move(made);
    }
}

/// Bodies go back to their rows. A block that could not be read takes its bodies with it, not their places.
void FoundRows::open_blocks() {
    for (const auto& [first, block] : blocks_) {
        const auto plain = codec_.decompress(block.packed, protocol::own_encoding, longest_block);
        if (!plain) continue;
        VarintReader in(*plain);
        while (in.ok() && !in.finished()) {
            const std::uint64_t seq = static_cast<std::uint64_t>(first) + in.number();
            const ByteView body = in.bytes(in.number());
            const auto row = own.find(seq);
            if (!in.ok() || row == own.end() || (row->second.flags & own_flag::in_block) == 0) continue;
            row->second.body = Bytes(body);
            row->second.flags &= ~own_flag::in_block;
        }
    }
    for (auto& [seq, row] : own) {
        if ((row.flags & own_flag::in_block) == 0) continue;
        row.gone = true;
        row.flags &= ~own_flag::in_block;
    }
}

void FoundRows::read_bodies() {
    for (auto& [seq, row] : own) {
        if (row.body.empty() || (row.flags & (own_flag::sealed | own_flag::is_void)) != 0) continue;
        Bytes plain = row.body;
        if ((row.flags & own_flag::compressed) != 0) {
            auto opened = codec_.decompress(row.body, protocol::own_encoding, limits::transaction_bytes);
            if (!opened) plain.clear();
            else plain = std::move(*opened);
        }
        auto transaction = protocol::decode_transaction(plain);
        if (transaction.ok() && transaction->seq == seq) {
            row.transaction = std::move(*transaction);
        } else {
            row.gone = true;
            row.body.clear();
        }
    }
}

Bytes FoundRows::hash_at(std::uint64_t acked) const {
    const auto kept = values.find("acked");
    if (kept == values.end()) return {};
    VarintReader in(kept->second);
    const std::uint64_t seq = in.number();
    const std::size_t at = in.position();
    return in.ok() && seq == acked && kept->second.size() == at + 16 ? kept->second.substr(at) : Bytes();
}

std::uint64_t FoundRows::acked() const {
    std::uint64_t upto = 0;
    for (const auto& [seq, run] : outcomes) upto = std::max(upto, seq + run.count - 1);
    const auto kept = values.find("acked");
    if (kept != values.end() && !kept->second.empty()) {
        VarintReader in(kept->second);
        const std::uint64_t seq = in.number();
        if (in.ok()) return std::max(upto, seq);
    }
    // Nothing says it. What went first is what went.
    return upto == 0 && !own.empty() && !values.contains("identity") ? own.begin()->first - 1 : upto;
}

}  // namespace wegwijs::store
