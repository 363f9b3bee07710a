// What the server refused: the reason, and what to do with it.
import type { Rejected as Refused } from '@wegwijs/client';
import { useState } from 'preact/hooks';
import { problemOf, type Problem } from '../problem.ts';
import { session } from '../session.ts';
import { useTexts } from '../texts/index.ts';
import { decisionIn } from '../pip/deciding.ts';
import { Alert, Button, LinkButton, Paragraph, ProblemAlert, Title } from '../ui/parts.tsx';
import { useRead } from '../ui/use.ts';

interface Write {
  field?: string;
  value?: unknown;
}

/** What was written, as far as the transaction says. */
function writesOf({ transaction }: Refused): Write[] {
  const writes = (transaction as { writes?: Write[] } | null)?.writes;
  return Array.isArray(writes) ? writes.filter(({ field }) => field) : [];
}

function One({ refused }: { refused: Refused }) {
  const t = useTexts();
  const decides = decisionIn(refused);
  const [problem, setProblem] = useState<Problem>();
  const [sure, setSure] = useState(false);
  const act = async (work: () => Promise<void> | undefined) => {
    try {
      await work();
    } catch (error) {
      setProblem(problemOf(error));
    }
  };
  return (
    <li class="card">
      {refused.sealed ? <Paragraph>{t.rejected.sealed}</Paragraph> : (
        <dl class="facts">
          {writesOf(refused).map(({ field, value }, at) => (
            <div class="facts__one" key={at}>
              <dt lang="nl">{field}</dt>
              <dd><bdi>{typeof value === 'string' ? value : JSON.stringify(value)}</bdi></dd>
            </div>
          ))}
        </dl>
      )}
      <Paragraph>{t.rejected.reason}: <bdi>{refused.code}</bdi> <span lang="en">{refused.reason}</span></Paragraph>
      {problem && <ProblemAlert problem={problem} />}
      {sure && <Alert tone="warning" title={t.rejected.sure} live />}
      <div class="actions">
        {decides !== undefined && <LinkButton to={['vaststellen', decides]} look="primary-action" icon="next" flips iconAfter>{t.rejected.readAgain}</LinkButton>}
        {!refused.sealed && decides === undefined && (
          <Button look="primary-action" onClick={() => void act(() => session.value?.store.retryRejected(refused.number))}>{t.rejected.retry}</Button>
        )}
        <Button onClick={() => (sure ? void act(() => session.value?.store.discardRejected(refused.number)) : setSure(true))}>{t.rejected.discard}</Button>
      </div>
    </li>
  );
}

export function Rejected() {
  const t = useTexts();
  const { value, problem } = useRead(({ store }) => store.rejected(), []);
  return (
    <div class="narrow">
      <Title>{t.rejected.title}</Title>
      <Paragraph>{value?.length === 0 ? t.rejected.none : t.rejected.intro}</Paragraph>
      {problem && <ProblemAlert problem={problem} />}
      <ul class="rows rows--cards">{value?.map((one) => <One key={one.number} refused={one} />)}</ul>
    </div>
  );
}
