#include "client_core/api/enrolled.hpp"

#include "client_core/store/tables.hpp"

namespace wegwijs::api {

namespace {

constexpr const char* where = "cli:enrolled";

Error another_store() {
    return {"exists",
            "There is a store at this place already, and it was not made with this code. Nothing was changed. Choose "
            "another file.",
            Retry::never};
}

}  // namespace

Result<std::unique_ptr<store::Store>> enrolled_before(const store::OpenOptions& options, const std::string& code) {
    auto store = TRY(store::Store::open(options));
    if (PendingEnrolment::exists(options)) {
        const PendingEnrolment pending = TRY(PendingEnrolment::begin(options, code));
        if (pending.key().public_key != store->identity().key.public_key) return another_store();
        TRY(store->tables().set_value(where, code_mark(code)));
        TRY(pending.finish());
    }
    if (!crypto::equal(TRY(store->tables().value(where)), code_mark(code))) return another_store();
    return store;
}

Result<std::unique_ptr<store::Store>> make_enrolled(const store::OpenOptions& options, const std::string& code,
                                                    const sync::Enrolment& enrolment, const PendingEnrolment& pending) {
    auto pack = TRY(model::Pack::load(enrolment.pack_json));
    auto store = TRY(store::Store::create(options, enrolment.identity, std::move(pack)));
    TRY(store->tables().set_value(where, code_mark(code)));
    TRY(pending.finish());
    return store;
}

}  // namespace wegwijs::api
