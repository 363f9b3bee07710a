// An appointment with one person.
import { useState } from 'preact/hooks';
import { momentAt, today } from '../moments.ts';
import { problemOf, type Problem } from '../problem.ts';
import { replace } from '../router.ts';
import { session } from '../session.ts';
import { useTexts } from '../texts/index.ts';
import { announce } from '../ui/announce.tsx';
import { Button, LinkButton, ProblemAlert, TextField, Title } from '../ui/parts.tsx';

export function AppointmentForm({ params: [person] }: { params: string[] }) {
  const t = useTexts();
  const [date, setDate] = useState(today());
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [where, setWhere] = useState('');
  const [errors, setErrors] = useState<{ from?: string; to?: string }>({});
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(false);

  const submit = async (event: Event) => {
    event.preventDefault();
    const found: typeof errors = {};
    if (!date || !from) found.from = t.appointment.needDate;
    else if (to && to <= from) found.to = t.appointment.order;
    setErrors(found);
    if (found.from || found.to) return document.getElementById(found.from ? 'from' : 'to')?.focus();
    const store = session.value?.store;
    if (busy || !store) return;
    setBusy(true);
    try {
      await store.create([{
        entity: 'activiteit',
        parent: person!,
        values: [
          { field: 'soort', value: 'afspraak' },
          { field: 'stand', value: 'gepland' },
          { field: 'begin', value: momentAt(date, from) },
          ...(to ? [{ field: 'einde', value: momentAt(date, to) }] : []),
          ...(where.trim() ? [{ field: 'locatie', value: where.trim() }] : []),
        ],
      }]);
      announce(t.saved);
      replace('persoon', person!);
    } catch (thrown) {
      setProblem(problemOf(thrown));
      setBusy(false);
    }
  };

  return (
    <form class="narrow" onSubmit={(event) => void submit(event)} noValidate aria-labelledby="title">
      <Title>{t.appointment.title}</Title>
      <div class="card">
        <TextField id="date" type="date" label={t.appointment.date} value={date} onInput={setDate} />
        <TextField id="from" type="time" label={t.appointment.from} value={from} error={errors.from} onInput={setFrom} />
        <TextField id="to" type="time" label={t.appointment.to} value={to} error={errors.to} onInput={setTo} />
        <TextField id="where" label={t.appointment.where} value={where} onInput={setWhere} maxLength={200} />
        {problem && <ProblemAlert problem={problem} />}
        <div class="actions">
          <Button type="submit" look="primary-action" icon="calendar" busy={busy}>{t.appointment.go}</Button>
          <LinkButton to={['persoon', person!]} look="subtle">{t.cancel}</LinkButton>
        </div>
      </div>
    </form>
  );
}
