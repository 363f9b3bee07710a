// What a writer had seen: its context, its line of device numbers, and histories that a restore cut off.
#include <algorithm>

#include "client_core/shared/base/seam.hpp"
#include "client_core/shared/merge/merge.hpp"

namespace wegwijs::merge {

bool own(const Lineage& lineage, std::uint64_t device, std::uint64_t n, const Stamp& entry) {
    std::uint64_t limit = n;
    // A line is never longer than the list of branches, so a damaged list that runs in a circle ends too.
    for (std::size_t step = 0; step <= lineage.size(); ++step) {
        if (entry.device == device) return entry.seq <= limit;
        auto branch = lineage.find(device);
        if (branch == lineage.end()) return false;
        device = branch->second.parent;
        limit = std::min(limit, branch->second.upto);
    }
    return false;
}

bool covers(const Lineage& lineage, std::uint64_t device, const Context& context, const Stamp& entry) {
    const ServerSeq S = context.S + (seam::is(seam::Fault::context_wider) ? 1 : 0) -
                        (seam::is(seam::Fault::context_narrower) && context.S > 0 ? 1 : 0);
    if (entry.server_seq <= S) return true;
    if (seam::is(seam::Fault::ignore_own)) return false;
    const bool shown = entry.seq > context.closed || seam::is(seam::Fault::closed_work_covered);
    return shown && own(lineage, device, context.n, entry);
}

ServerSeq translate(ServerSeq S, const EpochStarts& mine, const EpochStarts& line, const EpochStarts& known) {
    while (true) {
        // First back along S's own history, until the present line went through its epoch. Only then does a branch
        // point of the present line say anything about S: before, it may lie in hours that S's history never held.
        auto of = known.upper_bound(S);
        if (of != known.begin() && !line.contains((--of)->first) && of->second < S) {
            S = of->second;
            continue;
        }
        // S lies in a gap of the present line: after an epoch's branch point, before its first number.
        ServerSeq back = S;
        for (const auto& [first, branched] : mine)
            if (branched < S && S < first) back = std::min(back, branched);
        if (back == S) return S;
        S = back;
    }
}

}  // namespace wegwijs::merge
