// The chapters, with how far each is. On a narrow screen they fold up.
import { useEffect, useState } from 'preact/hooks';
import { useTexts } from '../texts/index.ts';
import { pathOf } from '../router.ts';
import { Icon } from '../ui/icons.tsx';
import { chapters, dutch, questionAt, questions } from './questions.ts';
import { answeredOf, countAnswered, type Talk } from './talk.ts';

/** Is there room beside the question? It changes when the tablet is turned. */
function useWide(): boolean {
  const query = matchMedia('(min-width: 60rem)');
  const [wide, setWide] = useState(query.matches);
  useEffect(() => {
    const look = () => setWide(query.matches);
    query.addEventListener('change', look);
    return () => query.removeEventListener('change', look);
  }, []);
  return wide;
}

export function Chapters({ talk, code }: { talk: Talk; code: string }) {
  const t = useTexts();
  const now = code === 'einde' ? undefined : questionAt(code).leefgebied;
  const total = answeredOf(talk);
  const wide = useWide();
  return (
    <details class="chapters" open={wide}>
      <summary class="chapters__summary">
        <Icon name="list" /> <span>{t.intake.chapters}</span>
        <span class="chapters__count">{t.intake.answered(total, questions.length)}</span>
      </summary>
      <progress class="chapters__progress" max={questions.length} value={total} aria-label={t.intake.answered(total, questions.length)} />
      <nav aria-label={t.intake.chapters}>
        <ol class="chapters__list">
          {chapters.map((chapter) => {
            const done = countAnswered(chapter.questions, talk);
            const all = chapter.questions.length;
            return (
              <li key={chapter.code}>
                <a
                  class="chapters__link"
                  href={pathOf('intake', talk.intake.id, chapter.questions[0]!.code)}
                  aria-current={chapter.code === now ? 'step' : undefined}
                >
                  <span lang="nl">{dutch.chapters[chapter.code]}</span>
                  <span class="chapters__done">
                    {done === all && <Icon name="ok" />}
                    <span aria-hidden="true"><bdi>{done}/{all}</bdi></span>
                    <span class="visually-hidden">{t.intake.answered(done, all)}</span>
                  </span>
                </a>
              </li>
            );
          })}
        </ol>
      </nav>
    </details>
  );
}
