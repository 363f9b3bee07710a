#include "sync_server/program/serving.hpp"

#include <algorithm>
#include <charconv>
#include <csignal>
#include <thread>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "client_core/shared/system/system.hpp"
#include "sync_server/auth/enrolment_page.hpp"
#include "sync_server/auth/sync_page.hpp"
#include "sync_server/http/app_files.hpp"
#include "sync_server/http/head.hpp"
#include "sync_server/http/listen_policy.hpp"
#include "sync_server/http/public_pages.hpp"
#include "sync_server/http/server.hpp"
#include "sync_server/program/app_place.hpp"

namespace wegwijs::server {

namespace {

/// More than there are cores: most of them wait for the one commit that they share.
constexpr unsigned least_workers = 16;

/// Held for as long as this process serves; the kernel lets it go however the process ends.
class ServeLock {
public:
    static Result<ServeLock> take(const std::string& path) {
        ServeLock lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
        if (lock.handle_ < 0)
            return Error{"file_unwritable",
                         "The server did not start: its folder cannot be written to. Check the rights on it.",
                         Retry::later};
        if (::flock(lock.handle_, LOCK_EX | LOCK_NB) != 0)
            return Error{"serving", "The server did not start: another process serves this folder already.",
                         Retry::later};
        return lock;
    }
    ServeLock(ServeLock&& other) noexcept : handle_(std::exchange(other.handle_, -1)) {}
    ServeLock& operator=(ServeLock&&) = delete;
    ~ServeLock() {
        if (handle_ >= 0) ::close(handle_);
    }

private:
    explicit ServeLock(int handle) : handle_(handle) {}
    int handle_;
};

struct Place {
    std::string host;
    std::uint16_t port = 0;
};

Result<Place> place_of(const std::string& listen) {
    const std::size_t colon = listen.rfind(':');
    Place place;
    bool good = colon != listen.npos && colon > 0;
    if (good) {
        place.host = listen.substr(0, colon);
        const char* end = listen.data() + listen.size();
        const auto [at, error] = std::from_chars(listen.data() + colon + 1, end, place.port);
        // An address of IPv6 has colons itself, so it stands in brackets.
        const bool bracketed = place.host.front() == '[' && place.host.back() == ']';
        good = error == std::errc() && at == end && (bracketed || place.host.find(':') == place.host.npos);
    }
    if (!good)
        return Error{"usage", "--listen is HOST:PORT, like 127.0.0.1:8443 or [::1]:8443; port 0 takes a free one.",
                     Retry::never};
    return place;
}

/// The signals that stop the server, blocked in every thread from here on, so that one thread can wait for them.
sigset_t block_signals() {
    sigset_t stopping;
    sigemptyset(&stopping);
    sigaddset(&stopping, SIGTERM);
    sigaddset(&stopping, SIGINT);
    pthread_sigmask(SIG_BLOCK, &stopping, nullptr);
    std::signal(SIGPIPE, SIG_IGN);  // whoever reads our log may go away; the server stays
    return stopping;
}

int wait_for(const sigset_t& stopping) {
    int signal = 0;
    while (sigwait(&stopping, &signal) != 0) {}
    return signal;
}

http::Health health_of(Store& store) {
    const Result<std::unique_ptr<Snapshot>> snapshot = store.snapshot();
    if (!snapshot.ok()) return {false, 0};
    const Result<std::uint64_t> epoch = (*snapshot)->epoch();
    return {epoch.ok(), epoch.ok() ? *epoch : 0};
}

struct ChosenApp {
    std::string folder;  ///< empty: none is served
    http::App app;
};

/// An app that was named must be there. One that merely lies beside this program may not keep the server from starting:
/// then it is served without, and says so.
Result<ChosenApp> choose_app(const Program& program, const ServeOptions& options) {
    ChosenApp chosen;
    chosen.folder = options.app ? *options.app : app_of_program();
    if (chosen.folder.empty()) return chosen;
    Result<http::App> app = http::read_app(chosen.folder);
    if (app.ok()) {
        chosen.app = std::move(app).value();
    } else {
        if (options.app) return std::move(app.error());
        program.tell(app.error().message);
        chosen.folder.clear();
    }
    return chosen;
}

/// The proxy has the TLS; what a browser must know of it comes from here.
http::Response told_of_tls(http::Response response) {
    response.headers.emplace_back(http::hsts, http::hsts_value);
    return response;
}

}  // namespace

Status serve(const Program& program, const ServeOptions& options) {
    const Place place = TRY(place_of(options.listen));
    if (options.certificate_file.empty() != options.key_file.empty())
        return Error{"usage", "--tls-cert and --tls-key go together.", Retry::never};
    std::optional<http::Tls> tls;
    if (!options.certificate_file.empty()) tls = http::Tls{options.certificate_file, options.key_file};
    TRY(http::may_listen(place.host, tls.has_value(), options.behind_proxy));
    ChosenApp app = TRY(choose_app(program, options));
    Folder folder = TRY(program.open());
    const ServeLock lock = TRY(ServeLock::take(folder.paths.lock()));
    const sigset_t stopping = block_signals();

    http::Log log(folder.clock, http::Log::standard_output());
    SyncService service(*folder.store, folder.clock, TRY(read_box_key(*folder.admin)));
    SyncPage sync(*folder.store, service, folder.clock, folder.random);
    EnrolmentPage enrolment({*folder.store, *folder.admin, service, folder.clock, options.behind_proxy});
    http::Router router;
    sync.add_to(router);
    enrolment.add_to(router);
    http::add_public_pages(router, [&] { return health_of(*folder.store); });
    const auto app_files = static_cast<std::int64_t>(app.app.files.size());
    const auto app_bytes = static_cast<std::int64_t>(app.app.bytes);
    if (!app.folder.empty()) http::add_app(router, std::move(app.app));
    http::Limits limits;
    if (options.behind_proxy) limits.per_address = 0;
    const unsigned workers = std::max(least_workers, 2 * std::thread::hardware_concurrency());
    const auto handler = [&](const http::Request& request) {
        return options.behind_proxy ? told_of_tls(router(request)) : router(request);
    };
    const auto server = TRY(http::Server::start(place.host, place.port, tls, limits, handler, workers, log));

    const std::string url = (tls ? "https://" : "http://") + place.host + ":" + std::to_string(server->port());
    program.answer({{"listening", url}}, "listening on " + url);
    if (!app.folder.empty()) {
        program.tell("The app is served at the same address.");
        log.event(http::Level::info, "app", {}, {{"files", app_files}, {"bytes", app_bytes}});
    }
    TRY(folder.admin->audit(folder.origin.actor, "server.start", {}, "ok", folder.origin.via, folder.clock.now()));
    const int signal = wait_for(stopping);
    log.event(http::Level::info, "stopping", {}, {{"signal", signal}});
    server->stop();
    log.event(http::Level::info, "stopped");
    return folder.admin->audit(folder.origin.actor, "server.stop", {}, "ok", folder.origin.via, folder.clock.now());
}

}  // namespace wegwijs::server
