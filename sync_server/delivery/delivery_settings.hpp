// The settings that deliveries depend on, checked where they are set.
#pragma once

#include <string>
#include <string_view>

#include "sync_server/store/admin_store.hpp"

namespace wegwijs::server {

inline constexpr std::string_view werksaam_box_setting = "werksaam_box";  ///< WerkSaam's X25519 public key, base64
inline constexpr std::string_view map_pvt_setting = "map_pvt_telt_mee";   ///< "true": MAP and PVT are participation
inline constexpr std::string_view oin_setting = "oin:";                   ///< + municipality: its OIN, 20 digits

/// An empty value takes the setting back. Errors "unknown_setting", "invalid_setting".
Status set_delivery_setting(std::string_view name, std::string_view value, AdminStore& admin);

/// 32 bytes, or none when it is not set. Error "werksaam_box" when what is set is no key.
Result<Bytes> werksaam_box(AdminStore& admin);

}  // namespace wegwijs::server
