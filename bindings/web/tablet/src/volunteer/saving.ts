// Hours of one or of a group: one entry for each, in his own dossier. An entry is never changed: undoing it is another
// entry, which says that nobody was there, and so no minutes count.
import type { Assignment } from '@wegwijs/client';
import { recall, remember } from '../memory.ts';
import type { Session } from '../session.ts';
import { withLogged, withUndone, type Logged, type LoggedEntry } from './log.ts';

const key = ({ name }: Session) => `hours.${name}`;

export const loggedBy = (now: Session): Logged[] => recall<Logged[]>(key(now)) ?? [];

export interface Hours {
  people: string[];
  day: string;
  minutes: number;
  counter: string;
}

const valuesOf = ({ owner }: Session, { day, minutes, counter }: Omit<Hours, 'people'>, attendance: string): Assignment[] => [
  { field: 'datum', value: day },
  { field: 'minuten', value: String(minutes) },
  { field: 'teller', value: counter },
  { field: 'aanwezigheid', value: attendance },
  { field: 'opgegeven_door', value: owner.user },
  { field: 'rol_opgever', value: owner.role.replace('-', '_') },
];

export interface Saved {
  entries: LoggedEntry[];
  /** For whom it was not saved, and why. */
  left: string[];
  error?: unknown;
}

/** Stops at the first that is refused; those before it are saved. Each is remembered at once: after a kill in between the
 * user sees for whom it was done. */
export async function saveHours(now: Session, hours: Hours): Promise<Saved> {
  const entries: LoggedEntry[] = [];
  const { day, minutes, counter } = hours;
  const before = loggedBy(now);
  const at = new Date();
  let error: unknown;
  for (const person of hours.people) {
    try {
      const [id] = await now.store.create([{ entity: 'urenregel', parent: person, values: valuesOf(now, hours, 'aanwezig') }]);
      entries.push({ id: id!, person });
      remember(key(now), withLogged(before, { at: at.toISOString(), day, minutes, counter, entries: [...entries] }, at));
    } catch (thrown) {
      error = thrown;
      break;
    }
  }
  return { entries, left: hours.people.slice(entries.length), ...(error !== undefined && { error }) };
}

/** Each entry that was taken back is forgotten at once, so that trying again after an error does none of them twice. */
export async function undoHours(now: Session, logged: Logged): Promise<void> {
  const left = [...logged.entries];
  while (left.length > 0) {
    const { id, person } = left[0]!;
    const values = [...valuesOf(now, logged, 'geoorloofd'), { field: 'corrigeert', value: id }];
    await now.store.create([{ entity: 'urenregel', parent: person, values }]);
    left.shift();
    remember(key(now), loggedBy(now).map((one) => (one.at === logged.at ? { ...one, entries: [...left] } : one)));
  }
  remember(key(now), withUndone(loggedBy(now), logged));
}
