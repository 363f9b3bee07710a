// The conflict cards: both values, who wrote them and when, and one touch to say which holds.
import type { Conflict } from '@wegwijs/client';
import { useState } from 'preact/hooks';
import { useBox } from '../box.ts';
import { asTyped, deletion, keyOf } from '../conflicts/cards.ts';
import { loadCards, type About, type KnownCard } from '../conflicts/load.ts';
import { dayText } from '../moments.ts';
import { problemOf, type Problem } from '../problem.ts';
import { session } from '../session.ts';
import { conflictNl as t } from '../texts/conflict.nl.ts';
import { nl } from '../texts/nl.ts';
import { announce } from '../ui/announce.tsx';
import { FieldInput } from '../ui/field_input.tsx';
import { Button, LinkButton, Paragraph, ProblemAlert, Title } from '../ui/parts.tsx';
import { Provisional } from '../ui/people.tsx';
import { WhoWrote } from '../ui/who_wrote.tsx';
import { Icon } from '../ui/icons.tsx';
import { useRead } from '../ui/use.ts';

interface Chosen {
  key: string;
  conflict: Conflict;
  what: string;
  text: string;
}

/** Neither of the two was right. */
function Other({ conflict, about, choose }: { conflict: Conflict; about: About; choose: (value: string) => void }) {
  const [open, setOpen] = useState(false);
  const [value, setValue] = useState('');
  const { domain } = useBox(session)!;
  const field = domain.field(conflict.entity, conflict.field);
  if (!field || conflict.element !== undefined || ['set', 'boolean', 'ref'].includes(field.type)) return null;
  if (!open) return <Button look="subtle" onClick={() => setOpen(true)}>{t.other}</Button>;
  const id = `other-${conflict.id}-${conflict.field}`;
  const take = ([one]: { value: string }[]) => {
    setValue(one?.value ?? '');
    return Promise.resolve(true);
  };
  return (
    <fieldset class="utrecht-form-field card__other">
      <legend class="utrecht-form-label"><label for={id}>{about.what}</label></legend>
      <FieldInput id={id} owner={`choice ${conflict.id}`} field={field} value={value} save={take} typing={setValue} />
      <Button look="primary-action" icon="ok" onClick={() => value !== '' && choose(value)}>{t.otherSave}</Button>
    </fieldset>
  );
}

function OneChoice({ conflict, about, choose }: { conflict: Conflict; about: About; choose: (value: string, text: string) => void }) {
  return (
    <div class="conflict" data-conflict={`${conflict.entity}.${conflict.field}`}>
      <h3 class="utrecht-heading-3">{about.what} <Provisional /></h3>
      <Paragraph small>{about.where}</Paragraph>
      <ul class="conflict__values">
        {conflict.values.map((one) => {
          const text = about.valueText(one.value);
          return (
            <li key={`${one.device} ${one.at} ${text}`} class="conflict__value">
              <p class="conflict__text"><bdi>{text}</bdi></p>
              <WhoWrote written={one} />
              <Button look="primary-action" icon="ok" onClick={() => choose(asTyped(one.value), text)}><bdi>{asTyped(one.value) === '' ? t.holdsEmpty : t.holds(text)}</bdi></Button>
            </li>
          );
        })}
      </ul>
      <Other conflict={conflict} about={about} choose={(value) => choose(value, about.valueText(value))} />
      {conflict.field !== deletion && (
        <LinkButton to={['geschiedenis', conflict.id, conflict.field]} look="subtle" icon="list">{t.history}</LinkButton>
      )}
    </div>
  );
}

function VisitCard({ card, choose }: { card: KnownCard; choose: (conflict: Conflict, about: About, value: string, text: string) => void }) {
  return (
    <section class="card visit" aria-label={`${card.name || nl.unknownName}, ${t.visit(dayText(`${card.day}T12:00:00Z`, 'nl'))}`}>
      <h2 class="utrecht-heading-2"><Icon name="choice" /> <bdi>{card.name || nl.unknownName}</bdi></h2>
      <Paragraph>{t.visit(dayText(`${card.day}T12:00:00Z`, 'nl'))}</Paragraph>
      {card.conflicts.map((conflict) => {
        const about = card.about.get(conflict)!;
        return <OneChoice key={keyOf(conflict)} conflict={conflict} about={about} choose={(value, text) => choose(conflict, about, value, text)} />;
      })}
      <div class="actions"><LinkButton to={['persoon', card.dossier]} icon="person">{t.toPerson}</LinkButton></div>
    </section>
  );
}

export function Choices() {
  const now = useBox(session)!;
  const { value: cards, problem } = useRead(loadCards, []);
  const [chosen, setChosen] = useState<Chosen[]>([]);
  const [failed, setFailed] = useState<Problem>();

  const choose = async (conflict: Conflict, about: About, value: string, text: string) => {
    const { id, field, element } = conflict;
    setFailed(undefined);
    try {
      await now.store.decide(id, { field, value, ...(element !== undefined && { element }) });
      setChosen((last) => [...last, { key: keyOf(conflict), conflict, what: about.what, text }]);
      announce(t.decided(text));
      document.getElementById('title')?.focus();
    } catch (error) {
      setFailed(problemOf(error));
    }
  };

  return (
    <div class="narrow" lang="nl" dir="ltr">
      <Title>{t.title}</Title>
      <Paragraph>{cards?.length === 0 ? t.nothing : t.intro}</Paragraph>
      {problem && <ProblemAlert problem={problem} />}
      {failed && <ProblemAlert problem={failed} />}
      {chosen.map(({ key, conflict, what, text }) => (
        <div key={key} class="card chosen">
          <p class="utrecht-paragraph"><Icon name="ok" /> {what}. <b><bdi>{t.decided(text)}</bdi></b></p>
          <Paragraph small>{t.decidedWhy}</Paragraph>
          {conflict.field !== deletion && (
            <LinkButton to={['geschiedenis', conflict.id, conflict.field]} look="subtle" icon="list">{t.history}</LinkButton>
          )}
        </div>
      ))}
      {cards?.map((card) => (
        <VisitCard key={card.key} card={card} choose={(...all) => void choose(...all)} />
      ))}
    </div>
  );
}
