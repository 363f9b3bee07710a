// What this volunteer logged a short while ago, so that it can be repeated or undone. The store does not give hours back to
// a volunteer; so ids, numbers and moments are remembered beside it, and nothing readable of a person.
export interface LoggedEntry {
  id: string;
  person: string;
}

export interface Logged {
  /** When it was saved. */
  at: string;
  day: string;
  minutes: number;
  counter: string;
  entries: LoggedEntry[];
  undone?: boolean;
}

export const undoMinutes = 30;
const keptAtMost = 50;

export const undoUntil = ({ at }: Logged) => new Date(Date.parse(at) + undoMinutes * 60_000);

export const canUndo = (logged: Logged, now: Date) => !logged.undone && logged.entries.length > 0 && now < undoUntil(logged);

/** The newest first. What is too old to be undone goes, but for the newest: that one can be repeated. */
export function withLogged(before: Logged[], next: Logged, now: Date): Logged[] {
  return [next, ...before.filter((one) => now < undoUntil(one))].slice(0, keptAtMost);
}

export const withUndone = (all: Logged[], undone: Logged): Logged[] =>
  all.map((one) => (one.at === undone.at ? { ...one, undone: true } : one));

/** What the next time will most likely be. */
export const toRepeat = (all: Logged[]): Logged | undefined => all.find(({ undone, entries }) => !undone && entries.length > 0);

/** Undefined: not a number of minutes that fits in a day. */
export function asMinutes(text: string): number | undefined {
  const minutes = /^\d{1,4}$/.test(text.trim()) ? Number(text.trim()) : 0;
  return minutes >= 1 && minutes <= 1440 ? minutes : undefined;
}
