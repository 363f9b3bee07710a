// POST /v1/enrolments: a one-time code and a device's public key become a device number.
#pragma once

#include "client_core/shared/base/source.hpp"
#include "sync_server/auth/tries.hpp"
#include "sync_server/http/router.hpp"
#include "sync_server/store/admin_store.hpp"
#include "sync_server/sync/service.hpp"

namespace wegwijs::server {

/// Names in the settings of the server's own X25519 key, both halves in base64: what a device may no longer read it
/// seals to this key.
inline constexpr std::string_view box_public_setting = "box_public";
inline constexpr std::string_view box_secret_setting = "box_secret";

/// Safe from any thread.
class EnrolmentPage {
public:
    struct Parts {
        Store& store;
        AdminStore& admin;
        SyncService& service;
        Clock& clock;
        bool behind_proxy = false;  ///< then the address that may guess wrong is what the proxy says it is
    };
    explicit EnrolmentPage(const Parts& parts) : parts_(parts) {}

    /// Must outlive the router.
    void add_to(http::Router& router);

    /// The request is signed with the new key itself (key id "enrol:" and the key in base64), which proves that the
    /// sender has it. Answers 201 with device, user, role, epoch, pack, packJson and boxKey; the same key with the same
    /// code gets the same answer until the code expires, for whoever never saw the first one.
    http::Response answer(const http::Request& request);

private:
    Result<http::Response> enrol(const http::Request& request);
    Result<std::uint64_t> device_of(const std::string& user, ByteView public_key);
    Result<http::Response> welcome(std::uint64_t device, const std::string& user);
    Parts parts_;
    Tries tries_;
};

}  // namespace wegwijs::server
