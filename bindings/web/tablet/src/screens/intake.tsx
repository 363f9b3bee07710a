// The brede intake: one question at a time, chapter by chapter.
import { useEffect, useState } from 'preact/hooks';
import { useBox } from '../box.ts';
import { keepPlace, leavePlace } from '../intake/place.ts';
import { beside, questionAt, questions, textsIn, translations } from '../intake/questions.ts';
import { loadTalk, type Talk } from '../intake/talk.ts';
import { languages } from '../languages.ts';
import { recall, remember } from '../memory.ts';
import { saveAll } from '../pending.ts';
import { go } from '../router.ts';
import { session } from '../session.ts';
import { useTexts } from '../texts/index.ts';
import { Alert, Button, LinkButton } from '../ui/parts.tsx';
import { useRead } from '../ui/use.ts';
import { Chapters } from '../intake/chapters.tsx';
import { QuestionView } from '../intake/question_view.tsx';
import { Ending } from '../intake/ending.tsx';

export const ending = 'einde';

/** The person's language, when there are texts in it; chosen by hand it is kept for this intake. */
function useTheirLanguage(intake: string, talk: Talk | undefined) {
  const [chosen, setChosen] = useState(() => recall<{ intake: string; language: string }>('tolk'));
  const known = [talk?.intake.fields['tolk_taal'], talk?.person?.fields['voorkeurstaal'], talk?.intake.fields['moedertaal']];
  const own = known.map((code) => String(code ?? '').split('-')[0]!).map((code) => (code === 'prs' ? 'fa' : code));
  const fallback = own.find((code) => code !== 'nl' && textsIn(code)) ?? translations[0]!.language;
  const choose = (language: string) => {
    remember('tolk', { intake, language });
    setChosen({ intake, language });
  };
  return { language: chosen?.intake === intake ? chosen.language : fallback, choose };
}

function Bottom({ intake, code }: { intake: string; code: string }) {
  const t = useTexts();
  const before = code === ending ? questions.at(-1) : beside(questionAt(code), -1);
  const after = code === ending ? undefined : (beside(questionAt(code), 1)?.code ?? ending);
  const to = async (next: string) => {
    // What was refused stays on the screen, with why.
    if (await saveAll()) go('intake', intake, next);
    else document.querySelector<HTMLElement>('.question [aria-invalid]')?.focus();
  };
  return (
    <div class="bottom-bar">
      {before ? <Button icon="previous" flips onClick={() => void to(before.code)}>{t.previous}</Button> : <span />}
      {after && <Button look="primary-action" icon="next" flips iconAfter onClick={() => void to(after)}>{t.next}</Button>}
    </div>
  );
}

export function Intake({ params: [intake, given] }: { params: string[] }) {
  const t = useTexts();
  useBox(session);
  const { value: talk, problem } = useRead(async ({ store }) => (await loadTalk(store, intake!)) ?? null, [intake]);
  const code = given === ending ? ending : questionAt(given).code;
  const [interpreter, setInterpreter] = useState(() => recall<boolean>('metTolk') ?? false);
  const theirs = useTheirLanguage(intake!, talk ?? undefined);

  useEffect(() => {
    keepPlace(intake!, code);
  }, [intake, code]);
  useEffect(() => leavePlace, []);

  if (talk === null || problem) return <Alert tone="warning" title={t.intake.gone}><LinkButton to={['vandaag']}>{t.nav.today}</LinkButton></Alert>;
  const switchInterpreter = () => {
    remember('metTolk', !interpreter);
    setInterpreter(!interpreter);
  };
  return (
    <div class="intake">
      <aside class="intake__side">
        <p class="who">
          <a class="utrecht-link" href={`#/persoon/${talk?.intake.dossier ?? ''}`}><bdi>{String(talk?.person?.fields['weergavenaam'] ?? '')}</bdi></a>
        </p>
        {talk && <Chapters talk={talk} code={code} />}
      </aside>
      <div class="intake__main">
        {code === ending
          ? talk && <Ending talk={talk} />
          : (
            <QuestionView
              key={code}
              intake={intake!}
              question={questionAt(code)}
              theirs={interpreter ? textsIn(theirs.language) : undefined}
              tools={
                <InterpreterTools on={interpreter} toggle={switchInterpreter} language={theirs.language} choose={theirs.choose} />
              }
            />
          )}
        <Bottom intake={intake!} code={code} />
      </div>
    </div>
  );
}

/** "Arabisch – العربية" */
function nameOfLanguage(code: string): string {
  const known = languages.find((one) => one.code === code);
  return known ? `${known.dutch} – ${known.own}` : code;
}

function InterpreterTools({ on, toggle, language, choose }: {
  on: boolean;
  toggle: () => void;
  language: string;
  choose: (language: string) => void;
}) {
  const t = useTexts();
  return (
    <>
      <Button look="secondary-action" icon="talk" aria-pressed={on} onClick={toggle}>{t.intake.interpreter}</Button>
      {on && (
        <label class="tools__language">
          <span class="visually-hidden">{t.intake.theirLanguage}</span>
          <select class="utrecht-select utrecht-select--html-select" value={language} onChange={(event) => choose(event.currentTarget.value)}>
            {translations.map((one) => (
              <option key={one.language} value={one.language}>{nameOfLanguage(one.language)}</option>
            ))}
          </select>
        </label>
      )}
    </>
  );
}
