// Deciding a plan: what is fixed, and how far the decision has come.
import type { Assignment, RecordView, Rejected } from '@wegwijs/client';
import type { Session } from '../session.ts';
import { isProvisional } from '../people.ts';
import { isDecided, leadsTo } from './plan.ts';
import type { Day } from './days.ts';

/** All that is written with the decision itself. */
export function decisionOf({ owner }: Session, pip: string, dated: Day, now: Date): Assignment[] {
  return [
    { id: pip, field: 'dagtekening', value: dated },
    { id: pip, field: 'vastgesteld_door', value: owner.user },
    { id: pip, field: 'vastgesteld_op', value: now.toISOString() },
    { id: pip, field: 'stand', value: 'vastgesteld' },
  ];
}

/** The status of the case goes along in the same save, so that it is never decided when the plan is not. */
export function withCourse(session: Session, course: RecordView | undefined): Assignment[] {
  if (!course || isProvisional(course) || !leadsTo(session, course, 'pip_vastgesteld')) return [];
  return [{ id: course.id, field: 'status', value: 'pip_vastgesteld' }];
}

/** A decision is what the server has taken, and nothing earlier. */
export type Standing = { state: 'draft' } | { state: 'local' } | { state: 'server' } | { state: 'refused'; number: string };

export function standingOf(pip: RecordView, refused: string | undefined): Standing {
  if (refused !== undefined && !isDecided(pip)) return { state: 'refused', number: refused };
  if (!isDecided(pip)) return { state: 'draft' };
  return { state: pip.state };
}

interface Sent {
  kind?: string;
  writes?: { id: string; field: string }[];
}

/** The plan that a refused transaction was to decide. It is not to be sent again unread. */
export function decisionIn({ transaction }: Rejected): string | undefined {
  const { kind, writes } = (transaction ?? {}) as Sent;
  return kind === 'guarded' ? writes?.find(({ field }) => field === 'stand')?.id : undefined;
}

/** The number of the refused transaction that was to decide this plan. */
export async function refusedDecision({ store }: Session, pip: string): Promise<string | undefined> {
  const found = (await store.rejected()).find((one) => decisionIn(one) === pip);
  return found === undefined ? undefined : String(found.number);
}
