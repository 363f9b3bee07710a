// The public Store: every call goes alone into the store behind it.
#include <wegwijs/store.hpp>

#include "client_core/api/convert.hpp"
#include "client_core/api/description.hpp"
#include "client_core/api/enrolment.hpp"
#include "client_core/api/open_store.hpp"
#include "client_core/api/sync.hpp"
#include "client_core/shared/system/files.hpp"
#include "client_core/shared/system/system.hpp"

namespace wegwijs {

using api::alone;
using api::each;
using api::inner;
using api::outer;

namespace {

Result<store::OpenOptions> options_of(const std::string& path, const std::string& pin) {
    if (pin.empty()) return Error{"no_pin", "A PIN is needed. Nothing was changed. Ask the user for it.", Retry::never};
    store::OpenOptions options;
    options.path = path;
    options.pin = pin;
    options.clock = &system::clock();
    options.random = &system::random();
    options.files = &system::files();
    options.watch_log = true;
    return options;
}

/// Without a form: an edit is opened for this one, and leaves nothing behind when it fails.
template <class Save>
Result<std::uint64_t> over_now(store::Store& store, const Id& record, const Save& save) {
    const store::Edit edit = TRY(store.open_edit({inner(record)}));
    Result<std::uint64_t> saved = save(edit);
    if (!saved.ok()) TRY(store.drop_edit(edit));
    return saved;
}

Status four_digits(const store::Store& store, const NewRecord& record) {
    const model::Entity* entity = store.pack().entity(record.entity);
    if (!entity || !entity->root) return done();
    if (record.municipality.size() == 4 && record.municipality.find_first_not_of("0123456789") == std::string::npos)
        return done();
    return Error{"invalid_value",
                 "A '" + entity->name +
                     "' begins a file in a municipality, which has a code of four digits. Nothing "
                     "was saved. Give it.",
                 Retry::never};
}

}  // namespace

Store::Store(std::unique_ptr<api::OpenStore> inside) noexcept : inside_(std::move(inside)) {}
Store::Store(Store&& other) noexcept = default;
Store& Store::operator=(Store&& other) noexcept = default;
Store::~Store() = default;

Result<Store> Store::enrol(const EnrolOptions& options) noexcept {
    store::OpenOptions open = TRY(options_of(options.path, options.pin));
    auto made = api::enrol(open, {options.server, options.code, options.ca_file});
    crypto::wipe(open.pin);
    if (!made.ok()) return made.error();
    return Store(std::make_unique<api::OpenStore>(std::move(made).value()));
}

Result<Store> Store::open(const OpenOptions& options) noexcept {
    store::OpenOptions open = TRY(options_of(options.path, options.pin));
    auto opened = store::Store::open(open);
    crypto::wipe(open.pin);
    if (!opened.ok()) return opened.error();
    return Store(std::make_unique<api::OpenStore>(std::move(opened).value()));
}

Result<Owner> Store::owner() noexcept {
    return alone(inside_.get(), [](store::Store& store) -> Result<Owner> {
        const store::Identity& identity = store.identity();
        return Owner{identity.device, identity.user, identity.role, identity.server_url};
    });
}

Result<Edit> Store::open_edit(const std::vector<Id>& records) noexcept {
    return alone(inside_.get(),
                 [&](store::Store& store) -> Result<Edit> { return outer(TRY(store.open_edit(inner(records)))); });
}

Result<Edit> Store::find_edit(std::uint64_t number) noexcept {
    return alone(inside_.get(),
                 [&](store::Store& store) -> Result<Edit> { return outer(TRY(store.find_edit(number))); });
}

Status Store::drop_edit(const Edit& edit) noexcept {
    return alone(inside_.get(), [&](store::Store& store) { return store.drop_edit(inner(edit)); });
}

Result<std::uint64_t> Store::save(const Edit& edit, const std::vector<Assignment>& changes) noexcept {
    return alone(inside_.get(), [&](store::Store& store) {
        return store.save(inner(edit), each(changes, [](const Assignment& one) { return inner(one); }));
    });
}

Result<std::uint64_t> Store::decide(const Edit& edit, const Assignment& choice) noexcept {
    return alone(inside_.get(), [&](store::Store& store) { return store.decide(inner(edit), inner(choice)); });
}

Result<std::uint64_t> Store::remove(const Edit& edit, const Id& record) noexcept {
    return alone(inside_.get(), [&](store::Store& store) { return store.remove(inner(edit), inner(record)); });
}

Result<std::uint64_t> Store::restore(const Edit& edit, const Id& record) noexcept {
    return alone(inside_.get(), [&](store::Store& store) { return store.restore(inner(edit), inner(record)); });
}

Result<std::uint64_t> Store::set(const Id& record, const std::vector<Value>& values) noexcept {
    return alone(inside_.get(), [&](store::Store& store) {
        const model::Id id = inner(record);
        return store.set(id, each(values, [&](const Value& one) { return inner(id, one); }));
    });
}

Result<std::uint64_t> Store::decide(const Id& record, const Value& choice) noexcept {
    return alone(inside_.get(), [&](store::Store& store) {
        return over_now(store, record,
                        [&](const store::Edit& edit) { return store.decide(edit, inner(inner(record), choice)); });
    });
}

Result<std::uint64_t> Store::remove(const Id& record) noexcept {
    return alone(inside_.get(), [&](store::Store& store) {
        return over_now(store, record, [&](const store::Edit& edit) { return store.remove(edit, inner(record)); });
    });
}

Result<std::uint64_t> Store::restore(const Id& record) noexcept {
    return alone(inside_.get(), [&](store::Store& store) {
        return over_now(store, record, [&](const store::Edit& edit) { return store.restore(edit, inner(record)); });
    });
}

Result<Id> Store::create(const NewRecord& record) noexcept {
    return alone(inside_.get(), [&](store::Store& store) -> Result<Id> {
        TRY(four_digits(store, record));
        return outer(TRY(store.create_record(inner(record))));
    });
}

Result<std::vector<Id>> Store::create_all(const std::vector<NewRecord>& records) noexcept {
    return alone(inside_.get(), [&](store::Store& store) -> Result<std::vector<Id>> {
        for (const NewRecord& record : records) TRY(four_digits(store, record));
        return outer(TRY(store.create_records(each(records, [](const NewRecord& one) { return inner(one); }))));
    });
}

Result<Id> Store::make_id() noexcept {
    return alone(inside_.get(), [](store::Store& store) -> Result<Id> { return outer(store.make_id()); });
}

Status Store::retry_rejected(std::uint64_t number) noexcept {
    return alone(inside_.get(), [&](store::Store& store) { return store.rejected_retry(number); });
}

Status Store::discard_rejected(std::uint64_t number) noexcept {
    return alone(inside_.get(), [&](store::Store& store) { return store.rejected_discard(number); });
}

Result<std::uint64_t> Store::observe(Observer observer) noexcept {
    return alone(inside_.get(),
                 [&](store::Store&) -> Result<std::uint64_t> { return inside_->observe(std::move(observer)); });
}

Status Store::unobserve(std::uint64_t number) noexcept {
    return alone(inside_.get(), [&](store::Store&) {
        inside_->unobserve(number);
        return done();
    });
}

Result<SyncReport> Store::sync(const SyncOptions& options) noexcept {
    const std::atomic<bool>* cancel = options.cancel ? &options.cancel->asked_ : nullptr;
    return alone(inside_.get(), [&](store::Store&) { return api::run_sync(*inside_, options, cancel); });
}

}  // namespace wegwijs
