// What a screen reader says without the focus going there: saves, syncs, results of a search.
import { Box, useBox } from '../box.ts';

const said = new Box({ text: '', turn: 0 });

export function announce(text: string): void {
  said.value = { text, turn: said.value.turn + 1 };
}

/** Two by turns: the same text twice is then said twice. */
export function Announcer() {
  const { text, turn } = useBox(said);
  return (
    <>
      <div class="visually-hidden" role="status" aria-live="polite">{turn % 2 === 0 ? text : ''}</div>
      <div class="visually-hidden" role="status" aria-live="polite">{turn % 2 === 1 ? text : ''}</div>
    </>
  );
}
