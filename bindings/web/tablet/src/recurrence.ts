// On which days an appointment falls that repeats: the part of RFC 5545 that a weekly lesson needs (DAILY, WEEKLY and MONTHLY
// with INTERVAL, BYDAY of a week, UNTIL and COUNT). A rule with anything else is told as not understood, never left out.
export type Falls = 'yes' | 'no' | 'unknown';

const weekdays = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
const known = new Set(['FREQ', 'INTERVAL', 'BYDAY', 'UNTIL', 'COUNT', 'WKST']);
/** Longer than any case: a rule without an end is looked at no further. */
const mostDays = 366 * 10;

interface Rule {
  freq: string;
  interval: number;
  days: number[];
  until: string | undefined;
  count: number | undefined;
}

const dayMs = 86_400_000;
const numberOf = (day: string) => Math.round(Date.parse(`${day}T00:00:00Z`) / dayMs);
const weekdayOf = (day: number) => (day + 4) % 7;
const monthOf = (day: number) => new Date(day * dayMs).getUTCMonth() + 12 * new Date(day * dayMs).getUTCFullYear();
const dateOf = (day: number) => new Date(day * dayMs).getUTCDate();
/** Weeks begin on Monday. */
const weekOf = (day: number) => Math.floor((day + 3) / 7);

function parse(text: string): Rule | undefined {
  const parts = new Map(text.replace(/^RRULE:/, '').split(';').map((part) => part.split('=') as [string, string]));
  const freq = parts.get('FREQ') ?? '';
  if (![...parts.keys()].every((key) => known.has(key)) || !['DAILY', 'WEEKLY', 'MONTHLY'].includes(freq)) return undefined;
  const days = (parts.get('BYDAY') ?? '').split(',').filter(Boolean).map((day) => weekdays.indexOf(day));
  if (days.includes(-1) || (days.length > 0 && freq === 'MONTHLY') || (parts.has('WKST') && parts.get('WKST') !== 'MO')) return undefined;
  const number = (key: string) => (parts.has(key) ? Number(parts.get(key)) : undefined);
  const [interval, count] = [number('INTERVAL') ?? 1, number('COUNT')];
  if (!Number.isInteger(interval) || interval < 1 || (count !== undefined && !Number.isInteger(count))) return undefined;
  const until = /^(\d{4})(\d{2})(\d{2})/.exec(parts.get('UNTIL') ?? '');
  if (parts.has('UNTIL') && !until) return undefined;
  return { freq, interval, days, until: until?.slice(1).join('-'), count };
}

function matches({ freq, interval, days }: Rule, first: number, day: number): boolean {
  const rightDay = days.length === 0 || days.includes(weekdayOf(day));
  switch (freq) {
    case 'DAILY': return (day - first) % interval === 0 && rightDay;
    case 'WEEKLY':
      return (weekOf(day) - weekOf(first)) % interval === 0 && (days.length > 0 ? rightDay : weekdayOf(day) === weekdayOf(first));
    default: return (monthOf(day) - monthOf(first)) % interval === 0 && dateOf(day) === dateOf(first);
  }
}

/** `first`, `day` and `except` as "2026-11-24". An exception counts for COUNT, as the RFC says. */
export function fallsOn(text: string, first: string, day: string, except: readonly string[] = []): Falls {
  if (day < first || except.includes(day)) return 'no';
  const rule = parse(text);
  if (!rule) return 'unknown';
  if (rule.until !== undefined && day > rule.until) return 'no';
  const [begin, at] = [numberOf(first), numberOf(day)];
  if (at - begin > mostDays || !matches(rule, begin, at)) return 'no';
  if (rule.count === undefined) return 'yes';
  let before = 0;
  for (let earlier = begin; earlier < at; ++earlier) if (matches(rule, begin, earlier)) ++before;
  return before < rule.count ? 'yes' : 'no';
}
