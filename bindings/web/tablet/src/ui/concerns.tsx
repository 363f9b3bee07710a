// Concerns of volunteers on the case worker's screens: on the first one until somebody took them up, and with the person.
import { useState } from 'preact/hooks';
import { useBox } from '../box.ts';
import { concernsOf, openConcerns, takeUp, type ConcernView } from '../concerns.ts';
import { momentText } from '../moments.ts';
import { problemOf, type Problem } from '../problem.ts';
import { session } from '../session.ts';
import { useTexts } from '../texts/index.ts';
import { personNl as t } from '../texts/volunteer.nl.ts';
import { announce } from './announce.tsx';
import { Icon } from './icons.tsx';
import { Button, Paragraph, ProblemAlert, Section } from './parts.tsx';
import { Row } from './people.tsx';
import { useRead } from './use.ts';

function Urgent() {
  return <b><Icon name="alert" /> {t.urgent}</b>;
}

export function OpenConcerns() {
  const { unknownName } = useTexts();
  const { value } = useRead(openConcerns, []);
  if (!value || value.length === 0) return null;
  return (
    <div lang="nl" dir="ltr">
      <Section title={t.concerns} icon="alert">
        <ul class="rows">
          {value.map(({ id, person, name, urgent }) => (
            <Row key={id} to={['persoon', person]} title={name || unknownName}>{urgent ? <Urgent /> : t.toRead}</Row>
          ))}
        </ul>
      </Section>
    </div>
  );
}

function One({ concern }: { concern: ConcernView }) {
  const now = useBox(session)!;
  const [problem, setProblem] = useState<Problem>();
  const { record: { fields }, by, at, taken } = concern;
  const take = async () => {
    try {
      await takeUp(now, concern);
      announce(t.taken(now.owner.user));
    } catch (error) {
      setProblem(problemOf(error));
    }
  };
  return (
    <li class="concern">
      {fields['dringend'] === true && <p class="utrecht-paragraph"><Urgent /></p>}
      <p class="concern__text"><bdi>{String(fields['tekst'] ?? '')}</bdi></p>
      <Paragraph small>{t.concernOf} <bdi>{by}</bdi>, {momentText(at, 'nl')}</Paragraph>
      {problem && <ProblemAlert problem={problem} />}
      {taken
        ? <Paragraph small><Icon name="ok" /> <bdi>{t.taken(taken.by)}</bdi>, {momentText(taken.at, 'nl')}</Paragraph>
        : <div class="actions"><Button icon="ok" data-test="take" onClick={() => void take()}>{t.take}</Button></div>}
    </li>
  );
}

export function Concerns({ person }: { person: string }) {
  const { value } = useRead((now) => concernsOf(now, person), [person]);
  if (!value || value.length === 0) return null;
  return (
    <div lang="nl" dir="ltr">
      <Section title={t.concerns} icon="alert">
        <ul class="lines">{value.map((concern) => <One key={concern.record.id} concern={concern} />)}</ul>
      </Section>
    </div>
  );
}
