// Each step of the contract scripts, done through wegwijs.h.
#include "tests/contract/steps_c.hpp"

#include <cstdlib>
#include <map>
#include <mutex>
#include <string>

#include "tests/capi/calls.hpp"
#include "tests/contract/echo.h"
#include "tests/contract/sending.hpp"

namespace wegwijs::test {

namespace {

/// What callbacks brought.
struct Heard {
    std::mutex mutex;
    Json changes = Json::array(), lines = Json::array();
    Json report;
    wegwijs_error error{};
    std::uint64_t observer = 0;
};

struct Opened {
    wegwijs_store* store = nullptr;
    Heard heard;
};

class StepsOfC final : public Steps {
public:
    ~StepsOfC() override {
        for (auto& [name, opened] : stores_) wegwijs_store_close(opened->store, nullptr);
    }
    Json play(const Json& step) override {
        const auto found = steps().find(step.at("do").get<std::string>());
        if (found == steps().end()) throw Json::other_error::create(501, "no such step", nullptr);
        return (this->*found->second)(step);
    }

private:
    using Step = Json (StepsOfC::*)(const Json&);
    static const std::map<std::string, Step>& steps();

    // ---- what a step holds
    wegwijs_store* store(const Json& step) const {
        const auto found = stores_.find(step.at("store").get<std::string>());
        return found == stores_.end() ? nullptr : found->second->store;
    }
    static std::string text(const Json& step, const char* name) {
        const auto found = step.find(name);
        if (found == step.end() || found->is_null()) return {};
        return found->is_string() ? found->get<std::string>() : found->dump();
    }
    static std::uint64_t number(const Json& step, const char* name) {
        return std::strtoull(text(step, name).c_str(), nullptr, 10);
    }
    /// "json" of a raw step stands for whatever JSON it takes.
    static std::string json(const Json& step, const char* name) {
        return step.contains("json") ? step["json"].get<std::string>() : step.contains(name) ? step[name].dump() : "";
    }

    // ---- steps
    Json abi_version(const Json&) { return wegwijs_abi_version(); }
    Json library_version(const Json&) { return wegwijs_library_version(); }
    Json has_feature(const Json& step) { return wegwijs_has_feature(text(step, "name").c_str()) == 1; }

    Json echo_text(const Json& step) {
        const std::string sent = text(step, "text");
        Text same;
        run([&](wegwijs_error* error) { return wegwijs_echo_text(view(sent), same.place(), error); });
        return same.string();
    }
    Json echo_wide(const Json& step) {
        std::uint64_t same = 0;
        run([&](wegwijs_error* error) { return wegwijs_echo_wide(number(step, "number"), &same, error); });
        return std::to_string(same);
    }
    Json echo_small(const Json& step) {
        std::uint32_t same = 0;
        const auto sent = static_cast<std::uint32_t>(number(step, "number"));
        run([&](wegwijs_error* error) { return wegwijs_echo_small(sent, &same, error); });
        return std::to_string(same);
    }
    Json echo_size(const Json& step) {
        const std::string sent = text(step, "text");
        std::uint64_t size = 0;
        run([&](wegwijs_error* error) { return wegwijs_echo_size(view(sent), &size, error); });
        return std::to_string(size);
    }

    Json open_or_enrol(const Json& step, bool enrol) {
        const char* folder = std::getenv("WEGWIJS_HOST_DIR");
        const std::string name = text(step, "store"), path = std::string(folder ? folder : ".") + "/" + name + ".db";
        const std::string pin = text(step, "pin"), server = text(step, "server"), code = text(step, "code");
        wegwijs_store_options options;
        wegwijs_store_options_init(&options);
        options.path = view(path);
        options.pin = view(pin);
        auto opened = std::make_unique<Opened>();
        if (enrol && !has_network()) {
            opened->store = enrol_by_hand(options, server, code);
        } else {
            run([&](wegwijs_error* error) {
                return enrol ? wegwijs_store_enrol(&options, view(server), view(code), {}, &opened->store, error)
                             : wegwijs_store_open(&options, &opened->store, error);
            });
        }
        stores_[name] = std::move(opened);
        return nullptr;
    }
    Json store_open(const Json& step) { return open_or_enrol(step, false); }
    Json store_enrol(const Json& step) { return open_or_enrol(step, true); }
    Json store_close(const Json& step) {
        wegwijs_store* const closing = store(step);
        run([&](wegwijs_error* error) { return wegwijs_store_close(closing, error); });
        stores_.erase(step.at("store").get<std::string>());
        return nullptr;
    }

