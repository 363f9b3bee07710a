// A volunteer logs hours, for one or for a group: with a touch per question, and one to save.
import { useState } from 'preact/hooks';
import { useBox } from '../box.ts';
import { timeText, today, dayText } from '../moments.ts';
import { loadPeople, type Person } from '../people.ts';
import { plusDays } from '../pip/days.ts';
import { problemOf, type Problem } from '../problem.ts';
import { session, type Session } from '../session.ts';
import { syncSoon } from '../syncing.ts';
import { uiLanguage, useTexts, type Texts } from '../texts/index.ts';
import { announce } from '../ui/announce.tsx';
import { ManyChoice, OneChoice, type Option } from '../ui/choices.tsx';
import { Alert, Button, FieldError, LinkButton, Paragraph, ProblemAlert, Section, TextField, Title } from '../ui/parts.tsx';
import { useRead } from '../ui/use.ts';
import { asMinutes, canUndo, toRepeat, undoUntil, type Logged } from '../volunteer/log.ts';
import { loggedBy, saveHours, undoHours } from '../volunteer/saving.ts';

const usual = [30, 60, 90, 120, 180];
const manyPeople = 8;

interface Form {
  people: string[];
  /** Of `usual`, or "other". */
  length: string;
  minutes: string;
  day: 'today' | 'yesterday' | 'other';
  date: string;
  counter: string;
}

const empty = (): Form => ({ people: [], length: '120', minutes: '', day: 'today', date: today(), counter: 'participatie' });

const minutesIn = ({ length, minutes }: Form) => (length === 'other' ? asMinutes(minutes) : Number(length));
const dayIn = ({ day, date }: Form) => (day === 'today' ? today() : day === 'yesterday' ? plusDays(today(), -1) : date);

type Errors = { people?: string; minutes?: string; date?: string };

function errorsOf(form: Form, t: Texts): Errors {
  const { needWho, needMinutes, needDay } = t.more.hours;
  const day = dayIn(form);
  return {
    ...(form.people.length === 0 && { people: needWho }),
    ...(minutesIn(form) === undefined && { minutes: needMinutes }),
    ...((!/^\d{4}-\d\d-\d\d$/.test(day) || day > today()) && { date: needDay }),
  };
}

/** Everybody that this volunteer may see. */
async function loadEverybody({ store }: Session): Promise<Person[]> {
  const people = await loadPeople(store, await store.list('deelnemer'));
  return people.sort((a, b) => a.name.localeCompare(b.name));
}

function kindsOf({ domain }: Session, t: Texts): Option[] {
  const kinds = domain.field('urenregel', 'teller')?.values ?? [];
  return kinds.filter(({ code }) => t.more.hours.kinds[code]).map(({ code }) => ({ code, label: t.more.hours.kinds[code] }));
}

function Who({ people, form, change, error }: { people: Person[]; form: Form; change: (more: Partial<Form>) => void; error: string | undefined }) {
  const t = useTexts();
  const h = t.more.hours;
  const [filter, setFilter] = useState('');
  const shown = people.filter(({ id, name }) => form.people.includes(id) || name.toLowerCase().includes(filter.trim().toLowerCase()));
  const options = shown.map(({ id, name }) => ({ code: id, label: <bdi>{name || t.unknownName}</bdi> }));
  const toggle = (id: string, on: boolean) => change({ people: on ? [...form.people, id] : form.people.filter((one) => one !== id) });
  return (
    <fieldset class="card" id="hours-people" tabIndex={-1}>
      <legend class="legend">{h.who}</legend>
      <Paragraph small>{people.length === 0 ? h.nobody : h.whoHelp}</Paragraph>
      {error && <FieldError id="hours-people-error">{error}</FieldError>}
      {people.length > manyPeople && <TextField id="hours-filter" type="search" label={h.filter} value={filter} onInput={setFilter} />}
      <ManyChoice name="people" options={options} values={form.people} toggle={toggle} />
    </fieldset>
  );
}

function HowLong({ form, change, error }: { form: Form; change: (more: Partial<Form>) => void; error: string | undefined }) {
  const t = useTexts();
  const h = t.more.hours;
  const options = [...usual.map((minutes) => ({ code: String(minutes), label: t.more.duration(minutes) })), { code: 'other', label: h.other }];
  return (
    <fieldset class="card compact">
      <legend class="legend">{h.howLong}</legend>
      <OneChoice name="length" options={options} value={form.length} choose={(length) => change({ length })} />
      {form.length === 'other' && (
        <TextField id="hours-minutes" inputMode="numeric" label={h.minutes} error={error} value={form.minutes} onInput={(minutes) => change({ minutes })} />
      )}
    </fieldset>
  );
}

function When({ form, change, error }: { form: Form; change: (more: Partial<Form>) => void; error: string | undefined }) {
  const h = useTexts().more.hours;
  const options = [{ code: 'today', label: h.today }, { code: 'yesterday', label: h.yesterday }, { code: 'other', label: h.otherDay }];
  return (
    <fieldset class="card compact">
      <legend class="legend">{h.when}</legend>
      <OneChoice name="day" options={options} value={form.day} choose={(day) => change({ day: day as Form['day'] })} />
      {form.day === 'other' && <TextField id="hours-date" type="date" label={h.day} error={error} value={form.date} onInput={(date) => change({ date })} />}
    </fieldset>
  );
}

