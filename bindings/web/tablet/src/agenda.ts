// Today's appointments: activities that begin today, and talks that ask for something today.
import type { Store } from '@wegwijs/client';
import { isProvisional } from './people.ts';
import type { Session } from './session.ts';
import { dayOf, momentAt } from './moments.ts';

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
}

const text = (value: unknown) => (value === null || value === undefined ? '' : String(value));

function nextDay(day: string): string {
  const next = new Date(`${day}T12:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
}

async function planned(store: Store, day: string): Promise<Appointment[]> {
  const span = [momentAt(day, '00:00'), momentAt(nextDay(day), '00:00')].map((moment) => Date.parse(moment));
  const { rows } = await store.query('SELECT id FROM activiteit WHERE "begin" >= ?1 AND "begin" < ?2', span);
  const records = await Promise.all(rows.map(([id]) => store.get(String(id))));
  return records.flatMap((record) => {
    const begin = text(record?.fields['begin']);
    if (!record || record.fields['stand'] === 'vervallen') return [];
    const { soort, einde, locatie, stand } = record.fields;
    return [{
      id: record.id, person: record.dossier, name: '', kind: 'activiteit' as const, soort: text(soort), begin,
      ...(einde ? { end: text(einde) } : {}), where: text(locatie), stand: text(stand), provisional: isProvisional(record),
    }];
  });
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

export async function appointmentsOn({ store, domain }: Session, moment: Date): Promise<Appointment[]> {
  const day = dayOf(moment);
  const all = [
    ...(domain.has('activiteit') ? await planned(store, day) : []),
    ...(domain.field('contactmoment', 'vervolg_op')?.read ? await followUps(store, day) : []),
  ];
  for (const one of all) one.name = text((await store.get(one.person))?.fields['weergavenaam']);
  return all.sort((a, b) => (a.begin ?? '').localeCompare(b.begin ?? ''));
}
