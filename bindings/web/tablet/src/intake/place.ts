// Where the user is in an intake, so that a start after a kill goes on there. Ids and codes only.
import { recall, remember } from '../memory.ts';
import { dossiersInConflict } from '../people.ts';
import { session, type Session } from '../session.ts';
import type { Texts } from '../texts/index.ts';
import { answeredOf, loadTalk } from './talk.ts';
import { questions } from './questions.ts';

export interface Place {
  intake: string;
  code: string;
  /** The question was on the screen; false when the user went elsewhere himself. */
  shown: boolean;
}

const key = () => `place.${session.value?.name}`;

export function keepPlace(intake: string, code: string): void {
  remember(key(), { intake, code, shown: true } satisfies Place);
}

export function leavePlace(): void {
  const place = recall<Place>(key());
  if (place && session.value) remember(key(), { ...place, shown: false });
}

export function forgetPlace(): void {
  if (session.value) remember(key(), undefined);
}

export const placeNow = () => recall<Place>(key());

export interface OpenIntake {
  intake: string;
  name: string;
  provisional: boolean;
  progress: (t: Texts) => string;
}

export async function openIntakes({ store, domain }: Session): Promise<OpenIntake[]> {
  if (!domain.has('intake')) return [];
  const { rows } = await store.query("SELECT id FROM intake WHERE stand <> 'afgerond'");
  const [open, ...talks] = await Promise.all([dossiersInConflict(store), ...rows.map(([id]) => loadTalk(store, String(id)))]);
  return talks.flatMap((talk) => {
    if (!talk) return [];
    const count = answeredOf(talk);
    const name = String(talk.person?.fields['weergavenaam'] ?? '');
    const provisional = open.has(talk.intake.dossier);
    return [{ intake: talk.intake.id, name, provisional, progress: (t: Texts) => t.intake.answered(count, questions.length) }];
  });
}
