// The three years in which somebody integrates: they begin the day after the date under the first PIP (Wi2021 art. 11).
import { daysBetween, plusDays, plusYears, type Day } from './days.ts';

const years = 3;

export interface Term {
  start: Day;
  /** The last day that belongs to it. DUO names the day after. */
  lastDay: Day;
  /** What DUO said, or what follows from the date of the PIP. */
  from: 'duo' | 'pip';
  daysLeft: number;
}

export interface TermFacts {
  /** Of the first PIP; a changed PIP does not move the term. */
  dated?: Day | undefined;
  duoStart?: Day | undefined;
  /** Exclusive, as DUO has it. */
  duoEnd?: Day | undefined;
}

export function termOf({ dated, duoStart, duoEnd }: TermFacts, today: Day): Term | undefined {
  const start = duoStart ?? (dated && plusDays(dated, 1));
  if (!start) return undefined;
  const lastDay = plusDays(duoEnd ?? plusYears(start, years), -1);
  return { start, lastDay, from: duoStart && duoEnd ? 'duo' : 'pip', daysLeft: daysBetween(today, lastDay) };
}
