#include "client_core/shared/sqlite/page_rows.hpp"

#include <algorithm>
#include <optional>

namespace wegwijs::sqlite {

namespace {

constexpr std::uint8_t inner_index = 2, inner_table = 5, leaf_index = 10, leaf_table = 13;
constexpr std::size_t file_header = 100;
constexpr std::size_t longest_row = 64u << 20;  ///< as connections take them; and all that one page leads to
constexpr std::size_t most_cells = 2000;        ///< of one row; SQLite's own limit of columns

/// Reads from the front; past the end everything is zero, and it is no longer good.
class Octets {
public:
    explicit Octets(ByteView in, std::size_t at = 0) : in_(in), at_(at) {}
    std::uint64_t big_endian(std::size_t size) {
        std::uint64_t n = 0;
        for (std::size_t i = 0; i < size; ++i) n = n << 8 | next();
        return n;
    }
    /// One to nine bytes, the highest bits first.
    std::uint64_t varint() {
        std::uint64_t n = 0;
        for (int i = 0; i < 8; ++i) {
            const std::uint8_t octet = next();
            n = n << 7 | (octet & 0x7f);
            if (octet < 0x80) return n;
        }
        return n << 8 | next();
    }
    bool good() const { return good_; }
    std::size_t at() const { return at_; }

private:
    std::uint8_t next() {
        if (at_ < in_.size()) return static_cast<std::uint8_t>(in_[at_++]);
        good_ = false;
        return 0;
    }
    ByteView in_;
    std::size_t at_;
    bool good_ = true;
};

struct Header {
    std::uint8_t kind = 0;
    std::size_t cells = 0, pointers = 0;  ///< how many, and where they begin
    std::uint32_t right = 0;              ///< the last page below an inner one
    bool leaf() const { return kind == leaf_index || kind == leaf_table; }
};

std::optional<Header> header_of(ByteView page, std::uint32_t number) {
    Octets in(page, number == 1 ? file_header : 0);
    Header header;
    header.kind = static_cast<std::uint8_t>(in.big_endian(1));
    if (!header.leaf() && header.kind != inner_index && header.kind != inner_table) return std::nullopt;
    in.big_endian(2);
    header.cells = static_cast<std::size_t>(in.big_endian(2));
    in.big_endian(3);
    if (!header.leaf()) header.right = static_cast<std::uint32_t>(in.big_endian(4));
    header.pointers = in.at();
    if (!in.good() || header.pointers + 2 * header.cells > page.size()) return std::nullopt;
    return header;
}

std::size_t place_of(ByteView page, const Header& header, std::size_t cell) {
    return static_cast<std::size_t>(Octets(page, header.pointers + 2 * cell).big_endian(2));
}

/// How many bytes of a row stand on its own page.
std::size_t local_bytes(std::size_t size, std::size_t usable, bool table) {
    if (usable < 480) return size;  // SQLite knows no such page
    const std::size_t most = table ? usable - 35 : (usable - 12) * 64 / 255 - 23;
    if (size <= most) return size;
    const std::size_t least = (usable - 12) * 32 / 255 - 23;
    const std::size_t fits = least + (size - least) % (usable - 4);
    return fits <= most ? fits : least;
}

/// The bytes of a row; fewer than `size` where a page of it cannot be read.
Bytes payload_of(ByteView page, std::size_t at, std::size_t size, bool table, const ReadPage& read, std::size_t& left) {
    const std::size_t local = local_bytes(size, page.size(), table);
    if (at > page.size() || local > page.size() - at) return {};
    Bytes all(page.substr(at, local));
    if (local == size) return all;
    auto next = static_cast<std::uint32_t>(Octets(page, at + local).big_endian(4));
    Bytes more;
    // Each page brings something, so a ring of pages ends too.
    while (all.size() < size && next != 0 && left >= page.size() && read(next, more) && more.size() > 4) {
        left -= page.size();
        next = static_cast<std::uint32_t>(Octets(more).big_endian(4));
        all.append(more, 4, std::min(more.size() - 4, size - all.size()));
    }
    return all;
}

std::size_t bytes_of(std::uint64_t type) {
    constexpr std::size_t fixed[] = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0};
    return type < 12 ? fixed[type] : static_cast<std::size_t>((type - 12) / 2);
}

PageCell cell_of(std::uint64_t type, ByteView bytes) {
    PageCell cell;
    if (type == 0) return cell;
    cell.kind = PageCell::Kind::integer;
    if (type == 8 || type == 9) {
        cell.integer = type == 9;
    } else if (type <= 6) {
        std::uint64_t n = Octets(bytes).big_endian(bytes.size());
        const int unused = 64 - 8 * static_cast<int>(bytes.size());
        cell.integer = static_cast<std::int64_t>(n << unused) >> unused;
    } else if (type == 7) {
        cell.kind = PageCell::Kind::real;
    } else {
        cell.kind = type % 2 == 0 ? PageCell::Kind::blob : PageCell::Kind::text;
        cell.bytes = bytes;
    }
    return cell;
}

/// False: these are not the bytes of a row of `size` bytes.
bool read_cells(ByteView payload, std::size_t size, std::vector<PageCell>& cells) {
    Octets in(payload);
    const std::uint64_t header = in.varint();
    if (!in.good() || header > payload.size()) return false;
    std::size_t at = static_cast<std::size_t>(header);
    while (in.at() < header) {
        const std::uint64_t type = in.varint();
        if (!in.good() || in.at() > header || type == 10 || type == 11 || cells.size() == most_cells) return false;
        const std::size_t length = bytes_of(type);
        if (length > size - at) return false;
        if (at + length <= payload.size()) {
            cells.push_back(cell_of(type, payload.substr(at, length)));
        } else {
            cells.emplace_back();
            cells.back().kind = PageCell::Kind::cut;
        }
        at += length;
    }
    return at == size;
}

}  // namespace

void each_row(ByteView page, std::uint32_t number, const ReadPage& read,
              const std::function<void(const PageRow&)>& take) {
    const auto header = header_of(page, number);
    if (!header || header->kind == inner_table) return;
    const bool table = header->kind == leaf_table;
    std::size_t left = longest_row;
    for (std::size_t i = 0; i < header->cells; ++i) {
        Octets in(page, place_of(page, *header, i));
        if (header->kind == inner_index) in.big_endian(4);
        const std::uint64_t size = in.varint();
        PageRow row;
        row.keyed = !table;
        if (table) row.rowid = static_cast<std::int64_t>(in.varint());
        if (!in.good() || size > longest_row) continue;
        const auto length = static_cast<std::size_t>(size);
        const Bytes payload = payload_of(page, in.at(), length, table, read, left);
        if (read_cells(payload, length, row.cells)) take(row);
    }
}

std::vector<std::uint32_t> pages_below(ByteView page, std::uint32_t number) {
    std::vector<std::uint32_t> below;
    const auto header = header_of(page, number);
    if (!header || header->leaf()) return below;
    for (std::size_t i = 0; i < header->cells; ++i) {
        Octets in(page, place_of(page, *header, i));
        below.push_back(static_cast<std::uint32_t>(in.big_endian(4)));
        if (!in.good()) below.back() = 0;
    }
    below.push_back(header->right);
    return below;
}

bool is_tree_page(ByteView page, std::uint32_t number) { return header_of(page, number).has_value(); }

}  // namespace wegwijs::sqlite
