// Finding people by name in any spelling, by number or telephone.
import { useEffect, useState } from 'preact/hooks';
import { useBox } from '../box.ts';
import { loadPeople, typedName, type Person } from '../people.ts';
import { screens } from '../screens.ts';
import { session, type Session } from '../session.ts';
import { useTexts } from '../texts/index.ts';
import { announce } from '../ui/announce.tsx';
import { LinkButton, Paragraph, TextField, Title } from '../ui/parts.tsx';
import { PersonRow } from '../ui/people.tsx';
import { useRead } from '../ui/use.ts';

const mostShown = 100;

async function search({ store }: Session, text: string): Promise<Person[]> {
  if (text.trim() !== '') return loadPeople(store, await store.find(text.trim(), 25));
  const { rows } = await store.query(`SELECT id FROM deelnemer ORDER BY weergavenaam COLLATE NOCASE LIMIT ${mostShown}`);
  return loadPeople(store, rows.map(([id]) => String(id)));
}

export function Search() {
  const t = useTexts();
  const [text, setText] = useState('');
  const { value: people } = useRead((now) => search(now, text), [text]);
  const mayBegin = screens['nieuw']!.roles!.includes(useBox(session)!.owner.role);
  const searching = text.trim() !== '';
  const found = people ? t.search.found(people.length) : '';
  useEffect(() => {
    if (searching && found) announce(found);
  }, [found, searching]);
  return (
    <div class="narrow">
      <Title>{t.search.title}</Title>
      <form role="search" onSubmit={(event) => event.preventDefault()}>
        <TextField id="find" type="search" inputMode="search" label={t.search.label} help={t.search.help} value={text} onInput={setText} />
      </form>
      <section class="card" aria-label={searching ? found : t.search.all}>
        <h2 class="utrecht-heading-2">{searching ? found : t.search.all}</h2>
        {people?.length === 0 && !searching && <Paragraph>{t.search.nobody}</Paragraph>}
        <ul class="rows">{people?.map((person) => <PersonRow key={person.id} person={person} />)}</ul>
        {people?.length === mostShown && <Paragraph small>{t.search.more}</Paragraph>}
      </section>
      {mayBegin && <div class="actions">
        <LinkButton to={['nieuw']} icon="add" onClick={() => (typedName.value = text.trim())}>
          {searching ? t.search.makeNamed(text.trim()) : t.search.make}
        </LinkButton>
      </div>}
    </div>
  );
}
