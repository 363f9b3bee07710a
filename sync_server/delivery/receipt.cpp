#include "sync_server/delivery/receipt.hpp"

#include <nlohmann/json.hpp>

#include "client_core/shared/base/seam.hpp"

namespace wegwijs::server {

namespace {

using Json = nlohmann::json;

Error invalid() {
    return {
        "receipt_invalid",
        "The receipt does not have the form that LEESMIJ.txt describes. Nothing was changed; what it is about stays "
        "owed. Ask the receiver for a corrected one.",
        Retry::never};
}

std::string text(const Json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Result<DeliveredRow> row_of(const Json& json, std::uint64_t delivery) {
    if (!json.is_object()) return invalid();
    const std::optional<Id> id = Id::from_text(text(json, "id"));
    const std::string state = text(json, "stand");
    if (!id || text(json, "bestand").empty() || (state != "aanvaard" && state != "geweigerd")) return invalid();
    return DeliveredRow{delivery, text(json, "bestand"), *id, state == "aanvaard" ? "confirmed" : "refused",
                        text(json, "code")};
}

/// The whole receipt is read before anything is changed.
Result<std::vector<DeliveredRow>> read_rows(const Json& json, std::uint64_t delivery, AdminStore& admin) {
    std::vector<DeliveredRow> rows;
    if (text(json, "alles") == "aanvaard") {
        rows = TRY(admin.delivered(delivery));
        for (DeliveredRow& row : rows) row.state = "confirmed", row.reason.clear();
        return rows;
    }
    const auto list = json.find("rijen");
    if (list == json.end() || !list->is_array()) return invalid();
    for (const Json& item : *list) rows.push_back(TRY(row_of(item, delivery)));
    return rows;
}

Status settle_with_earlier(const DeliveredRow& row, const std::vector<DeliveredRow>& owed, AdminStore& admin) {
    TRY(admin.settle(row));
    for (DeliveredRow earlier : owed) {
        const bool later = earlier.delivery >= row.delivery && !seam::is(seam::Fault::confirm_later_rows);
        if (later || earlier.file != row.file || earlier.record != row.record) continue;
        earlier.state = row.state;
        earlier.reason = row.reason;
        TRY(admin.settle(earlier));
    }
    return done();
}

}  // namespace

Result<ReceiptReport> take_receipt(std::string_view bytes, AdminStore& admin) {
    const Json json = Json::parse(bytes, nullptr, false);
    const auto number = json.is_object() ? json.find("levering") : json.end();
    if (!json.is_object() || number == json.end() || !number->is_number_unsigned()) return invalid();
    ReceiptReport report;
    report.delivery = number->get<std::uint64_t>();
    const std::vector<DeliveredRow> rows = TRY(read_rows(json, report.delivery, admin));
    const std::vector<DeliveredRow> owed = TRY(admin.owed());
    for (const DeliveredRow& row : rows) {
        TRY(settle_with_earlier(row, owed, admin));
        ++(row.state == "confirmed" ? report.confirmed : report.refused);
    }
    report.owed = TRY(admin.owed()).size();
    return report;
}

}  // namespace wegwijs::server
