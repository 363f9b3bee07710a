// The open answer of the question on the screen, and what went wrong with the last save.
import { useEffect, useRef, useState } from 'preact/hooks';
import { refusalText } from '../invalid.ts';
import { problemOf, type Problem } from '../problem.ts';
import { session } from '../session.ts';
import { texts } from '../texts/index.ts';
import { announce } from '../ui/announce.tsx';
import { register } from '../pending.ts';
import { Answering } from './answering.ts';
import type { Question } from './questions.ts';

export interface Shown {
  answering: Answering | undefined;
  missing: boolean;
  problem: Problem | undefined;
  error: string | undefined;
  saved: boolean;
  /** Does something to the answer and tells how it went; gives whether it was taken. */
  act: (work: (answering: Answering) => Promise<void>) => Promise<boolean>;
}

export function useAnswering(intake: string, question: Question): Shown {
  const [state, setState] = useState<{ answering?: Answering; missing: boolean; problem?: Problem }>({ missing: false });
  const [outcome, setOutcome] = useState<{ error?: string; saved: boolean }>({ saved: false });
  const queue = useRef<Promise<boolean>>(Promise.resolve(true));

  useEffect(() => {
    let current = true;
    let opened: Answering | undefined;
    const now = session.value;
    if (!now) return;
    Answering.open(now, intake, question).then(
      (answering) => {
        opened = answering;
        if (!current) void answering?.close();
        else setState(answering ? { answering, missing: false } : { missing: true });
      },
      (error: unknown) => current && session.value === now && setState({ missing: false, problem: problemOf(error) }),
    );
    // Whether a text was taken its own field knows.
    const forget = register(() => queue.current.then(() => true));
    return () => {
      current = false;
      // What the fields save on leaving comes first.
      void Promise.resolve().then(() => queue.current).then(() => opened?.close());
      forget();
    };
  }, [intake, question.code]);

  const act = (work: (answering: Answering) => Promise<void>): Promise<boolean> => {
    const { answering } = state;
    if (!answering) return Promise.resolve(false);
    const done = queue.current.then(async () => {
      try {
        await work(answering);
        setOutcome({ saved: true });
        announce(texts().saved);
        return true;
      } catch (error) {
        setOutcome({ error: refusalText(answering.field, error, texts()), saved: false });
        return false;
      }
    });
    queue.current = done;
    return done;
  };

  return { answering: state.answering, missing: state.missing, problem: state.problem, error: outcome.error, saved: outcome.saved, act };
}
