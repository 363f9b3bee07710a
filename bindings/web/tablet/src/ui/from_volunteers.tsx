// What others wrote about a person, for the case worker: concerns of volunteers, and hours.
import type { RecordView } from '@wegwijs/client';
import { useBox } from '../box.ts';
import { momentText } from '../moments.ts';
import { countHours } from '../pip/hours.ts';
import { all, hoursEntry, isProvisional } from '../pip/plan.ts';
import { session, type Session } from '../session.ts';
import { moreNl, personNl as t } from '../texts/volunteer.nl.ts';
import { Paragraph, Section } from './parts.tsx';
import { Provisional } from './people.tsx';
import { Icon } from './icons.tsx';
import { useRead } from './use.ts';
import { valueText } from '../values.ts';

const mostShown = 20;

async function load({ store, domain }: Session, person: string) {
  const [concerns, entries] = await Promise.all([
    domain.field('signaal', 'tekst')?.read ? all(store, 'signaal', person) : [],
    domain.field('urenregel', 'minuten')?.read ? all(store, 'urenregel', person) : [],
  ]);
  const writers = await Promise.all(concerns.map(async ({ id }) => (await store.history(id, 'tekst'))[0]));
  const counted = countHours(entries.map(hoursEntry));
  const newest = (a: RecordView, b: RecordView) => b.id.localeCompare(a.id);
  return {
    concerns: concerns.map((record, at) => ({ record, written: writers[at] })).sort((a, b) => newest(a.record, b.record)),
    entries: entries.sort(newest),
    counted,
  };
}

type Found = Awaited<ReturnType<typeof load>>;

function Concerns({ concerns }: { concerns: Found['concerns'] }) {
  return (
    <Section title={t.concerns} icon="alert">
      <ul class="lines">
        {concerns.map(({ record: { id, fields }, written }) => (
          <li key={id} class="concern">
            {fields['dringend'] === true && <p class="utrecht-paragraph"><b><Icon name="alert" /> {t.urgent}</b></p>}
            <p class="concern__text"><bdi>{String(fields['tekst'] ?? '')}</bdi></p>
            {written && <Paragraph small>{t.concernOf} <bdi>{written.by}</bdi>, {momentText(written.at, 'nl')}</Paragraph>}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function HoursList({ entries, counted }: Pick<Found, 'entries' | 'counted'>) {
  const { domain } = useBox(session)!;
  const sum = [...counted.minutes.values()].reduce((a, b) => a + b, 0);
  const show = (name: string, value: unknown) => valueText(domain, 'urenregel', name, value);
  return (
    <Section title={t.hours} icon="list">
      <Paragraph>{t.sum(moreNl.duration(sum))}</Paragraph>
      <ul class="lines">
        {entries.slice(0, mostShown).map((record) => {
          const { id, fields } = record;
          const counts = counted.counts.has(id);
          return (
            <li key={id} data-minutes={String(fields['minuten'])} data-counts={String(counts)}>
              <b>{show('datum', fields['datum'])}</b> · {moreNl.duration(Number(fields['minuten']))} · {show('teller', fields['teller'])}
              {fields['opgegeven_door'] ? <> · <bdi>{String(fields['opgegeven_door'])}</bdi></> : null}
              {!counts && <> · <i>{t.doesNotCount}</i></>} {isProvisional(record) && <Provisional />}
            </li>
          );
        })}
      </ul>
      {entries.length > mostShown && <Paragraph small>{t.more(entries.length - mostShown)}</Paragraph>}
    </Section>
  );
}

export function FromVolunteers({ person }: { person: string }) {
  const { value } = useRead((now) => load(now, person), [person]);
  if (!value) return null;
  return (
    <div class="column" lang="nl" dir="ltr">
      {value.concerns.length > 0 && <Concerns concerns={value.concerns} />}
      {value.entries.length > 0 && <HoursList entries={value.entries} counted={value.counted} />}
    </div>
  );
}
