// Locks the app when nobody touched it for a while.
import { lock, session } from './session.ts';

export const idleMs = 5 * 60_000;
const signs = ['pointerdown', 'keydown', 'wheel', 'touchmove'];

export function startIdle(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const again = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void lock('idle'), idleMs);
  };
  for (const sign of signs) addEventListener(sign, again, { passive: true, capture: true });
  session.watch(again);
  again();
}
