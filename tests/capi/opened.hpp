// A store of a real office, through the C header.
#pragma once

#include <string>
#include <utility>

#include "tests/api/office.hpp"
#include "tests/capi/calls.hpp"

namespace wegwijs::test {

/// One store through the C header.
class Opened {
public:
    Opened(const Office& office, const std::string& user, const std::string& at = {}) {
        const std::string path = office.path(user + ".db"), server = at.empty() ? office.url() : at,
                          code = office.code(user);
        wegwijs_store_options options;
        wegwijs_store_options_init(&options);
        options.path = view(path);
        options.pin = view(pin);
        run([&](wegwijs_error* error) {
            return wegwijs_store_enrol(&options, view(server), view(code), {}, &store, error);
        });
    }
    ~Opened() { wegwijs_store_close(store, nullptr); }
    wegwijs_status close() { return wegwijs_store_close(std::exchange(store, nullptr), nullptr); }

    std::string person(const std::string& name) {
        const std::string records = Json{{{"entity", "deelnemer"},
                                          {"gemeente", municipality},
                                          {"values", {{{"field", "weergavenaam"}, {"value", name}}}}}}
                                        .dump();
        return text_of([&](wegwijs_text* to, wegwijs_error* error) {
                   return wegwijs_record_create(store, view(records), to, error);
               })
            .at(0);
    }
    Json status() {
        return text_of([&](wegwijs_text* to, wegwijs_error* error) { return wegwijs_store_status(store, to, error); });
    }

    wegwijs_store* store = nullptr;
};

}  // namespace wegwijs::test
