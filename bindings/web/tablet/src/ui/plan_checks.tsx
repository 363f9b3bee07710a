// What the rules say of a plan: what must change, what nobody could check, what is good to know.
import { useBox } from '../box.ts';
import type { Domain } from '../domain.ts';
import type { Checked } from '../pip/checking.ts';
import { grouped, type Finding, type Group } from '../pip/findings.ts';
import { session } from '../session.ts';
import { pipNl as t } from '../texts/pip.nl.ts';
import { Alert, Paragraph, ProblemAlert } from './parts.tsx';
import { Icon, type IconName } from './icons.tsx';

const icons: Record<Group, IconName> = { stops: 'cross', unknown: 'alert', tells: 'talk' };

/** "niveau" is of the plan itself, "traject.termijn_start" of another record. */
function labelOf(domain: Domain, name: string): string {
  const [field, entity = 'pip'] = name.split('.').reverse() as [string, string?];
  return domain.field(entity, field)?.label ?? name;
}

function Missing({ finding }: { finding: Finding }) {
  const { domain } = useBox(session)!;
  if (finding.fields.length === 0 || !['PIP-V1', 'PIP-V2'].includes(finding.code)) return null;
  const names = finding.fields.map((name) => labelOf(domain, name));
  return <p class="utrecht-paragraph utrecht-paragraph--small">{t.checks.missing}: {names.join(', ')}.</p>;
}

export interface Answers {
  given: string[];
  give: (code: string, yes: boolean) => void;
}

function OneFinding({ finding, group, answers }: { finding: Finding; group: Group; answers: Answers | undefined }) {
  const todo = group === 'unknown' ? t.unknownWhy : t.rules[finding.code];
  const id = `answer-${finding.code}`;
  return (
    <li class={`finding finding--${group}`} data-rule={finding.code}>
      <span class="finding__mark"><Icon name={icons[group]} /></span>
      <div class="finding__text">
        <p class="utrecht-paragraph"><b>{finding.label}</b></p>
        <Missing finding={finding} />
        {todo && <p class="utrecht-paragraph utrecht-paragraph--small">{todo}</p>}
        <p class="utrecht-paragraph utrecht-paragraph--small finding__code">{finding.code}</p>
        {group === 'unknown' && answers && (
          <label class="tick" for={id}>
            <input
              id={id}
              type="checkbox"
              class="tick__box"
              checked={answers.given.includes(finding.code)}
              onChange={(event) => answers.give(finding.code, event.currentTarget.checked)}
            />
            <span>{t.checks.answer} <span class="visually-hidden">({finding.code})</span></span>
          </label>
        )}
      </div>
    </li>
  );
}

export function PlanChecks({ checked: { findings, problem }, answers }: { checked: Checked; answers?: Answers }) {
  return (
    <section class="card" aria-label={t.checks.title}>
      <h2 class="utrecht-heading-2"><Icon name="list" /> {t.checks.title}</h2>
      {problem && <ProblemAlert problem={problem} />}
      {!findings && !problem && <Paragraph>{t.checks.busy}</Paragraph>}
      {findings?.length === 0 && <Alert tone="ok" title={t.checks.fine} />}
      {grouped(findings ?? []).map((part) => (
        <div key={part.group} class="findings">
          <h3 class="utrecht-heading-3">{t.checks[part.group]}</h3>
          <ul class="findings">
            {part.findings.map((finding) => <OneFinding key={finding.code} finding={finding} group={part.group} answers={answers} />)}
          </ul>
        </div>
      ))}
    </section>
  );
}
