// The ten weeks in which a municipality decides the PIP: Wi2021 art. 15, Besluit inburgering 5.3.
import { daysBetween, latest, plusDays, type Day } from './days.ts';

const tenWeeks = 70;
/** The only extension: information of others, and then two weeks from when it came. */
const afterOthers = 14;

export interface ClockFacts {
  /** The letter of DUO. */
  notice?: Day | undefined;
  /** In the register of persons; before that the clock stands still. */
  registered?: Day | undefined;
  fromOthers?: Day | undefined;
  /** The date under the first PIP that was decided. */
  decided?: Day | undefined;
}

export type ClockState = 'not_started' | 'running' | 'met' | 'late' | 'missed';

export interface Clock {
  state: ClockState;
  /** What is missing before it can start. */
  waitsFor?: 'notice' | 'registered';
  start?: Day;
  /** The last day on which the PIP is in time. */
  deadline?: Day;
  extended?: boolean;
  /** Negative: this many days ago. */
  daysLeft?: number;
}

export function tenWeekClock({ notice, registered, fromOthers, decided }: ClockFacts, today: Day): Clock {
  // In an azc a plan may be there before the clock is.
  if (decided && !(notice && registered)) return { state: 'met' };
  if (!notice) return { state: 'not_started', waitsFor: 'notice' };
  if (!registered) return { state: 'not_started', waitsFor: 'registered' };
  const start = latest(notice, registered);
  const usual = plusDays(start, tenWeeks);
  const deadline = fromOthers ? latest(usual, plusDays(fromOthers, afterOthers)) : usual;
  const known = { start, deadline, extended: deadline !== usual };
  if (decided) return { ...known, state: decided <= deadline ? 'met' : 'late' };
  const daysLeft = daysBetween(today, deadline);
  return { ...known, daysLeft, state: daysLeft < 0 ? 'missed' : 'running' };
}
