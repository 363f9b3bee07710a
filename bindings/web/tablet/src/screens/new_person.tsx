// A new person, with nothing but a name.
import { useEffect, useState } from 'preact/hooks';
import { gemeenten } from '../gemeenten.ts';
import { recall, remember } from '../memory.ts';
import { loadPeople, typedName } from '../people.ts';
import { problemOf, type Problem } from '../problem.ts';
import { replace } from '../router.ts';
import { session, type Session } from '../session.ts';
import { useTexts } from '../texts/index.ts';
import { announce } from '../ui/announce.tsx';
import { Button, ProblemAlert, TextField, Title } from '../ui/parts.tsx';
import { PersonRow } from '../ui/people.tsx';
import { useRead } from '../ui/use.ts';

async function make({ store, owner }: Session, name: string, gemeente: string): Promise<string> {
  const id = await store.makeId();
  await store.create([
    { entity: 'deelnemer', id, gemeente, values: [{ field: 'weergavenaam', value: name }] },
    {
      entity: 'traject',
      parent: id,
      values: [
        { field: 'status', value: 'gekoppeld' },
        { field: 'regievoerder', value: owner.user },
      ],
    },
  ]);
  return id;
}

function Alike({ name }: { name: string }) {
  const t = useTexts();
  const { value } = useRead(async ({ store }) => (name === '' ? [] : loadPeople(store, await store.find(name, 3))), [name]);
  if (!value?.length) return null;
  return (
    <section class="card card--quiet" aria-label={t.newPerson.alike}>
      <p class="utrecht-paragraph">{t.newPerson.alike}</p>
      <ul class="rows">{value.map((person) => <PersonRow key={person.id} person={person} />)}</ul>
    </section>
  );
}

function Gemeente({ value, choose }: { value: string; choose: (code: string) => void }) {
  const t = useTexts();
  return (
    <fieldset class="choices choices--tiles">
      <legend class="utrecht-form-label">{t.newPerson.gemeente}</legend>
      {gemeenten.map(({ code, name }) => (
        <label key={code} class="choice">
          <input type="radio" name="gemeente" class="choice__input" checked={code === value} onChange={() => choose(code)} />
          <span class="choice__text" lang="nl">{name}</span>
        </label>
      ))}
    </fieldset>
  );
}

export function NewPerson() {
  const t = useTexts();
  const [name, setName] = useState(typedName.value);
  const [gemeente, setGemeente] = useState(recall<string>('gemeente') ?? '0405');
  const [error, setError] = useState<string>();
  const [problem, setProblem] = useState<Problem>();
  useEffect(() => void (typedName.value = ''), []);
  const [busy, setBusy] = useState(false);

  const submit = async (event: Event) => {
    event.preventDefault();
    const now = session.value;
    if (busy || !now) return;
    setError(name.trim() === '' ? t.newPerson.needName : undefined);
    setProblem(undefined);
    if (name.trim() === '') return document.getElementById('name')?.focus();
    setBusy(true);
    try {
      const id = await make(now, name.trim(), gemeente);
      remember('gemeente', gemeente);
      announce(t.saved);
      replace('persoon', id);
    } catch (thrown) {
      setProblem(problemOf(thrown));
      setBusy(false);
    }
  };

  return (
    <form class="narrow" onSubmit={(event) => void submit(event)} noValidate aria-labelledby="title">
      <Title>{t.newPerson.title}</Title>
      <div class="card">
        <TextField id="name" label={t.newPerson.name} help={t.newPerson.nameHelp} error={error} value={name} onInput={setName} maxLength={80} />
        <Gemeente value={gemeente} choose={setGemeente} />
        {problem && <ProblemAlert problem={problem} />}
        <div class="actions"><Button type="submit" look="primary-action" icon="add" busy={busy}>{t.newPerson.go}</Button></div>
      </div>
      <Alike name={name.trim()} />
    </form>
  );
}
