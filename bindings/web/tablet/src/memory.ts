// What this browser remembers outside the store: names of stores, ids, codes and moments. Never what was typed. In
// IndexedDB, since localStorage is written to the disk some seconds later and a kill would take that away.

/** A browser that makes room takes the stores and IndexedDB together, and leaves this. */
const trace = 'wegwijs-names';

const held = new Map<string, unknown>();
let database: IDBDatabase | undefined;

const settled = <Value>(request: IDBRequest<Value>): Promise<Value> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('no database'));
  });

/** Before anything else. A browser that keeps nothing still runs the app. */
export async function loadMemory(): Promise<void> {
  try {
    const opening = indexedDB.open('wegwijs-app', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('kept');
    database = await settled(opening);
    const store = database.transaction('kept').objectStore('kept');
    const [keys, values] = await Promise.all([settled(store.getAllKeys()), settled(store.getAll())]);
    keys.forEach((key, at) => held.set(String(key), values[at]));
  } catch {
    database = undefined;
  }
}

/** undefined forgets it. */
export function remember(key: string, value: unknown): void {
  if (value === undefined) held.delete(key);
  else held.set(key, value);
  const store = database?.transaction('kept', 'readwrite', { durability: 'strict' }).objectStore('kept');
  if (value === undefined) store?.delete(key);
  else store?.put(value, key);
}

export const recall = <Value>(key: string) => held.get(key) as Value | undefined;

export const storeNames = () => recall<string[]>('stores') ?? [];

function keepNames(names: string[]): void {
  remember('stores', names);
  try {
    localStorage.setItem(trace, JSON.stringify(names));
  } catch {
    // Then nothing is told when they are cleared.
  }
}

export function rememberStore(name: string): void {
  keepNames([...new Set([...storeNames(), name])]);
}

/** Who had a store here before the browser cleared everything. */
export function clearedNames(): string[] {
  if (storeNames().length > 0) return [];
  try {
    return JSON.parse(localStorage.getItem(trace) ?? '[]') as string[];
  } catch {
    return [];
  }
}

export function forgetStore(name: string): void {
  keepNames(storeNames().filter((one) => one !== name));
  for (const key of ['place', 'unsent', 'edits', 'hours']) remember(`${key}.${name}`, undefined);
}
