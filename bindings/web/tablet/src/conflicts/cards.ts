// What a person has to decide, put together as he was there: one card for each visit.
import type { Conflict } from '@wegwijs/client';
import { dayOf } from '../moments.ts';

export interface Card {
  key: string;
  dossier: string;
  /** The day of the visit, in Amsterdam. */
  day: string;
  conflicts: Conflict[];
}

/** What this user wrote says which visit it was; else what was written first. */
function dayOfVisit({ values }: Conflict, user: string): string {
  const own = values.filter(({ by }) => by === user);
  const moments = (own.length > 0 ? own : values).map(({ at }) => at).sort();
  return dayOf(new Date(moments[0]!));
}

/** The latest visit first. */
export function cardsOf(conflicts: Conflict[], user: string): Card[] {
  const cards = new Map<string, Card>();
  for (const conflict of conflicts) {
    const day = dayOfVisit(conflict, user);
    const key = `${conflict.dossier} ${day}`;
    const card = cards.get(key) ?? { key, dossier: conflict.dossier, day, conflicts: [] };
    card.conflicts.push(conflict);
    cards.set(key, card);
  }
  return [...cards.values()].sort((a, b) => b.day.localeCompare(a.day) || a.dossier.localeCompare(b.dossier));
}

/** As the core takes a value in: the text that a person would type. */
export const asTyped = (value: unknown) => (value === null || value === undefined ? '' : String(value));

export const keyOf = ({ id, field, element }: Conflict) => [id, field, element ?? ''].join(' ');

/** The field in which a deletion stands. */
export const deletion = '_verwijderd';
