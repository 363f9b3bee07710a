// A one-time code is used up before the store that it is for exists. So the device's key is made first and kept beside
// the store until the store is there: a repeated enrolment enrols the same key again, which the server answers the
// same.
#pragma once

#include <string>

#include "client_core/store/store.hpp"

namespace wegwijs::api {

class PendingEnrolment {
public:
    /// The key that an earlier try with this code kept, else a new one, durable on return. What is kept is sealed with
    /// a key from the PIN. Errors: "wrong_pin" (begun with another one), and those of the files.
    static Result<PendingEnrolment> begin(const store::OpenOptions& options, const std::string& code);
    static bool exists(const store::OpenOptions& options);

    const crypto::SigningKey& key() const { return key_; }
    /// The store holds the key now.
    Status finish() const;

private:
    PendingEnrolment(Files& files, std::string path, crypto::SigningKey key)
        : files_(files), path_(std::move(path)), key_(std::move(key)) {}

    Files& files_;
    std::string path_;
    crypto::SigningKey key_;
};

/// What stands for a code in the store, so that a repeated enrolment knows its own. The code itself is kept nowhere.
Bytes code_mark(const std::string& code);

}  // namespace wegwijs::api
