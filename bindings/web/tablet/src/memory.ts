// What this browser remembers outside the store: names of stores, ids, codes and moments. Never what was typed.
const prefix = 'wegwijs.';

export function remember(key: string, value: unknown): void {
  if (value === undefined || value === null) localStorage.removeItem(prefix + key);
  else localStorage.setItem(prefix + key, JSON.stringify(value));
}

export function recall<Value>(key: string): Value | undefined {
  const text = localStorage.getItem(prefix + key);
  if (text === null) return undefined;
  try {
    return JSON.parse(text) as Value;
  } catch {
    return undefined;
  }
}

export const storeNames = () => recall<string[]>('stores') ?? [];

export function rememberStore(name: string): void {
  if (!storeNames().includes(name)) remember('stores', [...storeNames(), name]);
}

export function forgetStore(name: string): void {
  remember('stores', storeNames().filter((one) => one !== name));
  for (const key of ['place', 'unsent', 'edits', 'hours']) remember(`${key}.${name}`, undefined);
}
