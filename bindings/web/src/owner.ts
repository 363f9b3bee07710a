// The one that has a store open: the core, its files, and the sync.
import { Core, type Input } from './core.js';
import { asError, problem, WegwijsError } from './errors.js';
import { Folder } from './folder.js';
import type { Job, Progress, RowsPage } from './messages.js';
import { inputOf, methods, type Method } from './methods.js';
import { placeOf } from './place.js';
import { checkServer, noAnswer, send, type Answer, type Request } from './server.js';

const path = '/store.db';
const rowsAtOnce = 1000;
const nothing: Answer = { status: 0, headers: {}, body: new Uint8Array() };
const step = { send: 1, wait: 2, finished: 3 };

type Asking = Extract<Job, { do: 'query' }>;

/** What is told while a job is done. */
export interface Underway {
  progress(at: Progress): void;
  page(page: RowsPage): void;
}

export interface Hearing {
  changes(json: string): void;
  line(level: number, line: string): void;
}

async function folderOf(name: string): Promise<FileSystemDirectoryHandle> {
  if (!('createSyncAccessHandle' in FileSystemFileHandle.prototype))
    throw problem('NOT_BUILT_IN', 'This browser is too old to keep a store. Nothing was made.', 'after_update');
  return placeOf(name, { create: true });
}

export class Owner {
  private store = 0;
  private syncing: { id: number; cancel: AbortController; ended: Promise<unknown> } | undefined;
  private broken: Error | undefined;

  private constructor(
    private readonly core: Core,
    private readonly folder: Folder,
  ) {}

  static async open(name: string, pin: string, module: WebAssembly.Module, hearing: Hearing): Promise<Owner> {
    return Owner.begin(name, module, hearing, async (owner) => {
      const [store] = owner.core.withOptions(path, pin, (options) =>
        owner.core.call('wegwijs_store_open', [options], ['u32']),
      );
      return store;
    });
  }

  static async enrol(
    name: string,
    pin: string,
    module: WebAssembly.Module,
    hearing: Hearing,
    server: string,
    code: string,
  ): Promise<Owner> {
    checkServer(server);
    return Owner.begin(name, module, hearing, (owner) => owner.enrol(pin, server, code));
  }

  private static async begin(
    name: string,
    module: WebAssembly.Module,
    hearing: Hearing,
    make: (owner: Owner) => Promise<number>,
  ): Promise<Owner> {
    const folder = await Folder.open(await folderOf(name));
    try {
      const core = await Core.load(module, {
        folder,
        observed: (json) => hearing.changes(json),
        logged: (level, line) => hearing.line(level, line),
      });
      const owner = new Owner(core, folder);
      owner.store = await make(owner);
      core.call('web_listen', [owner.store], []);
      return owner;
    } catch (error) {
      folder.close();
      throw error;
    }
  }

  /** The text that the core gives. */
  perform(id: number, job: Job, underway: Underway): Promise<string> {
    return this.work(async () => {
      switch (job.do) {
        case 'query': return this.query(job, underway);
        case 'sync': return this.sync(id, job.options, underway);
        case 'cancel': return this.cancel(job.sync);
        default: return this.method(methods[job.do], job.with);
      }
    });
  }

  private query({ sql, parameters, rows }: Asking, { page }: Underway): string {
    const [query] = this.core.call('wegwijs_query_open', [this.store, sql, parameters], ['u32']);
    try {
      const [columns] = this.core.call('wegwijs_query_columns', [query], ['text']);
      for (let at = 0; ; ++at) {
        const [more] = this.core.call('wegwijs_query_next', [query, rows || rowsAtOnce], ['bytes']);
        const last = more.length === 0; // its memory may go over with the page
        if (!last || at === 0) page({ at, rows: more });
        if (last) return columns;
      }
    } finally {
      this.core.call('wegwijs_query_close', [query], []);
    }
  }

  private async work<Given>(work: () => Promise<Given>): Promise<Given> {
    if (this.broken) throw this.broken;
    await this.folder.makeRoom();
    try {
      return await work();
    } catch (error) {
      // The core stopped in the middle of something: it must not go on, and what was saved is on the disk.
      if (error instanceof WebAssembly.RuntimeError) {
        this.broken = problem('INTERNAL', 'The program stopped. What was saved is safe. Load the page again.', 'later');
        throw this.broken;
      }
      throw asError(error);
    } finally {
      if (!this.broken && this.store !== 0) this.core.call('wegwijs_store_run_callbacks', [this.store], ['u32']);
    }
  }

