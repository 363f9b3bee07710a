// A server in a folder of its own, made of the tests' tiny pack, without a socket.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include <catch2/catch.hpp>

#include "client_core/shared/crypto/crypto.hpp"
#include "client_core/shared/protocol/messages.hpp"
#include "client_core/shared/protocol/signature.hpp"
#include "client_core/shared/system/system.hpp"
#include "sync_server/admin/make_server.hpp"
#include "sync_server/admin/people.hpp"
#include "sync_server/http/message.hpp"
#include "tests/support/seeded_random.hpp"

namespace wegwijs::test {

/// Goes with everything in it.
class Folder {
public:
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "wegwijs-XXXXXX").string();
        REQUIRE(mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() { std::filesystem::remove_all(path_); }
    std::string path(const std::string& name = "server") const { return path_ + "/" + name; }

private:
    std::string path_;
};

class SetClock final : public Clock {
public:
    UnixMs now() override { return at; }
    UnixMs at = 1'795'509'000'000;  // 2026-11-24T08:30:00Z
};

class MadeServer {
public:
    MadeServer() {
        REQUIRE(crypto::initialise());
        auto pack = system::read_file(WEGWIJS_SOURCE_DIR "/tests/packs/kas.json");
        REQUIRE(pack.ok());
        auto made =
            ::wegwijs::server::make_server({folder_.path(), {}}, {"proef", *pack}, {"test", "cli"}, clock, random);
        if (!made.ok()) FAIL(made.error().code);
        server = std::make_unique<::wegwijs::server::Folder>(std::move(*made));
    }

    std::uint64_t head() {
        auto snapshot = server->store->snapshot();
        REQUIRE(snapshot.ok());
        auto head = (*snapshot)->head();
        REQUIRE(head.ok());
        return head->seq;
    }

    std::string path(const std::string& name) const { return folder_.path(name); }

    SetClock clock;
    SeededRandom random{7};

private:
    Folder folder_;

public:
    std::unique_ptr<::wegwijs::server::Folder> server;
};

/// A request as a device would send it. Change it before `sign`, or after, to see whether that is noticed.
struct Outgoing {
    http::Request request;
    std::string keyid;
    std::int64_t created = 0;
    Bytes nonce;

    http::Request& sign(const crypto::SigningKey& key) {
        const protocol::HttpMessage message{request.method, request.authority, request.path,
                                            std::string(request.header("content-encoding")), request.body};
        const protocol::SignatureHeaders headers = protocol::sign_request(message, keyid, created, nonce, key);
        request.headers["content-digest"] = headers.content_digest;
        request.headers["signature-input"] = headers.signature_input;
        request.headers["signature"] = headers.signature;
        return request;
    }
};

inline Outgoing outgoing(MadeServer& made, const std::string& path, const std::string& keyid, Bytes body) {
    Outgoing out;
    out.request.method = "POST";
    out.request.target = out.request.path = path;
    out.request.authority = "sync.example:8443";
    out.request.remote = "192.0.2.7";
    out.request.body = std::move(body);
    out.keyid = keyid;
    out.created = made.clock.at / 1000;
    out.nonce = made.random.bytes(16);
    return out;
}

}  // namespace wegwijs::test
