#include "client_core/shared/base/seam.hpp"

#include <array>
#include <atomic>
#include <cstddef>

namespace wegwijs::seam {

namespace {

constexpr std::array faults{"none",
                            "skip_sync",
                            "reuse_number",
                            "fork_on_own_number",
                            "context_wider",
                            "context_narrower",
                            "context_at_save",
                            "last_arrival_wins",
                            "acknowledge_uncommitted",
                            "acknowledge_this_push",
                            "forget_a_move",
                            "compare_roles",
                            "take_twice",
                            "lose_a_refusal",
                            "show_a_gap",
                            "cut_no_field",
                            "cut_one_too_many",
                            "stop_by_last_change",
                            "apply_a_part",
                            "tear_a_dossier",
                            "purge_without_trace",
                            "reuse_places",
                            "ignore_history",
                            "leave_readable",
                            "ignore_own",
                            "judge_by_now",
                            "late_for_ever",
                            "no_late_work",
                            "sum_without_old",
                            "overlay_forgotten",
                            "erasure_not_repeated",
                            "keep_what_was_erased",
                            "forget_to_push_again",
                            "closed_work_covered",
                            "rights_not_repeated",
                            "pass_over_a_dossier",
                            "light_stays_off",
                            "conflict_by_record",
                            "deny_a_save",
                            "count_again",
                            "skip_a_change",
                            "confirm_later_rows",
                            "night_of_now",
                            "keep_what_was_delivered",
                            "deliver_all_again",
                            "guarded_as_plain",
                            "signed_may_change",
                            "send_whole",
                            "push_again"};
constexpr std::array marks{"fork",
                           "fork_without_beginning",
                           "probe",
                           "new_epoch",
                           "put_back_noticed",
                           "context_taken_back",
                           "history_unknown",
                           "refused_no_right",
                           "refused_deleted",
                           "refused_erased",
                           "late_work",
                           "orphan_dossier",
                           "quarantine",
                           "item_in_parts",
                           "parts_began_again",
                           "parts_caught_up",
                           "parts_again",
                           "removal",
                           "forget",
                           "erase",
                           "narrowed",
                           "sum_differed",
                           "stale_dropped",
                           "made_here_follows_role",
                           "other_copy",
                           "number_before",
                           "rows_ahead_used",
                           "sent_ahead_discarded",
                           "malformed_by_number",
                           "pack_taken",
                           "deletion_marked",
                           "deletion_undone",
                           "commit_failed"};
static_assert(faults.size() == static_cast<std::size_t>(Fault::count_));
static_assert(marks.size() == static_cast<std::size_t>(Mark::count_));

}  // namespace

const char* name(Fault fault) { return faults[static_cast<std::size_t>(fault)]; }
const char* name(Mark mark) { return marks[static_cast<std::size_t>(mark)]; }

#ifdef WEGWIJS_SEAMS

namespace {

std::atomic<Fault> present{Fault::none};
std::array<std::atomic<std::uint64_t>, marks.size()> counts{};

}  // namespace

bool is(Fault fault) { return present.load(std::memory_order_relaxed) == fault; }
void set(Fault fault) { present = fault; }
void reached(Mark mark) { counts[static_cast<std::size_t>(mark)].fetch_add(1, std::memory_order_relaxed); }
std::uint64_t times(Mark mark) { return counts[static_cast<std::size_t>(mark)].load(std::memory_order_relaxed); }

#endif

}  // namespace wegwijs::seam
