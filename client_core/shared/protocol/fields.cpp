#include "client_core/shared/protocol/fields.hpp"

namespace wegwijs::protocol {

void write_point(CborWriter& out, const Point& point) {
    out.array(2);
    out.uint(point.seq);
    out.bytes(point.check);
}

Point read_point(CborReader& in) {
    Point point;
    if (in.array() != 2) in.fail();
    point.seq = in.uint();
    point.check = in.bytes_of(8);
    return point;
}

void write_id(CborWriter& out, const Id& id) {
    if (id.zero()) out.null();
    else out.bytes(id.bytes());
}

Id read_id_or_null(CborReader& in) {
    if (in.next_is_null()) {
        in.null();
        return {};
    }
    auto id = Id::from_bytes(in.bytes_of(16));
    if (!id || id->zero()) in.fail();
    return id ? *id : Id{};
}

Id read_named(CborReader& in) {
    if (in.next_is_null()) in.fail();
    return read_id_or_null(in);
}

void write_stage(CborWriter& out, const Stage& stage) {
    out.array(5);
    out.uint(stage.dossier);
    out.uint(stage.after);
    out.uint(stage.first_base);
    out.uint(stage.began);
    out.boolean(stage.whole);
}

Stage read_stage(CborReader& in) {
    Stage stage;
    if (in.array() != 5) in.fail();
    stage.dossier = in.uint();
    stage.after = in.uint();
    stage.first_base = in.uint();
    stage.began = in.uint();
    stage.whole = in.boolean();
    return stage;
}

void write_steps(CborWriter& out, const std::vector<Step>& steps) {
    out.array(steps.size() * 2);
    for (const Step& step : steps) {
        out.uint(step.upto);
        out.uint(step.seen);
    }
}

std::vector<Step> read_steps(CborReader& in) {
    std::vector<Step> steps;
    std::size_t count = in.array();
    if (count % 2 != 0) in.fail();
    for (std::size_t i = 0; i < count && in.ok(); i += 2) {
        Number upto = in.uint();
        if (!steps.empty() && upto <= steps.back().upto) in.fail();
        steps.push_back({upto, in.uint()});
    }
    return steps;
}

void write_starts(CborWriter& out, const merge::EpochStarts& starts) {
    out.array(starts.size() * 2);
    for (const auto& [first, branch] : starts) {
        out.uint(first);
        out.uint(branch);
    }
}

merge::EpochStarts read_starts(CborReader& in) {
    merge::EpochStarts starts;
    std::size_t count = in.array();
    if (count % 2 != 0) in.fail();
    for (std::size_t i = 0; i < count && in.ok(); i += 2) {
        std::uint64_t first = in.uint();
        if (!starts.empty() && first <= starts.rbegin()->first) in.fail();
        starts[first] = in.uint();
    }
    return starts;
}

}  // namespace wegwijs::protocol
