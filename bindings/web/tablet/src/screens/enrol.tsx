// The first start: this device gets a store of its own, with the code that an administrator made.
import { useState } from 'preact/hooks';
import { clearedNames, storeNames } from '../memory.ts';
import { problemNamed, problemOf, type Problem } from '../problem.ts';
import { replace } from '../router.ts';
import { enrol } from '../session.ts';
import { texts, useTexts } from '../texts/index.ts';
import { announce } from '../ui/announce.tsx';
import { Alert, Button, Paragraph, ProblemAlert, TextField, Title } from '../ui/parts.tsx';

const shortestPin = 6;

type Errors = { name?: string; code?: string; pin?: string; again?: string };

function look(given: { name: string; code: string; pin: string; again: string }): Errors {
  const t = texts().enrol;
  const errors: Errors = {};
  if (given.name.trim() === '') errors.name = t.needName;
  else if (storeNames().includes(given.name.trim())) errors.name = t.nameTaken;
  if (given.code.trim() === '') errors.code = t.needCode;
  if (given.pin.length < shortestPin) errors.pin = t.shortPin;
  else if (given.pin !== given.again) errors.again = t.differentPin;
  return errors;
}

function focusFirst(errors: Errors): void {
  const first = (['name', 'code', 'pin', 'again'] as const).find((one) => errors[one]);
  if (first) document.getElementById(`enrol-${first}`)?.focus();
}

/** The browser took everything, and with it what the unlock screen would have said. */
function Cleared() {
  const names = clearedNames();
  if (names.length === 0) return null;
  return <ProblemAlert problem={problemNamed('STORE_MISSING')}><Paragraph><bdi>{names.join(', ')}</bdi></Paragraph></ProblemAlert>;
}

export function Enrol({ code: given, onCancel }: { code: string; onCancel?: () => void }) {
  const t = useTexts();
  const [name, setName] = useState('');
  const [code, setCode] = useState(given);
  const [pin, setPin] = useState('');
  const [again, setAgain] = useState('');
  const [errors, setErrors] = useState<Errors>({});
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();

  const submit = async (event: Event) => {
    event.preventDefault();
    const found = look({ name, code, pin, again });
    setErrors(found);
    focusFirst(found);
    if (busy || Object.keys(found).length > 0) return;
    setBusy(true);
    setProblem(undefined);
    announce(t.enrol.busy);
    try {
      await enrol(name.trim(), pin, code.trim());
      replace('vandaag');
    } catch (error) {
      setProblem(problemOf(error));
      setBusy(false);
    }
  };

  return (
    <form class="card start" onSubmit={(event) => void submit(event)} noValidate aria-labelledby="title">
      <Title>{t.enrol.title}</Title>
      <Cleared />
      <Paragraph>{t.enrol.intro}</Paragraph>
      <Paragraph small>{t.enrol.before}</Paragraph>
      {given && <Alert tone="ok" title={t.enrol.codeRead} />}
      <TextField id="enrol-name" label={t.enrol.name} help={t.enrol.nameHelp} error={errors.name} value={name} onInput={setName} maxLength={40} />
      <TextField id="enrol-code" label={t.enrol.code} help={t.enrol.codeHelp} error={errors.code} value={code} onInput={setCode} maxLength={60} />
      <TextField id="enrol-pin" type="password" label={t.enrol.pin} help={t.enrol.pinHelp} error={errors.pin} value={pin} onInput={setPin} />
      <TextField id="enrol-again" type="password" label={t.enrol.pinAgain} error={errors.again} value={again} onInput={setAgain} />
      {problem && <ProblemAlert problem={problem} />}
      <div class="actions">
        <Button type="submit" look="primary-action" busy={busy}>{busy ? t.enrol.busy : t.enrol.go}</Button>
        {onCancel && <Button look="subtle" onClick={onCancel}>{t.enrol.toUnlock}</Button>}
      </div>
    </form>
  );
}
