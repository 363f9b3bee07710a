// manifest.json and LEESMIJ.txt. Pure: made from what was fixed that night and from the files as they are written.
#pragma once

#include <string>

#include "sync_server/delivery/gather.hpp"

namespace wegwijs::server {

/// What is fixed the night that it is made, as JSON text for DeliveryRow::files.
struct ManifestFacts {
    std::string region;
    ServerSeq from = 0;        ///< the delivery before was made from the state up to here
    std::uint64_t before = 0;  ///< its number; 0: none
    std::string pack;
    std::uint64_t pack_version = 0;
    bool sealed_numbers = false;
    std::vector<std::pair<Id, std::string>> held_back;
};
std::string encode(const ManifestFacts& facts);

/// "levering_westfriesland_20261124_7". Error "delivery_damaged".
Result<std::string> folder_name(const DeliveryRow& row);
Result<std::string> manifest_text(const DeliveryRow& row, const Rendered& rendered, const OutFile& readme);
Result<OutFile> readme_file(const DeliveryRow& row, const Rendered& rendered);
Result<std::uint64_t> held_back(const DeliveryRow& row);

/// SHA-256 over all files but the manifest, by name and content.
Bytes content_hash(const Rendered& rendered);

inline constexpr const char* manifest_file = "manifest.json";

}  // namespace wegwijs::server
