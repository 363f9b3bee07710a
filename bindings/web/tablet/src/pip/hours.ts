// Hours out of single entries, counted as the nightly delivery counts them: a correction takes the place of what it
// corrects, who was not there gets no hours, and minutes are rounded down once, at the end.
export interface HoursEntry {
  id: string;
  minutes: number;
  counter: string;
  attendance: string;
  corrects: string;
  /** When it was written; of two corrections of one entry the later one counts. */
  at: string;
  /** In conflict: counts for nobody until somebody has chosen. */
  provisional?: boolean;
}

export interface Counted {
  minutes: Map<string, number>;
  /** The ids of the entries that count. */
  counts: Set<string>;
  /** Entries that were corrected more than once. */
  correctedTwice: string[];
  /** Left out, because somebody has to choose first. */
  undecided: number;
}

const later = (a: HoursEntry, b: HoursEntry) => (a.at === b.at ? a.id > b.id : a.at > b.at);
const wasThere = ({ attendance }: HoursEntry) => attendance === '' || attendance === 'aanwezig';

export function countHours(all: HoursEntry[]): Counted {
  const entries = all.filter(({ provisional }) => !provisional);
  const corrections = new Map<string, HoursEntry[]>();
  for (const entry of entries)
    if (entry.corrects && entry.corrects !== entry.id)
      corrections.set(entry.corrects, [...(corrections.get(entry.corrects) ?? []), entry]);
  const replaced = new Set<string>(corrections.keys());
  const correctedTwice: string[] = [];
  for (const [corrected, several] of corrections) {
    const last = several.reduce((a, b) => (later(a, b) ? a : b));
    for (const entry of several) if (entry !== last) replaced.add(entry.id);
    if (several.length > 1) correctedTwice.push(corrected);
  }
  const minutes = new Map<string, number>();
  const counting = entries.filter((entry) => !replaced.has(entry.id) && wasThere(entry));
  for (const { counter, minutes: more } of counting) minutes.set(counter, (minutes.get(counter) ?? 0) + more);
  return { minutes, counts: new Set(counting.map(({ id }) => id)), correctedTwice, undecided: all.length - entries.length };
}

export interface WholeHours {
  hours: number;
  /** The minutes that are left. */
  rest: number;
}

/** The sum first, then down: 48 lessons of 50 minutes are 40 hours. */
export function wholeHours(minutes: number): WholeHours {
  return { hours: Math.floor(minutes / 60), rest: minutes % 60 };
}

export const minutesOf = ({ minutes }: Counted, counters: string[]) =>
  counters.reduce((sum, counter) => sum + (minutes.get(counter) ?? 0), 0);
