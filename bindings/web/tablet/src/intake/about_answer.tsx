// Beside an answer: why there is none, where it comes from, who checked it, and a note.
import { useBox } from '../box.ts';
import { dateText } from '../people.ts';
import { localeOf } from '../moments.ts';
import { session } from '../session.ts';
import { uiLanguage, useTexts } from '../texts/index.ts';
import { FieldInput } from '../ui/field_input.tsx';
import { Icon } from '../ui/icons.tsx';
import type { Answering } from './answering.ts';
import { dutch } from './questions.ts';
import type { Shown } from './use_answering.ts';

export function Reasons({ answering, act }: { answering: Answering; act: Shown['act'] }) {
  const t = useTexts();
  const reason = answering.reason;
  return (
    <div class="pills" role="group" aria-label={t.intake.noAnswer}>
      <span class="pills__label" aria-hidden="true">{t.intake.noAnswer}:</span>
      {Object.entries(dutch.reasons).map(([code, label]) => (
        <button
          key={code}
          type="button"
          class="pill"
          lang="nl"
          aria-pressed={reason === code}
          onClick={() => void act((now) => now.giveReason(reason === code ? '' : code))}
        >
          {reason === code && <Icon name="ok" />} {label}
        </button>
      ))}
    </div>
  );
}

function Checked({ answering, act }: { answering: Answering; act: Shown['act'] }) {
  const t = useTexts();
  const language = useBox(uiLanguage);
  const fields = answering.answer?.fields ?? {};
  const on = Boolean(fields['gecontroleerd_op']);
  return (
    <label class="choice choice--line">
      <input
        type="checkbox"
        class="choice__input"
        checked={on}
        onChange={(event) => {
          const { checked } = event.currentTarget;
          void act((now) => now.giveChecked(checked));
        }}
      />
      <span class="choice__text">
        {on
          ? t.intake.checkedBy(String(fields['gecontroleerd_door'] ?? ''), dateText(fields['gecontroleerd_op'], t, localeOf(language)))
          : t.intake.checked}
      </span>
    </label>
  );
}

export function About({ answering, act }: { answering: Answering; act: Shown['act'] }) {
  const t = useTexts();
  const { domain } = useBox(session)!;
  const origins = domain.field('antwoord', 'herkomst')?.values ?? [];
  const note = domain.field('antwoord', 'toelichting');
  return (
    <div class="about-answer">
      <Reasons answering={answering} act={act} />
      <fieldset class="pills">
        <legend class="pills__label">{t.intake.origin}</legend>
        {origins.map(({ code, label }) => (
          <label key={code} class="pill" lang="nl">
            <input
              type="radio"
              class="visually-hidden"
              name="origin"
              checked={answering.origin === code}
              onChange={() => void act((now) => now.giveOrigin(code))}
            />
            {answering.origin === code && <Icon name="ok" />} {label}
          </label>
        ))}
      </fieldset>
      <Checked answering={answering} act={act} />
      {note && (
        <details class="note" open={Boolean(answering.answer?.fields['toelichting'])}>
          <summary>{t.intake.note}</summary>
          <label class="visually-hidden" for="note">{t.intake.note}</label>
          <FieldInput
            id="note"
            owner={`${answering.intake.id}.${answering.question.code}`}
            field={note}
            value={answering.answer?.fields['toelichting']}
            save={([one]) => act((now) => now.giveNote(one!.value))}
          />
        </details>
      )}
    </div>
  );
}