function Recent({ all, onUndone }: { all: Logged[]; onUndone: () => void }) {
  const t = useTexts();
  const h = t.more.hours;
  const language = useBox(uiLanguage);
  const now = useBox(session)!;
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const open = all.filter((one) => canUndo(one, new Date()));
  const undo = async (logged: Logged) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await undoHours(now, logged);
      announce(h.undone);
    } catch (error) {
      setProblem(problemOf(error));
    }
    setBusy(false);
    onUndone();
  };
  if (open.length === 0) return null;
  return (
    <Section title={h.recent} icon="list">
      <Paragraph small>{h.recentWhy}</Paragraph>
      {problem && <ProblemAlert problem={problem} />}
      <ul class="lines">
        {open.map((logged) => {
          const what = h.againWhat(logged.minutes, logged.entries.length);
          return (
            <li key={logged.at} class="recent">
              <span><b>{what}</b> · {dayText(`${logged.day}T12:00:00Z`, language)} · {h.until(timeText(undoUntil(logged).toISOString(), language))}</span>
              <Button icon="cross" busy={busy} onClick={() => void undo(logged)}>{h.undo} <span class="visually-hidden">({what})</span></Button>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

type Told = { saved: string; undone?: never } | { undone: true; saved?: never };

function repeated(logged: Logged, people: Person[]): Form {
  const known = logged.entries.map(({ person }) => person).filter((id) => people.some((one) => one.id === id));
  const length = usual.includes(logged.minutes) ? String(logged.minutes) : 'other';
  return { ...empty(), people: known, length, minutes: String(logged.minutes), counter: logged.counter };
}

export function Hours() {
  const t = useTexts();
  const h = t.more.hours;
  const now = useBox(session)!;
  const { value: people } = useRead(loadEverybody, []);
  const [form, setForm] = useState<Form>(empty);
  const [errors, setErrors] = useState<Errors>({});
  const [told, setTold] = useState<Told>();
  const [partly, setPartly] = useState<{ left: number; problem: Problem }>();
  const [busy, setBusy] = useState(false);
  const all = loggedBy(now);
  const last = toRepeat(all);
  const change = (more: Partial<Form>) => setForm((before) => ({ ...before, ...more }));

  const save = async (event: Event) => {
    event.preventDefault();
    const found = errorsOf(form, t);
    setErrors(found);
    const first = found.people ? 'hours-people' : found.minutes ? 'hours-minutes' : found.date && 'hours-date';
    if (first) return document.getElementById(first)?.focus();
    if (busy) return;
    setBusy(true);
    setTold(undefined);
    setPartly(undefined);
    const minutes = minutesIn(form)!;
    const { entries, left, error } = await saveHours(now, { people: form.people, day: dayIn(form), minutes, counter: form.counter });
    setBusy(false);
    if (entries.length > 0) setTold({ saved: h.saved(minutes, entries.length) });
    if (error !== undefined) setPartly({ left: left.length, problem: problemOf(error) });
    if (entries.length > 0) announce(h.saved(minutes, entries.length));
    setForm(left.length > 0 ? { ...form, people: left } : empty());
    document.getElementById('title')?.focus();
    scrollTo(0, 0);
    syncSoon();
  };

  if (!people) return <Paragraph>{t.loading}</Paragraph>;
  const minutes = minutesIn(form);
  return (
    <form class="narrow" noValidate onSubmit={(event) => void save(event)} aria-labelledby="title">
      <Title>{h.title}</Title>
      {told && <Alert tone="ok" title={told.saved ?? h.undone}>{told.saved && <Paragraph>{h.savedWhy}</Paragraph>}</Alert>}
      {partly && <ProblemAlert problem={partly.problem}><Paragraph>{h.partly(partly.left)}</Paragraph></ProblemAlert>}
      <Recent all={all} onUndone={() => setTold({ undone: true })} />
      {last && people.length > 0 && (
        <Button icon="sync" class="wide" data-test="again" onClick={() => setForm(repeated(last, people))}>
          {h.again}: {h.againWhat(last.minutes, last.entries.length)}
        </Button>
      )}
      <Who people={people} form={form} change={change} error={errors.people} />
      <HowLong form={form} change={change} error={errors.minutes} />
      <When form={form} change={change} error={errors.date} />
      <fieldset class="card">
        <legend class="legend">{h.what}</legend>
        <OneChoice name="counter" options={kindsOf(now, t)} value={form.counter} choose={(counter) => change({ counter })} />
      </fieldset>
      <div class="save-bar">
        <Button type="submit" look="primary-action" icon="ok" class="wide" busy={busy} data-test="save">
          {minutes !== undefined && form.people.length > 0 ? h.goWhat(minutes, form.people.length) : h.go}
        </Button>
        <LinkButton to={['vandaag']} look="subtle">{h.back}</LinkButton>
      </div>
    </form>
  );
}