    template <wegwijs_status (*call)(wegwijs_store*, wegwijs_text*, wegwijs_error*)>
    Json about(const Json& step) {
        return text_of([&](wegwijs_text* to, wegwijs_error* error) { return call(store(step), to, error); });
    }
    Json id_make(const Json& step) {
        Text id;
        run([&](wegwijs_error* error) { return wegwijs_id_make(store(step), id.place(), error); });
        return id.string();
    }
    Json pack_entities(const Json& step) {
        const std::string language = text(step, "language");
        return text_of([&](wegwijs_text* to, wegwijs_error* error) {
            return wegwijs_pack_entities(store(step), view(language), to, error);
        });
    }
    Json pack_fields(const Json& step) {
        const std::string language = text(step, "language"), entity = text(step, "entity");
        return text_of([&](wegwijs_text* to, wegwijs_error* error) {
            return wegwijs_pack_fields(store(step), view(entity), view(language), to, error);
        });
    }
    Json record_check(const Json& step) {
        const std::string id = text(step, "id"), all = json(step, "assignments"), language = text(step, "language");
        return text_of([&](wegwijs_text* to, wegwijs_error* error) {
            return wegwijs_record_check(store(step), view(id), view(all), view(language), to, error);
        });
    }

    Json edit_open(const Json& step) {
        const std::string ids = json(step, "ids");
        return number_of([&](std::uint64_t* to, wegwijs_error* error) {
            return wegwijs_edit_open(store(step), view(ids), to, error);
        });
    }
    Json edit_find(const Json& step) {
        Text dossier;
        run([&](wegwijs_error* error) {
            return wegwijs_edit_find(store(step), number(step, "edit"), dossier.place(), error);
        });
        return dossier.string().empty() ? Json() : Json(dossier.string());
    }
    Json edit_drop(const Json& step) {
        run([&](wegwijs_error* error) { return wegwijs_edit_drop(store(step), number(step, "edit"), error); });
        return nullptr;
    }
    template <wegwijs_status (*call)(wegwijs_store*, std::uint64_t, wegwijs_string, std::uint64_t*, wegwijs_error*)>
    Json on_edit(const Json& step) {
        const std::string what = step.contains("id")
                                     ? text(step, "id")
                                     : json(step, step.contains("assignment") ? "assignment" : "assignments");
        return number_of([&](std::uint64_t* to, wegwijs_error* error) {
            return call(store(step), number(step, "edit"), view(what), to, error);
        });
    }
    Json record_set(const Json& step) {
        const std::string id = text(step, "id"), all = json(step, "assignments");
        return number_of([&](std::uint64_t* to, wegwijs_error* error) {
            return wegwijs_record_set(store(step), view(id), view(all), to, error);
        });
    }
    Json record_decide(const Json& step) {
        const std::string id = text(step, "id"), one = json(step, "assignment");
        return number_of([&](std::uint64_t* to, wegwijs_error* error) {
            return wegwijs_record_decide(store(step), view(id), view(one), to, error);
        });
    }
    template <wegwijs_status (*call)(wegwijs_store*, wegwijs_string, std::uint64_t*, wegwijs_error*)>
    Json on_record(const Json& step) {
        const std::string id = text(step, "id");
        return number_of(
            [&](std::uint64_t* to, wegwijs_error* error) { return call(store(step), view(id), to, error); });
    }
    Json record_create(const Json& step) {
        const std::string records = json(step, "records");
        return text_of([&](wegwijs_text* to, wegwijs_error* error) {
            return wegwijs_record_create(store(step), view(records), to, error);
        });
    }
    Json record_get(const Json& step) {
        const std::string id = text(step, "id");
        return text_of([&](wegwijs_text* to, wegwijs_error* error) {
            return wegwijs_record_get(store(step), view(id), to, error);
        });
    }
    Json record_list(const Json& step) {
        const std::string entity = text(step, "entity"), where = text(step, "where"), dossier = text(step, "dossier");
        return text_of([&](wegwijs_text* to, wegwijs_error* error) {
            return wegwijs_record_list(store(step), view(entity), view(where), view(dossier), to, error);
        });
    }
    Json record_find(const Json& step) {
        const std::string what = text(step, "text");
        return text_of([&](wegwijs_text* to, wegwijs_error* error) {
            return wegwijs_record_find(store(step), view(what), step.value("at_most", 0U), to, error);
        });
    }
    Json record_history(const Json& step) {
        const std::string id = text(step, "id"), field = text(step, "field");
        return text_of([&](wegwijs_text* to, wegwijs_error* error) {
            return wegwijs_record_history(store(step), view(id), view(field), to, error);
        });
    }
    Json query(const Json& step) {
        const std::string sql = text(step, "sql"), parameters = json(step, "parameters");
        wegwijs_query* query = nullptr;
        run([&](wegwijs_error* error) {
            return wegwijs_query_open(store(step), view(sql), view(parameters), &query, error);
        });
        const std::unique_ptr<wegwijs_query, void (*)(wegwijs_query*)> closes(
            query, [](wegwijs_query* one) { wegwijs_query_close(one, nullptr); });
        Json all{{"columns", text_of([&](wegwijs_text* to, wegwijs_error* error) {
                      return wegwijs_query_columns(query, to, error);
                  })},
                 {"rows", Json::array()}};
        for (;;) {
            const Json rows = text_of([&](wegwijs_text* to, wegwijs_error* error) {
                return wegwijs_query_next(query, step.value("rows", 0U), to, error);
            });
            if (rows.is_null()) return all;
            all["rows"].insert(all["rows"].end(), rows.begin(), rows.end());
        }
    }
    Json rejected_retry(const Json& step) {
        run([&](wegwijs_error* error) { return wegwijs_rejected_retry(store(step), number(step, "number"), error); });
        return nullptr;
    }
    Json rejected_discard(const Json& step) {
        run([&](wegwijs_error* error) { return wegwijs_rejected_discard(store(step), number(step, "number"), error); });
        return nullptr;
    }

