// Today's appointments: activities that begin today, and talks that ask for something today.
import type { RecordView, Store } from '@wegwijs/client';
import { isProvisional } from './people.ts';
import { fallsOn } from './recurrence.ts';
import type { Session } from './session.ts';
import { dayOf, momentAt, timeText } from './moments.ts';

export interface Appointment {
  id: string;
  person: string;
  name: string;
  kind: 'activiteit' | 'vervolg';
  soort: string;
  begin?: string;
  end?: string;
  where: string;
  stand: string;
  provisional: boolean;
  /** It repeats in a way that the app does not understand: it may be on this day. */
  unsure?: boolean;
}

const text = (value: unknown) => (value === null || value === undefined ? '' : String(value));

function nextDay(day: string): string {
  const next = new Date(`${day}T12:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
}

/** Those that begin on the day, and those that began before and repeat. */
async function planned(store: Store, day: string): Promise<Appointment[]> {
  const [from, to] = [momentAt(day, '00:00'), momentAt(nextDay(day), '00:00')].map((moment) => Date.parse(moment));
  const { rows } = await store.query(
    `SELECT id FROM activiteit WHERE "begin" < ?2 AND ("begin" >= ?1 OR herhaling IS NOT NULL) AND stand <> 'vervallen'`,
    [from!, to!],
  );
  const records = await Promise.all(rows.map(([id]) => store.get(String(id))));
  return records.flatMap((record) => (record ? plannedOn(record, day) : []));
}

function plannedOn(record: RecordView, day: string): Appointment[] {
  const { begin, einde, soort, locatie, stand, herhaling, uitzonderingen } = record.fields;
  const first = dayOf(new Date(text(begin)));
  const except = Array.isArray(uitzonderingen) ? uitzonderingen.map(String) : [];
  const falls = text(herhaling) === '' ? 'yes' : fallsOn(text(herhaling), first, day, except);
  if (falls === 'no') return [];
  return [{
    id: record.id, person: record.dossier, name: '', kind: 'activiteit', soort: text(soort), begin: text(begin),
    ...(einde ? { end: text(einde) } : {}), where: text(locatie),
    // What was held or missed is the first one; later ones are planned.
    stand: first === day ? text(stand) : 'gepland', provisional: isProvisional(record), unsure: falls === 'unknown',
  }];
}

async function followUps(store: Store, day: string): Promise<Appointment[]> {
  const { rows } = await store.query('SELECT id, onderwerp FROM contactmoment WHERE vervolg_op = ?1', [day]);
  const records = await Promise.all(rows.map(([id]) => store.get(String(id))));
  return records.flatMap((record) =>
    record
      ? [{ id: record.id, person: record.dossier, name: '', kind: 'vervolg' as const, soort: text(record.fields['onderwerp']), where: '', stand: '', provisional: false }]
      : [],
  );
}

/** Of one that repeats the day is another, the time of day is not. */
const timeOf = ({ begin }: Appointment) => (begin ? timeText(begin, 'nl') : '');

export async function appointmentsOn({ store, domain }: Session, moment: Date): Promise<Appointment[]> {
  const day = dayOf(moment);
  const all = [
    ...(domain.has('activiteit') ? await planned(store, day) : []),
    ...(domain.field('contactmoment', 'vervolg_op')?.read ? await followUps(store, day) : []),
  ];
  for (const one of all) one.name = text((await store.get(one.person))?.fields['weergavenaam']);
  return all.sort((a, b) => timeOf(a).localeCompare(timeOf(b)));
}
