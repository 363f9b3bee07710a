// One question with its answer, in Dutch and, with an interpreter, beside it in the person's language.
import type { Assignment, RuleFinding } from '@wegwijs/client';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useBox } from '../box.ts';
import { warningsFor } from '../checks.ts';
import { session, status } from '../session.ts';
import { uiLanguage, useTexts } from '../texts/index.ts';
import type { Option } from '../ui/choices.tsx';
import { FieldInput, isChoice } from '../ui/field_input.tsx';
import { Alert, Button, FieldError, ProblemAlert } from '../ui/parts.tsx';
import { Provisional } from '../ui/people.tsx';
import type { Answering } from './answering.ts';
import { About } from './about_answer.tsx';
import { PersonSide, TurnButton } from './person_side.tsx';
import { dutch, questions, type Question, type QuestionTexts } from './questions.ts';
import { useAnswering, type Shown } from './use_answering.ts';

const optionsFrom = (texts: QuestionTexts, question: Question): Option[] | undefined => {
  const values = texts.questions[question.code]?.values;
  return values && Object.entries(values).map(([code, label]) => ({ code, label: <span lang={texts.language} dir={texts.dir}>{label}</span> }));
};

/** What the rules say of the record while something is typed. Where they are shown is this place alone. */
function useWarnings(answering: Answering | undefined) {
  const [found, setFound] = useState<RuleFinding[]>([]);
  const turn = useRef(0);
  const check = async (assignments: Assignment[]) => {
    const now = session.value;
    if (!now || !answering || answering.question.entity !== 'intake') return;
    const mine = ++turn.current;
    const findings = await warningsFor(now, answering.intake.id, assignments);
    if (mine === turn.current) setFound(findings.filter(({ fields }) => fields.includes(answering.field.name)));
  };
  useEffect(() => void check([]), [answering]);
  return { found, check };
}

function Warnings({ found }: { found: RuleFinding[] }) {
  const t = useTexts();
  if (found.length === 0) return null;
  return (
    <div aria-live="polite">
      {found.map(({ code, label }) => <Alert key={code} tone="warning" title={`${t.intake.warnings}: ${label} (${code})`} />)}
    </div>
  );
}

function Others({ answering, act }: { answering: Answering; act: Shown['act'] }) {
  const t = useTexts();
  if (answering.others.length === 0) return null;
  return (
    <Alert tone="warning" title={t.intake.another}>
      {answering.others.map(({ id, fields }) => (
        <div class="actions" key={id}>
          <span><bdi>{String(fields['waarde'] ?? fields['reden_onbekend'] ?? '')}</bdi></span>
          <Button onClick={() => void act((now) => now.removeOther(id))}>{t.intake.useThis}</Button>
        </div>
      ))}
    </Alert>
  );
}

interface AnswerProps {
  answering: Answering;
  shown: Shown;
  headingId: string;
  typing: (text: string) => void;
}

function Answer({ answering, shown: { act, error }, headingId, typing }: AnswerProps) {
  const t = useTexts();
  const { field, question, value, inConflict } = answering;
  const id = `answer-${question.code}`;
  const save = (assignments: Assignment[]) => act((now) => now.give(assignments));
  // A question with a text of its own may have values that the pack does not know: then the code is the text.
  const options = optionsFrom(dutch, question);
  const shownAs = options && field.type === 'text' ? { ...field, type: 'enum' } : field;
  const input = (
    <FieldInput
      id={id}
      owner={`${answering.intake.id}.${question.code}`}
      field={shownAs}
      value={value}
      save={save}
      typing={typing}
      invalid={error !== undefined}
      describedBy={error ? `${id}-error` : headingId}
      options={options}
    />
  );
  return (
    <div class={`answer ${error ? 'utrecht-form-field--invalid' : ''}`}>
      {inConflict && <p class="utrecht-paragraph"><Provisional /> {t.intake.conflict}</p>}
      {error && <FieldError id={`${id}-error`}>{error} {!isChoice(shownAs) && t.field.kept}</FieldError>}
      {isChoice(shownAs) ? <div role="group" aria-labelledby={headingId}>{input}</div> : (
        <>
          <label class="utrecht-form-label" for={id}>{t.intake.typeAnswer}</label>
          {input}
        </>
      )}
    </div>
  );
}

export function QuestionView({ intake, question, theirs, tools }: {
  intake: string;
  question: Question;
  theirs: QuestionTexts | undefined;
  tools: ComponentChildren;
}) {
  const t = useTexts();
  useBox(uiLanguage);
  const answered = useAnswering(intake, question);
  const cleared = useBox(status)?.cleared;
  const { answering, missing, problem, saved } = answered;
  const [turned, setTurned] = useState(false);
  const { found, check } = useWarnings(answering);
  const act: Shown['act'] = (work) => answered.act(work).finally(() => void check([]));
  const shown = { ...answered, act };
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  const text = dutch.questions[question.code];
  const headingId = `question-${question.code}`;
  const typing = (typed: string) => void check([{ field: answering?.field.name ?? '', value: typed }]);

  return (
    <article class={turned ? 'question question--turned' : theirs ? 'question question--both' : 'question'}>
      <div class="question__top">
        <p class="utrecht-paragraph utrecht-paragraph--small question__place">
          <span lang="nl">{dutch.chapters[question.leefgebied]}</span> · {t.intake.question(questions.indexOf(question) + 1, questions.length)}
        </p>
        <p class="question__saved" aria-hidden="true">{saved && !shown.error && !cleared ? `✓ ${t.saved}` : ''}</p>
        <div class="tools">
          {tools}
          {theirs && <TurnButton turned={turned} turn={() => setTurned(!turned)} />}
        </div>
      </div>
      <div class="question__sides">
        <section class="question__side question__side--nl" aria-label={t.intake.title}>
          <h1 class="utrecht-heading-1 question__text" id={headingId} tabIndex={-1} ref={heading} lang="nl">{text?.text ?? question.code}</h1>
          {text?.help && <p class="utrecht-paragraph question__help" lang="nl">{text.help}</p>}
          {missing && <Alert tone="warning" title={t.intake.gone} />}
          {problem && <ProblemAlert problem={problem} />}
          {answering && <Answer answering={answering} shown={shown} headingId={headingId} typing={typing} />}
          <Warnings found={found} />
          {answering && <Others answering={answering} act={act} />}
          {answering && !turned && <About key={answering.answer?.id} answering={answering} act={act} />}
        </section>
        {theirs && answering && (
          <PersonSide answering={answering} texts={theirs} act={act} turned={turned} turn={() => setTurned(!turned)} />
        )}
      </div>
    </article>
  );
}
