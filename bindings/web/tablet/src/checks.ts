// What the rules of the pack say of a record with what is typed now. The core decides; this only asks it.
import type { Assignment } from '@wegwijs/client';
import type { Session } from './session.ts';

export interface Finding {
  code: string;
  severity: string;
  fields: string[];
  outcome: string;
  label: string;
}

interface Checking {
  checkRecord?(id: string, assignments: Assignment[], language: string): Promise<Finding[]>;
}

/** Those that failed. A version of the core without rules finds none. */
export async function warningsFor({ store }: Session, id: string, assignments: Assignment[]): Promise<Finding[]> {
  const findings = (await (store as Checking).checkRecord?.(id, assignments, 'nl')) ?? [];
  return findings.filter(({ outcome }) => outcome === 'failed');
}