    Json sync(const Json& step) {
        if (!has_network()) return sync_by_hand(store(step), json(step, "options"), server_of(step));
        const std::string options = json(step, "options");
        Heard heard;
        const auto done = [](wegwijs_string report, const wegwijs_error* error, void* context) {
            Heard& into = *static_cast<Heard*>(context);
            const std::lock_guard lock(into.mutex);
            into.error = *error;
            if (error->code == WEGWIJS_OK) into.report = Json::parse(std::string(report.data, report.size));
        };
        run([&](wegwijs_error* error) {
            return wegwijs_sync_start(store(step), view(options), nullptr, done, &heard, nullptr, error);
        });
        run([&](wegwijs_error* error) { return wegwijs_sync_wait(store(step), error); });
        if (heard.error.code != WEGWIJS_OK) throw Failed{heard.error};
        return heard.report;
    }
    Json exchange(const Json& step) { return sync_by_hand(store(step), json(step, "options"), text(step, "server")); }
    /// Of a store: where it enrolled.
    std::string server_of(const Json& step) {
        const Json owner = text_of(
            [&](wegwijs_text* to, wegwijs_error* error) { return wegwijs_store_owner(store(step), to, error); });
        return owner.at("server").get<std::string>();
    }

    Json observe(const Json& step) {
        Opened& opened = *stores_.at(step.at("store").get<std::string>());
        const auto observer = [](wegwijs_string changes, void* context) {
            Heard& into = *static_cast<Heard*>(context);
            const std::lock_guard lock(into.mutex);
            for (const Json& one : Json::parse(std::string(changes.data, changes.size))) into.changes.push_back(one);
        };
        run([&](wegwijs_error* error) {
            return wegwijs_store_observe(opened.store, observer, &opened.heard, nullptr, &opened.heard.observer, error);
        });
        return nullptr;
    }
    Json unobserve(const Json& step) {
        Opened& opened = *stores_.at(step.at("store").get<std::string>());
        run([&](wegwijs_error* error) { return wegwijs_store_unobserve(opened.store, opened.heard.observer, error); });
        return nullptr;
    }
    Json log(const Json& step) {
        Opened& opened = *stores_.at(step.at("store").get<std::string>());
        const auto sink = [](wegwijs_log_level level, wegwijs_string line, void* context) {
            Heard& into = *static_cast<Heard*>(context);
            const std::lock_guard lock(into.mutex);
            into.lines.push_back({{"level", level}, {"line", std::string(line.data, line.size)}});
        };
        run([&](wegwijs_error* error) {
            return wegwijs_store_log(opened.store, step.value("least", WEGWIJS_LOG_INFO), sink, &opened.heard, nullptr,
                                     error);
        });
        return nullptr;
    }
    /// Once all that was on its way has come: a callback of our own comes after it, on the same thread.
    Json told(const Json& step, Json Heard::*what) {
        Opened& opened = *stores_.at(step.at("store").get<std::string>());
        run([&](wegwijs_error* error) { return wegwijs_store_run_callbacks(opened.store, nullptr, error); });
        const std::lock_guard lock(opened.heard.mutex);
        return std::exchange(opened.heard.*what, Json::array());
    }
    Json events(const Json& step) { return told(step, &Heard::changes); }
    Json lines(const Json& step) { return told(step, &Heard::lines); }

