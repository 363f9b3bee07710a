// Opening an edit: what is shown, up to where the user has seen, and in which role.
#include "client_core/shared/base/seam.hpp"
#include "client_core/shared/protocol/state.hpp"
#include "client_core/store/state.hpp"

namespace wegwijs::store {

namespace {

Error gone() {
    return refused("dossier_weg",
                   "This file is no longer on this device. Nothing was saved. Sync, or ask for access to it.");
}

Error no_edit() {
    return refused(
        "niet_getoond",
        "This edit was saved or closed before, or its file has left this device. Nothing was saved. Open the "
        "record again; if it is not there, ask for access to it.");
}

Bytes encode_shown(const std::vector<Stored>& shown) {
    protocol::CborWriter out;
    out.array(shown.size() * 4);
    for (const Stored& one : shown) {
        out.bytes(one.shown.id.bytes());
        out.uint(one.shown.entity);
        out.bytes(one.shown.parent.bytes());
        out.bytes(protocol::encode_state(one.shown.fields));
    }
    return out.take();
}

Result<std::vector<Stored>> decode_shown(ByteView bytes) {
    protocol::CborReader in(bytes);
    std::vector<Stored> shown;
    for (std::size_t left = in.array(); left >= 4 && in.ok(); left -= 4) {
        Stored& one = shown.emplace_back();
        one.shown.id = Id::from_bytes(in.bytes_of(16)).value_or(Id{});
        one.shown.entity = static_cast<std::uint16_t>(in.uint());
        one.shown.parent = Id::from_bytes(in.bytes_of(16)).value_or(Id{});
        one.shown.fields = TRY(protocol::decode_state(in.bytes()));
    }
    if (!in.finished()) return damaged_row();
    return shown;
}

}  // namespace

Result<DossierRow> Store::State::writable_dossier(std::int64_t nr) {
    auto dossier = TRY(db().dossier(nr));
    if (!dossier || (!dossier->held && !dossier->made_here)) return gone();
    return *dossier;
}

Result<OpenEdit> Store::State::begin(DossierRow dossier) {
    OpenEdit edit;
    const auto role = db().pack().role(dossier.role);
    if (!role)
        return refused("mag_niet",
                       "You have no role in this file that the present rules know. Nothing was saved. Sync first.");
    edit.role = *role;
    const SyncState sync = TRY(SyncState::load(db()));
    // Both say "seen up to here": the later one counts.
    const Point& seen = sync.round.base.seq > dossier.as_of.seq ? sync.round.base : dossier.as_of;
    edit.context = {seen.seq, TRY(db().head_seq()), TRY(db().closed_upto(dossier.nr))};
    edit.check = seen.check;
    edit.pack = TRY(db().pack_of(dossier.nr));
    // In one that begins here there is nothing of others.
    if (dossier.held) edit.not_shown = TRY(newly_read(db(), edit.role, edit.pack));
    edit.dossier = std::move(dossier);
    return edit;
}

Result<OpenEdit> Store::State::begin_over(const std::vector<Id>& records) {
    std::vector<Stored> shown;
    for (const Id& id : records) {
        auto found = TRY(db().load(id));
        if (!found)
            return refused("niet_getoond",
                           "There is no such record on this device. Nothing was changed. Check the id, or sync.");
        if (!shown.empty() && shown.front().dossier != found->dossier)
            return refused(
                "limit", "One edit covers records of one file only. Nothing was changed. Open them one after another.");
        shown.push_back(std::move(*found));
    }
    if (shown.empty()) return refused("niet_getoond", "An edit needs a record. Nothing was changed.");
    OpenEdit edit = TRY(begin(TRY(writable_dossier(shown.front().dossier))));
    edit.shown = std::move(shown);
    return edit;
}

Status Store::State::keep(OpenEdit& edit) {
    const Bytes shown = encode_shown(edit.shown);
    sqlite::Cached add =
        TRY(db().db().prepare("INSERT INTO open_edit(dossier, S, \"check\", n, role, opened_at, shown, closed, pack) "
                              "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"));
    add->bind(1, edit.dossier.nr).bind(2, static_cast<std::int64_t>(edit.context.S)).bind_blob(3, edit.check);
    add->bind(4, static_cast<std::int64_t>(edit.context.n))
        .bind(5, std::int64_t{edit.role})
        .bind(6, options.clock->now());
    add->bind_blob(7, shown).bind(8, static_cast<std::int64_t>(edit.context.closed));
    add->bind(9, static_cast<std::int64_t>(edit.pack));
    TRY(add->run());
    edit.number = static_cast<std::uint64_t>(db().db().last_rowid());
    return done();
}

Result<OpenEdit> Store::State::reopen(const Edit& edit) {
    OpenEdit open;
    open.number = edit.number;
    std::int64_t dossier = 0;
    {
        sqlite::Cached query = TRY(db().db().prepare(
            "SELECT dossier, S, \"check\", n, role, shown, closed, pack FROM open_edit WHERE number = ?1"));
        query->bind(1, static_cast<std::int64_t>(edit.number));
        if (!TRY(query->step())) {
            auto row = TRY(db().dossier(edit.dossier));
            return row && !row->held && !row->made_here ? gone() : no_edit();
        }
        dossier = query->integer(0);
        open.context = {static_cast<ServerSeq>(query->integer(1)), static_cast<std::uint64_t>(query->integer(3)),
                        static_cast<std::uint64_t>(query->integer(6))};
        open.check = Bytes(query->blob(2));
        open.role = static_cast<std::uint8_t>(query->integer(4));
        open.pack = static_cast<std::uint64_t>(query->integer(7));
        open.shown = TRY(decode_shown(query->blob(5)));
    }
    open.dossier = TRY(writable_dossier(dossier));
    if (open.dossier.held) open.not_shown = TRY(newly_read(db(), open.role, open.pack));
    if (seam::is(seam::Fault::context_at_save)) {
        const OpenEdit now = TRY(begin(open.dossier));
        open.context = now.context;
        open.check = now.check;
    }
    return open;
}

Result<std::string> Store::State::role_to_create(const model::Entity& entity, const std::string& municipality,
                                                 const SyncState& sync) {
    for (const auto& [where, name] : sync.roles) {
        const auto role = db().pack().role(name);
        if (where == municipality && role && db().pack().may_create(*role, entity.number)) return name;
    }
    // Before the first answer nobody knows the municipalities: work may begin at once, and the server judges it.
    const auto first = db().pack().role(identity.role);
    if (sync.heard.seq == 0 && sync.roles.empty() && first && db().pack().may_create(*first, entity.number))
        return identity.role;
    return refused("mag_niet", "You may not begin a '" + entity.name + "' in municipality " + municipality +
                                   ". Nothing was saved. Check the code; after a new grant, sync first.");
}

Result<OpenEdit> Store::State::begin_dossier(const Id& id, const model::Entity& root, const std::string& municipality) {
    const SyncState sync = TRY(SyncState::load(db()));
    DossierRow dossier;
    dossier.id = id;
    dossier.municipality = municipality;
    dossier.role = TRY(role_to_create(root, municipality, sync));
    dossier.made_here = true;
    // Whoever makes it has seen whatever could be there up to the last answer: nothing.
    dossier.as_of = sync.heard;
    return begin(std::move(dossier));
}

Result<Edit> Store::open_edit(const std::vector<Id>& records) {
    OpenEdit edit = TRY(state_->begin_over(records));
    TRY(state_->keep(edit));
    return Edit{edit.number, edit.dossier.id};
}

Result<Edit> Store::find_edit(std::uint64_t number) {
    sqlite::Cached query = TRY(state_->db().db().prepare(
        "SELECT d.id FROM open_edit e JOIN dossier d ON d.nr = e.dossier WHERE e.number = ?1"));
    query->bind(1, static_cast<std::int64_t>(number));
    if (!TRY(query->step())) return no_edit();
    return Edit{number, Id::from_bytes(query->blob(0)).value_or(Id{})};
}

Result<std::uint64_t> Store::decide(const Assignment& choice) {
    OpenEdit open = TRY(state_->begin_over({choice.record}));
    Draft draft;
    draft.kind = merge::Kind::decide;
    Drafter drafter(pack(), open, draft);
    TRY(drafter.assign(choice));
    TRY(drafter.finish());
    return state_->commit(open, std::move(draft));
}

Result<std::uint64_t> Store::remove(const Id& record) {
    OpenEdit open = TRY(state_->begin_over({record}));
    Draft draft;
    TRY(Drafter(pack(), open, draft).remove(record, true));
    return state_->commit(open, std::move(draft));
}

Result<std::uint64_t> Store::restore(const Id& record) {
    OpenEdit open = TRY(state_->begin_over({record}));
    Draft draft;
    TRY(Drafter(pack(), open, draft).remove(record, false));
    return state_->commit(open, std::move(draft));
}

Status Store::drop_edit(const Edit& edit) {
    sqlite::Cached remove = TRY(state_->db().db().prepare("DELETE FROM open_edit WHERE number = ?1"));
    remove->bind(1, static_cast<std::int64_t>(edit.number));
    return remove->run();
}

std::optional<std::uint8_t> Store::role_in(const std::optional<Id>& dossier) {
    SqlTables& tables = state_->db();
    if (dossier) {
        auto row = tables.dossier(*dossier);
        return row && *row ? tables.pack().role((*row)->role) : std::nullopt;
    }
    auto sync = SyncState::load(tables);
    if (!sync) return std::nullopt;
    for (const auto& [municipality, name] : sync->roles)
        if (auto role = tables.pack().role(name)) return role;
    return tables.pack().role(state_->identity.role);
}

}  // namespace wegwijs::store
