#include "sync_server/auth/enrol_code.hpp"

#include "client_core/shared/crypto/crypto.hpp"

namespace wegwijs::server {

namespace {

constexpr std::string_view digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t length = 12;
constexpr std::size_t group = 4;
constexpr std::size_t longest_text = 64;

char meant(char c) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c == 'O') return '0';
    if (c == 'I' || c == 'L') return '1';
    return c;
}

}  // namespace

std::string make_enrol_code(Random& random) {
    std::string code;
    std::uint64_t bits = random.number();
    for (std::size_t i = 0; i < length; ++i, bits >>= 5) {
        if (i > 0 && i % group == 0) code.push_back('-');
        code.push_back(digits[bits & 31]);
    }
    return code;
}

Bytes enrol_code_hash(std::string_view text) {
    if (text.size() > longest_text) return {};
    std::string code;
    for (const char c : text) {
        if (c == '-' || c == ' ') continue;
        code.push_back(meant(c));
        if (digits.find(code.back()) == digits.npos) return {};
    }
    if (code.size() != length) return {};
    return crypto::hash("wegwijs enrol code:" + code, 32);
}

}  // namespace wegwijs::server
