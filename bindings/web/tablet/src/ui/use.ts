// Reading from the store, again whenever something in it changed.
import { useEffect, useState } from 'preact/hooks';
import { useBox } from '../box.ts';
import { changed, session, type Session } from '../session.ts';
import { problemOf, type Problem } from '../problem.ts';

export interface Read<Value> {
  value: Value | undefined;
  problem: Problem | undefined;
}

/** `depends`: read anew when one of these changes. What was read before stays until then. */
export function useRead<Value>(read: (session: Session) => Promise<Value>, depends: unknown[]): Read<Value> {
  const now = useBox(session);
  const turn = useBox(changed);
  const [found, setFound] = useState<Read<Value>>({ value: undefined, problem: undefined });
  useEffect(() => {
    let current = true;
    if (now)
      read(now).then(
        (value) => current && setFound({ value, problem: undefined }),
        (error: unknown) => current && session.value === now && setFound({ value: undefined, problem: problemOf(error) }),
      );
    return () => void (current = false);
  }, [now, turn, ...depends]);
  return found;
}