  /** Cancels a sync and waits for it. */
  async close(): Promise<void> {
    this.syncing?.cancel.abort();
    await this.syncing?.ended;
    try {
      if (!this.broken) this.core.call('wegwijs_store_close', [this.store], []);
    } finally {
      this.store = 0;
      this.folder.close();
    }
  }

  private method({ call, takes, gives }: Method, given: readonly (string | number)[]): string {
    const inputs = takes.map((kind, at) => inputOf(kind, given[at] ?? ''));
    const [value] = this.core.call(call, [this.store, ...inputs], gives ? [gives] : []);
    return value === undefined ? '' : String(value);
  }

  private async enrol(pin: string, server: string, code: string): Promise<number> {
    const [enrolment, request] = this.core.withOptions(path, pin, (options) =>
      this.core.call('wegwijs_enrolment_begin', [options, server, code], ['u32', 'text']),
    );
    try {
      // Without a request an earlier try came through, and any answer will do.
      const answer = request === '' ? nothing : await sendEnrolment(server, request);
      const why = request !== '' && answer.status === 0 && noAnswer(answer.why);
      if (why) throw why;
      await this.folder.makeRoom();
      const [store] = this.core.call('wegwijs_enrolment_answer', [enrolment, answer.status, answer.body], ['u32']);
      return store;
    } finally {
      this.core.call('wegwijs_enrolment_close', [enrolment], []);
    }
  }

  private cancel(sync: number): string {
    if (this.syncing?.id === sync) this.syncing.cancel.abort();
    return '';
  }

  private async sync(id: number, options: string, underway: Underway): Promise<string> {
    const [owner] = this.core.call('wegwijs_store_owner', [this.store], ['text']);
    const { server } = JSON.parse(owner) as { server: string };
    checkServer(server);
    const [exchange] = this.core.call('wegwijs_exchange_begin', [this.store, options], ['u32']);
    const cancel = new AbortController();
    const work = this.exchange(exchange, server, cancel.signal, underway);
    this.syncing = { id, cancel, ended: work.catch(() => undefined) };
    try {
      return await work;
    } finally {
      this.syncing = undefined;
      if (!this.broken) this.core.call('wegwijs_exchange_close', [exchange], []);
    }
  }

  private next(exchange: number, last: Answer | undefined): readonly [number, string, Uint8Array, number] {
    try {
      return this.core.call('wegwijs_exchange_next', [exchange], ['u32', 'text', 'bytes', 'u32']);
    } catch (error) {
      const offline = error instanceof WegwijsError && error.is('OFFLINE');
      throw (offline && noAnswer(last?.why)) || error;
    }
  }

  private async exchange(
    exchange: number,
    server: string,
    cancel: AbortSignal,
    { progress }: Underway,
  ): Promise<string> {
    const at: Progress = { requests: 0, bytes_up: 0, bytes_down: 0 };
    let last: Answer | undefined;
    for (;;) {
      if (cancel.aborted) throw problem('CANCELLED', 'The sync was broken off. Nothing is lost.', 'now');
      await this.folder.makeRoom();
      const [what, text, body, waitMs] = this.next(exchange, last);
      // What came in is told at once, and others may work in between.
      this.core.call('wegwijs_store_run_callbacks', [this.store], ['u32']);
      if (what === step.finished) return text;
      if (what === step.wait) {
        await pause(waitMs, cancel);
        continue;
      }
      const request = JSON.parse(text) as Request & { id: number };
      const answer = await send(server, request, body, cancel);
      const { requests, bytes_up, bytes_down } = at;
      Object.assign(at, {
        requests: requests + 1,
        bytes_up: bytes_up + body.length,
        bytes_down: bytes_down + answer.body.length,
      });
      progress({ ...at });
      last = answer;
      await this.folder.makeRoom();
      const given: Input[] = [exchange, BigInt(request.id), answer.status, JSON.stringify(answer.headers), answer.body];
      this.core.call('wegwijs_exchange_answer', given, []);
    }
  }
}

async function sendEnrolment(server: string, request: string): Promise<Answer> {
  const made = JSON.parse(request) as Request & { body: string };
  const body = Uint8Array.from(atob(made.body), (octet) => octet.charCodeAt(0));
  return send(server, made, body, new AbortController().signal);
}

/** Ends early when it is cancelled; the caller looks. */
function pause(ms: number, cancel: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    cancel.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}
