// The plans of one person: the draft with its checks and counters, and what was decided before.
import type { RecordView } from '@wegwijs/client';
import { useState } from 'preact/hooks';
import { useBox } from '../box.ts';
import type { Field } from '../domain.ts';
import type { Form } from '../form.ts';
import { today } from '../moments.ts';
import { useFindings } from '../pip/checking.ts';
import { decisionOf } from '../pip/deciding.ts';
import { isProvisional } from '../people.ts';
import { advance, beginPlan, countersOf, isDecided, isOpen, loadPlans, standOf, type Plans } from '../pip/plan.ts';
import { problemOf, type Problem } from '../problem.ts';
import { session } from '../session.ts';
import { pipNl as t } from '../texts/pip.nl.ts';
import { nl } from '../texts/nl.ts';
import { announce } from '../ui/announce.tsx';
import { FieldEditor } from '../ui/field.tsx';
import { Alert, Button, LinkButton, Paragraph, ProblemAlert, Section, Title } from '../ui/parts.tsx';
import { PlanChecks } from '../ui/plan_checks.tsx';
import { dayOfPlan, PlanCounters } from '../ui/plan_counters.tsx';
import { Provisional, Row } from '../ui/people.tsx';
import { useForm } from '../ui/use_form.ts';
import { useRead } from '../ui/use.ts';

type Values = RecordView['fields'];

const parts: { title: string; intro?: string; fields: string[] }[] = [
  {
    title: t.parts.route,
    intro: t.parts.routeWhy,
    fields: [
      'leerroute', 'niveau', 'geschatte_intensiteit_b1_route', 'alfabetiseringsonderwijs', 'mag_opleiding_afmaken',
      'overweging_b', 'overweging_o', 'overweging_z',
    ],
  },
  { title: t.parts.content, fields: ['invulling_map', 'uren_map', 'invulling_pvt', 'uren_pvt', 'begeleiding'] },
  { title: t.parts.reasons, fields: ['motivering'] },
];
/** What belongs to some routes only is asked there, or where something stands in it already. */
const onlyFor: Record<string, string[]> = { geschatte_intensiteit_b1_route: ['B'], invulling_map: ['B', 'Z'], uren_map: ['B', 'Z'] };

function isAsked(name: string, values: Values): boolean {
  const routes = onlyFor[name];
  const held = values[name];
  return !routes || routes.includes(String(values['leerroute'] ?? '')) || (held !== undefined && held !== null);
}

/** A choice that may be left open can also be taken back. */
function PlanField({ form, field, after }: { form: Form; field: Field; after: () => void }) {
  const chosen = form.record.fields[field.name];
  const canClear = ['enum', 'boolean'].includes(field.type) && !field.required && chosen !== undefined && chosen !== null;
  const clear = () => form.save([{ field: field.name, value: '' }]).then(after, after);
  return (
    <div class="plan-field" data-field={field.name}>
      <FieldEditor form={form} field={field} after={after} />
      {canClear && !form.record.conflicts?.[field.name] && (
        <Button look="subtle" icon="cross" onClick={() => void clear()}>{t.clear(field.label)}</Button>
      )}
    </div>
  );
}

function Talk({ form, plans, after }: { form: Form; plans: Plans; after: () => void }) {
  const now = useBox(session)!;
  const [problem, setProblem] = useState<Problem>();
  const { fields } = form.record;
  const move = async (stand: string) => {
    setProblem(undefined);
    const first = stand === 'besproken' && !fields['besproken_op'] ? [{ field: 'besproken_op', value: today() }] : [];
    try {
      await form.save([{ field: 'stand', value: stand }, ...first]);
      if (stand === 'besproken') await advance(now, plans.course, 'pip_besproken');
      announce(nl.saved);
    } catch (error) {
      setProblem(problemOf(error));
    }
    after();
  };
  const view = now.domain.field('pip', 'zienswijze');
  return (
    <Section title={t.parts.talk} icon="talk">
      <Paragraph>{t.talk.intro}</Paragraph>
      {view && <PlanField form={form} field={view} after={after} />}
      {problem && <ProblemAlert problem={problem} />}
      {standOf(form.record) === 'concept' ? (
        <Button icon="ok" data-test="besproken" onClick={() => void move('besproken')}>{t.talk.go}</Button>
      ) : (
        <>
          <Alert tone="ok" title={t.talk.done(dayOfPlan(fields['besproken_op']))} />
          <Button look="subtle" onClick={() => void move('concept')}>{t.talk.again}</Button>
          <Paragraph small>{t.talk.againHelp}</Paragraph>
        </>
      )}
    </Section>
  );
}

