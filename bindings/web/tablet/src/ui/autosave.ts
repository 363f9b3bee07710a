// Text that saves itself: on a short pause, when the field is left, and before anything takes it away.
import { useEffect, useRef, useState } from 'preact/hooks';
import { register } from '../pending.ts';
import { session } from '../session.ts';

const pauseMs = 700;

export interface AutoText {
  text: string;
  type(text: string): void;
  enter(): void;
  leave(): Promise<void>;
}

/** What was refused and left behind, until the app is locked: whoever comes back to the field finds it there. */
const left = new Map<string, string>();
session.watch(() => left.clear());

interface State {
  text: string;
  /** Typed and not saved yet. */
  dirty: boolean;
  /** The cursor is in it: then nothing changes under it, not even a space that the store does not keep. */
  inside: boolean;
  shown: string;
  timer: number;
  save: (text: string) => Promise<boolean>;
}

/** `key`: whose text it is. `shown`: what the store has. While something is typed that is not saved, the typed text stays. */
export function useAutoText(key: string, shown: string, save: (text: string) => Promise<boolean>): AutoText {
  const [text, setText] = useState(() => left.get(key) ?? shown);
  const state = useRef<State>({ text, dirty: left.has(key), inside: false, shown, timer: 0, save });
  Object.assign(state.current, { save, shown });

  const show = () => {
    const now = state.current;
    if (now.dirty || now.inside) return;
    now.text = now.shown;
    setText(now.shown);
  };
  useEffect(show, [shown]);

  const saveNow = async (): Promise<boolean> => {
    const now = state.current;
    clearTimeout(now.timer);
    if (!now.dirty) return true;
    const sent = now.text;
    left.set(key, sent);
    if (!(await now.save(sent))) return false;
    if (now.text === sent) now.dirty = false;
    left.delete(key);
    return true;
  };

  const type = (next: string) => {
    const now = state.current;
    Object.assign(now, { text: next, dirty: true });
    setText(next);
    clearTimeout(now.timer);
    now.timer = Number(setTimeout(() => void saveNow(), pauseMs));
  };

  useEffect(() => {
    const forget = register(saveNow);
    if (state.current.dirty) void saveNow();
    return () => {
      void saveNow();
      forget();
    };
  }, []);

  const enter = () => {
    state.current.inside = true;
  };
  const leave = async () => {
    state.current.inside = false;
    if (await saveNow()) show();
  };

  return { text, type, enter, leave };
}
