// One user's encrypted store in the browser: it works without a network and syncs when there is one. The store itself
// lives in a worker; everything here is a promise. Errors are WegwijsError.
import { Link } from './link.js';
import { isCleared } from './place.js';
import type * as T from './types.js';

export { codes, WegwijsError, type ErrorName, type Retry } from './errors.js';
export type * from './types.js';

export interface OpenOptions {
  /** The store's name within this site. */
  name: string;
  /** The caller's own copy is his to forget. This package keeps one for as long as the store is open: when the tab that
   * has the store closes, the next one opens it. */
  pin: string;
  /** Where the package's worker.js and wegwijs.wasm stand; beside index.js when it is left out. */
  base?: URL | string;
}

export interface EnrolOptions extends OpenOptions {
  /** "https://host[:port]", which must be where this page came from. */
  server: string;
  code: string;
}

export interface SyncCall extends T.SyncOptions {
  signal?: AbortSignal;
  progress?: (at: T.Progress) => void;
}

/** The place in the list is the number in wegwijs.h. */
const logLevels = ['none', 'error', 'warning', 'info'] as const;

const json = (value: unknown) => JSON.stringify(value);
const parsed = <Value>(text: string) => JSON.parse(text) as Value;
const decoder = new TextDecoder('utf-8', { ignoreBOM: true }); // else it takes U+FEFF away
/** An empty text: it is not here. */
const orNull = <Value>(text: string) => (text === '' ? null : parsed<Value>(text));

/** A form that is open over some records. It is kept in the store until it is saved or dropped, also when the browser is
 * killed; `number` finds it again. */
export class Edit {
  constructor(
    private readonly link: Link,
    readonly number: string,
  ) {}

  /** Saves and closes it; after an error it is still open. So do the next three. Gives the transaction's number. */
  save(assignments: T.Assignment[]): Promise<string> {
    return this.link.ask('edit_save', this.number, json(assignments));
  }
  decide(assignment: T.Assignment): Promise<string> {
    return this.link.ask('edit_decide', this.number, json(assignment));
  }
  remove(id: T.Id): Promise<string> {
    return this.link.ask('edit_remove', this.number, id);
  }
  restore(id: T.Id): Promise<string> {
    return this.link.ask('edit_restore', this.number, id);
  }
  async drop(): Promise<void> {
    await this.link.ask('edit_drop', this.number);
  }
}

export interface About {
  version: string;
  abi_version: number;
  /** Of those of wegwijs_has_feature: here neither "network" nor "threads". */
  features: string[];
}

/** Loads the library and asks it. */
export async function about(base?: URL | string): Promise<About> {
  return parsed(await Link.about(base));
}

export class Store {
  private constructor(
    private readonly link: Link,
    private readonly name: string,
    private readonly persistent: boolean,
  ) {}

  /** When another tab has the store open, this one works through it. One page opens it once. */
  static async open({ name, pin, base }: OpenOptions): Promise<Store> {
    const link = await Link.open(name, base, (module) => ({ do: 'open', name, pin, module }));
    return new Store(link, name, await askToPersist());
  }

  /** Makes a store and enrols this device. Cut off at any moment it can be called again with the same code and PIN. */
  static async enrol({ name, pin, base, server, code }: EnrolOptions): Promise<Store> {
    const link = await Link.open(name, base, (module) => ({ do: 'enrol', name, pin, module, server, code }));
    return new Store(link, name, await askToPersist());
  }

  /** Ends what runs. Another tab that waits takes the store over. */
  close(): Promise<void> {
    return this.link.close();
  }

  async owner(): Promise<T.StoreOwner> {
    return parsed(await this.link.ask('store_owner'));
  }
  async status(): Promise<T.Status> {
    const status = parsed<T.Status>(await this.link.ask('store_status'));
    const cleared = await isCleared(this.name);
    return { ...status, cleared, persistent: this.persistent, owner_here: this.link.ownerHere };
  }
  /** Reads every page. */
  async check(): Promise<T.CheckReport> {
    return parsed(await this.link.ask('store_check'));
  }

  async edit(ids: T.Id[]): Promise<Edit> {
    return new Edit(this.link, await this.link.ask('edit_open', json(ids)));
  }
  /** An edit of an earlier time, with its dossier; null when it is no longer open. */
  async findEdit(number: string): Promise<{ edit: Edit; dossier: T.Id } | null> {
    const dossier = await this.link.ask('edit_find', number);
    return dossier === '' ? null : { edit: new Edit(this.link, number), dossier };
  }

