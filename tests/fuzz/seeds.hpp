// Where seeds go.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <catch2/catch.hpp>

#include "client_core/shared/base/bytes.hpp"

namespace wegwijs::fuzz {

/// Writes one seed of a target to the folder that the environment names.
inline void keep(const std::string& target, const std::string& name, ByteView bytes) {
    const char* const folder = std::getenv("WEGWIJS_FUZZ_SEEDS");
    if (!folder) FAIL("WEGWIJS_FUZZ_SEEDS names no folder");
    const std::filesystem::path to = std::filesystem::path(folder) / target;
    std::filesystem::create_directories(to);
    std::ofstream file(to / name, std::ios::binary);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    REQUIRE(file.good());
}

/// The same with octets in front, which say how the target reads the rest.
inline void keep(const std::string& target, const std::string& name, std::initializer_list<int> front, ByteView bytes) {
    Bytes all;
    for (const int octet : front) all.push_back(static_cast<char>(octet));
    keep(target, name, all.append(bytes));
}

}  // namespace wegwijs::fuzz
