// Packs for the tests of model.
#pragma once

#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "client_core/shared/model/pack.hpp"

namespace wegwijs::model {

inline std::string read_test_file(const std::string& path) {
    std::ifstream file(std::string(WEGWIJS_SOURCE_DIR) + "/" + path, std::ios::binary);
    REQUIRE(file);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// The tiny pack of a greenhouse.
inline std::shared_ptr<const Pack> kas() {
    const auto pack = Pack::load(read_test_file("tests/packs/kas.json"));
    if (!pack) FAIL(pack.error().message);
    return *pack;
}

inline const Field& field_of(const Pack& pack, const char* entity, const char* name) {
    const Entity* one = pack.entity(std::string_view(entity));
    REQUIRE(one);
    const Field* field = one->field(std::string_view(name));
    REQUIRE(field);
    return *field;
}

}  // namespace wegwijs::model