function Drop({ form }: { form: Form }) {
  const [sure, setSure] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const drop = () => form.save([{ field: 'stand', value: 'vervallen' }]).catch((error: unknown) => setProblem(problemOf(error)));
  return (
    <Section title={t.drop.title}>
      <Paragraph>{t.drop.why}</Paragraph>
      {problem && <ProblemAlert problem={problem} />}
      {sure && <Alert tone="warning" title={t.drop.sure} live />}
      <div class="actions">
        {!sure && <Button look="subtle" icon="cross" data-test="drop" onClick={() => setSure(true)}>{t.drop.go}</Button>}
        {sure && <Button icon="cross" data-test="drop-sure" onClick={() => void drop()}>{t.drop.yes}</Button>}
        {sure && <Button look="subtle" onClick={() => setSure(false)}>{t.drop.no}</Button>}
      </div>
    </Section>
  );
}

function ToDecide({ form }: { form: Form }) {
  if (standOf(form.record) !== 'besproken') return <Paragraph>{t.decide.first}</Paragraph>;
  return (
    <div class="actions">
      <LinkButton to={['vaststellen', form.record.id]} look="primary-action" icon="next" flips iconAfter>{t.decide.to}</LinkButton>
    </div>
  );
}

function Draft({ pip, plans }: { pip: string; plans: Plans }) {
  const now = useBox(session)!;
  const { form, problem, refresh } = useForm(pip);
  const [turn, setTurn] = useState(0);
  const after = () => {
    refresh();
    setTurn((last) => last + 1);
  };
  const checked = useFindings(pip, decisionOf(now, pip, today(), new Date(0)), turn);
  if (problem) return <ProblemAlert problem={problem} />;
  if (!form) return <Paragraph>{nl.loading}</Paragraph>;
  const { fields } = form.record;
  return (
    <div class="columns">
      <div class="column">
        {parts.map(({ title, intro, fields: names }) => (
          <Section key={title} title={title}>
            {intro && <Paragraph>{intro}</Paragraph>}
            {names.filter((name) => isAsked(name, fields)).flatMap((name) => now.domain.field('pip', name) ?? []).map((field) => (
              <PlanField key={field.name} form={form} field={field} after={after} />
            ))}
          </Section>
        ))}
        <Talk form={form} plans={plans} after={after} />
      </div>
      <div class="column">
        {isProvisional(form.record) && <Alert tone="warning" title={t.decide.conflict}><LinkButton to={['keuzes']} icon="choice">{t.choose}</LinkButton></Alert>}
        <PlanChecks checked={checked} />
        <PlanCounters counters={countersOf(plans, form.record, today())} counted={plans.counted} />
        <ToDecide form={form} />
        <Drop form={form} />
      </div>
    </div>
  );
}

function Earlier({ pips }: { pips: RecordView[] }) {
  if (pips.length === 0) return null;
  return (
    <Section title={t.earlier} icon="list">
      <ul class="rows">
        {pips.map((pip) => (
          <Row key={pip.id} to={['vaststellen', pip.id]} title={t.version(Number(pip.fields['versie'] ?? 1))} provisional={isProvisional(pip)}>
            {isDecided(pip) ? t.decidedOn(dayOfPlan(pip.fields['dagtekening'])) : t.dropped}
            {isDecided(pip) && ` · ${pip.state === 'server' ? t.standing.server : t.standing.localShort}`}
          </Row>
        ))}
      </ul>
    </Section>
  );
}

function Begin({ plans }: { plans: Plans }) {
  const now = useBox(session)!;
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const begin = async () => {
    setBusy(true);
    await beginPlan(now, plans).catch((error: unknown) => setProblem(problemOf(error)));
    setBusy(false);
  };
  const changes = plans.pips.some(isDecided);
  return (
    <div class="card">
      {plans.pips.length === 0 && <Paragraph>{t.none}</Paragraph>}
      {problem && <ProblemAlert problem={problem} />}
      <Button look={changes ? 'secondary-action' : 'primary-action'} icon="add" busy={busy} data-test="begin" onClick={() => void begin()}>
        {changes ? t.beginNew : t.begin}
      </Button>
    </div>
  );
}

export function Plan({ params: [person] }: { params: string[] }) {
  const { value: plans, problem } = useRead((now) => loadPlans(now, person!), [person]);
  const draft = plans?.pips.filter(isOpen).at(-1);
  const closed = plans?.pips.filter((pip) => !isOpen(pip)) ?? [];
  return (
    <div class="screen" lang="nl" dir="ltr">
      <Title>{t.title}</Title>
      {problem && <ProblemAlert problem={problem} />}
      {plans && (
        <p class="who"><bdi>{String(plans.person.fields['weergavenaam'] ?? '')}</bdi> {isProvisional(plans.person) && <Provisional />}</p>
      )}
      <Paragraph>{t.intro}</Paragraph>
      {plans && draft && <Draft key={draft.id} pip={draft.id} plans={plans} />}
      {plans && !draft && <Begin plans={plans} />}
      {plans && !draft && <PlanCounters counters={countersOf(plans, closed.filter(isDecided).at(-1), today())} counted={plans.counted} />}
      <Earlier pips={closed} />
      <div class="actions"><LinkButton to={['persoon', person!]} icon="previous" flips>{t.toPerson}</LinkButton></div>
    </div>
  );
}
