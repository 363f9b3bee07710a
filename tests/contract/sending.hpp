// How a host without a network in its library enrols and syncs: it sends by libcurl, as an app would by what its
// platform has.
#pragma once

#include <cstdio>
#include <memory>
#include <string>

#include <curl/curl.h>
#include <nlohmann/json.hpp>

#include "tests/capi/calls.hpp"

namespace wegwijs::test {

struct Curl {
    Curl() { curl_global_init(CURL_GLOBAL_DEFAULT); }
    ~Curl() { curl_global_cleanup(); }
    Curl(const Curl&) = delete;
    Curl& operator=(const Curl&) = delete;
};

/// One request by libcurl; 0: no answer came.
inline long send(const std::string& url, const nlohmann::json& request, const std::string& body, std::string& answer,
                 nlohmann::json& headers) {
    const std::unique_ptr<CURL, void (*)(CURL*)> curl(curl_easy_init(), curl_easy_cleanup);
    curl_slist* list = nullptr;
    for (const auto& [name, value] : request.at("headers").items())
        list = curl_slist_append(list, (name + ": " + value.get<std::string>()).c_str());
    list = curl_slist_append(list, "Expect:");
    const auto write = +[](char* data, std::size_t size, std::size_t count, void* to) {
        static_cast<std::string*>(to)->append(data, size * count);
        return size * count;
    };
    const auto head = +[](char* data, std::size_t size, std::size_t count, void* to) {
        const std::string line(data, size * count);
        if (const std::size_t colon = line.find(": "); colon != line.npos)
            (*static_cast<nlohmann::json*>(to))[line.substr(0, colon)] =
                line.substr(colon + 2, line.find('\r') - colon - 2);
        return size * count;
    };
    curl_easy_setopt(curl.get(), CURLOPT_URL, (url + request.at("path").get<std::string>()).c_str());
    curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, list);
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, body.data());
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, write);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &answer);
    curl_easy_setopt(curl.get(), CURLOPT_HEADERFUNCTION, head);
    curl_easy_setopt(curl.get(), CURLOPT_HEADERDATA, &headers);
    long status = 0;
    if (curl_easy_perform(curl.get()) == CURLE_OK) curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
    curl_slist_free_all(list);
    return status;
}

/// What an enrolment's request holds is in order, since the library wrote it.
inline std::string from_base64(const std::string& text) {
    static const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bytes;
    unsigned gathered = 0;
    int bits = 0;
    for (const char c : text.substr(0, text.find('='))) {
        gathered = gathered << 6 | static_cast<unsigned>(digits.find(c));
        if ((bits += 6) < 8) continue;
        bits -= 8;
        bytes.push_back(static_cast<char>(gathered >> bits & 0xff));
    }
    return bytes;
}

inline wegwijs_store* enrol_by_hand(const wegwijs_store_options& options, const std::string& server,
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
        const nlohmann::json sent = request.json();
        nlohmann::json headers = nlohmann::json::object();
        status = send(server, sent, from_base64(sent.at("body").get<std::string>()), answer, headers);
    }
    wegwijs_store* store = nullptr;
    run([&](wegwijs_error* error) {
        return wegwijs_enrolment_answer(enrolment, static_cast<std::int32_t>(status), view(answer), &store, error);
    });
    return store;
}

/// The library knows only that no answer came. Whoever sends knows that one had begun.
inline void tell_of_half(wegwijs_error& error, bool begun) {
    if (!begun || error.code != WEGWIJS_ERROR_OFFLINE) return;
    error.code = WEGWIJS_ERROR_CUT;
    std::snprintf(error.name, sizeof error.name, "cut");
}

/// Gives the report.
inline nlohmann::json sync_by_hand(wegwijs_store* store, const std::string& options, const std::string& server) {
    wegwijs_exchange* exchange = nullptr;
    run([&](wegwijs_error* error) { return wegwijs_exchange_begin(store, view(options), &exchange, error); });
    const std::unique_ptr<wegwijs_exchange, void (*)(wegwijs_exchange*)> closes(
        exchange, [](wegwijs_exchange* one) { wegwijs_exchange_close(one, nullptr); });
    for (bool begun = false;;) {
        wegwijs_step next = 0;
        std::uint32_t wait_ms = 0;
        Text request, body;
        try {
            run([&](wegwijs_error* error) {
                return wegwijs_exchange_next(exchange, &next, request.place(), body.place(), &wait_ms, error);
            });
        } catch (Failed& failed) {
            tell_of_half(failed.error, begun);
            throw;
        }
        if (next == WEGWIJS_STEP_FINISHED) return request.json();
        if (next != WEGWIJS_STEP_SEND) continue;  // a test does not wait
        nlohmann::json headers = nlohmann::json::object();
        std::string answer;
        const nlohmann::json sent = request.json();
        const long status = send(server, sent, body.string(), answer, headers);
        begun = status == 0 && !headers.empty();
        const std::string headers_text = headers.dump();
        run([&](wegwijs_error* error) {
            return wegwijs_exchange_answer(exchange, sent.at("id").get<std::uint64_t>(), static_cast<int>(status),
                                           view(headers_text), view(answer), error);
        });
    }
}

}  // namespace wegwijs::test
