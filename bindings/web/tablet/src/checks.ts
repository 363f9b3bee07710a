// What the rules of the pack say of a record with what is typed now. The core decides; this only asks it.
import type { Assignment, RuleFinding } from '@wegwijs/client';
import type { Session } from './session.ts';

/** Those that failed. A value that is not finished yet has nothing to be checked. */
export async function warningsFor({ store }: Session, id: string, assignments: Assignment[]): Promise<RuleFinding[]> {
  const findings = await store.checkRecord(id, assignments, 'nl').catch(() => []);
  return findings.filter(({ outcome }) => outcome === 'failed');
}
