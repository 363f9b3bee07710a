// Enrolling for a host that sends requests itself.
#include "tests/api/office.hpp"
#include "tests/capi/calls.hpp"

using namespace wegwijs::test;

namespace {

wegwijs_status begin(const std::string& path, const std::string& server, wegwijs_enrolment** enrolment,
                     wegwijs_text* request) {
    const std::string code = "ABCD-EFGH-JKMN";
    wegwijs_store_options options;
    wegwijs_store_options_init(&options);
    options.path = view(path);
    options.pin = view(pin);
    return wegwijs_enrolment_begin(&options, view(server), view(code), enrolment, request, nullptr);
}

}  // namespace

TEST_CASE("a host that sends requests itself is told the same about addresses") {
    const Folder folder;
    wegwijs_enrolment* enrolment = nullptr;
    const auto at = [&](const std::string& server) {
        Text request;
        const wegwijs_status status = begin(folder.path("a.db"), server, &enrolment, request.place());
        if (status == WEGWIJS_OK) wegwijs_enrolment_close(enrolment, nullptr);
        return status;
    };
    for (const char* none : {"geen adres", "ftp://wegwijs.example", ""}) CHECK(at(none) == WEGWIJS_ERROR_URL);
    for (const char* open : {"http://wegwijs.example", "http://127.0.0.1.example:80", "http://localhost.example",
                             "http://[2001:db8::1]:80", "http://10.0.0.1"})
        CHECK(at(open) == WEGWIJS_ERROR_TLS_REQUIRED);
    for (const char* good :
         {"https://wegwijs.example", "http://localhost:8080", "http://127.0.0.1:1", "http://[::1]:80"})
        CHECK(at(good) == WEGWIJS_OK);
}

TEST_CASE("an enrolment is begun again after an answer that was none") {
    const Folder folder;
    wegwijs_enrolment* enrolment = nullptr;
    Text request;
    REQUIRE(begin(folder.path("a.db"), "https://wegwijs.example", &enrolment, request.place()) == WEGWIJS_OK);
    CHECK(request.json()["method"] == "POST");
    wegwijs_store* store = nullptr;
    const std::string page = "<h1>Welkom</h1>";
    CHECK(wegwijs_enrolment_answer(enrolment, 0, {}, &store, nullptr) == WEGWIJS_ERROR_OFFLINE);
    CHECK(wegwijs_enrolment_answer(enrolment, 200, view(page), &store, nullptr) == WEGWIJS_ERROR_ANSWER);
    CHECK(store == nullptr);
    CHECK(wegwijs_enrolment_close(enrolment, nullptr) == WEGWIJS_OK);
    CHECK(wegwijs_enrolment_close(enrolment, nullptr) == WEGWIJS_ERROR_MISUSE);
    Text again;
    REQUIRE(begin(folder.path("a.db"), "https://wegwijs.example", &enrolment, again.place()) == WEGWIJS_OK);
    CHECK(again.json()["body"] == request.json()["body"]);  // the same key
    CHECK(wegwijs_enrolment_close(enrolment, nullptr) == WEGWIJS_OK);
}
