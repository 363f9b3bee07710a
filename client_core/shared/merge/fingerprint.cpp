// One field's part of a dossier's running sum. MERGE.md fixes the bytes: other programs compute the same.
#include <cstring>

#include "client_core/shared/crypto/crypto.hpp"
#include "client_core/shared/merge/merge.hpp"

namespace wegwijs::merge {
namespace {

constexpr std::size_t head_bytes = 16 + 2 + 2;
constexpr std::size_t entry_bytes = 5 * 8;

char* put(char* to, std::uint64_t number, int octets) {
    for (int i = 0; i < octets; ++i) *to++ = static_cast<char>(number >> (8 * i));
    return to;
}

char* put(char* to, ByteView bytes) {
    if (!bytes.empty()) std::memcpy(to, bytes.data(), bytes.size());
    return to + bytes.size();
}

void encode(char* to, const Id& dossier, const Id& record, const FieldKey& key, const Entries& entries) {
    to = put(to, record.bytes());
    to = put(to, key.number, 2);
    to = put(to, key.element.size(), 2);
    to = put(to, key.element);
    for (const Entry& entry : entries) {
        to = put(to, entry.stamp.server_seq, 8);
        to = put(to, entry.stamp.device, 8);
        to = put(to, entry.stamp.seq, 8);
        to = put(to, static_cast<std::uint64_t>(entry.stamp.at), 8);
        to = put(to, crypto::siphash(entry.value, dossier.bytes()), 8);
    }
}

}  // namespace

std::uint64_t fingerprint(const Id& dossier, const Id& record, const FieldKey& key, const Entries& entries) {
    if (entries.empty()) return 0;
    const std::size_t size = head_bytes + key.element.size() + entries.size() * entry_bytes;
    char small[256];
    Bytes large;
    char* buffer = small;
    if (size > sizeof small) {
        large.resize(size);
        buffer = large.data();
    }
    encode(buffer, dossier, record, key, entries);
    return crypto::siphash({buffer, size}, dossier.bytes());
}

}  // namespace wegwijs::merge
