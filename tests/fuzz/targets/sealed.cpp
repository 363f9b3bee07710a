// Sealed bytes, of all three kinds. An input: an octet for the way, an octet and two that say which bits of what place
// are spoiled (none: it is opened as it is), then what is sealed. Way 3 and up: the bytes are opened as they came.
#include "client_core/shared/crypto/crypto.hpp"
#include "sync_server/store/sealer.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/known.hpp"

using namespace wegwijs;

namespace {

const Bytes key(32, 'k');

struct Way {
    server::Sealer sealer;
    test::SeededRandom random{3};

    Bytes seal(int way, ByteView plain, ByteView context) {
        if (way == 0) return crypto::seal(plain, key, context, random);
        if (way == 1) return crypto::seal_to(plain, fuzz::server_box().public_key, random);
        return sealer.seal(plain, key, context, random);
    }
    Result<Bytes> open(int way, ByteView sealed, ByteView context) {
        if (way == 0) return crypto::open(sealed, key, context);
        if (way == 1) return crypto::open_from(sealed, fuzz::server_box());
        return sealer.open(sealed, key, context);
    }
};

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    (void)fuzz::server_box();
    static Way used;
    fuzz::Input in(data, size);
    const int way = in.octet();
    const std::uint8_t spoil = in.octet();
    const std::size_t at = in.octet() + 256u * in.octet();
    const ByteView context = in.bytes(way % 2 == 0 ? 4 : 0), plain = in.rest();
    if (way > 2) {
        const auto opened = used.open(way % 3, plain, context);
        MUST(!opened.ok() && opened.error().code == "sealed");
        return 0;
    }
    Bytes sealed = used.seal(way, plain, context);
    MUST(sealed.size() >= plain.size() + 28 && sealed.size() <= plain.size() + 48);
    if (spoil == 0) {
        const auto opened = used.open(way, sealed, context);
        MUST(opened.ok() && *opened == plain);
        if (way != 1) MUST(!used.open(way, sealed, Bytes(context) + "x").ok());
        return 0;
    }
    const std::size_t place = at % (sealed.size() + 1);
    if (place == sealed.size()) sealed.resize(sealed.size() - 1 - spoil % sealed.size());
    else sealed[place] = static_cast<char>(sealed[place] ^ spoil);
    const auto opened = used.open(way, sealed, context);
    // The highest bit of a box's public key is none of its own (RFC 7748, section 5).
    if (way == 1 && place == 31 && spoil == 0x80 && opened.ok()) MUST(*opened == plain);
    else MUST(!opened.ok() && opened.error().code == "sealed");
    return 0;
}
