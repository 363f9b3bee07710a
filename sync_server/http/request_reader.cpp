#include "sync_server/http/request_reader.hpp"

#include <algorithm>
#include <optional>

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "sync_server/http/problem.hpp"

namespace wegwijs::http {
namespace {

namespace beast = boost::beast;
using Parser = beast::http::request_parser<beast::http::string_body>;
using HttpError = beast::http::error;

constexpr std::size_t read_bytes = 64 * 1024;

std::string lower(beast::string_view text) {
    std::string out(text.data(), text.size());
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

/// Can `bytes`, an incomplete head, still become one? Answers garbage at once instead of when its time is up.
bool plausible(std::string_view bytes) {
    const std::size_t end = bytes.find('\n');
    const std::string_view line = bytes.substr(0, end);
    const std::string_view method = line.substr(0, line.find(' '));
    const bool letters = std::all_of(method.begin(), method.end(), [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
    });
    if (!letters || method.empty() || method.size() > 32) return false;
    return end == std::string_view::npos || line.find(" HTTP/") != std::string_view::npos;
}

}  // namespace

class RequestReader::Inside {
public:
    explicit Inside(const Limits& limits) : limits_(limits), buffer_(limits.header_bytes + read_bytes) { next(); }

    void next() {
        parser_.emplace();
        parser_->header_limit(static_cast<std::uint32_t>(limits_.header_bytes));
        parser_->body_limit(limits_.body_bytes);
        request_ = Request{};
        header_said_ = false;
        bytes_ = buffer_.size();
    }

    Step step() {
        if (!parser_->got_some() && !skip_empty_line()) return Step::more;
        while (buffer_.size() > 0 || parser_->is_done()) {
            beast::error_code error;
            if (waits_for_chunk()) return Step::more;
            if (!parser_->is_done()) buffer_.consume(parser_->put(buffer_.data(), error));
            if (error == HttpError::need_more) {
                if (in_request_line() && !plausible(unread())) return refuse_garbage();
                return buffer_.size() < buffer_.max_size() ? Step::more : refuse_garbage();
            }
            if (error) return refuse(error);
            if (parser_->is_header_done() && request_.method.empty() && !take_header()) return Step::refused;
            if (parser_->is_done()) return complete();
            if (parser_->is_header_done() && !std::exchange(header_said_, true)) return Step::header;
        }
        return Step::more;
    }

    Step at_end() {
        if (!begun()) return Step::more;
        return refuse(400, "truncated", "Het verzoek hield halverwege op. Verstuur het opnieuw.");
    }

    bool begun() const { return parser_->got_some() || buffer_.size() > 0; }

    Limits limits_;
    beast::flat_buffer buffer_;
    std::optional<Parser> parser_;
    Request request_;
    Response refusal_;
    std::uint64_t bytes_ = 0;

private:
    /// The last chunk is a "0" and two line ends. With a part of it at hand Beast 1.81 would end the program where its
    /// assertions are on.
    bool waits_for_chunk() const {
        constexpr std::size_t least = 5;
        return parser_->is_header_done() && !parser_->is_done() && parser_->chunked() && buffer_.size() < least &&
               unread().starts_with('0');
    }
    bool in_request_line() const { return parser_->get().target().empty(); }

    std::string_view unread() const { return {static_cast<const char*>(buffer_.data().data()), buffer_.size()}; }

    // RFC 9112, 2.2: an empty line before the request line is ignored. False: the second half of one is still to come.
    bool skip_empty_line() {
        while (unread().starts_with("\r\n")) buffer_.consume(2);
        return unread() != "\r";
    }

    Step complete() {
        request_.body = std::move(parser_->get().body());
        bytes_ -= buffer_.size();
        return Step::complete;
    }

    Step refuse(int status, std::string_view code, std::string_view detail) {
        refusal_ = problem(status, code, {}, detail);
        return Step::refused;
    }

    Step refuse_garbage() { return refuse(400, "not_http", "Dit is geen geldig HTTP-verzoek."); }

