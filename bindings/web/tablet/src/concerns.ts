// Concerns of volunteers, as the case worker has them. One is taken up when a contact points to it.
import type { RecordView } from '@wegwijs/client';
import { all } from './pip/plan.ts';
import type { Session } from './session.ts';

export interface ConcernView {
  record: RecordView;
  by: string;
  at: string;
  /** By whom and when it was taken up. */
  taken: { by: string; at: string } | undefined;
}

export const readsConcerns = ({ domain }: Session) => domain.field('signaal', 'tekst')?.read === true;

async function writtenBy({ store }: Session, id: string, field: string) {
  const [first] = await store.history(id, field);
  return { by: first?.by ?? '', at: first?.at ?? '' };
}

/** The newest first. */
export async function concernsOf(now: Session, person: string): Promise<ConcernView[]> {
  if (!readsConcerns(now)) return [];
  const [records, contacts] = await Promise.all([all(now.store, 'signaal', person), all(now.store, 'contactmoment', person)]);
  const views = records.map(async (record) => {
    const contact = contacts.find(({ fields }) => fields['signaal'] === record.id);
    const taken = contact && (await writtenBy(now, contact.id, 'signaal'));
    return { record, ...(await writtenBy(now, record.id, 'tekst')), taken };
  });
  return (await Promise.all(views)).sort((a, b) => b.record.id.localeCompare(a.record.id));
}

export interface OpenConcern {
  id: string;
  person: string;
  name: string;
  urgent: boolean;
}

/** Nobody took them up; the urgent ones first. */
export async function openConcerns(now: Session): Promise<OpenConcern[]> {
  if (!readsConcerns(now)) return [];
  const { rows } = await now.store.query(
    'SELECT id FROM signaal WHERE id NOT IN (SELECT signaal FROM contactmoment WHERE signaal IS NOT NULL) ORDER BY id DESC',
  );
  const found = await Promise.all(rows.map(([id]) => now.store.get(String(id))));
  const open = found.filter((one) => one !== null).map(async ({ id, dossier, fields }) => {
    const person = await now.store.get(dossier);
    return { id, person: dossier, name: String(person?.fields['weergavenaam'] ?? ''), urgent: fields['dringend'] === true };
  });
  return (await Promise.all(open)).sort((a, b) => Number(b.urgent) - Number(a.urgent));
}

export async function takeUp({ store }: Session, { record }: ConcernView): Promise<void> {
  const values = [
    { field: 'tijdstip', value: new Date().toISOString() },
    { field: 'kanaal', value: 'anders' },
    { field: 'onderwerp', value: 'signaal' },
    { field: 'signaal', value: record.id },
  ];
  await store.create([{ entity: 'contactmoment', parent: record.dossier, values }]);
}
