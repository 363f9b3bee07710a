// The cards with what they are about: whose they are, and which question was asked.
import type { Conflict } from '@wegwijs/client';
import { dutch } from '../intake/questions.ts';
import type { Session } from '../session.ts';
import { conflictNl as t } from '../texts/conflict.nl.ts';
import { valueText } from '../values.ts';
import { cardsOf, deletion, type Card } from './cards.ts';

export interface About {
  /** "Taalniveau", or the question of the intake. */
  what: string;
  /** "Persoonlijk plan (PIP)" */
  where: string;
  valueText: (value: unknown) => string;
}

export interface KnownCard extends Card {
  name: string;
  about: Map<Conflict, About>;
}

async function aboutOf(now: Session, conflict: Conflict, entities: Map<string, string>): Promise<About> {
  const { id, entity, field, element } = conflict;
  const where = entities.get(entity) ?? entity;
  if (field === deletion) return { what: t.deletion, where, valueText: (value) => (String(value) === 'true' ? t.deleted : t.kept) };
  const label = now.domain.field(entity, field)?.label ?? field;
  if (element !== undefined) {
    const called = valueText(now.domain, entity, field, element);
    return { what: `${label}: ${called}`, where, valueText: (value) => (String(value) === 'true' ? t.inSet : t.notInSet) };
  }
  const asked = entity === 'antwoord' ? String((await now.store.get(id))?.fields['vraag'] ?? '') : '';
  const question = field === 'waarde' ? dutch.questions[asked]?.text : undefined;
  return { what: question ?? label, where, valueText: (value) => valueText(now.domain, entity, field, value) || t.empty };
}

export async function loadCards(now: Session): Promise<KnownCard[]> {
  const [conflicts, entities] = await Promise.all([now.store.conflicts(), now.store.entities('nl')]);
  const labels = new Map(entities.map(({ name, label }) => [name, label]));
  return Promise.all(
    cardsOf(conflicts, now.owner.user).map(async (card) => {
      const person = await now.store.get(card.dossier);
      const about = await Promise.all(card.conflicts.map(async (one) => [one, await aboutOf(now, one, labels)] as const));
      return { ...card, name: String(person?.fields['weergavenaam'] ?? ''), about: new Map(about) };
    }),
  );
}