    Step refuse(beast::error_code error) {
        if (error == HttpError::body_limit)
            return refuse(413, "body_too_large",
                          "Het verzoek is groter dan de server aanneemt. Verstuur minder tegelijk.");
        if (error == HttpError::header_limit) {
            if (in_request_line() && unread().find('\n') == std::string_view::npos)
                return refuse(414, "target_too_long", "Het adres in het verzoek is te lang.");
            return refuse(431, "headers_too_large", "De kopregels van het verzoek zijn samen te groot.");
        }
        if (error == HttpError::bad_version) return refuse(505, "http_version", "Deze server spreekt HTTP/1.1.");
        return refuse_garbage();
    }

    bool take_header() {
        const auto& message = parser_->get();
        request_.method = std::string(message.method_string());
        request_.target = std::string(message.target());
        for (const auto& field : message) {
            std::string& value = request_.headers[lower(field.name_string())];
            if (!value.empty()) value += ", ";
            value.append(field.value().data(), field.value().size());
        }
        return check_framing() && check_target();
    }

    bool check_framing() {
        const auto& message = parser_->get();
        const auto hosts = message.count(beast::http::field::host);
        if (hosts > 1 || (hosts == 0 && message.version() >= 11)) {
            refuse(400, "host", "Het verzoek noemt niet precies één keer de server waarvoor het bedoeld is (Host).");
            return false;
        }
        const auto encoding = request_.headers.find("transfer-encoding");
        if (encoding == request_.headers.end()) return true;
        // Two lengths, or one that HTTP/1.0 does not know, is how requests are smuggled past a proxy.
        if (message.version() < 11 || request_.headers.count("content-length") > 0) {
            refuse_garbage();
            return false;
        }
        if (lower(encoding->second) == "chunked") return true;
        refuse(501, "transfer_encoding", "Deze server kent alleen Transfer-Encoding: chunked.");
        return false;
    }

    bool check_target() {
        request_.authority = request_.headers.count("host") > 0 ? request_.headers["host"] : std::string{};
        const std::string& target = request_.target;
        if (target.size() > limits_.target_bytes) {
            refuse(414, "target_too_long", "Het adres in het verzoek is te lang.");
            return false;
        }
        std::string_view rest = target;
        for (const std::string_view scheme : {"http://", "https://"}) {
            if (!rest.starts_with(scheme)) continue;  // RFC 9112, 3.2.2: the address in full goes before Host
            rest.remove_prefix(scheme.size());
            request_.authority = std::string(rest.substr(0, rest.find_first_of("/?")));
            rest.remove_prefix(request_.authority.size());
            request_.target = rest.starts_with('/') ? std::string(rest) : "/" + std::string(rest);
            break;
        }
        if (!request_.target.starts_with('/')) {
            refuse(400, "target", "Het adres in het verzoek begint niet met een schuine streep.");
            return false;
        }
        const std::size_t mark = request_.target.find('?');
        request_.path = request_.target.substr(0, mark);
        if (mark != std::string::npos) request_.query = request_.target.substr(mark + 1);
        return true;
    }

    bool header_said_ = false;
};

RequestReader::RequestReader(const Limits& limits) : inside_(std::make_unique<Inside>(limits)) {}
RequestReader::~RequestReader() = default;

std::span<char> RequestReader::room() {
    auto& buffer = inside_->buffer_;
    const auto space = buffer.prepare(std::min(read_bytes, buffer.max_size() - buffer.size()));
    return {static_cast<char*>(space.data()), space.size()};
}

void RequestReader::commit(std::size_t bytes) {
    inside_->buffer_.commit(bytes);
    inside_->bytes_ += bytes;
}

RequestReader::Step RequestReader::step() { return inside_->step(); }
RequestReader::Step RequestReader::at_end() { return inside_->at_end(); }
bool RequestReader::begun() const { return inside_->begun(); }
bool RequestReader::keep_alive() const { return inside_->parser_->keep_alive(); }
bool RequestReader::is_http_1_0() const { return inside_->parser_->get().version() == 10; }
std::uint64_t RequestReader::bytes() const { return inside_->bytes_; }
Request& RequestReader::request() { return inside_->request_; }
Response RequestReader::refusal() const { return inside_->refusal_; }
void RequestReader::next() { inside_->next(); }

bool RequestReader::expects_continue() const {
    const std::string_view expect = inside_->request_.header("expect");
    return !is_http_1_0() && lower({expect.data(), expect.size()}) == "100-continue";
}

}  // namespace wegwijs::http
