#include "client_core/store/newly_read.hpp"

#include "client_core/shared/protocol/cbor.hpp"

namespace wegwijs::store {

namespace {

constexpr std::string_view value_name = "newly_read";

}  // namespace

Status note_newly_read(Tables& tables, const model::Pack& before, const model::Pack& now) {
    // The value is a run of four numbers each: version, role, entity, field.
    protocol::CborWriter out;
    for (const model::Entity& entity : now.entities())
        for (const model::Field& field : entity.fields)
            for (const model::Role& role : now.roles()) {
                if (!now.may_read(role.number, entity.number, field.number)) continue;
                const auto same = before.role(role.name);
                // To a pack that does not know a field everybody may read it: nobody can have written it unseen.
                if (same && before.may_read(*same, entity.number, field.number)) continue;
                for (const std::uint64_t number : {now.version(), std::uint64_t{role.number},
                                                   std::uint64_t{entity.number}, std::uint64_t{field.number}})
                    out.uint(number);
            }
    if (out.size() == 0) return done();
    return tables.set_value(value_name, TRY(tables.value(value_name)) + out.take());
}

Result<FieldSet> newly_read(Tables& tables, std::uint8_t role, std::uint64_t pack) {
    FieldSet found;
    const Bytes noted = TRY(tables.value(value_name));
    protocol::CborReader in(noted);
    while (!in.finished() && in.ok()) {
        const std::uint64_t version = in.uint(), reader = in.uint(), entity = in.uint(), field = in.uint();
        if (version > pack && reader == role)
            found.emplace(static_cast<std::uint16_t>(entity), static_cast<std::uint16_t>(field));
    }
    return found;
}

}  // namespace wegwijs::store
