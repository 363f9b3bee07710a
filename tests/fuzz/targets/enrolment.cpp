// What a server answers to an enrolment: an octet for the status, then the body. It becomes a whole identity or an
// error that a person can read.
#include "client_core/sync/runner.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/signed_message.hpp"

using namespace wegwijs;

namespace {

class Answering final : public transport::HttpTransport {
public:
    explicit Answering(transport::HttpResponse response) : response_(std::move(response)) {}
    Result<transport::HttpResponse> send(const transport::HttpRequest&, const transport::Progress&,
                                         const std::atomic<bool>*) override {
        return response_;
    }

private:
    transport::HttpResponse response_;
};

class FixedClock final : public Clock {
public:
    UnixMs now() override { return 1'790'000'000'000; }
};

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input in(data, size);
    constexpr int statuses[] = {201, 200, 400, 401, 429, 500};
    transport::HttpResponse response;
    response.status = statuses[in.octet() % std::size(statuses)];
    response.body = Bytes(in.rest());
    Answering transport(std::move(response));
    FixedClock clock;
    test::SeededRandom random(4);
    const crypto::SigningKey& key = fuzz::signing_key();
    const fuzz::Meter meter(256 * size + 256 * 1024);
    const auto made =
        sync::enrol(transport, "https://server.example", "server.example", "0000-0000-0000", key, clock, random);
    if (!made.ok()) {
        MUST(!made.error().code.empty() && !made.error().message.empty());
        return 0;
    }
    const store::Identity& me = made->identity;
    MUST(me.device > 0 && me.epoch > 0 && !me.user.empty() && me.server_box_key.size() == 32);
    MUST(!made->pack_json.empty());
    return 0;
}
