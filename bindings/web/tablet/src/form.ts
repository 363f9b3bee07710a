// A form over one or more records of a dossier that saves each answer as it is given. An open edit of the store stands
// behind it: what a sync brings in meanwhile for the same field is then a conflict that a person decides, and is not
// overwritten unseen.
import { codes, WegwijsError, type Assignment, type Edit, type ErrorName, type RecordView, type Store } from '@wegwijs/client';
import { rememberEdit, session } from './session.ts';

/**
 * Of a field whose text was refused and stands there still (ui/autosave.ts), the edit that was open when it was typed. What
 * is typed next goes through that one: the field hides what a sync brought in since. As long as the text: until the app is
 * locked.
 */
const refusedEdits = new Map<string, Edit>();
session.watch(() => refusedEdits.clear());
const keyOf = ([first]: Assignment[]) => `${first?.id}.${first?.field}`;

/** After these the same edit can still be saved; after others the core judged by what was shown, and would again. */
const passing: ErrorName[] = ['INVALID_VALUE', 'REQUIRED', 'DISK_FULL', 'DISK', 'SQLITE', 'MEMORY'];
const passes = (error: unknown) => error instanceof WegwijsError && passing.some((name) => error.is(name));

export class Form {
  private edit: Edit | undefined;
  private work: Promise<unknown> = Promise.resolve();
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

  /**
   * Opens the edit first and reads after it: what is shown is never older than what the edit has seen. When the reading
   * fails there is no edit either.
   */
  private async begin(): Promise<Edit> {
    const edit = await this.store.edit(this.ids);
    rememberEdit(edit.number, true);
    await this.read();
    return (this.edit = edit);
  }

  private async read(): Promise<void> {
    const records = await Promise.all(this.ids.map((id) => this.store.get(id)));
    for (const record of records) if (record) this.held.set(record.id, record);
  }

  /** One after the other, each as one transaction. Without an id: of the first record. */
  save(assignments: Assignment[]): Promise<void> {
    const named = assignments.map((one) => ({ id: this.ids[0]!, ...one }));
    return this.through(named, (edit) => edit.save(named));
  }

  /** After somebody chose in a conflict. */
  decide(assignment: Assignment): Promise<void> {
    const named = { id: this.ids[0]!, ...assignment };
    return this.through([named], (edit) => edit.decide(named));
  }

  /**
   * After what the fields save when their screen is left, which they do after this was called: that goes through the
   * edit that was open while the person typed.
   */
  async close(): Promise<void> {
    await Promise.resolve();
    return this.queue(() => this.drop());
  }

  private async drop(): Promise<void> {
    const edit = this.edit;
    this.edit = undefined;
    if (!edit) return;
    if (session.value?.store === this.store) await edit.drop();
    rememberEdit(edit.number, false);
  }

  private through(assignments: Assignment[], act: (edit: Edit) => Promise<unknown>): Promise<void> {
    return this.queue(async () => {
      const key = keyOf(assignments);
      const edit = refusedEdits.get(key) ?? this.edit ?? (await this.beginAgain(assignments));
      try {
        await act(edit);
      } catch (error) {
        await this.refused(key, edit, error);
        throw error;
      }
      refusedEdits.delete(key);
      rememberEdit(edit.number, false);
      if (edit !== this.edit) await this.drop();
      this.edit = undefined;
      // It was saved, whether the next edit opens or not (of a full tablet it does not), and is shown.
      await this.begin().catch(() => this.read()).catch(() => undefined);
    });
  }

  private async refused(key: string, edit: Edit, error: unknown): Promise<void> {
    if (!passes(error)) return void refusedEdits.delete(key);
    refusedEdits.set(key, edit);
    if (edit !== this.edit) return;
    // The other fields go on with an edit of their own.
    this.edit = undefined;
    await this.begin().catch(() => undefined);
  }

  /** No edit opened after the last save. One that opens now has seen what the person may not have: then nothing is saved. */
  private async beginAgain(assignments: Assignment[]): Promise<Edit> {
    const before = this.shownOf(assignments);
    const edit = await this.begin();
    if (this.shownOf(assignments) === before) return edit;
    const message = 'This changed before it was shown. Nothing was saved.';
    throw new WegwijsError({ code: codes.NOT_SHOWN, reason: 'changed_unseen', message, retry: 'never' });
  }

  private shownOf(assignments: Assignment[]): string {
    const records = assignments.map(({ id, field }) => ({ field, record: this.recordOf(id) }));
    return JSON.stringify(records.map(({ field, record }) => [record?.fields[field], record?.conflicts?.[field]]));
  }

  private queue<Value>(work: () => Promise<Value>): Promise<Value> {
    const done = this.work.then(work);
    this.work = done.catch(() => undefined);
    return done;
  }
}
