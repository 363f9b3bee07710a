// A volunteer's concern about somebody: it goes to the case worker and cannot be read back, which it says first.
import { useState } from 'preact/hooks';
import { useBox } from '../box.ts';
import { today } from '../moments.ts';
import { problemOf, type Problem } from '../problem.ts';
import { session } from '../session.ts';
import { syncSoon } from '../syncing.ts';
import { useTexts } from '../texts/index.ts';
import { announce } from '../ui/announce.tsx';
import { Alert, Button, FieldError, LinkButton, Paragraph, ProblemAlert, TextField, Title } from '../ui/parts.tsx';
import { useRead } from '../ui/use.ts';

const most = 4000;

function ConcernForm({ person, onDone }: { person: string; onDone: () => void }) {
  const c = useTexts().more.concern;
  const now = useBox(session)!;
  const [text, setText] = useState('');
  const [seen, setSeen] = useState(today());
  const [urgent, setUrgent] = useState(false);
  const [error, setError] = useState<string>();
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(false);

  const share = async (event: Event) => {
    event.preventDefault();
    const missing = text.trim() === '';
    setError(missing ? c.needText : undefined);
    if (missing) return document.getElementById('concern-text')?.focus();
    if (busy) return;
    setBusy(true);
    setProblem(undefined);
    const values = [
      { field: 'tekst', value: text.trim() },
      { field: 'dringend', value: String(urgent) },
      ...(seen ? [{ field: 'gezien_op', value: seen }] : []),
    ];
    try {
      await now.store.create([{ entity: 'signaal', parent: person, values }]);
      announce(c.done);
      syncSoon();
      onDone();
    } catch (thrown) {
      setProblem(problemOf(thrown));
      setBusy(false);
    }
  };

  const describedBy = error ? 'concern-help concern-error' : 'concern-help';
  return (
    <form class="card" noValidate onSubmit={(event) => void share(event)} aria-labelledby="title">
      <div class={`utrecht-form-field ${error ? 'utrecht-form-field--invalid' : ''}`}>
        <label class="utrecht-form-label" for="concern-text">{c.text}</label>
        <p class="utrecht-form-field-description" id="concern-help">{c.textHelp}</p>
        {error && <FieldError id="concern-error">{error}</FieldError>}
        <textarea id="concern-text" class="utrecht-textarea utrecht-textarea--html-textarea" dir="auto" rows={6} maxLength={most} value={text}
          aria-describedby={describedBy} aria-invalid={error ? true : undefined} onInput={(event) => setText(event.currentTarget.value)} />
      </div>
      <TextField id="concern-seen" type="date" label={c.seen} value={seen} onInput={setSeen} />
      <label class="tick" for="concern-urgent">
        <input id="concern-urgent" type="checkbox" class="tick__box" checked={urgent} onChange={(event) => setUrgent(event.currentTarget.checked)} />
        <span>{c.urgent}</span>
      </label>
      <Alert tone="warning" title={c.once}><Paragraph>{c.onceWhy}</Paragraph></Alert>
      {problem && <ProblemAlert problem={problem} />}
      <Button type="submit" look="primary-action" icon="lock" busy={busy} data-test="share">{c.go}</Button>
    </form>
  );
}

export function Concern({ params: [person] }: { params: string[] }) {
  const t = useTexts();
  const c = t.more.concern;
  const { value: record } = useRead(({ store }) => store.get(person!), [person]);
  const [done, setDone] = useState(false);
  if (record === null) return <Alert tone="warning" title={c.gone} />;
  return (
    <div class="narrow">
      <Title>{c.title}</Title>
      <p class="who"><bdi>{String(record?.fields['weergavenaam'] ?? '')}</bdi></p>
      {done ? (
        <>
          <Alert tone="ok" title={c.done}><Paragraph>{c.doneWhy}</Paragraph></Alert>
          <div class="actions"><Button onClick={() => setDone(false)}>{c.again}</Button></div>
        </>
      ) : (
        <>
          <Paragraph>{c.intro} <b>{c.danger}</b></Paragraph>
          {record && <ConcernForm person={record.id} onDone={() => setDone(true)} />}
        </>
      )}
      <div class="actions"><LinkButton to={['persoon', person!]} icon="previous" flips>{c.back}</LinkButton></div>
    </div>
  );
}
