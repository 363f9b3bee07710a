// Answering one question: the value in the intake or in a record of its own, and beside it where it comes from or why
// there is none.
import type { Assignment } from '@wegwijs/client';
import type { Field } from '../domain.ts';
import { Form } from '../form.ts';
import { recall, remember } from '../memory.ts';
import { today } from '../moments.ts';
import type { Session } from '../session.ts';
import type { Question } from './questions.ts';
import { loadTalk, valueOf, type Talk } from './talk.ts';

/** Where the last answer came from is where the next one probably does; the user sees it and can change it. */
const originNow = () => recall<string>('herkomst') ?? 'zelf';

export class Answering {
  private constructor(
    private readonly session: Session,
    readonly question: Question,
    readonly field: Field,
    private talk: Talk,
    private form: Form,
  ) {}

  static async open(session: Session, intake: string, question: Question): Promise<Answering | undefined> {
    const talk = await loadTalk(session.store, intake);
    const field = session.domain.field(question.entity, question.field ?? 'waarde');
    if (!talk || !field) return undefined;
    const form = await Form.open(session.store, [intake, ...idsOf(talk, question)]);
    return form && new Answering(session, question, field, talk, form);
  }

  get intake() {
    return this.form.record;
  }
  /** The record of its own, when there is one. */
  get answer() {
    return this.form.recordOf(this.form.ids[1]);
  }
  /** Answers of other devices to the same question. */
  get others() {
    return this.form.ids.slice(2).map((id) => this.form.recordOf(id)!);
  }
  get value(): unknown {
    return valueOf(this.question, this.intake, this.answer);
  }
  get reason(): string {
    return String(this.answer?.fields['reden_onbekend'] ?? '');
  }
  get origin(): string {
    return String(this.answer?.fields['herkomst'] ?? '');
  }
  get inConflict(): boolean {
    const own = this.question.entity === 'intake' ? this.intake : this.answer;
    return own?.conflicts?.[this.field.name] !== undefined;
  }

  /** The value; with it goes that there is one, and where it comes from. */
  async give(assignments: Assignment[]): Promise<void> {
    const empties = assignments.every(({ value, element }) => value === '' && element === undefined);
    const beside: Assignment[] = [];
    if (!empties && this.reason !== '') beside.push({ field: 'reden_onbekend', value: '' });
    if (!empties && this.origin === '') beside.push({ field: 'herkomst', value: originNow() });
    if (this.question.entity === 'antwoord') return this.putAnswer([...assignments, ...beside]);
    if (this.answer) return this.form.save([...assignments, ...beside.map((one) => ({ ...one, id: this.answer!.id }))]);
    // The answer itself first: a kill between the two costs only where it came from.
    await this.form.save(assignments);
    if (beside.length > 0) await this.putAnswer(beside);
  }

  /** Why there is no answer; an empty one takes the reason away. What was answered before stays in the history. */
  async giveReason(reason: string): Promise<void> {
    if (reason !== '' && this.value !== undefined) await this.give(this.emptied());
    await this.putAnswer([{ field: 'reden_onbekend', value: reason }]);
  }

  async giveOrigin(origin: string): Promise<void> {
    remember('herkomst', origin);
    await this.putAnswer([{ field: 'herkomst', value: origin }]);
  }

  async giveChecked(on: boolean): Promise<void> {
    await this.putAnswer([
      { field: 'gecontroleerd_door', value: on ? this.session.owner.user : '' },
      { field: 'gecontroleerd_op', value: on ? today() : '' },
    ]);
  }

  giveNote(text: string): Promise<void> {
    return this.putAnswer([{ field: 'toelichting', value: text }]);
  }

  async removeOther(id: string): Promise<void> {
    await this.session.store.remove(id);
    await this.reopen();
  }

  emptied(): Assignment[] {
    const { name } = this.field;
    if (!Array.isArray(this.value)) return [{ field: name, value: '' }];
    return this.value.map((element) => ({ field: name, element: String(element), value: 'false' }));
  }

  close(): Promise<void> {
    return this.form.close();
  }

  private async putAnswer(values: Assignment[]): Promise<void> {
    const id = this.answer?.id;
    if (id) return this.form.save(values.map((one) => ({ ...one, id })));
    const { code, leefgebied } = this.question;
    const about = [{ field: 'vraag', value: code }, { field: 'leefgebied', value: leefgebied }];
    const filled = values.filter(({ value }) => value !== '');
    if (filled.length === 0) return;
    await this.session.store.create([{ entity: 'antwoord', parent: this.intake.id, values: [...about, ...filled] }]);
    await this.reopen();
  }

  private async reopen(): Promise<void> {
    await this.form.close();
    const { store } = this.session;
    this.talk = (await loadTalk(store, this.intake.id)) ?? this.talk;
    this.form = (await Form.open(store, [this.intake.id, ...idsOf(this.talk, this.question)])) ?? this.form;
  }
}

const idsOf = (talk: Talk, question: Question) => (talk.answers.get(question.code) ?? []).map(({ id }) => id);
