// The question as the person reads it: in the own language, large, and turned to the other side of the table when asked.
import { useEffect } from 'preact/hooks';
import { useTexts } from '../texts/index.ts';
import { Button, Paragraph } from '../ui/parts.tsx';
import { Icon } from '../ui/icons.tsx';
import { machineNote } from '../texts/machine.ts';
import type { Answering } from './answering.ts';
import type { QuestionTexts } from './questions.ts';
import type { Shown } from './use_answering.ts';

interface Props {
  answering: Answering;
  texts: QuestionTexts;
  act: Shown['act'];
  turned: boolean;
  turn: () => void;
}

/** Their answers are the same answers: a tap here and a tap on the Dutch side do the same. */
function Answers({ answering, texts, act }: Pick<Props, 'answering' | 'texts' | 'act'>) {
  const { question, field, value, reason } = answering;
  const values = Object.entries(texts.questions[question.code]?.values ?? {});
  const many = Array.isArray(value) || field.type === 'set';
  const held = Array.isArray(value) ? value.map(String) : value === undefined ? [] : [String(value)];
  const tap = (code: string) => {
    const on = !held.includes(code);
    void act((now) =>
      now.give([many ? { field: field.name, element: code, value: String(on) } : { field: field.name, value: on ? code : '' }]),
    );
  };
  return (
    <>
      <div class="choices choices--tiles">
        {values.map(([code, label]) => (
          <button key={code} type="button" class="choice-button" aria-pressed={held.includes(code)} onClick={() => tap(code)}>
            {held.includes(code) && <Icon name="ok" />} {label}
          </button>
        ))}
      </div>
      <div class="pills">
        {Object.entries(texts.reasons).filter(([code]) => code !== 'niet_gevraagd').map(([code, label]) => (
          <button
            key={code}
            type="button"
            class="pill"
            aria-pressed={reason === code}
            onClick={() => void act((now) => now.giveReason(reason === code ? '' : code))}
          >
            {reason === code && <Icon name="ok" />} {label}
          </button>
        ))}
      </div>
    </>
  );
}

export function TurnButton({ turned, turn }: { turned: boolean; turn: () => void }) {
  const t = useTexts();
  return <Button icon="turn" class="turn" onClick={turn}>{turned ? t.intake.turnBack : t.intake.turn}</Button>;
}

export function PersonSide({ answering, texts, act, turned, turn }: Props) {
  const t = useTexts();
  const text = texts.questions[answering.question.code];
  useEffect(() => {
    if (!turned) return;
    const back = (event: KeyboardEvent) => event.key === 'Escape' && turn();
    addEventListener('keydown', back);
    return () => removeEventListener('keydown', back);
  }, [turned]);
  return (
    <section class="question__side question__side--theirs" aria-label={t.intake.theirLanguage}>
      <div class="their-text" lang={texts.language} dir={texts.dir}>
        {text ? (
          <>
            <p class="their-text__chapter">{texts.chapters[answering.question.leefgebied]}</p>
            <h2 class="utrecht-heading-1 question__text">{text.text}</h2>
            {text.help && <p class="utrecht-paragraph question__help">{text.help}</p>}
            <Answers answering={answering} texts={texts} act={act} />
            {texts.translated === 'machine' && machineNote[texts.language] && (
              <p class="utrecht-paragraph utrecht-paragraph--small machine-note">{machineNote[texts.language]}</p>
            )}
          </>
        ) : <p lang="nl" dir="ltr">{t.intake.notTranslated}</p>}
      </div>
      <div class="question__turn">
        {turned && <TurnButton turned turn={turn} />}
        {texts.translated === 'machine' && <Paragraph small>{t.intake.machine}</Paragraph>}
      </div>
    </section>
  );
}
