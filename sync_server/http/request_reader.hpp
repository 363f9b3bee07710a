// Bytes in, one request after the other out (RFC 9112). No socket here: whoever reads from one feeds this.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "sync_server/http/limits.hpp"
#include "sync_server/http/message.hpp"

namespace wegwijs::http {

class RequestReader {
public:
    explicit RequestReader(const Limits& limits);
    ~RequestReader();

    enum class Step {
        more,      ///< read more bytes first
        header,    ///< the headers are complete and in order; the body is still to come. Said once a request.
        complete,  ///< request() may be taken
        refused    ///< refusal() says why; nothing more can be read from this side
    };

    /// Where the next bytes go; then say how many came. Never empty while step() asks for more.
    std::span<char> room();
    void commit(std::size_t bytes);

    Step step();
    /// The other side will send no more. Step::more: it had not begun a request.
    Step at_end();

    bool begun() const;             ///< at least one byte of the current request is here
    bool expects_continue() const;  ///< after Step::header: the other side waits for "100 Continue"
    bool keep_alive() const;        ///< after Step::complete
    bool is_http_1_0() const;
    std::uint64_t bytes() const;  ///< of the current request, headers included

    Request& request();
    /// Why, as an answer.
    Response refusal() const;

    /// On to the next request. Bytes that came after the current one are kept and are its beginning.
    void next();

private:
    class Inside;
    std::unique_ptr<Inside> inside_;
};

}  // namespace wegwijs::http
