// A server with the pack of the domain, in a folder of its own, into which a test writes dossiers as if tablets had
// pushed them.
#pragma once

#include <initializer_list>
#include <map>

#include "client_core/shared/model/pack.hpp"
#include "sync_server/admin/dossiers.hpp"
#include "sync_server/admin/packs.hpp"
#include "sync_server/delivery/deliver.hpp"
#include "sync_server/delivery/receipt.hpp"
#include "tests/server/made_server.hpp"

namespace wegwijs::test {

using model::Id;

template <class T>
T got(Result<T> result) {
    if (!result.ok()) FAIL(result.error().code << ": " << result.error().message);
    return std::move(*result);
}

using FieldTexts = std::initializer_list<std::pair<const char*, std::string>>;

class Office {
public:
    Office() {
        REQUIRE(crypto::initialise());
        const std::string json = got(server::read_pack_folder(WEGWIJS_SOURCE_DIR "/client_core/domain/inburgering"));
        pack = got(model::Pack::load(json));
        folder = std::make_unique<server::Folder>(
            got(server::make_server({dir.path(), {}}, {"Westfriesland", json}, {"test", "cli"}, clock, random)));
    }

    Id person(const std::string& municipality, FieldTexts fields) {
        auto batch = got(folder->store->begin());
        const server::ServerSeq place = got(batch->next());
        server::RecordRow row = made("deelnemer", Id(), place, fields);
        server::DossierRow dossier;
        dossier.id = row.record.id;
        dossier.municipality = municipality;
        dossier.last = place;
        row.dossier = got(batch->add_dossier(dossier, place, clock.at));
        finish(*batch, row);
        return row.record.id;
    }

    Id record(const char* entity, const Id& parent, FieldTexts fields) {
        auto batch = got(folder->store->begin());
        server::RecordRow row = made(entity, parent, got(batch->next()), fields);
        const auto above = got(batch->record(parent));
        REQUIRE(above);
        row.dossier = above->dossier;
        finish(*batch, row);
        return row.record.id;
    }

    /// One value, in place of what there was: an edit, or a decision.
    void write(const Id& id, const char* field, const std::string& text) { put(id, field, text, false); }
    /// One value more, by another device that had not seen the first.
    void dispute(const Id& id, const char* field, const std::string& text) { put(id, field, text, true); }

    /// Destroys the record, as a deletion does that all devices know of.
    void purge(const Id& id) {
        auto batch = got(folder->store->begin());
        const auto row = got(batch->record(id));
        REQUIRE(row);
        server::DossierRow dossier = *got(batch->dossier(row->dossier));
        dossier.last =
            got(batch->append({server::LedgerKind::purge, 0, 0, row->dossier, {}, clock.at, {}, false, "{}"}));
        REQUIRE(batch->purge_record(id, dossier.last).ok());
        REQUIRE(batch->update_dossier(dossier).ok());
        REQUIRE(batch->commit().ok());
    }

    server::DeliveryReport deliver(const std::string& night, const std::string& to = "uit") {
        return got(server::deliver({dir.path(to), night}, *folder->admin, clock, random));
    }

    /// The receiver has taken all of it.
    void confirm(const server::DeliveryReport& report) {
        const std::string answer = R"({"levering":)" + std::to_string(report.delivery) + R"(,"alles":"aanvaard"})";
        got(server::take_receipt(answer, *folder->admin));
    }

    std::string read(const server::DeliveryReport& report, const std::string& file) const {
        return got(system::read_file(report.folder + "/" + file));
    }
    std::map<std::string, std::string> all(const server::DeliveryReport& report) const {
        std::map<std::string, std::string> files;
        for (const std::string& file : report.files) files[file] = read(report, file);
        return files;
    }

    Folder dir;
    SetClock clock;
    SeededRandom random{11};
    std::shared_ptr<const model::Pack> pack;
    std::unique_ptr<server::Folder> folder;

private:
    merge::Entry entry(const model::Field& field, const std::string& text, server::ServerSeq place) {
        return {{place, 1, place, clock.at}, got(model::parse(field, text))};
    }

    const model::Field& field_of(std::uint16_t entity, const char* name) {
        const model::Field* field = pack->entity(entity)->field(name);
        INFO(name);
        REQUIRE(field);
        return *field;
    }

    server::RecordRow made(const char* entity, const Id& parent, server::ServerSeq place, FieldTexts fields) {
        server::RecordRow row;
        row.record.id = Id::make(clock, random);
        row.record.entity = pack->entity(entity)->number;
        row.record.parent = parent;
        row.created = row.last = place;
        for (const auto& [name, text] : fields) {
            const model::Field& field = field_of(row.record.entity, name);
            row.record.at({field.number, ""}).push_back(entry(field, text, place));
        }
        return row;
    }

    void put(const Id& id, const char* name, const std::string& text, bool beside) {
        auto batch = got(folder->store->begin());
        server::RecordRow row = *got(batch->record(id));
        const bool deletion = std::string_view(name) == "_verwijderd";
        row.last = got(batch->next());
        merge::Entries& entries =
            row.record.at({deletion ? std::uint16_t{0} : field_of(row.record.entity, name).number, ""});
        if (!beside) entries.clear();
        if (deletion) entries.push_back({{row.last, 1, row.last, clock.at}, model::true_value});
        else entries.push_back(entry(field_of(row.record.entity, name), text, row.last));
        finish(*batch, row, deletion);
    }

    void finish(server::Batch& batch, server::RecordRow& row, bool deletion = false) {
        REQUIRE(batch.put_record(row).ok());
        server::DossierRow dossier = *got(batch.dossier(row.dossier));
        dossier.last = row.last;
        dossier.any_deletion |= deletion;
        REQUIRE(batch.update_dossier(dossier).ok());
        got(batch.append({server::LedgerKind::transaction,
                          1,
                          row.last,
                          row.dossier,
                          random.bytes(16),
                          clock.at,
                          {},
                          false,
                          "transactie"}));
        REQUIRE(batch.commit().ok());
    }
};

inline bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace wegwijs::test
