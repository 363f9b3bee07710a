// The plans of one person, and the facts that they rest on.
import type { RecordView, Store } from '@wegwijs/client';
import { isProvisional } from '../people.ts';
import type { Session } from '../session.ts';
import { tenWeekClock, type Clock } from './clock.ts';
import { asDay, type Day } from './days.ts';
import { countHours, type Counted, type HoursEntry } from './hours.ts';
import { targetsOf, type Route, type Target } from './targets.ts';
import { termOf, type Term } from './term.ts';

export interface Plans {
  person: RecordView;
  course: RecordView | undefined;
  /** In the order of their versions. */
  pips: RecordView[];
  counted: Counted;
}

export const standOf = (pip: RecordView) => String(pip.fields['stand'] ?? '');
export const isDecided = (pip: RecordView) => standOf(pip) === 'vastgesteld';
export const isOpen = (pip: RecordView) => ['concept', 'besproken'].includes(standOf(pip));
const version = (pip: RecordView) => Number(pip.fields['versie'] ?? 0);
const text = (value: unknown) => (value === undefined || value === null ? '' : String(value));

export async function all(store: Store, entity: string, dossier: string): Promise<RecordView[]> {
  const ids = await store.list(entity, { dossier });
  const records = await Promise.all(ids.map((id) => store.get(id)));
  return records.filter((one) => one !== null);
}

export async function loadPlans({ store }: Session, dossier: string): Promise<Plans | undefined> {
  const person = await store.get(dossier);
  if (!person) return undefined;
  const [courses, pips, entries] = await Promise.all([
    all(store, 'traject', dossier), all(store, 'pip', dossier), all(store, 'urenregel', dossier),
  ]);
  pips.sort((a, b) => version(a) - version(b) || a.id.localeCompare(b.id));
  return { person, course: courses[0], pips, counted: countHours(entries.map(hoursEntry)) };
}

/** The moment of writing is in the history, which would be one more question per entry: ids are in the order of time. */
export function hoursEntry(record: RecordView): HoursEntry {
  const { id, fields } = record;
  return {
    id,
    minutes: Number(fields['minuten'] ?? 0),
    counter: text(fields['teller']),
    attendance: text(fields['aanwezigheid']),
    corrects: text(fields['corrigeert']),
    at: id,
    provisional: isProvisional(record),
  };
}

export interface Counters {
  clock: Clock;
  term: Term | undefined;
  targets: Target[];
}

const whole = (value: unknown) => (typeof value === 'number' ? value : undefined);

/** `pip`: of this plan, or of the one that holds now. */
export function countersOf({ person, course, pips, counted }: Plans, pip: RecordView | undefined, today: Day): Counters {
  const facts = course?.fields ?? {};
  const first = pips.filter(isDecided).map((one) => asDay(one.fields['dagtekening'])).find((day) => day !== undefined);
  const group = person.fields['doelgroep'];
  const route = pip?.fields['leerroute'];
  return {
    clock: tenWeekClock({
      notice: asDay(facts['datum_kennisgeving']),
      registered: asDay(facts['datum_inschrijving_brp']),
      fromOthers: asDay(facts['informatie_derden_ontvangen_op']),
      decided: first,
    }, today),
    term: termOf({ dated: first, duoStart: asDay(facts['termijn_start']), duoEnd: asDay(facts['termijn_einde']) }, today),
    targets: targetsOf({
      route: route as Route | undefined,
      asylum: group ? group === 'Asielstatushouder' : undefined,
      estimated: whole(pip?.fields['geschatte_intensiteit_b1_route']),
      capacity: whole(facts['belastbaarheid_participatie_uren']),
    }, counted),
  };
}

async function courseOf({ store, owner }: Session, { person, course }: Plans): Promise<string> {
  if (course) return course.id;
  const values = [{ field: 'status', value: 'gekoppeld' }, { field: 'regievoerder', value: owner.user }];
  return (await store.create([{ entity: 'traject', parent: person.id, values }]))[0]!;
}

/** A draft; a first one, or a changed one where a plan was decided before. */
export async function beginPlan(session: Session, plans: Plans): Promise<string> {
  const parent = await courseOf(session, plans);
  const last = Math.max(0, ...plans.pips.map(version));
  const [id] = await session.store.create([{
    entity: 'pip',
    parent,
    values: [
      { field: 'stand', value: 'concept' },
      { field: 'versie', value: String(last + 1) },
      { field: 'soort', value: plans.pips.some(isDecided) ? 'gewijzigd' : 'initieel' },
    ],
  }]);
  await advance(session, plans.course, 'pip_concept');
  return id!;
}

/** May the status of the case go there from where it is? */
export function leadsTo({ domain }: Session, course: RecordView | undefined, status: string): boolean {
  const moves = domain.field('traject', 'status')?.moves ?? {};
  return (moves[text(course?.fields['status'])] ?? []).includes(status);
}

/** Takes the status of the case along where the pack has such a step; a case that is elsewhere stays there. */
export async function advance(session: Session, course: RecordView | undefined, status: string): Promise<void> {
  if (!course || isProvisional(course) || !leadsTo(session, course, status)) return;
  await session.store.set(course.id, [{ field: 'status', value: status }]);
}
