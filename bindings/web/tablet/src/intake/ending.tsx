// After the last question: what is still open, and finishing the intake.
import { useState } from 'preact/hooks';
import { useBox } from '../box.ts';
import { problemOf, type Problem } from '../problem.ts';
import { pathOf } from '../router.ts';
import { session } from '../session.ts';
import { useTexts } from '../texts/index.ts';
import { FieldEditor } from '../ui/field.tsx';
import { Alert, Button, LinkButton, Paragraph, ProblemAlert, Title } from '../ui/parts.tsx';
import { useForm } from '../ui/use_form.ts';
import { forgetPlace } from './place.ts';
import { dutch, questions } from './questions.ts';
import { isAnswered, isOpen, type Talk } from './talk.ts';

const aboutFields = ['plaats_gesprek', 'tolk_soort', 'tolk_taal', 'samenvatting', 'deelbare_samenvatting'];

/** Not asked of the person, but to be known of the talk. */
function AboutTalk({ intake }: { intake: string }) {
  const t = useTexts();
  const { domain } = useBox(session)!;
  const { form, refresh } = useForm(intake);
  if (!form) return null;
  const fields = aboutFields.map((name) => domain.field('intake', name)).filter((field) => field !== undefined);
  return (
    <>
      <h2 class="utrecht-heading-2">{t.intake.aboutTalk}</h2>
      {fields.filter(({ write }) => write).map((field) => <FieldEditor key={field.name} form={form} field={field} after={refresh} />)}
    </>
  );
}

export function Ending({ talk }: { talk: Talk }) {
  const t = useTexts();
  const [problem, setProblem] = useState<Problem>();
  const open = questions.filter((question) => !isAnswered(question, talk));
  const move = async (stand: string) => {
    const store = session.value?.store;
    if (!store) return;
    setProblem(undefined);
    try {
      const end = stand === 'afgerond' && !talk.intake.fields['beeindigd_op'] ? [{ field: 'beeindigd_op', value: new Date().toISOString() }] : [];
      await store.set(talk.intake.id, [{ field: 'stand', value: stand }, ...end]);
      if (stand === 'afgerond') forgetPlace();
    } catch (error) {
      setProblem(problemOf(error));
    }
  };
  return (
    <div class="card">
      <Title>{t.intake.end}</Title>
      <Paragraph>{t.intake.endWhy}</Paragraph>
      <Paragraph>{t.intake.answered(questions.length - open.length, questions.length)}</Paragraph>
      {open.length > 0 && (
        <details class="open-questions">
          <summary>{t.intake.open} ({open.length})</summary>
          <ul class="rows">
            {open.map(({ code }) => (
              <li class="row" key={code}>
                <a class="row__link" lang="nl" href={pathOf('intake', talk.intake.id, code)}>{dutch.questions[code]?.text ?? code}</a>
              </li>
            ))}
          </ul>
        </details>
      )}
      <AboutTalk intake={talk.intake.id} />
      {problem && <ProblemAlert problem={problem} />}
      {isOpen(talk.intake) ? (
        <div class="actions"><Button look="primary-action" icon="ok" onClick={() => void move('afgerond')}>{t.intake.finish}</Button></div>
      ) : (
        <>
          <Alert tone="ok" title={t.intake.finished} live />
          <div class="actions"><Button onClick={() => void move('heropend')}>{t.intake.reopen}</Button></div>
        </>
      )}
      <div class="actions"><LinkButton to={['persoon', talk.intake.dossier]} icon="person">{t.intake.toPerson}</LinkButton></div>
    </div>
  );
}
