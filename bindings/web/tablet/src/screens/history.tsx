// All that was ever written in one field, and the way back to an earlier value.
import type { HistoryEntry, RecordView } from '@wegwijs/client';
import { useState } from 'preact/hooks';
import { useBox } from '../box.ts';
import { asTyped } from '../conflicts/cards.ts';
import { dutch } from '../intake/questions.ts';
import { problemOf, type Problem } from '../problem.ts';
import { session, type Session } from '../session.ts';
import { conflictNl } from '../texts/conflict.nl.ts';
import { announce } from '../ui/announce.tsx';
import { Alert, Button, LinkButton, Paragraph, ProblemAlert, Title } from '../ui/parts.tsx';
import { WhoWrote } from '../ui/who_wrote.tsx';
import { useRead } from '../ui/use.ts';
import { valueText } from '../values.ts';

const t = conflictNl.histories;

interface Known {
  record: RecordView | null;
  entries: HistoryEntry[];
}

async function load({ store }: Session, id: string, field: string): Promise<Known> {
  const record = await store.get(id);
  return { record, entries: record ? (await store.history(id, field)).reverse() : [] };
}

function labelOf({ domain }: Session, record: RecordView, field: string): string {
  const question = field === 'waarde' ? dutch.questions[String(record.fields['vraag'])]?.text : undefined;
  return question ?? domain.field(record.entity, field)?.label ?? field;
}

function Entry({ entry, text, canPut, put }: { entry: HistoryEntry; text: string; canPut: boolean; put: () => void }) {
  return (
    <li class={`history__entry ${entry.stands ? 'history__entry--now' : ''}`}>
      <p class="conflict__text"><bdi>{text}</bdi></p>
      <WhoWrote written={entry} />
      {entry.stands ? <p class="utrecht-paragraph"><b>{t.now}</b></p> : canPut && <Button icon="turn" onClick={put}><bdi>{asTyped(entry.value) === '' ? t.putEmpty : t.put(text)}</bdi></Button>}
    </li>
  );
}

export function History({ params: [id, field] }: { params: string[] }) {
  const now = useBox(session)!;
  const { value, problem } = useRead((held) => load(held, id!, field!), [id, field]);
  const [failed, setFailed] = useState<Problem>();
  const [done, setDone] = useState(false);
  const record = value?.record;
  const provisional = record?.conflicts?.[field!] !== undefined;
  const told = record ? now.domain.field(record.entity, field!) : undefined;
  const canPut = !provisional && told?.write === true && told.type !== 'set';
  const standing = value?.entries.find(({ stands }) => stands)?.value;

  const put = async (entry: HistoryEntry) => {
    setFailed(undefined);
    setDone(false);
    try {
      await now.store.set(id!, [{ field: field!, value: asTyped(entry.value) }]);
      setDone(true);
      announce(t.done);
    } catch (error) {
      setFailed(problemOf(error));
    }
  };

  return (
    <div class="narrow" lang="nl" dir="ltr">
      <Title>{t.title}</Title>
      {problem && <ProblemAlert problem={problem} />}
      {value && !record && <Alert tone="warning" title={t.gone} />}
      {record && (
        <div class="card">
          <h2 class="utrecht-heading-2">{labelOf(now, record, field!)}</h2>
          <Paragraph>{provisional ? t.provisional : t.intro}</Paragraph>
          {failed && <ProblemAlert problem={failed} />}
          {done && <Alert tone="ok" title={t.done} />}
          {value.entries.length === 0 && <Paragraph>{t.none}</Paragraph>}
          <ol class="history">
            {value.entries.map((entry) => (
              <Entry
                key={`${entry.device} ${entry.at} ${String(entry.value)}`}
                entry={entry}
                text={valueText(now.domain, record.entity, field!, entry.value) || conflictNl.empty}
                canPut={canPut && asTyped(entry.value) !== asTyped(standing)}
                put={() => void put(entry)}
              />
            ))}
          </ol>
          <div class="actions">
            {provisional && <LinkButton to={['keuzes']} icon="choice">{t.back}</LinkButton>}
            <LinkButton to={['persoon', record.dossier]} icon="person">{conflictNl.toPerson}</LinkButton>
          </div>
        </div>
      )}
    </div>
  );
}
