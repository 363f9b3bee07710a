// Deciding a plan: it cannot be taken back, so everything is read once more, and a word is typed.
import { codes, WegwijsError } from '@wegwijs/client';
import type { RecordView } from '@wegwijs/client';
import { useState } from 'preact/hooks';
import { useBox } from '../box.ts';
import type { Form } from '../form.ts';
import { deletion } from '../conflicts/cards.ts';
import { today } from '../moments.ts';
import { useFindings } from '../pip/checking.ts';
import { asDay, plusDays } from '../pip/days.ts';
import { decisionOf, refusedDecision, standingOf, withCourse, type Standing } from '../pip/deciding.ts';
import { groupOf, readiness, type Finding } from '../pip/findings.ts';
import { isProvisional } from '../people.ts';
import { standOf } from '../pip/plan.ts';
import { problemOf, type Problem } from '../problem.ts';
import { go } from '../router.ts';
import { session, type Session } from '../session.ts';
import { pipNl as t } from '../texts/pip.nl.ts';
import { nl } from '../texts/nl.ts';
import { announce } from '../ui/announce.tsx';
import { Alert, Button, LinkButton, Paragraph, ProblemAlert, Section, TextField, Title } from '../ui/parts.tsx';
import { PlanChecks } from '../ui/plan_checks.tsx';
import { dayOfPlan } from '../ui/plan_counters.tsx';
import { PlanSummary } from '../ui/plan_summary.tsx';
import { useForm } from '../ui/use_form.ts';
import { useRead } from '../ui/use.ts';

function Stands({ standing, person }: { standing: Standing; person: string }) {
  const now = useBox(session)!;
  if (standing.state === 'draft') return null;
  if (standing.state === 'local') return <Alert tone="warning" title={t.standing.local}><Paragraph>{t.standing.localWhy}</Paragraph></Alert>;
  if (standing.state === 'server') return <Alert tone="ok" title={t.standing.server}><Paragraph>{t.standing.serverWhy}</Paragraph></Alert>;
  const { number } = standing;
  const seen = async () => {
    await now.store.discardRejected(number);
    go('plan', person);
  };
  return (
    <Alert tone="error" title={t.standing.refused}>
      <Paragraph>{t.standing.refusedWhy}</Paragraph>
      <Button data-test="gezien" onClick={() => void seen()}>{t.standing.discard}</Button>
    </Alert>
  );
}

function After() {
  return (
    <Section title={t.decide.after} icon="list">
      <ol class="steps">{t.decide.steps.map((step) => <li key={step}>{step}</li>)}</ol>
    </Section>
  );
}

/** What DUO has goes only by DUO's own rule. */
function Removal({ pip }: { pip: string }) {
  const { findings } = useFindings(pip, [{ field: deletion, value: 'true' }], undefined);
  const rule = findings?.find(({ code }) => code === 'PIP-X1');
  if (!findings) return null;
  return (
    <Section title={t.removal.title} icon="talk">
      <Paragraph>{!rule ? t.removal.can : rule.outcome === 'failed' ? t.removal.cannot : t.removal.unknown}</Paragraph>
      {rule && <div data-rule={rule.code}><Paragraph small>{rule.label} {rule.code}</Paragraph></div>}
    </Section>
  );
}

type Errors = { dated?: string; word?: string; answers?: string };

interface Given {
  dated: string;
  word: string;
  answers: string[];
}

function errorsOf({ dated, word, answers }: Given, findings: Finding[]): Errors {
  const errors: Errors = {};
  if (!asDay(dated)) errors.dated = t.decide.needDate;
  const open = findings.filter((one) => groupOf(one) === 'unknown' && !answers.includes(one.code));
  if (open.length > 0) errors.answers = t.decide.needAnswer;
  if (word.trim().toLowerCase() !== t.decide.word) errors.word = t.decide.needWord;
  return errors;
}

function focusFirst(errors: Errors): void {
  const first = errors.dated ? 'decide-dated' : errors.answers ? 'decide-answers' : 'decide-word';
  document.getElementById(first)?.focus();
}

const changedMeanwhile = (error: unknown) => error instanceof WegwijsError && error.code === codes.NOT_SHOWN;

