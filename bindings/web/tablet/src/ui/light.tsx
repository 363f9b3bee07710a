// Is my work safe? It tells what the store says, and never more.
import type { Status } from '@wegwijs/client';
import { useBox } from '../box.ts';
import { dayText, localeOf, momentText, timeText, today, dayOf } from '../moments.ts';
import { session, status, unsentSince } from '../session.ts';
import { cancelSync, sync, syncing, type Syncing } from '../syncing.ts';
import { uiLanguage, useTexts, type Texts } from '../texts/index.ts';
import { problemOf } from '../problem.ts';
import { screens } from '../screens.ts';
import { Alert, Button, LinkButton, Paragraph, ProblemAlert } from './parts.tsx';
import { Icon, type IconName } from './icons.tsx';

type Tone = 'safe' | 'waiting' | 'attention';
export interface Light {
  tone: Tone;
  icon: IconName;
  short: string;
  title: string;
  why: string;
}

/** What matters most comes first. */
export function lightOf(status: Status, t: Texts): Light {
  const l = t.light;
  const [attention, waiting] = ['attention', 'waiting'] as const;
  if (status.cleared) return { tone: attention, icon: 'alert', short: l.short.cleared, title: l.cleared, why: l.clearedWhy };
  if (status.rejected > 0)
    return { tone: attention, icon: 'alert', short: l.short.rejected(status.rejected), title: l.rejected(status.rejected), why: l.rejectedWhy };
  if (status.conflicts > 0)
    return { tone: attention, icon: 'choice', short: l.short.conflict(status.conflicts), title: l.conflict(status.conflicts), why: l.conflictWhy };
  if (status.unsent > 0)
    return { tone: waiting, icon: 'up', short: l.short.unsent(status.unsent), title: l.unsent(status.unsent), why: l.unsentWhy };
  if (!status.last_sync) return { tone: waiting, icon: 'up', short: l.short.never, title: l.never, why: l.neverWhy };
  if (status.in_step === false) return { tone: attention, icon: 'alert', short: l.short.outOfStep, title: l.outOfStep, why: l.outOfStepWhy };
  return { tone: 'safe', icon: 'ok', short: l.short.safe, title: l.safe, why: l.safeWhy };
}

/** In the header: one line. */
export function SmallLight() {
  const t = useTexts();
  const now = useBox(status);
  if (!now) return null;
  const { tone, icon, short, title } = lightOf(now, t);
  return (
    <a class={`light light--small light--${tone}`} href="#/vandaag">
      <span class="light__lamp"><Icon name={icon} /></span>
      <span class="light__title">{short}</span>
      <span class="visually-hidden">{title}</span>
    </a>
  );
}

function when(moment: string, language: 'nl' | 'ar', t: Texts): string {
  const day = dayOf(new Date(moment));
  return day === today() ? `${t.today.title.toLocaleLowerCase(localeOf(language))} ${timeText(moment, language)}` : momentText(moment, language);
}

function Unsent({ count }: { count: number }) {
  const t = useTexts();
  const since = unsentSince();
  if (count === 0 || !since) return null;
  return <Paragraph small>{t.light.since} {when(since, uiLanguage.value, t)}</Paragraph>;
}

function Progress({ at }: { at: Syncing }) {
  const t = useTexts();
  return (
    <div class="sync-progress">
      <progress aria-label={t.sync.busy} />
      <Paragraph small>{t.sync.progress(at.requests, Math.ceil(at.bytes / 1024))}</Paragraph>
      <Button icon="cross" onClick={cancelSync}>{t.sync.stop}</Button>
    </div>
  );
}

function Ended({ at }: { at: Syncing }) {
  const t = useTexts();
  if (at.state === 'done' && at.asked)
    return at.report?.in_step
      ? <Alert tone="ok" title={t.sync.done} live />
      : <Alert tone="warning" title={t.sync.doneNot} live />;
  if (at.state !== 'failed') return null;
  if (at.asked) return <ProblemAlert problem={problemOf(at.error)} />;
  return at.error?.is('OFFLINE') ? <Paragraph small>{t.sync.quietOffline}</Paragraph> : null;
}

/** On the first screen: the whole of it, with the button. */
export function BigLight() {
  const t = useTexts();
  const now = useBox(status);
  const at = useBox(syncing);
  const language = useBox(uiLanguage);
  useBox(session);
  if (!now) return null;
  const { tone, icon, title, why } = lightOf(now, t);
  return (
    <section class={`light light--big light--${tone}`} aria-label={t.light.title}>
      <div class="light__row">
        <span class="light__lamp"><Icon name={icon} /></span>
        <div>
          <h2 class="utrecht-heading-2 light__title">{title}</h2>
          <Paragraph>{why}</Paragraph>
          <Unsent count={now.unsent} />
          <Paragraph small>
            {t.light.last}: {now.last_sync ? when(now.last_sync, language, t) : t.light.notYet}
          </Paragraph>
        </div>
      </div>
      {at.state === 'busy' ? <Progress at={at} /> : (
        <div class="actions">
          {now.rejected > 0 && <LinkButton to={['geweigerd']} look="primary-action">{t.light.toRejected}</LinkButton>}
          {now.conflicts > 0 && screens['keuzes'] && <LinkButton to={['keuzes']} look="primary-action" icon="choice">{t.light.toChoices}</LinkButton>}
          <Button look={now.unsent > 0 ? 'primary-action' : 'secondary-action'} icon="sync" onClick={() => void sync(true)}>{t.sync.go}</Button>
        </div>
      )}
      <Ended at={at} />
      {now.salvaged && <Alert tone="error" title={t.light.salvaged}><Paragraph small><span lang="en">{now.salvaged}</span></Paragraph></Alert>}
    </section>
  );
}

/** The browser did not promise to keep the store. */
export function StorageWarning() {
  const t = useTexts();
  const now = useBox(status);
  if (!now || now.persistent) return null;
  return (
    <Alert tone="warning" title={t.storage.title}>
      <Paragraph>{t.storage.why}</Paragraph>
      <Paragraph>{t.storage.todo}</Paragraph>
    </Alert>
  );
}

export const weekday = (language: 'nl' | 'ar') => dayText(new Date(), language);
