// Bytes that come in from a socket: an octet for the size of the pieces, then the bytes. It does not matter how the
// network cuts them.
#include <cstring>

#include "sync_server/http/request_reader.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace wegwijs;
using http::RequestReader;
using Step = RequestReader::Step;

namespace {

http::Limits small() {
    http::Limits limits;
    limits.body_bytes = 4096;
    limits.header_bytes = 1024;
    limits.target_bytes = 128;
    return limits;
}

void check(const http::Request& request) {
    MUST(!request.method.empty() && request.target.starts_with('/') && request.target.size() <= 1024);
    MUST(request.path + (request.target.size() > request.path.size() ? "?" : "") + request.query == request.target);
    MUST(request.body.size() <= 4096);
    for (const auto& [name, value] : request.headers) {
        MUST(name.find_first_of(" \r\n:") == name.npos && value.find_first_of("\r\n") == value.npos);
        MUST(std::none_of(name.begin(), name.end(), [](char c) { return c >= 'A' && c <= 'Z'; }));
    }
}

/// Every request as a text; and at the end whether the other side was refused.
std::string read(ByteView bytes, std::size_t piece) {
    RequestReader reader(small());
    std::string seen;
    for (;;) {
        const Step step = reader.step();
        if (step == Step::refused) return seen + "refused " + std::to_string(reader.refusal().status);
        if (step == Step::complete) {
            const http::Request& request = reader.request();
            check(request);
            seen += request.method + " " + request.authority + " " + request.target + " " + request.body + "\n";
            reader.next();
        }
        if (step != Step::more) continue;
        if (bytes.empty()) break;
        const auto room = reader.room();
        MUST(!room.empty());
        const std::size_t size = std::min({piece, bytes.size(), room.size()});
        std::memcpy(room.data(), bytes.data(), size);
        reader.commit(size);
        bytes.remove_prefix(size);
    }
    return seen + (reader.at_end() == Step::refused ? "cut" : "end");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input in(data, size);
    const std::size_t piece = in.octet() % 64 + 1u;
    const ByteView bytes = in.rest();
    const fuzz::Meter meter(16 * bytes.size() + (1u << 20));
    const std::string at_once = read(bytes, bytes.size()), in_pieces = read(bytes, piece);
    // A cut may show garbage sooner, before the end of a line came: but never another request.
    if (at_once.find("refused") == at_once.npos && in_pieces.find("refused") == in_pieces.npos)
        MUST(at_once == in_pieces);
    return 0;
}
