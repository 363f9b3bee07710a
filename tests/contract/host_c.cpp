// The host of the contract scripts that does each step through wegwijs.h, as any program in C would.
#include <cstdlib>
#include <functional>
#include <iostream>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/capi/calls.hpp"
#include "tests/contract/echo.h"
#include "tests/contract/sending.hpp"

using namespace wegwijs::test;

namespace {

using Json = nlohmann::json;

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

class Host {
public:
    Json answer(const std::string& line) {
        const Json step = Json::parse(line, nullptr, false);
        if (!step.is_object()) return {{"fault", "not a step"}};
        // Whose library sends nothing knows nothing of TLS.
        const bool enrols = step.value("do", "") == "store_enrol" && step.value("server", "").starts_with("https://");
        if (enrols && !has_network()) return {{"unsupported", true}};
        try {
            return {{"value", dispatch(step)}};
        } catch (const Failed& failed) {
            return {{"error",
                     {{"code", failed.error.code},
                      {"name", failed.error.name},
                      {"retry", failed.error.retry},
                      {"message", failed.error.message}}}};
        } catch (const Json::exception& wrong) { return {{"fault", wrong.what()}}; }
    }
    ~Host() {
        for (auto& [name, opened] : stores_) wegwijs_store_close(opened->store, nullptr);
    }

private:
    using Step = Json (Host::*)(const Json&);
    static const std::map<std::string, Step>& steps();

    Json dispatch(const Json& step) {
        const auto found = steps().find(step.at("do").get<std::string>());
        if (found == steps().end()) throw Json::other_error::create(501, "no such step", nullptr);
        return (this->*found->second)(step);
    }

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
        if (!has_network()) return sync_by_hand(step);
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
    Json sync_by_hand(const Json& step);
    Json exchange(const Json& step);
    static bool has_network() { return wegwijs_has_feature("network") == 1; }
    static wegwijs_store* enrol_by_hand(const wegwijs_store_options& options, const std::string& server,
                                        const std::string& code);

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
        return dispatch(called);
    }
    Json misuse(const Json& step);

    std::map<std::string, std::unique_ptr<Opened>> stores_;
};

wegwijs_store* Host::enrol_by_hand(const wegwijs_store_options& options, const std::string& server,
                                   const std::string& code) {
    wegwijs_enrolment* enrolment = nullptr;
    Text request;
    run([&](wegwijs_error* error) {
        return wegwijs_enrolment_begin(&options, view(server), view(code), &enrolment, request.place(), error);
    });
    const std::unique_ptr<wegwijs_enrolment, void (*)(wegwijs_enrolment*)> closes(
        enrolment, [](wegwijs_enrolment* one) { wegwijs_enrolment_close(one, nullptr); });
    std::string answer;
    long status = 0;
    if (!request.string().empty()) {
        const Json sent = request.json();
        Json headers = Json::object();
        status = send(server, sent, from_base64(sent.at("body").get<std::string>()), answer, headers);
    }
    wegwijs_store* store = nullptr;
    run([&](wegwijs_error* error) {
        return wegwijs_enrolment_answer(enrolment, static_cast<std::int32_t>(status), view(answer), &store, error);
    });
    return store;
}

Json Host::sync_by_hand(const Json& step) {
    Json with_server = step;
    const Json owner =
        text_of([&](wegwijs_text* to, wegwijs_error* error) { return wegwijs_store_owner(store(step), to, error); });
    with_server["server"] = owner.at("server");
    return exchange(with_server);
}

Json Host::exchange(const Json& step) {
    const std::string options = json(step, "options"), server = text(step, "server");
    wegwijs_exchange* exchange = nullptr;
    run([&](wegwijs_error* error) { return wegwijs_exchange_begin(store(step), view(options), &exchange, error); });
    const std::unique_ptr<wegwijs_exchange, void (*)(wegwijs_exchange*)> closes(
        exchange, [](wegwijs_exchange* one) { wegwijs_exchange_close(one, nullptr); });
    for (;;) {
        wegwijs_step next = 0;
        std::uint32_t wait_ms = 0;
        Text request, body;
        run([&](wegwijs_error* error) {
            return wegwijs_exchange_next(exchange, &next, request.place(), body.place(), &wait_ms, error);
        });
        if (next == WEGWIJS_STEP_FINISHED) return request.json();
        if (next != WEGWIJS_STEP_SEND) continue;  // a test does not wait
        Json headers = Json::object();
        std::string answer;
        const Json sent = request.json();
        const long status = send(server, sent, body.string(), answer, headers);
        const std::string headers_text = headers.dump();
        run([&](wegwijs_error* error) {
            return wegwijs_exchange_answer(exchange, sent.at("id").get<std::uint64_t>(), static_cast<int>(status),
                                           view(headers_text), view(answer), error);
        });
    }
}

/// What only a language without safe handles can do.
Json Host::misuse(const Json& step) {
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

const std::map<std::string, Host::Step>& Host::steps() {
    static const std::map<std::string, Step> all{
        {"abi_version", &Host::abi_version},
        {"library_version", &Host::library_version},
        {"has_feature", &Host::has_feature},
        {"store_open", &Host::store_open},
        {"store_enrol", &Host::store_enrol},
        {"store_close", &Host::store_close},
        {"store_owner", &Host::about<wegwijs_store_owner>},
        {"store_status", &Host::about<wegwijs_store_status>},
        {"store_check", &Host::about<wegwijs_store_check>},
        {"store_conflicts", &Host::about<wegwijs_store_conflicts>},
        {"store_rejected", &Host::about<wegwijs_store_rejected>},
        {"pack_get", &Host::about<wegwijs_pack_get>},
        {"pack_entities", &Host::pack_entities},
        {"pack_fields", &Host::pack_fields},
        {"record_check", &Host::record_check},
        {"echo_text", &Host::echo_text},
        {"echo_wide", &Host::echo_wide},
        {"echo_small", &Host::echo_small},
        {"echo_size", &Host::echo_size},
        {"id_make", &Host::id_make},
        {"edit_open", &Host::edit_open},
        {"edit_find", &Host::edit_find},
        {"edit_drop", &Host::edit_drop},
        {"edit_save", &Host::on_edit<wegwijs_edit_save>},
        {"edit_decide", &Host::on_edit<wegwijs_edit_decide>},
        {"edit_remove", &Host::on_edit<wegwijs_edit_remove>},
        {"edit_restore", &Host::on_edit<wegwijs_edit_restore>},
        {"record_set", &Host::record_set},
        {"record_decide", &Host::record_decide},
        {"record_remove", &Host::on_record<wegwijs_record_remove>},
        {"record_restore", &Host::on_record<wegwijs_record_restore>},
        {"record_create", &Host::record_create},
        {"record_get", &Host::record_get},
        {"record_list", &Host::record_list},
        {"record_find", &Host::record_find},
        {"record_history", &Host::record_history},
        {"query", &Host::query},
        {"rejected_retry", &Host::rejected_retry},
        {"rejected_discard", &Host::rejected_discard},
        {"sync", &Host::sync},
        {"exchange", &Host::exchange},
        {"observe", &Host::observe},
        {"unobserve", &Host::unobserve},
        {"events", &Host::events},
        {"log", &Host::log},
        {"lines", &Host::lines},
        {"raw", &Host::raw},
        {"misuse", &Host::misuse},
    };
    return all;
}

}  // namespace

int main() {
    const Curl curl;
    Host host;
    for (std::string line; std::getline(std::cin, line);)
        std::cout << host.answer(line).dump(-1, ' ', false, Json::error_handler_t::replace) << std::endl;
    return 0;
}
