// The counters of a plan, in words: the ten weeks, the three years, the hours.
import type { ComponentChildren } from 'preact';
import { dateText } from '../people.ts';
import type { Clock } from '../pip/clock.ts';
import type { Counted } from '../pip/hours.ts';
import type { Counters } from '../pip/plan.ts';
import { share, type Target } from '../pip/targets.ts';
import type { Term } from '../pip/term.ts';
import { pipNl as t } from '../texts/pip.nl.ts';
import { nl } from '../texts/nl.ts';
import { Alert, Paragraph } from './parts.tsx';
import { Icon, type IconName } from './icons.tsx';

export const dayOfPlan = (day: unknown) => dateText(day, nl, 'nl-NL');

function clockText(clock: Clock): { tone: 'info' | 'ok' | 'warning' | 'error'; text: string } {
  const { state, waitsFor, deadline, daysLeft = 0 } = clock;
  const day = dayOfPlan(deadline);
  switch (state) {
    case 'not_started': return { tone: 'info', text: t.clock.waitsFor[waitsFor!] };
    case 'running': return { tone: daysLeft <= 14 ? 'warning' : 'info', text: t.clock.running(day, daysLeft) };
    case 'missed': return { tone: 'error', text: t.clock.missed(day, -daysLeft) };
    case 'met': return { tone: 'ok', text: deadline ? t.clock.met(day) : t.clock.early };
    case 'late': return { tone: 'warning', text: t.clock.late(day) };
  }
}

function Part({ title, icon, children }: { title: string; icon: IconName; children: ComponentChildren }) {
  return (
    <div class="counter">
      <h3 class="utrecht-heading-3"><Icon name={icon} /> {title}</h3>
      {children}
    </div>
  );
}

function TenWeeks({ clock }: { clock: Clock }) {
  const { tone, text } = clockText(clock);
  return (
    <Part title={t.clock.title} icon="calendar">
      <Alert tone={tone} title={text} />
      {clock.start && <Paragraph small>{t.clock.started(dayOfPlan(clock.start))} {clock.extended && t.clock.extended}</Paragraph>}
    </Part>
  );
}

function Years({ term }: { term: Term | undefined }) {
  return (
    <Part title={t.term.title} icon="calendar">
      {!term ? <Paragraph>{t.term.none}</Paragraph> : (
        <>
          <Paragraph>{t.term.runs(dayOfPlan(term.start), dayOfPlan(term.lastDay))} {t.term.left(term.daysLeft)}</Paragraph>
          <Paragraph small>{term.from === 'duo' ? t.term.duo : t.term.plan}</Paragraph>
        </>
      )}
    </Part>
  );
}

function OneTarget({ target }: { target: Target }) {
  const { kind, asked, done, why } = target;
  const percent = share(target);
  const id = `target-${kind}`;
  const sum = asked === undefined ? t.hours.done(done.hours) : t.hours.of(done.hours, asked);
  return (
    <li class="target">
      <p class="utrecht-paragraph target__line">
        <b id={id}>{t.hours.kinds[kind]}</b>
        <span>{sum}{done.rest > 0 && ` ${t.hours.rest(done.rest)}`}</span>
      </p>
      {percent !== undefined && <progress class="target__bar" aria-labelledby={id} value={percent} max={100}>{percent}%</progress>}
      <p class="utrecht-paragraph utrecht-paragraph--small">{t.hours.why[why](kind)}</p>
    </li>
  );
}

function Hours({ targets, counted }: { targets: Target[]; counted: Counted }) {
  return (
    <Part title={t.hours.title} icon="list">
      {targets.length === 0 && <Paragraph>{t.hours.noRoute}</Paragraph>}
      <ul class="targets">{targets.map((target) => <OneTarget key={target.kind} target={target} />)}</ul>
      {counted.undecided > 0 && <Alert tone="warning" title={t.hours.undecided(counted.undecided)} />}
      {counted.correctedTwice.length > 0 && <Alert tone="warning" title={t.hours.twice} />}
      {targets.length > 0 && <Paragraph small>{t.hours.rounding}</Paragraph>}
    </Part>
  );
}

export function PlanCounters({ counters, counted }: { counters: Counters; counted: Counted }) {
  return (
    <section class="card" aria-label={t.counters}>
      <h2 class="utrecht-heading-2">{t.counters}</h2>
      <TenWeeks clock={counters.clock} />
      <Years term={counters.term} />
      <Hours targets={counters.targets} counted={counted} />
    </section>
  );
}
