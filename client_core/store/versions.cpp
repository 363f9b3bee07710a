#include "client_core/store/versions.hpp"

#include <algorithm>

#include "client_core/store/varint.hpp"

namespace wegwijs::store {

namespace {

constexpr unsigned several_stamps = 1, with_elements = 2, with_extra = 4;

void put_difference(Bytes& to, std::uint64_t now, std::uint64_t before) {
    put_varint(to, zigzag(static_cast<std::int64_t>(now - before)));
}

std::uint64_t read_difference(VarintReader& in, std::uint64_t before) {
    return before + static_cast<std::uint64_t>(unzigzag(in.number()));
}

void put_stamp(Bytes& to, const merge::Stamp& stamp, const merge::Stamp& before) {
    put_difference(to, stamp.server_seq + 1, before.server_seq + 1);
    put_difference(to, stamp.device, before.device);
    put_difference(to, stamp.seq, before.seq);
    put_difference(to, static_cast<std::uint64_t>(stamp.at), static_cast<std::uint64_t>(before.at));
}

merge::Stamp read_stamp(VarintReader& in, const merge::Stamp& before) {
    merge::Stamp stamp;
    stamp.server_seq = read_difference(in, before.server_seq + 1) - 1;
    stamp.device = read_difference(in, before.device);
    stamp.seq = read_difference(in, before.seq);
    stamp.at = static_cast<UnixMs>(read_difference(in, static_cast<std::uint64_t>(before.at)));
    return stamp;
}

const merge::Stamp nothing_before{merge::unsent, 0, 0, 0};

void put_bitmap(Bytes& to, const std::vector<Versions::ColumnStamp>& columns) {
    const std::size_t size = columns.empty() ? 0 : columns.back().number / 8U + 1U;
    put_varint(to, size);
    const std::size_t start = to.size();
    to.resize(start + size, '\0');
    for (const auto& column : columns)
        to[start + column.number / 8U] = static_cast<char>(to[start + column.number / 8U] | 1 << (column.number % 8U));
}

void read_bitmap(VarintReader& in, std::vector<Versions::ColumnStamp>& columns) {
    const ByteView bitmap = in.bytes(static_cast<std::size_t>(in.number()));
    for (std::size_t octet = 0; octet < bitmap.size() && octet < 8192; ++octet)
        for (unsigned bit = 0; bit < 8; ++bit)
            if (static_cast<unsigned char>(bitmap[octet]) >> bit & 1U)
                columns.push_back({static_cast<std::uint16_t>(octet * 8 + bit), 0});
}

bool read_other_stamps(VarintReader& in, Versions& to) {
    for (std::size_t left = in.count(); left > 0 && in.ok(); --left) {
        const std::uint64_t number = in.number();
        const std::uint64_t stamp = in.number();
        auto at = std::lower_bound(to.columns.begin(), to.columns.end(), number,
                                   [](const Versions::ColumnStamp& c, std::uint64_t n) { return c.number < n; });
        if (at == to.columns.end() || at->number != number || stamp >= to.stamps.size()) return false;
        at->stamp = static_cast<std::size_t>(stamp);
    }
    return in.ok();
}

bool read_elements(VarintReader& in, Versions& to) {
    for (std::size_t left = in.count(); left > 0 && in.ok(); --left) {
        Versions::Element element{};
        element.number = static_cast<std::uint16_t>(in.number());
        element.element = in.bytes(static_cast<std::size_t>(in.number()));
        const std::uint64_t state = in.number();
        element.present = (state & 1) != 0;
        element.stamp = static_cast<std::size_t>(state >> 1);
        if (element.stamp >= to.stamps.size()) return false;
        to.elements.push_back(element);
    }
    return in.ok();
}

}  // namespace

void Versions::clear() {
    stamps.clear();
    columns.clear();
    elements.clear();
    has_extra = false;
}

std::size_t Versions::place(const merge::Stamp& stamp) {
    for (std::size_t i = stamps.size(); i > 0; --i)
        if (stamps[i - 1] == stamp) return i - 1;
    stamps.push_back(stamp);
    return stamps.size() - 1;
}

void Versions::encode(Bytes& to) const {
    to.clear();
    const bool several = stamps.size() != 1;
    to.push_back(static_cast<char>((several ? several_stamps : 0U) | (elements.empty() ? 0U : with_elements) |
                                   (has_extra ? with_extra : 0U)));
    if (several) put_varint(to, stamps.size());
    const merge::Stamp* before = &nothing_before;
    for (const merge::Stamp& stamp : stamps) {
        put_stamp(to, stamp, *before);
        before = &stamp;
    }
    put_bitmap(to, columns);
    if (several) {
        put_varint(to, static_cast<std::uint64_t>(std::count_if(columns.begin(), columns.end(),
                                                                [](const ColumnStamp& c) { return c.stamp != 0; })));
        for (const ColumnStamp& column : columns) {
            if (column.stamp == 0) continue;
            put_varint(to, column.number);
            put_varint(to, column.stamp);
        }
    }
    if (elements.empty()) return;
    put_varint(to, elements.size());
    for (const Element& element : elements) {
        put_varint(to, element.number);
        put_varint(to, element.element.size());
        to.append(element.element);
        put_varint(to, (element.present ? 1U : 0U) | static_cast<std::uint64_t>(element.stamp) << 1);
    }
}

bool Versions::decode(ByteView bytes) {
    clear();
    VarintReader in(bytes);
    const std::uint64_t flags = in.number();
    if (flags > (several_stamps | with_elements | with_extra)) return false;
    has_extra = (flags & with_extra) != 0;
    const std::size_t count = (flags & several_stamps) != 0 ? in.count() : 1;
    merge::Stamp before = nothing_before;
    for (std::size_t i = 0; i < count && in.ok(); ++i) {
        before = read_stamp(in, before);
        stamps.push_back(before);
    }
    read_bitmap(in, columns);
    if (!columns.empty() && stamps.empty()) return false;
    if ((flags & several_stamps) != 0 && !read_other_stamps(in, *this)) return false;
    if ((flags & with_elements) != 0 && !read_elements(in, *this)) return false;
    return in.finished();
}

}  // namespace wegwijs::store
