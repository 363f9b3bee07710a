// The open store and what is known of it: unlocking, locking, being told of changes.
import { Store, type Change, type Status, type StoreOwner } from '@wegwijs/client';
import { Box } from './box.ts';
import { Domain } from './domain.ts';
import { recall, remember, rememberStore } from './memory.ts';
import { saveAll } from './pending.ts';
import { stopSyncing, syncSoon } from './syncing.ts';

export interface Session {
  name: string;
  store: Store;
  owner: StoreOwner;
  domain: Domain;
}

export const session = new Box<Session | undefined>(undefined);
export const status = new Box<Status | undefined>(undefined);
/** Goes up whenever something in the store changed: what is shown is then read again. */
export const changed = new Box(0);
/** Why the last session ended, when the user did not ask for it. */
export const lockedBecause = new Box<'idle' | undefined>(undefined);

const watchers = new Set<(changes: Change[]) => void>();
export function onChanges(watcher: (changes: Change[]) => void): () => void {
  watchers.add(watcher);
  return () => void watchers.delete(watcher);
}

/** Settles when the store of before is closed. */
let closed: Promise<void> = Promise.resolve();

export async function enrol(name: string, pin: string, code: string): Promise<void> {
  await closed;
  const store = await Store.enrol({ name, pin, code, server: location.origin });
  rememberStore(name);
  await begin(name, store);
}

export async function unlock(name: string, pin: string): Promise<void> {
  await closed;
  const store = await Store.open({ name, pin });
  rememberStore(name);
  await begin(name, store);
}

async function begin(name: string, store: Store): Promise<void> {
  // A store that never synced has no pack of its municipality yet, but it has the one it was made with.
  const [owner, domain] = await Promise.all([store.owner(), Domain.load(store)]);
  store.observe((changes) => {
    for (const watcher of [...watchers]) watcher(changes);
    ++changed.value;
    void readStatus();
  });
  // Another tab's forms are open still.
  if ((await store.status()).owner_here) await dropLeftEdits(name, store);
  lockedBecause.value = undefined;
  session.value = { name, store, owner, domain };
  await readStatus();
  syncSoon();
}

/** Forms that were open when the browser was killed: all that was typed in them was saved by itself. */
async function dropLeftEdits(name: string, store: Store): Promise<void> {
  for (const number of recall<string[]>(`edits.${name}`) ?? []) {
    const found = await store.findEdit(number);
    await found?.edit.drop();
  }
  remember(`edits.${name}`, undefined);
}

/** An open form is remembered by its number, so that a later start can close it. */
export function rememberEdit(number: string, isOpen: boolean): void {
  if (!session.value) return;
  const key = `edits.${session.value.name}`;
  const others = (recall<string[]>(key) ?? []).filter((one) => one !== number);
  remember(key, isOpen ? [...others, number] : others);
}

export async function readStatus(): Promise<void> {
  const now = session.value;
  if (!now) return;
  const next = await now.store.status().catch(() => undefined);
  if (session.value !== now || !next) return;
  const key = `unsent.${now.name}`;
  if (next.unsent === 0) remember(key, undefined);
  else if (recall(key) === undefined) remember(key, new Date().toISOString());
  status.value = next;
}

/** Since when something waits to be sent. */
export const unsentSince = () => (session.value ? recall<string>(`unsent.${session.value.name}`) : undefined);

/** Saves what was typed and closes the store. */
export async function lock(because?: 'idle'): Promise<void> {
  const now = session.value;
  if (!now) return;
  await saveAll();
  await stopSyncing();
  session.value = undefined;
  status.value = undefined;
  lockedBecause.value = because;
  closed = now.store.close().catch(() => undefined);
  await closed;
}
