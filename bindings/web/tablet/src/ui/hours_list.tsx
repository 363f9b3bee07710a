// The hours of a person, for who may read them: what was logged, and what of it counts.
import { useBox } from '../box.ts';
import { countHours } from '../pip/hours.ts';
import { isProvisional } from '../people.ts';
import { all, hoursEntry } from '../pip/plan.ts';
import { session, type Session } from '../session.ts';
import { moreNl, personNl as t } from '../texts/volunteer.nl.ts';
import { Paragraph, Section } from './parts.tsx';
import { Provisional } from './people.tsx';
import { useRead } from './use.ts';
import { valueText } from '../values.ts';

const mostShown = 20;

async function load({ store, domain }: Session, person: string) {
  const mayRead = domain.field('urenregel', 'minuten')?.read;
  const entries = mayRead ? await all(store, 'urenregel', person) : [];
  return { entries: entries.sort((a, b) => b.id.localeCompare(a.id)), counted: countHours(entries.map(hoursEntry)) };
}

export function HoursList({ person }: { person: string }) {
  const { domain } = useBox(session)!;
  const { value } = useRead((now) => load(now, person), [person]);
  if (!value || value.entries.length === 0) return null;
  const { entries, counted } = value;
  const sum = [...counted.minutes.values()].reduce((a, b) => a + b, 0);
  const show = (name: string, shown: unknown) => valueText(domain, 'urenregel', name, shown);
  return (
    <div lang="nl" dir="ltr">
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
    </div>
  );
}
