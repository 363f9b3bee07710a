// A schema pack, as a device gets it from a server: refused, or a pack of which every question has an answer.
#include "client_core/shared/model/pack.hpp"

#include "client_core/shared/model/pack_files.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace wegwijs;
using namespace wegwijs::model;

namespace {

void ask(const Pack& pack) {
    for (const Entity& entity : pack.entities()) {
        MUST(pack.entity(entity.name) == &entity && pack.entity(entity.number) == &entity);
        MUST(entity.root == (entity.parent_field() == nullptr));
        for (const Field& field : entity.fields) {
            MUST(entity.field(field.name) == &field && entity.field(field.number) == &field);
            MUST(!field.is_parent || pack.entity(field.target) != nullptr);
            for (const Role& role : pack.roles()) {
                if (pack.may_write(role.number, entity.number, field.number))
                    MUST(pack.may_read(role.number, entity.number, field.number) || entity.append_only);
                pack.may_fill(role.number, entity.number, field.number);
            }
            (void)parse(field, "2026-03-14");
        }
        for (const Role& role : pack.roles()) {
            pack.may_write(role.number, entity.number, 0);
            MUST(pack.may_read(role.number, entity.number, 0) == pack.may_read_any(role.number, entity.number));
        }
    }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ByteView bytes = fuzz::Input(data, size).rest();
    const fuzz::Meter meter(512 * bytes.size() + 256 * 1024);
    const auto pack = Pack::load(bytes);
    if (!pack.ok()) MUST(pack.error().code == "pack_invalid" && !pack.error().message.empty());
    else ask(**pack);
    const auto joined = join_pack(bytes, [](const std::string& path) -> Result<std::string> {
        MUST(path.front() != '/' && ("/" + path).find("/../") == path.npos);
        return Error{"file_missing", "There is no such file.", Retry::never};
    });
    if (pack.ok()) MUST(joined.ok() && Pack::load(*joined).ok());
    return 0;
}
