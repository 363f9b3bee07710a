// One intake: its record, the records of its answers, and the person it is with.
import type { RecordView, Store } from '@wegwijs/client';
import type { Session } from '../session.ts';
import { questions, version, type Question } from './questions.ts';

export interface Talk {
  intake: RecordView;
  person: RecordView | undefined;
  /** By the code of the question, the oldest first: two devices may each have made one. */
  answers: Map<string, RecordView[]>;
}

export const isOpen = (intake: RecordView) => intake.fields['stand'] !== 'afgerond';

export async function loadTalk(store: Store, id: string): Promise<Talk | undefined> {
  const intake = await store.get(id);
  if (!intake) return undefined;
  const [person, ids] = await Promise.all([store.get(intake.dossier), store.list('antwoord', { dossier: intake.dossier })]);
  const records = await Promise.all(ids.map((one) => store.get(one)));
  const answers = new Map<string, RecordView[]>();
  for (const record of records) {
    if (record?.fields['intake'] !== id) continue;
    const code = String(record.fields['vraag']);
    answers.set(code, [...(answers.get(code) ?? []), record].sort((a, b) => a.id.localeCompare(b.id)));
  }
  return { intake, person: person ?? undefined, answers };
}

const isEmpty = (value: unknown) => value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

/** The value of the answer; undefined when there is none. */
export function valueOf(question: Question, intake: RecordView | undefined, answer: RecordView | undefined): unknown {
  const value = question.entity === 'intake' ? intake?.fields[question.field!] : answer?.fields['waarde'];
  return isEmpty(value) ? undefined : value;
}

/** Was it asked? A reason for having no answer is an answer too. */
export function isAnswered(question: Question, talk: Talk): boolean {
  const answers = talk.answers.get(question.code) ?? [undefined];
  return answers.some((one) => valueOf(question, talk.intake, one) !== undefined || !isEmpty(one?.fields['reden_onbekend']));
}

export const countAnswered = (list: Question[], talk: Talk) => list.filter((one) => isAnswered(one, talk)).length;

export const answeredOf = (talk: Talk) => countAnswered(questions, talk);

/** The intake of a dossier that is not finished, or else the last one. */
export async function intakeOf(store: Store, dossier: string): Promise<RecordView | undefined> {
  const ids = await store.list('intake', { dossier });
  const records = (await Promise.all(ids.map((id) => store.get(id)))).filter((one) => one !== null);
  records.sort((a, b) => b.id.localeCompare(a.id));
  return records.find(isOpen) ?? records[0];
}

async function caseOf({ store, owner }: Session, dossier: string): Promise<RecordView> {
  const [first] = await store.list('traject', { dossier });
  const values = [{ field: 'status', value: 'gekoppeld' }, { field: 'regievoerder', value: owner.user }];
  const id = first ?? (await store.create([{ entity: 'traject', parent: dossier, values }]))[0]!;
  return (await store.get(id))!;
}

/** The steps that bring a case to "the intake is going on". */
const steps: Record<string, string[]> = { gekoppeld: ['intake_gepland', 'intake_loopt'], intake_gepland: ['intake_loopt'] };

export async function beginIntake(session: Session, dossier: string): Promise<string> {
  const { store, owner } = session;
  const traject = await caseOf(session, dossier);
  const [id] = await store.create([{
    entity: 'intake',
    parent: traject.id,
    values: [
      { field: 'stand', value: 'open' },
      { field: 'begonnen_op', value: new Date().toISOString() },
      { field: 'versie_vragenlijst', value: version },
      { field: 'zonder_verbinding', value: String(!navigator.onLine) },
      { field: 'afgenomen_door', element: owner.user, value: 'true' },
    ],
  }]);
  for (const status of steps[String(traject.fields['status'])] ?? [])
    await store.set(traject.id, [{ field: 'status', value: status }]);
  return id!;
}
