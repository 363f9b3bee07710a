#include "sync_server/http/connection.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <exception>
#include <memory>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/stream_traits.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "sync_server/http/head.hpp"
#include "sync_server/http/problem.hpp"
#include "sync_server/http/request_reader.hpp"

namespace wegwijs::http {
namespace {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;
using Socket = asio::ip::tcp::socket;
using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// For the other side to read our last answer.
constexpr milliseconds farewell{2'000};
constexpr milliseconds farewell_when_stopping{200};
constexpr int turned_away_at_once = 64;
constexpr std::size_t small_body = 64 * 1024;

// Only words of the protocol go to the log, not whatever stood in that place.
std::string_view known_method(std::string_view method) {
    for (const std::string_view known : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
        if (method == known) return known;
    return method.empty() ? "" : "-";
}

// The one place where the handler, and so every library that it uses, is called.
Response answer_of(const Handler& handler, const Request& request) {
    try {
        return handler(request);
    } catch (const std::exception&) {
        return problem(500, "internal", {},
                       "Er ging iets mis op de server. Het verzoek is niet uitgevoerd; probeer het later opnieuw.");
    }
}

template <class Stream>
class Connection final : public Open, public std::enable_shared_from_this<Connection<Stream>> {
public:
    static constexpr bool tls = !std::is_same_v<Stream, Socket>;

    Connection(Host& host, Stream stream, std::string remote)
        : host_(host), stream_(std::move(stream)), remote_(std::move(remote)), timer_(host.io), reader_(host.limits) {
        host_.open.insert(this);
        ++host_.per_address[remote_];
    }

    ~Connection() override {
        const auto mine = host_.per_address.find(remote_);
        if (--mine->second == 0) host_.per_address.erase(mine);
        host_.open.erase(this);
        if (host_.open.empty() && host_.when_empty) host_.when_empty();
    }

    void begin() {
        arm(host_.limits.header);
        if constexpr (tls) {
            stream_.async_handshake(asio::ssl::stream_base::server, [self = this->shared_from_this()](ErrorCode error) {
                if (error) return self->cut();
                self->phase_ = Phase::idle;
                self->read();
            });
        } else {
            phase_ = Phase::idle;
            read();
        }
    }

    void turn_away() { respond(busy("De server heeft te veel verbindingen."), true); }

    void finish() override {
        if (phase_ == Phase::opening) return cut();
        if (phase_ == Phase::idle) socket().cancel(ignored_);
    }

private:
    enum class Phase { opening, idle, header, body, handling, writing, leaving };

    Socket& socket() { return boost::beast::get_lowest_layer(stream_); }

    void arm(milliseconds time) {
        timer_.expires_after(time);
        timer_.async_wait([self = this->shared_from_this(), turn = ++turn_](ErrorCode error) {
            if (!error && turn == self->turn_) self->time_is_up();
        });
    }

    void disarm() {
        ++turn_;
        timer_.cancel();
    }

    void time_is_up() {
        if (phase_ != Phase::header && phase_ != Phase::body && phase_ != Phase::idle) return cut();
        late_ = true;
        socket().cancel(ignored_);  // the read ends, and what follows from that is decided there
    }

    void cut() {
        disarm();
        phase_ = Phase::leaving;
        socket().close(ignored_);
    }

    void read() {
        const auto room = reader_.room();
        stream_.async_read_some(asio::buffer(room.data(), room.size()),
                                [self = this->shared_from_this()](ErrorCode error, std::size_t bytes) {
                                    if (error) return self->reading_ended(error);
                                    self->reader_.commit(bytes);
                                    self->late_ = false;
                                    self->advance();
                                });
    }

    void reading_ended(ErrorCode error) {
        if (phase_ == Phase::leaving) return;
        if (phase_ == Phase::idle) return leave();
        if (late_)
            return refuse(
                problem(408, "too_slow", {}, "Het verzoek kwam niet op tijd helemaal aan. Verstuur het opnieuw."));
        if (error == asio::error::eof && reader_.at_end() == RequestReader::Step::refused)
            return refuse(reader_.refusal());
        cut();
    }

    void advance() {
        const auto step = reader_.step();
        if (phase_ == Phase::idle && (reader_.begun() || step != RequestReader::Step::more)) begin_request();
        switch (step) {
            case RequestReader::Step::refused: return refuse(reader_.refusal());
            case RequestReader::Step::complete: return dispatch();
            case RequestReader::Step::header: return begin_body();
            case RequestReader::Step::more: break;
        }
        if (phase_ == Phase::body) arm_body();
        read();
    }

    void begin_request() {
        phase_ = Phase::header;
        began_ = SteadyClock::now();
        name_request();
        arm(host_.limits.header);
    }

    void name_request() {
        char id[40];
        std::snprintf(id, sizeof id, "%llx-%llx", static_cast<unsigned long long>(host_.id_prefix),
                      static_cast<unsigned long long>(++host_.requests));
        request_id_ = id;
    }

    void begin_body() {
        phase_ = Phase::body;
        body_until_ = SteadyClock::now() + host_.limits.body;
        arm_body();
        if (!reader_.expects_continue()) return advance();
        static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        asio::async_write(stream_, asio::buffer(go_on.data(), go_on.size()),
                          [self = this->shared_from_this()](ErrorCode error, std::size_t) {
                              if (error) return self->cut();
                              self->advance();
                          });
    }

    // A body must keep moving and come to an end: neither silence nor a drip holds a place for long.
    void arm_body() {
        const auto left = std::chrono::duration_cast<milliseconds>(body_until_ - SteadyClock::now());
        arm(std::max(milliseconds{0}, std::min(host_.limits.stall, left)));
    }

    void dispatch() {
        disarm();
        phase_ = Phase::handling;
        if (host_.in_flight >= host_.limits.requests_in_flight)
            return respond(busy("De server is te druk."), !reader_.keep_alive());
        ++host_.in_flight;
        Request& request = reader_.request();
        request.remote = remote_;
        request.id = request_id_;
        asio::post(host_.workers, [self = this->shared_from_this(), &request]() mutable {
            Response response = answer_of(self->host_.handler, request);
            // The last owner must be the thread of `io`; so the connection is handed on, not kept here.
            asio::io_context& io = self->host_.io;
            asio::post(io, [self = std::move(self), response = std::move(response)]() mutable {
                --self->host_.in_flight;
                const bool close = !self->reader_.keep_alive();
                self->respond(std::move(response), close);
            });
        });
    }

    Response busy(std::string_view what) {
        Response response = problem(503, "busy", {}, std::string(what) + " Probeer het over enkele seconden opnieuw.");
        response.headers.emplace_back("Retry-After", std::to_string(host_.limits.retry_after_seconds));
        return response;
    }

    void refuse(Response response) { respond(std::move(response), true); }

    void respond(Response response, bool close) {
        if (phase_ == Phase::opening || request_id_.empty()) name_request();
        phase_ = Phase::writing;
        late_ = false;
        response_ = std::move(response);
        close_ = close || host_.stopping;
        head_ = head_of(response_, {.now = host_.log.now(),
                                    .tls = tls,
                                    .close = close_,
                                    .old_version = reader_.begun() && reader_.is_http_1_0(),
                                    .request_id = request_id_});
        const bool no_content = reader_.request().method == "HEAD" || response_.status == 304;
        if (!no_content && response_.content().size() <= small_body)
            head_ += response_.content();  // one packet, not two
        if (no_content || response_.content().size() <= small_body) {
            response_.body = {};
            response_.shared.reset();
        }
        written_ = 0;
        write();
    }

    void write() {
        const std::string_view head = std::string_view(head_).substr(std::min(written_, head_.size()));
        const std::string_view body = response_.content().substr(written_ - (head_.size() - head.size()));
        const std::string_view next = head.empty() ? body : head;
        if (next.empty()) return written();
        arm(host_.limits.stall);
        stream_.async_write_some(asio::buffer(next.data(), next.size()),
                                 [self = this->shared_from_this()](ErrorCode error, std::size_t bytes) {
                                     if (error) {
                                         self->note();
                                         return self->cut();
                                     }
                                     self->written_ += bytes;
                                     self->write();
                                 });
    }

    void note() {
        const std::chrono::duration<double, std::milli> took = SteadyClock::now() - began_;
        host_.log.exchange({.method = known_method(reader_.request().method),
                            .path_template = response_.path_template,
                            .status = response_.status,
                            .ms = took.count(),
                            .bytes_in = reader_.bytes(),
                            .bytes_out = written_,
                            .device = response_.device,
                            .request = request_id_,
                            .code = response_.code});
    }

    void written() {
        disarm();
        note();
        response_ = Response{};
        if (close_) return leave();
        reader_.next();
        request_id_.clear();
        phase_ = Phase::idle;
        if (host_.stopping) return leave();
        arm(host_.limits.idle);
        advance();
    }

    // Closing while the other side still sends would reset the connection and take the answer away from it
    // (RFC 9112, 9.6): so first we stop sending, then read on for a moment.
    void leave() {
        phase_ = Phase::leaving;
        arm(host_.stopping ? farewell_when_stopping : farewell);
        if constexpr (tls) {
            stream_.async_shutdown([self = this->shared_from_this()](ErrorCode) { self->leave_socket(); });
        } else {
            leave_socket();
        }
    }

    void leave_socket() {
        ErrorCode error;
        socket().shutdown(Socket::shutdown_send, error);
        if (error) return cut();
        head_.resize(4096);
        drain();
    }

    void drain() {
        socket().async_read_some(asio::buffer(head_), [self = this->shared_from_this()](ErrorCode error, std::size_t) {
            if (error) return self->cut();
            self->drain();
        });
    }

    Host& host_;
    Stream stream_;
    std::string remote_;
    asio::steady_timer timer_;
    RequestReader reader_;
    unsigned turn_ = 0;  // of the timer: one that was already on its way when it was set again does not count
    Phase phase_ = Phase::opening;
    bool late_ = false;
    bool close_ = false;
    SteadyClock::time_point began_ = SteadyClock::now();
    SteadyClock::time_point body_until_{};
    std::string request_id_;
    std::string head_;
    Response response_;
    std::size_t written_ = 0;
    ErrorCode ignored_;
};

// Small writes go out at once; and a slow link is seen soon, since at most this much waits in the kernel.
void tune(Socket& socket) {
    ErrorCode ignored;
    socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    const int waiting = 128 * 1024;
    setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_NOTSENT_LOWAT, &waiting, sizeof waiting);
}

}  // namespace

void serve(Host& host, Socket socket, asio::ssl::context* tls) {
    ErrorCode error;
    const auto peer = socket.remote_endpoint(error);
    if (error || host.stopping) return;
    tune(socket);
    std::string remote = peer.address().to_string();
    const int open = static_cast<int>(host.open.size());
    const auto same = host.per_address.find(remote);
    const bool over =
        open >= host.limits.connections ||
        (host.limits.per_address > 0 && same != host.per_address.end() && same->second >= host.limits.per_address);
    if (over && (tls != nullptr || open >= host.limits.connections + turned_away_at_once)) return;
    if (tls != nullptr) {
        using TlsStream = boost::beast::ssl_stream<Socket>;
        std::make_shared<Connection<TlsStream>>(host, TlsStream(std::move(socket), *tls), std::move(remote))->begin();
        return;
    }
    const auto connection = std::make_shared<Connection<Socket>>(host, std::move(socket), std::move(remote));
    if (over) connection->turn_away();
    else connection->begin();
}

}  // namespace wegwijs::http
