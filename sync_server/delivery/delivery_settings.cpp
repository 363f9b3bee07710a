#include "sync_server/delivery/delivery_settings.hpp"

namespace wegwijs::server {

namespace {

constexpr std::size_t public_key_bytes = 32, oin_digits = 20, municipality_digits = 4;

bool is_digits(std::string_view text, std::size_t count) {
    return text.size() == count && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_key(std::string_view text) {
    bool ok = false;
    return from_base64(text, ok).size() == public_key_bytes && ok;
}

}  // namespace

Status set_delivery_setting(std::string_view name, std::string_view value, AdminStore& admin) {
    bool fits = value.empty();
    if (name == werksaam_box_setting) fits |= is_key(value);
    else if (name == map_pvt_setting) fits |= value == "true" || value == "false";
    else if (name.starts_with(oin_setting) && is_digits(name.substr(oin_setting.size()), municipality_digits))
        fits |= is_digits(value, oin_digits);
    else
        return Error{
            "unknown_setting",
            "There is no such setting. Nothing was changed. There are werksaam_box, map_pvt_telt_mee, and oin: "
            "with a municipality's code.",
            Retry::never};
    if (!fits)
        return Error{
            "invalid_setting",
            "The value does not fit this setting. Nothing was changed. werksaam_box is a public key of 32 bytes in "
            "base64, map_pvt_telt_mee is true or false, an OIN has 20 digits.",
            Retry::never};
    return admin.set_setting(name, value);
}

Result<Bytes> werksaam_box(AdminStore& admin) {
    const std::optional<std::string> setting = TRY(admin.setting(werksaam_box_setting));
    if (!setting || setting->empty()) return Bytes();
    bool ok = false;
    Bytes key = from_base64(*setting, ok);
    if (ok && key.size() == public_key_bytes) return key;
    return Error{
        "werksaam_box",
        "WerkSaam's public key in the settings is no key. Nothing was delivered; everything stays owed. Set it "
        "again, or empty it to deliver without BSN and V-number.",
        Retry::never};
}

}  // namespace wegwijs::server
