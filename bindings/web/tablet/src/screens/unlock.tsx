// Opening the store with the PIN.
import { useRef, useState } from 'preact/hooks';
import { WegwijsError } from '@wegwijs/client';
import { useBox } from '../box.ts';
import { forgetStore, recall, remember, storeNames } from '../memory.ts';
import { problemOf, type Problem } from '../problem.ts';
import { lockedBecause, unlock } from '../session.ts';
import { useTexts } from '../texts/index.ts';
import { announce } from '../ui/announce.tsx';
import { Alert, Button, ProblemAlert, TextField, Title } from '../ui/parts.tsx';

function Names({ names, chosen, choose }: { names: string[]; chosen: string; choose: (name: string) => void }) {
  const t = useTexts();
  if (names.length < 2) return <p class="utrecht-paragraph who"><bdi>{chosen}</bdi></p>;
  return (
    <fieldset class="choices">
      <legend class="utrecht-form-label">{t.unlock.who}</legend>
      {names.map((name) => (
        <label key={name} class="choice">
          <input type="radio" name="who" class="choice__input" checked={name === chosen} onChange={() => choose(name)} />
          <span class="choice__text"><bdi>{name}</bdi></span>
        </label>
      ))}
    </fieldset>
  );
}

export function Unlock({ onEnrol }: { onEnrol: () => void }) {
  const t = useTexts();
  const names = storeNames();
  const last = recall<string>('last');
  const [name, setName] = useState(last && names.includes(last) ? last : names[0]!);
  const [pin, setPin] = useState('');
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const [missing, setMissing] = useState(false);
  const because = useBox(lockedBecause);
  const form = useRef<HTMLFormElement>(null);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setError(pin === '' ? t.unlock.needPin : undefined);
    setProblem(undefined);
    if (pin === '') return form.current?.querySelector('input[type=password]') && document.getElementById('pin')?.focus();
    setBusy(true);
    announce(t.unlock.busy);
    try {
      remember('last', name);
      await unlock(name, pin);
    } catch (thrown) {
      setProblem(problemOf(thrown));
      setMissing(thrown instanceof WegwijsError && thrown.is('STORE_MISSING'));
      setPin('');
      setBusy(false);
      document.getElementById('pin')?.focus();
    }
  };

  return (
    <form class="card start" ref={form} onSubmit={(event) => void submit(event)} noValidate aria-labelledby="title">
      <Title>{t.unlock.title}</Title>
      {because === 'idle' && <Alert tone="info" title={t.unlock.idle} />}
      <Names names={names} chosen={name} choose={setName} />
      <TextField id="pin" type="password" label={t.unlock.pin} error={error} value={pin} onInput={setPin} autoComplete="off" />
      {problem && <ProblemAlert problem={problem} />}
      <div class="actions">
        <Button type="submit" look="primary-action" icon="lock" busy={busy}>{busy ? t.unlock.busy : t.unlock.go}</Button>
        {missing && (
          <Button onClick={() => { forgetStore(name); onEnrol(); }}>{t.unlock.forget}</Button>
        )}
        <Button look="subtle" onClick={onEnrol}>{t.enrol.other}</Button>
      </div>
    </form>
  );
}
