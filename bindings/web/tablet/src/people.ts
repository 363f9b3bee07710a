// People, and what belongs to them, as lists need it.
import { Box } from './box.ts';
import type { RecordView, Store } from '@wegwijs/client';
import type { Texts } from './texts/index.ts';

export interface Person {
  id: string;
  name: string;
  fields: Record<string, unknown>;
  /** Is something of this person in conflict? */
  provisional: boolean;
  /** Is it only on this device? */
  local: boolean;
}

export const isProvisional = (record: RecordView | undefined) => Object.keys(record?.conflicts ?? {}).length > 0;

/** Those in which anything is in conflict. */
export async function dossiersInConflict(store: Store): Promise<Set<string>> {
  return new Set((await store.conflicts()).map(({ dossier }) => dossier));
}

export function personOf(record: RecordView): Person {
  return {
    id: record.id,
    name: String(record.fields['weergavenaam'] ?? ''),
    fields: record.fields,
    provisional: isProvisional(record),
    local: record.state === 'local',
  };
}

export async function loadPeople(store: Store, ids: string[]): Promise<Person[]> {
  const [open, ...records] = await Promise.all([dossiersInConflict(store), ...ids.map((id) => store.get(id))]);
  return records.flatMap((record) => (record ? [{ ...personOf(record), provisional: open.has(record.dossier) }] : []));
}

/** "1972 (dag en maand onbekend)" */
export function dateText(value: unknown, t: Texts, locale: string): string {
  const [year, month, day] = String(value ?? '').split('-');
  if (!year || year === 'onbekend') return '';
  if (!month) return `${year} (${t.person.dateUnknown})`;
  const options: Intl.DateTimeFormatOptions = { month: 'long', year: 'numeric', timeZone: 'UTC' };
  const moment = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day ?? 1)));
  if (!day) return `${new Intl.DateTimeFormat(locale, options).format(moment)} (${t.person.dayUnknown})`;
  return new Intl.DateTimeFormat(locale, { ...options, day: 'numeric' }).format(moment);
}

/** What somebody searched for, on its way to the form of a new person. Not in the address: that is kept by the browser. */
export const typedName = new Box('');
