#include "sync_server/store/sqlite_keys.hpp"

#include <algorithm>

#include "client_core/shared/crypto/crypto.hpp"
#include "sync_server/store/sqlite_bind.hpp"

namespace wegwijs::server {

namespace {

constexpr std::size_t key_bytes = 32;
constexpr std::size_t most_unwrapped = 16 * 1024;

}  // namespace

Bytes page_key(ByteView server_key) { return crypto::hash("wegwijs server: pages", key_bytes, server_key); }

SealPlace& SealPlace::add(std::uint64_t number) {
    for (int shift = 56; shift >= 0; shift -= 8) bytes_[size_++] = static_cast<char>(number >> shift);
    return *this;
}

SealPlace SealPlace::record(Number dossier, const Id& record) {
    SealPlace place('r');
    place.add(dossier);
    const ByteView id = record.bytes();
    std::copy(id.begin(), id.end(), place.bytes_ + place.size_);
    place.size_ += id.size();
    return place;
}

SealPlace SealPlace::ledger(Number dossier, ServerSeq server_seq) {
    return SealPlace('l').add(dossier).add(server_seq);
}

SealPlace SealPlace::quarantine(Number dossier, std::uint64_t device, std::uint64_t seq) {
    return SealPlace('q').add(dossier).add(device).add(seq);
}

SealPlace SealPlace::delivery(Number dossier, std::uint64_t delivery) {
    return SealPlace('d').add(dossier).add(delivery);
}

SealPlace SealPlace::key(Number dossier) { return SealPlace('k').add(dossier); }

void Nonces::fill(void* to, std::size_t size) {
    if (size > ready_.size()) return source_.fill(to, size);
    if (size > ready_.size() - used_) {
        source_.fill(ready_.data(), ready_.size());
        used_ = 0;
    }
    std::copy_n(ready_.data() + used_, size, static_cast<char*>(to));
    used_ += size;
}

Keys::Keys(ByteView server_key, Random& random)
    : random_(random),
      nonces_(random),
      wrap_key_(crypto::hash("wegwijs server: wrapping", key_bytes, server_key)),
      body_key_(crypto::hash("wegwijs server: bodies", key_bytes, server_key)) {}

Keys::~Keys() {
    forget();
    crypto::wipe(wrap_key_);
    crypto::wipe(body_key_);
}

void Keys::forget() {
    for (auto& [number, key] : unwrapped_) crypto::wipe(key);
    unwrapped_.clear();
    sealer_.forget();
}

Status Keys::make(sqlite::Connection& db, Number dossier) {
    Bytes key = random_.bytes(key_bytes);
    const Bytes wrapped = crypto::seal(key, wrap_key_, SealPlace::key(dossier).bytes(), nonces_);
    TRY(run(db, "INSERT INTO dossier_key(number, wrapped) VALUES (?, ?)", dossier, Blob{wrapped}));
    if (unwrapped_.size() >= most_unwrapped) forget();
    unwrapped_.insert_or_assign(dossier, std::move(key));
    return done();
}

Result<ByteView> Keys::of(sqlite::Connection& db, Number dossier) {
    if (dossier == 0) return ByteView(body_key_);
    const auto found = unwrapped_.find(dossier);
    if (found != unwrapped_.end()) return ByteView(found->second);

    sqlite::Cached query = TRY(db.prepare("SELECT wrapped FROM dossier_key WHERE number = ?"));
    bind_all(*query, dossier);
    if (!TRY(query->step()))
        return Error{"erased", "This dossier was erased: what it held can no longer be read. Nothing was changed."};
    Bytes key = TRY(crypto::open(query->blob(0), wrap_key_, SealPlace::key(dossier).bytes()));
    if (unwrapped_.size() >= most_unwrapped) forget();
    return ByteView(unwrapped_.insert_or_assign(dossier, std::move(key)).first->second);
}

Result<Bytes> Keys::seal(sqlite::Connection& db, Number dossier, const SealPlace& place, ByteView plain) {
    return sealer_.seal(plain, TRY(of(db, dossier)), place.bytes(), nonces_);
}

Result<Bytes> Keys::open(sqlite::Connection& db, Number dossier, const SealPlace& place, ByteView sealed) {
    return sealer_.open(sealed, TRY(of(db, dossier)), place.bytes());
}

}  // namespace wegwijs::server
