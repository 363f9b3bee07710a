// Syncing: by the button, and by itself when there may be a network.
import { WegwijsError, type ErrorName, type SyncReport } from '@wegwijs/client';
import { Box } from './box.ts';
import { saveAll } from './pending.ts';
import { onChanges, readStatus, session, status } from './session.ts';

export interface Syncing {
  state: 'none' | 'busy' | 'done' | 'failed';
  /** Did the user ask for it? What runs by itself does not speak up when there is no network. */
  asked: boolean;
  requests: number;
  bytes: number;
  report?: SyncReport;
  error?: WegwijsError;
}

const rest: Syncing = { state: 'none', asked: false, requests: 0, bytes: 0 };
export const syncing = new Box<Syncing>(rest);

let cancelling: AbortController | undefined;
let running: { asked: boolean; done: Promise<void> } | undefined;
let stops = 0;

/** What the user asks for is a sync of its own, also when one that began by itself is about to end. */
export function sync(asked: boolean): Promise<void> {
  if (running && (running.asked || !asked)) return running.done;
  const [before, stopsBefore] = [running?.done ?? Promise.resolve(), stops];
  const mine = { asked, done: before.then(() => (stops === stopsBefore ? run(asked) : undefined)) };
  running = mine;
  return mine.done.finally(() => {
    if (running === mine) running = undefined;
  });
}

async function run(asked: boolean): Promise<void> {
  const store = session.value?.store;
  if (!store) return;
  await saveAll();
  clearTimeout(afterSave); // what it would send goes now
  cancelling = new AbortController();
  syncing.value = { ...rest, state: 'busy', asked };
  try {
    const report = await store.sync({
      signal: cancelling.signal,
      attempts: asked ? 3 : 1,
      progress: ({ requests, bytes_up, bytes_down }) =>
        (syncing.value = { ...syncing.value, requests, bytes: bytes_up + bytes_down }),
    });
    syncing.value = { ...syncing.value, state: 'done', report };
  } catch (error) {
    const told = error instanceof WegwijsError ? error : undefined;
    syncing.value = { ...syncing.value, state: 'failed', ...(told && { error: told }) };
  } finally {
    cancelling = undefined;
    await readStatus();
  }
}

export function cancelSync(): void {
  cancelling?.abort();
}

export async function stopSyncing(): Promise<void> {
  ++stops;
  cancelSync();
  await running?.done.catch(() => undefined);
  syncing.value = rest;
}

/** Tries once, quietly. */
export function syncSoon(): void {
  if (navigator.onLine) void sync(false);
}

const forWantOfNetwork: ErrorName[] = ['OFFLINE', 'TIMEOUT', 'CUT'];

/** A sync that runs yet may be failing for want of the network that has just come: then one more follows. */
async function syncOnline(): Promise<void> {
  const [before, stopsBefore] = [running, stops];
  syncSoon();
  await before?.done;
  const { error } = syncing.value;
  if (!before || running || stops !== stopsBefore || !error) return;
  if (forWantOfNetwork.some((name) => error.is(name))) void sync(before.asked);
}

const everyMs = 60_000;
/** After the last of several saves. */
const afterSaveMs = 8_000;
let afterSave: ReturnType<typeof setTimeout> | undefined;

export function startSyncing(): void {
  addEventListener('online', () => void syncOnline());
  onChanges((changes) => {
    if (!changes.some(({ why }) => why === 'local')) return;
    clearTimeout(afterSave);
    afterSave = setTimeout(syncSoon, afterSaveMs);
  });
  setInterval(() => {
    if ((status.value?.unsent ?? 0) > 0 && document.visibilityState === 'visible') syncSoon();
  }, everyMs);
}
