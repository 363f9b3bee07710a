// Text that saves itself: on a short pause, when the field is left, and before anything takes it away.
import { useEffect, useRef, useState } from 'preact/hooks';
import { register } from '../pending.ts';

const pauseMs = 700;

export interface AutoText {
  text: string;
  /** Typed and not saved yet. */
  dirty: boolean;
  type(text: string): void;
  saveNow(): Promise<void>;
}

/** `shown`: what the store has. While something is typed that is not saved, the typed text stays. */
export function useAutoText(shown: string, save: (text: string) => Promise<boolean>): AutoText {
  const [text, setText] = useState(shown);
  const [dirty, setDirty] = useState(false);
  const state = useRef({ text: shown, dirty: false, timer: 0, save });
  state.current.save = save;

  useEffect(() => {
    if (state.current.dirty) return;
    state.current.text = shown;
    setText(shown);
  }, [shown]);

  const saveNow = async () => {
    const now = state.current;
    clearTimeout(now.timer);
    if (!now.dirty) return;
    const sent = now.text;
    if (await now.save(sent)) {
      if (now.text === sent) now.dirty = false;
      setDirty(now.dirty);
    }
  };

  const type = (next: string) => {
    const now = state.current;
    Object.assign(now, { text: next, dirty: true });
    setText(next);
    setDirty(true);
    clearTimeout(now.timer);
    now.timer = Number(setTimeout(() => void saveNow(), pauseMs));
  };

  useEffect(() => {
    const forget = register(saveNow);
    return () => {
      void saveNow();
      forget();
    };
  }, []);

  return { text, dirty, type, saveNow };
}
