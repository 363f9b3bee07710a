// The store of a device that was enrolled: made once, and found again when the making was cut off.
#pragma once

#include <memory>
#include <string>

#include "client_core/api/pending_enrolment.hpp"
#include "client_core/sync/http.hpp"

namespace wegwijs::api {

/// The store is there: an earlier try with this code came so far, and perhaps nobody got its answer. Errors "exists" (a
/// store of another code), those of Store::open.
Result<std::unique_ptr<store::Store>> enrolled_before(const store::OpenOptions& options, const std::string& code);

/// Makes it of what the server answered. Errors: those of Pack::load and Store::create.
Result<std::unique_ptr<store::Store>> make_enrolled(const store::OpenOptions& options, const std::string& code,
                                                    const sync::Enrolment& enrolment, const PendingEnrolment& pending);

}  // namespace wegwijs::api
