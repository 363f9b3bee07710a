// Days without a time of day, as text: "2026-03-14". Counting goes over UTC, where every day has 24 hours.
export type Day = string;

const form = /^\d{4}-\d{2}-\d{2}$/;
const dayMs = 86_400_000;

const moment = (day: Day) => Date.parse(`${day}T00:00:00Z`);
const dayAt = (ms: number): Day => new Date(ms).toISOString().slice(0, 10);

/** undefined: empty, or no whole date that exists. */
export function asDay(value: unknown): Day | undefined {
  const text = typeof value === 'string' ? value : '';
  if (!form.test(text) || Number.isNaN(moment(text))) return undefined;
  return dayAt(moment(text)) === text ? text : undefined;
}

export const plusDays = (day: Day, days: number): Day => dayAt(moment(day) + days * dayMs);

/** 29 February becomes 1 March in a year without it. */
export function plusYears(day: Day, years: number): Day {
  const date = new Date(moment(day));
  date.setUTCFullYear(date.getUTCFullYear() + years);
  return dayAt(date.getTime());
}

/** Positive: `to` is later. */
export const daysBetween = (from: Day, to: Day) => Math.round((moment(to) - moment(from)) / dayMs);

export const latest = (...days: Day[]): Day => days.reduce((a, b) => (a > b ? a : b));
