#include "sync_server/ledger/ledger.hpp"

#include <algorithm>
#include <array>

#include "client_core/shared/crypto/crypto.hpp"

namespace wegwijs::ledger {

Bytes chain_start() { return Bytes(chain_bytes, '\0'); }

Bytes body_hash(ByteView sealed_body) { return crypto::hash(sealed_body, chain_bytes); }

Bytes chain_next(ByteView previous, std::uint64_t server_seq, std::uint8_t kind, ByteView body_hash) {
    ALWAYS(previous.size() == chain_bytes && body_hash.size() == chain_bytes);
    std::array<char, 2 * chain_bytes + 9> input;
    char* to = std::copy(previous.begin(), previous.end(), input.data());
    for (int shift = 56; shift >= 0; shift -= 8) *to++ = static_cast<char>(server_seq >> shift);
    *to++ = static_cast<char>(kind);
    std::copy(body_hash.begin(), body_hash.end(), to);
    return crypto::hash({input.data(), input.size()}, chain_bytes);
}

Bytes check_of(ByteView chain) { return Bytes(chain.substr(0, check_bytes)); }

Verifier::Verifier() { result_.chain = chain_start(); }

bool Verifier::stop(Break::What what, std::uint64_t server_seq) {
    result_.broken = true;
    result_.first = Break{what, server_seq};
    return false;
}

bool Verifier::add(const Line& line) {
    if (result_.broken) return false;
    ++result_.lines;
    if (line.server_seq <= result_.head) return stop(Break::What::order, line.server_seq);
    if (line.body_hash.size() != chain_bytes || line.chain.size() != chain_bytes)
        return stop(Break::What::malformed, line.server_seq);
    if (!line.body.empty() && body_hash(line.body) != line.body_hash) return stop(Break::What::body, line.server_seq);
    Bytes chain = chain_next(result_.chain, line.server_seq, line.kind, line.body_hash);
    if (chain != line.chain) return stop(Break::What::chain, line.server_seq);
    result_.head = line.server_seq;
    result_.chain = std::move(chain);
    return true;
}

Result<Verified> verify(const NextLine& next) {
    Verifier verifier;
    bool whole = true;
    while (whole && TRY(next([&](const Line& line) { whole = verifier.add(line); }))) {}
    return verifier.result();
}

}  // namespace wegwijs::ledger
