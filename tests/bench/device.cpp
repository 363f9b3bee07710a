#include "tests/bench/device.hpp"

#include <poll.h>

#include "client_core/shared/system/files.hpp"
#include "client_core/shared/system/system.hpp"
#include "client_core/transport/curl_transport.hpp"

namespace wegwijs::bench {

namespace {

store::OpenOptions options_for(const std::string& path) {
    if (!crypto::initialise() || !sqlite::initialise()) give_up("libsodium or SQLite cannot be used here.");
    store::OpenOptions options;
    options.path = path;
    options.pin = "2580";
    options.clock = &system::clock();
    options.random = &system::random();
    options.files = &system::files();
    options.kdf = {1, 8192};  // unlocking is not what is measured
    return options;
}

std::unique_ptr<transport::HttpTransport> transport_to(const std::string& url) {
    transport::TransportOptions to;
    to.url = url;
    return need(transport::CurlTransport::open(to));
}

std::vector<store::Assignment> assignments(const Record& record) {
    std::vector<store::Assignment> values;
    values.reserve(field_count);
    for (std::size_t at = 0; at < field_count; ++at)
        values.push_back({{}, std::string(fields[at].name), record.values[at], std::nullopt});
    return values;
}

}  // namespace

merge::Id id_of(const Record& record) {
    const auto id = merge::Id::from_text(record.id);
    if (!id) give_up("The workload's id is no UUID.");
    return *id;
}

Device::Device(std::unique_ptr<store::Store> store) : store_(std::move(store)) {
    transport_ = transport_to(store_->identity().server_url);
    authority_ = sync::authority_of(store_->identity().server_url);
}

Device Device::enrol(const std::string& path, const std::string& url, const std::string& code) {
    const store::OpenOptions options = options_for(path);
    const auto transport = transport_to(url);
    const auto key = crypto::SigningKey::make(*options.random);
    const auto made =
        need(sync::enrol(*transport, url, sync::authority_of(url), code, key, *options.clock, *options.random));
    auto pack = need(model::Pack::load(made.pack_json));
    return Device(need(store::Store::create(options, made.identity, std::move(pack))));
}

Device Device::open(const std::string& path) { return Device(need(store::Store::open(options_for(path)))); }

merge::Id Device::create_group(std::uint32_t number, const std::string& municipality) {
    store::NewRecord group;
    group.entity = "groep";
    group.municipality = municipality;
    group.values.push_back({{}, "naam", "groep " + std::to_string(number), std::nullopt});
    return need(store_->create_record(group));
}

void Device::create(const merge::Id& group, const Record& record) {
    store::NewRecord made;
    made.entity = "persoon";
    made.parent = group;
    made.id = id_of(record);
    made.values = assignments(record);
    (void)need(store_->create_record(made));
}

void Device::update(const merge::Id& record, const Change& change) {
    (void)need(store_->set(record, {{record, std::string(fields[change.field].name), change.value, std::nullopt}}));
}

void Device::update_together(const std::vector<std::pair<merge::Id, Change>>& changes) {
    std::vector<merge::Id> records;
    std::vector<store::Assignment> values;
    for (const auto& [id, change] : changes) {
        records.push_back(id);
        values.push_back({id, std::string(fields[change.field].name), change.value, std::nullopt});
    }
    (void)need(store_->save(need(store_->open_edit(records)), values));
}

void Device::decide(const merge::Id& record, const Change& change) {
    const store::Edit edit = need(store_->open_edit({record}));
    (void)need(store_->decide(edit, {record, std::string(fields[change.field].name), change.value, std::nullopt}));
}

sync::RunReport Device::sync() {
    sync::RunOptions options;
    options.authority = authority_;
    options.sleep = [](UnixMs ms) { ::poll(nullptr, 0, static_cast<int>(ms)); };
    sync::RunReport report = need(sync::run(*store_, *transport_, options));
    if (!report.sync.in_step || report.sync.rejected > 0) give_up("A sync did not bring device and server in step.");
    if (report.sync.repaired) give_up("The sums of device and server differed.");
    return report;
}

std::int64_t Device::count() {
    auto reading = need(store_->read("SELECT count(*) FROM persoon", {}));
    return need(reading.next()) ? reading.row().integer(0) : 0;
}

bool Device::equals(const Record& record) {
    const Json json = Json::parse(need(store_->record_json(id_of(record))), nullptr, false);
    if (!json.is_object() || !json.contains("fields")) return false;
    for (std::size_t at = 0; at < field_count; ++at) {
        const auto value = json["fields"].find(fields[at].name);
        if (value == json["fields"].end()) return false;
        const std::string text = value->is_string() ? value->get<std::string>() : value->dump();
        if (text != record.values[at]) return false;
    }
    return true;
}

bool Device::holds(const merge::Id& id, const Change& change) {
    const Json json = Json::parse(need(store_->record_json(id)), nullptr, false);
    return json.is_object() && json["fields"].value(std::string(fields[change.field].name), "") == change.value;
}

std::size_t Device::open_conflicts() { return need(store_->conflicts()).size(); }

}  // namespace wegwijs::bench
