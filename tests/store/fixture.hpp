// A tablet of the tests: a store in a folder of its own, a clock that is set by hand, and what a sync would bring.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>

#include "client_core/shared/model/pack.hpp"
#include "client_core/shared/system/files.hpp"
#include "client_core/shared/system/system.hpp"
#include "client_core/store/store.hpp"
#include "client_core/store/sync_state.hpp"
#include "client_core/store/tables.hpp"

namespace store_test {

using namespace wegwijs;
using merge::Id;
using store::Assignment;
using store::Store;

class HandClock final : public Clock {
public:
    UnixMs at = 1'795'510'800'000;
    UnixMs now() override { return at++; }
};

inline std::string pack_text() {
    std::ifstream in(std::string(WEGWIJS_SOURCE_DIR) + "/tests/packs/kas.json");
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

inline std::shared_ptr<const model::Pack> pack_of(const std::string& json) {
    auto pack = model::Pack::load(json);
    INFO(pack.error().message);
    REQUIRE(pack.ok());
    return *pack;
}

/// What went wrong, for REQUIRE(why(x) == "").
template <class T>
std::string why(const Result<T>& result) {
    return result.ok() ? std::string() : result.error().code;
}

class Tablet {
public:
    explicit Tablet(const std::string& role = "baas", std::string pack = pack_text()) {
        crypto::initialise();
        std::string name = (std::filesystem::temp_directory_path() / "wegwijs-store-XXXXXX").string();
        folder = mkdtemp(name.data());
        options.path = folder + "/tablet.db";
        options.pin = "13572468";
        options.clock = &clock;
        options.random = &system::random();
        options.files = &system::files();
        options.kdf = {1, 8192};
        options.full_sync = false;
        store::Identity identity;
        identity.device = 7;
        identity.user = "anja.tuinman";
        identity.role = role;
        identity.key = crypto::SigningKey::make(system::random());
        box = crypto::BoxKey::make(system::random());
        identity.server_box_key = box.public_key;
        auto made = Store::create(options, identity, pack_of(pack));
        INFO(made.error().message);
        REQUIRE(made.ok());
        here = std::move(*made);
        with_role(role);
    }
    ~Tablet() {
        here.reset();
        std::filesystem::remove_all(folder);
    }

    Store* operator->() { return here.get(); }
    store::Tables& tables() { return here->tables(); }

    void with_role(const std::string& role) {
        auto sync = store::SyncState::load(tables());
        REQUIRE(sync.ok());
        sync->roles = {{"0405", role}};
        REQUIRE(sync->save(tables()).ok());
    }
    void reopen() {
        here.reset();
        auto again = Store::open(options);
        INFO(again.error().message);
        REQUIRE(again.ok());
        here = std::move(*again);
    }
    Id kas(const std::string& name = "Warme kas", std::vector<Assignment> more = {}) {
        more.push_back({{}, "naam", name, {}});
        auto id = here->create_record({"kas", {}, "0405", more, {}});
        INFO(id.error().message);
        REQUIRE(id.ok());
        return *id;
    }
    Id plant(const Id& kas, const std::string& kind = "tomaat", std::vector<Assignment> more = {}) {
        more.push_back({{}, "soort", kind, {}});
        auto id = here->create_record({"plant", kas, "", more, {}});
        INFO(id.error().message);
        REQUIRE(id.ok());
        return *id;
    }
    std::string json(const Id& id) {
        auto text = here->record_json(id);
        INFO(text.error().message);
        REQUIRE(text.ok());
        return *text;
    }
    bool shows(const Id& id, const std::string& part) {
        const std::string text = json(id);
        INFO(text);
        return text.find(part) != text.npos;
    }
    std::int64_t number(const std::string& sql) {
        auto reading = here->read(sql, {});
        INFO(reading.error().message);
        REQUIRE(reading.ok());
        auto row = reading->next();
        REQUIRE((row && *row));
        return reading->row().integer(0);
    }

    /// As if the server had placed everything of the dossier, up to and with the value `server_seq` + count of writes.
    void confirm(const Id& dossier, merge::ServerSeq server_seq) {
        auto row = tables().dossier(dossier);
        REQUIRE(row.ok());
        REQUIRE(row->has_value());
        const auto head = tables().head_seq();
        const auto acked = tables().acked();
        if (*head > *acked) REQUIRE(tables().accept_run(*acked + 1, *head - *acked, server_seq).ok());
        REQUIRE(tables().set_acked(*head).ok());
        const auto ids = tables().records_of((*row)->nr);
        for (const Id& id : *ids) {
            auto stored = tables().load(id);
            for (merge::FieldState& field : (**stored).shown.fields)
                for (merge::Entry& entry : field.entries)
                    if (entry.stamp.server_seq == merge::unsent)
                        entry.stamp.server_seq = server_seq + entry.stamp.seq - *acked - 1;
            REQUIRE(tables().save(**stored).ok());
            REQUIRE(tables().set_base((**stored).row, {}).ok());
        }
        (*row)->as_of.seq = server_seq + *head;
        (*row)->held = true;
        (*row)->made_here = false;
        REQUIRE(tables().put_dossier(**row).ok());
    }
    /// As if another device's write came in: beside what stands when it is concurrent, else instead of it.
    void bring(const Id& record, const merge::FieldKey& key, model::Value value, merge::ServerSeq server_seq,
               bool concurrent) {
        auto stored = tables().load(record);
        REQUIRE(stored->has_value());
        merge::Entries& entries = (**stored).shown.at(key);
        if (!concurrent) entries.clear();
        entries.push_back({{server_seq, 99, server_seq, clock.at}, std::move(value)});
        std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.stamp < b.stamp; });
        REQUIRE(tables().save(**stored).ok());
        auto row = *tables().dossier((**stored).dossier);
        row->as_of.seq = std::max(row->as_of.seq, server_seq);
        REQUIRE(tables().put_dossier(*row).ok());
    }

    std::string folder;
    HandClock clock;
    store::OpenOptions options;
    crypto::BoxKey box;
    std::unique_ptr<Store> here;
};

}  // namespace store_test
