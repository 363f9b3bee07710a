#include "client_core/store/key_file.hpp"

#include <algorithm>

#include "client_core/shared/model/moment.hpp"
#include "client_core/shared/protocol/cbor.hpp"

namespace wegwijs::store {

namespace {

constexpr std::string_view magic = "wegwijs-key";
constexpr std::uint64_t version = 1;
constexpr std::string_view sealed_for = "wegwijs.store.data-key.1";
constexpr std::uint64_t free_tries = 5;
// What a key file may ask for before the PIN is known to be right: some seconds, on a slow phone too.
constexpr std::uint64_t most_passes = 16;
constexpr std::size_t most_memory = 256u << 20;
constexpr UnixMs first_wait = 30'000, longest_wait = 3'600'000;

/// Doubles with every wrong try from the fifth on.
UnixMs wait_after(std::uint64_t tries) {
    if (tries < free_tries) return 0;
    const std::uint64_t doublings = std::min<std::uint64_t>(tries - free_tries, 7);
    return std::min(longest_wait, first_wait << doublings);
}

bool fits(const crypto::KdfCost& cost) { return cost.ops <= most_passes && cost.memory <= most_memory; }

Error wrong_pin(std::uint64_t tries, bool copies_differ) {
    std::string message = "The PIN is not right. Nothing was changed and nothing is lost.";
    if (copies_differ)
        message +=
            " Or the key file is damaged: it and its copy are not the same. Are you sure of the PIN, then put a "
            "copy of the file ending in .key back from a backup.";
    if (tries >= free_tries)
        message += " The store is locked for " + std::to_string(wait_after(tries) / 1000) + " seconds.";
    return {"wrong_pin", message, Retry::never};
}

}  // namespace

Bytes KeyFile::Content::encode() const {
    protocol::CborWriter out;
    out.array(8);
    out.text(magic);
    out.uint(version);
    out.bytes(salt);
    out.uint(cost.ops);
    out.uint(cost.memory);
    out.bytes(sealed);
    out.uint(tries);
    out.integer(last);
    return out.take();
}

std::optional<KeyFile::Content> KeyFile::Content::decode(ByteView bytes) {
    protocol::CborReader in(bytes);
    Content content;
    if (in.array() != 8 || in.text() != magic || in.uint() != version) return std::nullopt;
    content.salt = Bytes(in.bytes_of(16));
    content.cost.ops = in.uint();
    content.cost.memory = static_cast<std::size_t>(in.uint());
    content.sealed = Bytes(in.bytes());
    content.tries = in.uint();
    content.last = in.integer();
    if (!in.finished() || !fits(content.cost)) return std::nullopt;
    return content;
}

bool KeyFile::Content::same_lock(const Content& other) const {
    return salt == other.salt && sealed == other.sealed && cost.ops == other.cost.ops &&
           cost.memory == other.cost.memory;
}

bool KeyFile::exists() const { return files_.exists(path()) || files_.exists(second_path()); }

Status KeyFile::create(ByteView data_key, ByteView pin, const crypto::KdfCost& cost, Random& random) {
    if (!fits(cost))
        return Error{"kdf_invalid",
                     "The lock of a store may cost at most 16 passes over 256 MiB of memory. Nothing was made. Ask for "
                     "less.",
                     Retry::never};
    Content content;
    content.salt = random.bytes(16);
    content.cost = cost;
    Bytes wrapping = TRY(crypto::key_from_pin(pin, content.salt, cost));
    content.sealed = crypto::seal(data_key, wrapping, sealed_for, random);
    crypto::wipe(wrapping);
    const Bytes bytes = content.encode();
    TRY(files_.write_atomically(second_path(), bytes));
    opened_ = std::move(content);
    return files_.write_atomically(path(), bytes);
}

Result<std::vector<KeyFile::Content>> KeyFile::read() {
    if (!exists())
        return Error{"store_missing",
                     "The key file of this store is missing, and without it nothing can be read. Nothing was changed. "
                     "Put the file ending in .key back beside the store.",
                     Retry::never};
    std::vector<Content> found;
    for (const std::string& one : {path(), second_path()}) {
        auto bytes = files_.read(one);
        if (!bytes) continue;
        if (auto content = Content::decode(*bytes)) found.push_back(std::move(*content));
    }
    if (!found.empty()) return found;
    return Error{
        "store_damaged",
        "The key file of this store is damaged, and so is its copy. Nothing was changed. Put a copy of the file "
        "ending in .key back from a backup.",
        Retry::never};
}

Status KeyFile::refuse_while_locked(Content& content, UnixMs now) {
    const UnixMs wait = wait_after(content.tries);
    if (wait == 0) return done();
    if (now < content.last) {
        // The clock went back, perhaps from a wrong date far ahead: waiting begins anew, it does not last for years.
        content.last = now;
        TRY(files_.write_atomically(path(), content.encode()));
    }
    const UnixMs until = content.last + wait;
    if (now >= until) return done();
    return Error{"locked",
                 "Too many wrong PINs. Nothing is lost. Try again in " + std::to_string((until - now + 999) / 1000) +
                     " seconds (" + model::moment_text(until) + ").",
                 Retry::later};
}

Status KeyFile::count_wrong(Content& content, UnixMs now) {
    ++content.tries;
    content.last = now;
    return files_.write_atomically(path(), content.encode());
}

Result<Bytes> KeyFile::unlock(ByteView pin, Clock& clock) {
    std::vector<Content> copies = TRY(read());
    Content& first = copies.front();
    TRY(refuse_while_locked(first, clock.now()));
    // One that is damaged where only the PIN can tell: then the other one may still open.
    const bool differ = copies.size() > 1 && !copies[0].same_lock(copies[1]);
    for (const Content& one : copies) {
        if (&one != &first && !differ) break;
        Bytes wrapping = TRY(crypto::key_from_pin(pin, one.salt, one.cost));
        auto key = crypto::open(one.sealed, wrapping, sealed_for);
        crypto::wipe(wrapping);
        if (!key || key->size() != 32) continue;
        opened_ = one;
        opened_->tries = 0;
        if (first.tries > 0) TRY(files_.write_atomically(path(), opened_->encode()));
        return key;
    }
    TRY(count_wrong(first, clock.now()));
    return wrong_pin(first.tries, differ);
}

Result<bool> KeyFile::repair() {
    auto first = files_.read(path()), second = files_.read(second_path());
    const auto one = first ? Content::decode(*first) : std::nullopt,
               two = second ? Content::decode(*second) : std::nullopt;
    std::optional<Content> right = opened_;
    if (!right && one && two && !one->same_lock(*two))
        return Error{"store_damaged",
                     "The key file and its copy are not the same, and which one is right cannot be told. Nothing was "
                     "changed. Open the store, then check it.",
                     Retry::never};
    if (!right) right = one ? one : two;
    if (!right)
        return Error{"store_damaged",
                     "The key file and its copy cannot be read. Keep this program open and make a backup.",
                     Retry::never};
    bool sound = true;
    for (const auto& [content, to] : {std::pair(&one, path()), std::pair(&two, second_path())}) {
        if (*content && (*content)->same_lock(*right)) continue;
        sound = false;
        TRY(files_.write_atomically(to, right->encode()));
    }
    return sound;
}

}  // namespace wegwijs::store