  /** One transaction each, over what is here now. They give the transaction's number. */
  set(id: T.Id, assignments: T.Assignment[]): Promise<string> {
    return this.link.ask('record_set', id, json(assignments));
  }
  decide(id: T.Id, assignment: T.Assignment): Promise<string> {
    return this.link.ask('record_decide', id, json(assignment));
  }
  remove(id: T.Id): Promise<string> {
    return this.link.ask('record_remove', id);
  }
  restore(id: T.Id): Promise<string> {
    return this.link.ask('record_restore', id);
  }
  async create(records: T.NewRecord[]): Promise<T.Id[]> {
    return parsed(await this.link.ask('record_create', json(records)));
  }
  makeId(): Promise<T.Id> {
    return this.link.ask('id_make');
  }

  /** null: it is not here. */
  async get(id: T.Id): Promise<T.RecordView | null> {
    return orNull(await this.link.ask('record_get', id));
  }
  /** `where`: a condition over the columns. Never build it from what somebody typed: that is for query(). */
  async list(entity: string, { where = '', dossier = '' } = {}): Promise<T.Id[]> {
    return parsed(await this.link.ask('record_list', entity, where, dossier));
  }
  /** People by name in any spelling, by number or telephone; best first. */
  async find(text: string, atMost = 0): Promise<T.Id[]> {
    return parsed(await this.link.ask('record_find', text, atMost));
  }
  async history(id: T.Id, field = ''): Promise<T.HistoryEntry[]> {
    return parsed(await this.link.ask('record_history', id, field));
  }
  /** The record held against the rules of the pack, as if the assignments had been saved; saves nothing. They may name
   * other records that are here; `_verwijderd` with "true" is as if it were deleted. */
  async checkRecord(id: T.Id, assignments: T.Assignment[] = [], language: T.Language = 'nl'): Promise<T.RuleFinding[]> {
    return parsed(await this.link.ask('record_check', id, json(assignments), language));
  }
  /** One SELECT; "?1" is the first parameter. Integers beyond 2^53 come as text. */
  async query(sql: string, parameters: T.Parameter[] = [], rows = 0): Promise<T.QueryResult> {
    const texts = parameters.map((one) => (typeof one === 'bigint' ? String(one) : json(one)));
    const job = { do: 'query', sql, parameters: `[${texts.join(',')}]`, rows } as const;
    let read: T.Cell[][] = [];
    const columns = await this.link.run(job, {
      page({ at, rows }) {
        if (at === 0) read = [];
        if (rows.length === 0) return;
        for (const row of parsed<T.Cell[][]>(decoder.decode(rows))) read.push(row);
      },
    });
    return { columns: parsed(columns), rows: read };
  }

  async conflicts(): Promise<T.Conflict[]> {
    return parsed(await this.link.ask('store_conflicts'));
  }
  async rejected(): Promise<T.Rejected[]> {
    return parsed(await this.link.ask('store_rejected'));
  }
  async retryRejected(number: string | number): Promise<void> {
    await this.link.ask('rejected_retry', number);
  }
  async discardRejected(number: string | number): Promise<void> {
    await this.link.ask('rejected_discard', number);
  }

  /** The schema pack as it stands. */
  async pack(): Promise<unknown> {
    return parsed(await this.link.ask('pack_get'));
  }
  async entities(language: T.Language = 'nl'): Promise<T.EntityView[]> {
    return parsed(await this.link.ask('pack_entities', language));
  }
  async fields(entity: string, language: T.Language = 'nl'): Promise<T.FieldView[]> {
    return parsed(await this.link.ask('pack_fields', entity, language));
  }

  /** Sends what is only here and fetches what is new. Broken off at any moment nothing is lost. */
  async sync({ signal, progress, ...options }: SyncCall = {}): Promise<T.SyncReport> {
    const text = json(options);
    return parsed(await this.link.run({ do: 'sync', options: text }, { ...(signal && { signal }), ...(progress && { progress }) }));
  }

  /** Told that something changed, not what stands there now: read it. Gives a function that ends it. */
  observe(observer: (changes: T.Change[]) => void): () => void {
    return this.link.observe((changes) => observer(parsed(changes)));
  }

  /** Lines about how the library fares, of this level or more severe, and nothing of a person: "sync pushed=12 ...".
   * Replaces the sink before; undefined takes it away. */
  log(sink: ((level: T.LogLevel, line: string) => void) | undefined, least: T.LogLevel = 'warning'): void {
    const most = logLevels.indexOf(least);
    this.link.sink = sink && ((level, line) => level <= most && sink(logLevels[level] ?? 'info', line));
  }
}

/** Browsers clear what sites keep when the disk is full, unless they were asked not to. They may say no. */
async function askToPersist(): Promise<boolean> {
  return (await navigator.storage.persisted()) || (await navigator.storage.persist());
}