function Decide({ form, course }: { form: Form; course: RecordView | undefined }) {
  const now = useBox(session)!;
  const pip = form.record.id;
  const [given, setGiven] = useState<Given>({ dated: today(), word: '', answers: [] });
  const [errors, setErrors] = useState<Errors>({});
  const [problem, setProblem] = useState<Problem>();
  const [stale, setStale] = useState(false);
  const [busy, setBusy] = useState(false);
  const dated = asDay(given.dated);
  const checked = useFindings(pip, dated ? decisionOf(now, pip, dated, new Date(0)) : [], given.dated);
  const { findings } = checked;
  const stopped = isProvisional(form.record) || (findings ? readiness(findings) === 'stopped' : false);
  const change = (more: Partial<Given>) => setGiven((last) => ({ ...last, ...more }));

  const decide = async (event: Event) => {
    event.preventDefault();
    const found = errorsOf(given, findings ?? []);
    setErrors(found);
    if (Object.keys(found).length > 0) return focusFirst(found);
    if (busy || stopped || findings === undefined) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await form.save([...decisionOf(now, pip, given.dated, new Date()), ...withCourse(now, course)]);
      announce(t.standing.local);
    } catch (error) {
      if (changedMeanwhile(error)) setStale(true);
      else setProblem(problemOf(error));
    }
    setBusy(false);
  };

  return (
    <form class="screen" noValidate onSubmit={(event) => void decide(event)} aria-labelledby="title">
      <Alert tone="warning" title={t.decide.warning}><Paragraph>{t.decide.warningWhy}</Paragraph></Alert>
      <Section title={t.decide.summary} icon="list"><PlanSummary pip={form.record} decided={false} /></Section>
      <div class="card">
        <TextField id="decide-dated" type="date" label={t.decide.date} help={t.decide.dateHelp} error={errors.dated}
          value={given.dated} onInput={(text) => change({ dated: text })} />
        {dated && <Paragraph small>{t.term.begins(dayOfPlan(plusDays(dated, 1)))}</Paragraph>}
      </div>
      <div id="decide-answers" tabIndex={-1}>
        {errors.answers && <Alert tone="error" title={errors.answers} live />}
        <PlanChecks checked={checked} answers={{
          given: given.answers,
          give: (code, yes) => change({ answers: yes ? [...given.answers, code] : given.answers.filter((one) => one !== code) }),
        }} />
      </div>
      <After />
      {stopped ? (
        <Alert tone="error" title={t.decide.stopped}>
          {isProvisional(form.record) && <Paragraph>{t.decide.conflict} <a class="utrecht-link" href="#/keuzes">{t.choose}</a></Paragraph>}
        </Alert>
      ) : (
        <div class="card">
          <TextField id="decide-word" label={t.decide.type} help={t.decide.typeHelp} error={errors.word}
            value={given.word} onInput={(text) => change({ word: text })} />
          {stale && <Alert tone="error" title={t.decide.changed} live />}
          {problem && <ProblemAlert problem={problem} />}
          <Button type="submit" look="primary-action" icon="lock" busy={busy} data-test="vaststellen">{t.decide.go}</Button>
        </div>
      )}
    </form>
  );
}

async function loadDecision(now: Session, id: string) {
  const pip = await now.store.get(id);
  if (!pip) return undefined;
  const course = await now.store.get(String(pip.fields['traject']));
  return { pip, course: course ?? undefined, standing: standingOf(pip, await refusedDecision(now, id)) };
}

function OpenDecision({ pip, course }: { pip: string; course: RecordView | undefined }) {
  const { form, problem } = useForm(pip, course?.id);
  if (problem) return <ProblemAlert problem={problem} />;
  return form ? <Decide form={form} course={form.recordOf(course?.id)} /> : <Paragraph>{nl.loading}</Paragraph>;
}

export function DecidePlan({ params: [id] }: { params: string[] }) {
  const { value, problem } = useRead((now) => loadDecision(now, id!), [id]);
  const pip = value?.pip;
  const person = pip?.dossier;
  const stand = pip && standOf(pip);
  return (
    <div class="narrow" lang="nl" dir="ltr">
      <Title>{stand === 'besproken' ? t.decide.title : t.version(Number(pip?.fields['versie'] ?? 1))}</Title>
      {problem && <ProblemAlert problem={problem} />}
      {value && <Stands standing={value.standing} person={person!} />}
      {stand === 'concept' && <Paragraph>{t.decide.first}</Paragraph>}
      {stand === 'besproken' && value!.standing.state === 'draft' && <OpenDecision pip={id!} course={value!.course} />}
      {pip && stand !== 'besproken' && <Section title={t.open} icon="list"><PlanSummary pip={pip} decided /></Section>}
      {pip && value!.standing.state === 'local' && <After />}
      {pip && value!.standing.state === 'server' && <Removal pip={pip.id} />}
      {person && <div class="actions"><LinkButton to={['plan', person]} icon="previous" flips>{t.decide.back}</LinkButton></div>}
    </div>
  );
}
