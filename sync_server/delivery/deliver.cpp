#include "sync_server/delivery/deliver.hpp"

#include <algorithm>

#include "client_core/shared/base/seam.hpp"
#include "client_core/shared/system/files.hpp"
#include "sync_server/delivery/calendar.hpp"
#include "sync_server/delivery/delivery_settings.hpp"
#include "sync_server/delivery/gather.hpp"
#include "sync_server/delivery/manifest.hpp"

namespace wegwijs::server {

namespace {

Result<std::string> night_of(const DeliverOptions& options, Clock& clock) {
    if (!options.night) return date_in_netherlands(clock.now());
    if (day_number(*options.night)) return *options.night;
    return Error{"invalid_night", "A night is a date like 2026-11-24. Nothing was delivered.", Retry::never};
}

Result<NightFacts> facts_of(const std::string& night, Walk& walk, AdminStore& admin, Clock& clock, Random& random) {
    NightFacts facts;
    facts.night = night;
    facts.made_at = clock.now();
    facts.box = TRY(werksaam_box(admin));
    facts.map_pvt_counts = TRY(admin.setting(map_pvt_setting)) == "true";
    facts.trace = random.bytes(16);
    facts.span = random.bytes(8);
    std::set<std::string> municipalities;
    TRY(walk.each_dossier([&](const DossierRow& row) {
        municipalities.insert(row.municipality);
        return true;
    }));
    for (const std::string& municipality : municipalities) {
        const auto oin = TRY(admin.setting(std::string(oin_setting) + municipality));
        if (oin) facts.oins[municipality] = *oin;
    }
    return facts;
}

Error passed(const std::string& last) {
    return {"night_passed",
            "That night lies before the last delivery, of " + last +
                ", which covers it. Nothing was delivered. Deliver a later night.",
            Retry::never};
}

Error not_the_same() {
    return {
        "delivery_damaged",
        "What was kept of this delivery is not what was delivered. Nothing was written, and nothing that is owed was "
        "changed. Run 'verify', and restore a backup.",
        Retry::never};
}

/// Has a restore begun a new epoch since the last delivery? Its places in the order are higher than all before.
Result<bool> began_anew(const Past& past, Walk& walk) {
    const merge::EpochStarts starts = TRY(walk.epoch_starts());
    return !starts.empty() && starts.rbegin()->first > std::max<ServerSeq>(past.upto, 1);
}

/// Makes the delivery and keeps it. Error "exists": another one was quicker.
Status make(const std::string& night, AdminStore& admin, Clock& clock, Random& random) {
    const auto walk = TRY(admin.walk());
    Past past = TRY(read_past(admin));
    past.lost = TRY(began_anew(past, *walk));
    if (night < past.night) return passed(past.night);
    const DeliveryPlan plan = TRY(read_plan(*walk));
    const NightFacts facts = TRY(facts_of(night, *walk, admin, clock, random));
    const Gathered gathered = TRY(gather(*walk, plan, past, facts, random));
    const Rendered rendered = TRY(render(gathered.kept, [&](const Id& id) { return walk->purged(id); }));
    ManifestFacts about;
    about.region = TRY(admin.setting("region")).value_or("");
    about.from = past.upto;
    about.before = past.last;
    about.pack = plan.pack->name();
    about.pack_version = plan.pack->version();
    about.sealed_numbers = !facts.box.empty();
    about.held_back = gathered.held_back;
    DeliveryRow row;
    // The receiver may have had numbers that are not known here any more. These minutes are more than all nights ever.
    if (past.lost) row.number = std::max(past.last + 1, static_cast<std::uint64_t>(facts.made_at / 60'000));
    row.night = night;
    row.made_at = facts.made_at;
    row.upto = TRY(walk->head()).seq;
    row.files = encode(about);
    row.hash = content_hash(rendered);
    if (seam::is(seam::Fault::skip_a_change)) TRY(admin.set_setting("taken", std::to_string(row.upto)));
    TRY(admin.add_delivery(row, gathered.rows, gathered.log, to_parts(gathered.kept)));
    return done();
}

/// The manifest comes last: a folder that has one is whole.
Status write_files(Files& files, const std::string& folder, const Rendered& rendered, const OutFile& readme,
                   const std::string& manifest) {
    TRY(files.make_folder(folder));
    for (const OutFile& file : rendered.files) TRY(files.write_atomically(folder + "/" + file.name, file.content));
    TRY(files.write_atomically(folder + "/" + readme.name, readme.content));
    return files.write_atomically(folder + "/" + manifest_file, manifest);
}

Result<DeliveryReport> write_out(const DeliveryRow& row, const std::string& to, AdminStore& admin, Files& files) {
    const auto walk = TRY(admin.walk());
    const KeptDelivery kept = TRY(from_parts(TRY(admin.delivery_parts(row.number))));
    const Rendered rendered = TRY(render(kept, [&](const Id& id) { return walk->purged(id); }));
    if (rendered.destroyed == 0 && content_hash(rendered) != row.hash) return not_the_same();
    const OutFile readme = TRY(readme_file(row, rendered));
    DeliveryReport report;
    report.delivery = row.number;
    report.night = row.night;
    report.folder = to + "/" + TRY(folder_name(row));
    report.rows = rendered.rows;
    report.held_back = TRY(held_back(row));
    report.destroyed = rendered.destroyed;
    TRY(write_files(files, report.folder, rendered, readme, TRY(manifest_text(row, rendered, readme))));
    report.files = {manifest_file};
    for (const OutFile& file : rendered.files) report.files.push_back(file.name);
    report.files.push_back(readme.name);
    return report;
}

}  // namespace

Result<DeliveryReport> deliver(const DeliverOptions& options, AdminStore& admin, Clock& clock, Random& random) {
    const std::string night = TRY(night_of(options, clock));
    std::optional<DeliveryRow> row = TRY(admin.delivery(night));
    const bool again = row.has_value();
    if (!row) {
        const Status made = make(night, admin, clock, random);
        if (!made.ok() && made.error().code != "exists") return made.error();
        row = TRY(admin.delivery(night));
    }
    if (!row) return Error{"server_store", "The delivery was not kept. Nothing was written; try again.", Retry::later};
    if (again && seam::is(seam::Fault::night_of_now)) row->made_at = clock.now();
    DeliveryReport report = TRY(write_out(*row, options.to, admin, options.files ? *options.files : system::files()));
    report.again = again;
    return report;
}

}  // namespace wegwijs::server
