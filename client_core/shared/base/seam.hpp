// Where the simulator may make the program wrong on purpose, and where the program says that it came by. Both are
// nothing unless it is built with WEGWIJS_SEAMS, which no release is.
#pragma once

#include <cstdint>

namespace wegwijs::seam {

/// Mistakes that somebody could make here, each of which the simulator has to find.
enum class Fault : std::uint8_t {
    none,
    skip_sync,                ///< what is committed is not brought to the disk
    reuse_number,             ///< a store that was put back is not noticed: its new work bears numbers that are known
    fork_on_own_number,       ///< a fork hangs on the number that asks, not on whichever holds the chain
    context_wider,            ///< a context covers one place too many
    context_narrower,         ///< one too few
    context_at_save,          ///< taken when the form is saved, not when it was opened
    last_arrival_wins,        ///< a write replaces whatever is there
    acknowledge_uncommitted,  ///< the answer goes out though the commit failed
    acknowledge_this_push,    ///< only what came with this request
    forget_a_move,            ///< a dossier that moved is not a change of sight
    compare_roles,            ///< the role at the base with the role now, instead of sight
    take_twice,               ///< what is known is taken again
    lose_a_refusal,           ///< refused work is not kept on the device
    show_a_gap,               ///< the last change is not there yet, and counts as seen
    cut_no_field,             ///< every field goes to every role
    cut_one_too_many,         ///< a field that the role may read stays behind
    stop_by_last_change,      ///< a round passes over what changed after it began
    apply_a_part,             ///< a part of a dossier shows before the rest is there
    tear_a_dossier,           ///< the last part does not catch up
    purge_without_trace,      ///< devices are not told what was purged
    reuse_places,             ///< a restored server counts on from the copy
    ignore_history,           ///< a context's or a device's check is not compared
    leave_readable,           ///< own work of a dossier that was lost is not sealed
    ignore_own,               ///< own work is not covered until it came back
    judge_by_now,             ///< a plain write is judged by what stands, not by what its writer saw
    late_for_ever,            ///< no end to late work
    no_late_work,             ///< none at all
    sum_without_old,          ///< a running sum is not freed of what is replaced
    overlay_forgotten,        ///< what comes in is shown without the own work over it
    erasure_not_repeated,     ///< restore does not erase again
    keep_what_was_erased,     ///< own work of an erased dossier stays on the device
    forget_to_push_again,     ///< after a restore of the server nothing goes up again
    closed_work_covered,      ///< sealed work that was not shown counts as seen
    rights_not_repeated,      ///< restore does not give and take rights again
    pass_over_a_dossier,      ///< a round leaves out every third dossier
    light_stays_off,          ///< a device that is in step never says so
    conflict_by_record,       ///< a conflict in one field is shown as one of every field of its record
    deny_a_save,              ///< what was saved is said to have failed
    count_again,              ///< a total that was not confirmed is counted a second time
    skip_a_change,            ///< what changed counts as delivered before the delivery is kept
    confirm_later_rows,       ///< a receipt confirms what went out after it as well
    night_of_now,             ///< a night that is given again bears another time
    keep_what_was_delivered,  ///< an erasure leaves what deliveries held
    deliver_all_again,        ///< each night everything
    guarded_as_plain,         ///< who signs need not have seen everything
    signed_may_change,        ///< what was signed off can still be written
    send_whole,               ///< a dossier that changed comes whole each time
    push_again,               ///< each sync brings all own work again
    count_
};

/// Rare branches that a long run must have come by.
enum class Mark : std::uint8_t {
    fork,
    fork_without_beginning,
    probe,
    new_epoch,
    put_back_noticed,
    context_taken_back,
    history_unknown,
    refused_no_right,
    refused_deleted,
    refused_erased,
    late_work,
    orphan_dossier,
    quarantine,
    item_in_parts,
    parts_began_again,
    parts_caught_up,
    parts_again,
    removal,
    forget,
    erase,
    narrowed,
    sum_differed,
    stale_dropped,
    made_here_follows_role,
    other_copy,
    number_before,
    rows_ahead_used,
    sent_ahead_discarded,
    malformed_by_number,
    pack_taken,
    deletion_marked,
    deletion_undone,
    commit_failed,
    count_
};

const char* name(Fault fault);
const char* name(Mark mark);

#ifdef WEGWIJS_SEAMS
bool is(Fault fault);
void set(Fault fault);
void reached(Mark mark);
std::uint64_t times(Mark mark);
#else
constexpr bool is(Fault) { return false; }
constexpr void reached(Mark) {}
#endif

}  // namespace wegwijs::seam
