// One field's part of a dossier's running sum. MERGE.md fixes the bytes: other programs compute the same.
#include <algorithm>
#include <array>
#include <bit>
#include <concepts>
#include <cstring>

#include "client_core/shared/crypto/crypto.hpp"
#include "client_core/shared/merge/merge.hpp"

namespace wegwijs::merge {
namespace {

constexpr std::size_t head_bytes = 16 + 2 + 2;
constexpr std::size_t entry_bytes = 5 * 8;

/// Little-endian.
template <std::unsigned_integral Number>
char* put(char* to, Number number) {
    auto octets = std::bit_cast<std::array<char, sizeof number>>(number);
    if constexpr (std::endian::native == std::endian::big) std::reverse(octets.begin(), octets.end());
    std::memcpy(to, octets.data(), octets.size());
    return to + octets.size();
}

char* put(char* to, ByteView bytes) {
    if (!bytes.empty()) std::memcpy(to, bytes.data(), bytes.size());
    return to + bytes.size();
}

/// What is hashed for one field: mostly less than a hundred bytes.
class Fed {
public:
    Fed(const Id& record, const FieldKey& key, std::size_t entries)
        : size_(head_bytes + key.element.size() + entries * entry_bytes) {
        if (size_ > sizeof small_) {
            large_.resize(size_);
            to_ = large_.data();
        }
        begin_ = to_;
        to_ = put(to_, record.bytes());
        to_ = put(to_, key.number);
        to_ = put(to_, static_cast<std::uint16_t>(key.element.size()));
        to_ = put(to_, key.element);
    }
    Fed(const Fed&) = delete;
    Fed& operator=(const Fed&) = delete;

    void add(const Stamp& stamp, std::uint64_t value) {
        to_ = put(to_, stamp.server_seq);
        to_ = put(to_, stamp.device);
        to_ = put(to_, stamp.seq);
        to_ = put(to_, static_cast<std::uint64_t>(stamp.at));
        to_ = put(to_, value);
    }
    std::uint64_t hash(const Id& dossier) const { return crypto::siphash({begin_, size_}, dossier.bytes()); }

private:
    const std::size_t size_;
    char small_[256];
    Bytes large_;
    char* to_ = small_;
    char* begin_ = nullptr;
};

}  // namespace

std::uint64_t value_sum(const Id& dossier, ByteView value) { return crypto::siphash(value, dossier.bytes()); }

std::uint64_t fingerprint(const Id& dossier, const Id& record, const FieldKey& key, const Entries& entries) {
    if (entries.empty()) return 0;
    Fed fed(record, key, entries.size());
    for (const Entry& entry : entries) fed.add(entry.stamp, value_sum(dossier, entry.value));
    return fed.hash(dossier);
}

std::uint64_t fingerprint(const Id& dossier, const Id& record, const FieldKey& key, const Stamp& stamp,
                          std::uint64_t value) {
    Fed fed(record, key, 1);
    fed.add(stamp, value);
    return fed.hash(dossier);
}

}  // namespace wegwijs::merge
