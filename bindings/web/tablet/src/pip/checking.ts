// What the core's rules say of a plan as it would be when it were decided now.
import type { Assignment } from '@wegwijs/client';
import { useEffect, useState } from 'preact/hooks';
import { useBox } from '../box.ts';
import { problemOf, type Problem } from '../problem.ts';
import { changed, session } from '../session.ts';
import type { Finding } from './findings.ts';

export interface Checked {
  /** undefined: they are being looked at, or could not be. */
  findings: Finding[] | undefined;
  problem: Problem | undefined;
}

/** What was found for other words than those that are typed now does not count. */
export function useFindings(id: string | undefined, assignments: Assignment[], turn: unknown): Checked {
  const news = useBox(changed);
  const asked = JSON.stringify([id, assignments]);
  const [state, setState] = useState<Checked & { asked: string }>({ asked: '', findings: undefined, problem: undefined });
  useEffect(() => {
    let current = true;
    const store = session.value?.store;
    if (store && id)
      store.checkRecord(id, assignments, 'nl').then(
        (findings) => current && setState({ asked, findings, problem: undefined }),
        (error: unknown) => current && session.value?.store === store && setState({ asked, findings: undefined, problem: problemOf(error) }),
      );
    return () => void (current = false);
  }, [asked, turn, news]);
  return state.asked === asked ? state : { findings: undefined, problem: undefined };
}
