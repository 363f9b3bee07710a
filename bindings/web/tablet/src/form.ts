// A form over one or more records of a dossier that saves each answer as it is given. An open edit of the store stands
// behind it: what a sync brings in meanwhile for the same field is then a conflict that a person decides, and is not
// overwritten unseen.
import type { Assignment, Edit, RecordView, Store } from '@wegwijs/client';
import { rememberEdit, session } from './session.ts';

export class Form {
  private edit: Edit | undefined;
  private work: Promise<unknown> = Promise.resolve();
  private closed = false;
  private readonly held = new Map<string, RecordView>();

  private constructor(
    private readonly store: Store,
    readonly ids: string[],
  ) {}

  /** undefined: the first record is not here. Others that are not here are left out. */
  static async open(store: Store, ids: string[]): Promise<Form | undefined> {
    const records = await Promise.all(ids.map((id) => store.get(id)));
    if (!records[0]) return undefined;
    const form = new Form(store, ids.filter((_, at) => records[at]));
    await form.begin();
    return form;
  }

  /** The first one. */
  get record(): RecordView {
    return this.held.get(this.ids[0]!)!;
  }
  recordOf(id: string | undefined): RecordView | undefined {
    return id === undefined ? undefined : this.held.get(id);
  }

  /** Opens the edit first and reads after it: what is shown is never older than what the edit has seen. */
  private async begin(): Promise<void> {
    this.edit = await this.store.edit(this.ids);
    rememberEdit(this.edit.number, true);
    for (const id of this.ids) {
      const record = await this.store.get(id);
      if (record) this.held.set(id, record);
    }
  }

  /** One after the other, each as one transaction. Without an id: of the first record. After a refusal it is still open. */
  save(assignments: Assignment[]): Promise<void> {
    return this.through((edit) => edit.save(assignments.map((one) => ({ id: this.ids[0]!, ...one }))));
  }

  /** After somebody chose in a conflict. */
  decide(assignment: Assignment): Promise<void> {
    return this.through((edit) => edit.decide({ id: this.ids[0]!, ...assignment }));
  }

  close(): Promise<void> {
    this.closed = true;
    return this.queue(async () => {
      const edit = this.edit;
      this.edit = undefined;
      if (!edit) return;
      if (session.value?.store === this.store) await edit.drop();
      rememberEdit(edit.number, false);
    });
  }

  private through(act: (edit: Edit) => Promise<unknown>): Promise<void> {
    return this.queue(async () => {
      const edit = this.edit ?? (await this.store.edit(this.ids));
      this.edit = edit;
      await act(edit);
      rememberEdit(edit.number, false);
      this.edit = undefined;
      if (!this.closed) await this.begin();
    });
  }

  private queue<Value>(work: () => Promise<Value>): Promise<Value> {
    const done = this.work.then(work);
    this.work = done.catch(() => undefined);
    return done;
  }
}
