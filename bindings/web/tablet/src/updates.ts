// The service worker, and a new version of the app. A new one waits until the user takes it: what was typed is saved first.
import { Box } from './box.ts';
import { saveAll } from './pending.ts';
import { lock } from './session.ts';

export const waiting = new Box<ServiceWorker | undefined>(undefined);

const everyMs = 60 * 60_000;

export function startUpdates(): void {
  if (!('serviceWorker' in navigator)) return;
  // The first one to take over a page that had none is no news.
  let hadOne = navigator.serviceWorker.controller !== null;
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (hadOne) void leave();
    hadOne = true;
  });
  // Without one the app works, with a network.
  void register().catch(() => undefined);
}

async function register(): Promise<void> {
  const registration = await navigator.serviceWorker.register('service-worker.js', { updateViaCache: 'none' });
  const look = () => {
    if (registration.waiting && registration.active) waiting.value = registration.waiting;
  };
  look();
  registration.addEventListener('updatefound', () => {
    const { installing } = registration;
    installing?.addEventListener('statechange', look);
  });
  const ask = () => void registration.update().catch(() => undefined);
  setInterval(ask, everyMs);
  addEventListener('online', ask);
}

/** Saves, then lets the new version take over; every tab of the app then loads itself anew. */
export async function takeUpdate(): Promise<void> {
  await saveAll();
  waiting.value?.postMessage('take-over');
}

/** The new version has taken over, asked for here or in another tab. */
async function leave(): Promise<void> {
  await saveAll();
  await lock();
  location.reload();
}
