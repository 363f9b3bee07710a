// What the core's rules say of a plan as it would be when it were decided now.
import type { Assignment } from '@wegwijs/client';
import { useEffect, useState } from 'preact/hooks';
import { useBox } from '../box.ts';
import { changed, session, type Session } from '../session.ts';
import type { Finding } from './findings.ts';

interface Checking {
  checkRecord?(id: string, assignments: Assignment[], language: string): Promise<Finding[]>;
}

/** null: this version of the core has no rules. */
export async function findingsOf({ store }: Session, id: string, assignments: Assignment[]): Promise<Finding[] | null> {
  return (await (store as Checking).checkRecord?.(id, assignments, 'nl')) ?? null;
}

/** undefined: they are being looked at. What was found before does not stand for what is typed now. */
export function useFindings(id: string | undefined, assignments: Assignment[], turn: unknown): Finding[] | null | undefined {
  const [found, setFound] = useState<Finding[] | null>();
  const news = useBox(changed);
  const asked = JSON.stringify(assignments);
  useEffect(() => {
    let current = true;
    const now = session.value;
    if (now && id)
      findingsOf(now, id, JSON.parse(asked) as Assignment[]).then(
        (next) => current && setFound(next),
        () => current && setFound(undefined),
      );
    return () => void (current = false);
  }, [id, asked, turn, news]);
  return found;
}