    Json raw(const Json& step) {
        Json called = step;
        called["do"] = step.at("call");
        return play(called);
    }
    Json misuse(const Json& step);

    std::map<std::string, std::unique_ptr<Opened>> stores_;
};

/// What only a language without safe handles can do.
Json StepsOfC::misuse(const Json& step) {
    const std::string what = text(step, "what");
    wegwijs_store* const open = store(step);
    if (what == "null_handle")
        return text_of([](wegwijs_text* to, wegwijs_error* error) { return wegwijs_store_status(nullptr, to, error); });
    if (what == "wrong_kind")
        return text_of([&](wegwijs_text* to, wegwijs_error* error) {
            return wegwijs_query_columns(reinterpret_cast<wegwijs_query*>(open), to, error);
        });
    run([&](wegwijs_error* error) { return wegwijs_store_close(open, error); });
    stores_.erase(step.at("store").get<std::string>());
    if (what == "closed_twice") run([&](wegwijs_error* error) { return wegwijs_store_close(open, error); });
    return text_of([&](wegwijs_text* to, wegwijs_error* error) { return wegwijs_store_status(open, to, error); });
}

const std::map<std::string, StepsOfC::Step>& StepsOfC::steps() {
    static const std::map<std::string, Step> all{
        {"abi_version", &StepsOfC::abi_version},
        {"library_version", &StepsOfC::library_version},
        {"has_feature", &StepsOfC::has_feature},
        {"store_open", &StepsOfC::store_open},
        {"store_enrol", &StepsOfC::store_enrol},
        {"store_close", &StepsOfC::store_close},
        {"store_owner", &StepsOfC::about<wegwijs_store_owner>},
        {"store_status", &StepsOfC::about<wegwijs_store_status>},
        {"store_check", &StepsOfC::about<wegwijs_store_check>},
        {"store_conflicts", &StepsOfC::about<wegwijs_store_conflicts>},
        {"store_rejected", &StepsOfC::about<wegwijs_store_rejected>},
        {"pack_get", &StepsOfC::about<wegwijs_pack_get>},
        {"pack_entities", &StepsOfC::pack_entities},
        {"pack_fields", &StepsOfC::pack_fields},
        {"record_check", &StepsOfC::record_check},
        {"echo_text", &StepsOfC::echo_text},
        {"echo_wide", &StepsOfC::echo_wide},
        {"echo_small", &StepsOfC::echo_small},
        {"echo_size", &StepsOfC::echo_size},
        {"id_make", &StepsOfC::id_make},
        {"edit_open", &StepsOfC::edit_open},
        {"edit_find", &StepsOfC::edit_find},
        {"edit_drop", &StepsOfC::edit_drop},
        {"edit_save", &StepsOfC::on_edit<wegwijs_edit_save>},
        {"edit_decide", &StepsOfC::on_edit<wegwijs_edit_decide>},
        {"edit_remove", &StepsOfC::on_edit<wegwijs_edit_remove>},
        {"edit_restore", &StepsOfC::on_edit<wegwijs_edit_restore>},
        {"record_set", &StepsOfC::record_set},
        {"record_decide", &StepsOfC::record_decide},
        {"record_remove", &StepsOfC::on_record<wegwijs_record_remove>},
        {"record_restore", &StepsOfC::on_record<wegwijs_record_restore>},
        {"record_create", &StepsOfC::record_create},
        {"record_get", &StepsOfC::record_get},
        {"record_list", &StepsOfC::record_list},
        {"record_find", &StepsOfC::record_find},
        {"record_history", &StepsOfC::record_history},
        {"query", &StepsOfC::query},
        {"rejected_retry", &StepsOfC::rejected_retry},
        {"rejected_discard", &StepsOfC::rejected_discard},
        {"sync", &StepsOfC::sync},
        {"exchange", &StepsOfC::exchange},
        {"observe", &StepsOfC::observe},
        {"unobserve", &StepsOfC::unobserve},
        {"events", &StepsOfC::events},
        {"log", &StepsOfC::log},
        {"lines", &StepsOfC::lines},
        {"raw", &StepsOfC::raw},
        {"misuse", &StepsOfC::misuse},
    };
    return all;
}

}  // namespace

std::unique_ptr<Steps> make_steps() { return std::make_unique<StepsOfC>(); }

}  // namespace wegwijs::test
