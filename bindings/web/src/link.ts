// A page's link with its worker: numbered requests, and what comes by itself.
import { asError, problem, WegwijsError } from './errors.js';
import type { FromWorker, Job, Outcome, Progress, RowsPage, ToWorker } from './messages.js';
import type { MethodName } from './methods.js';

type Opening =
  | Omit<Extract<ToWorker, { do: 'open' }>, 'id'>
  | Omit<Extract<ToWorker, { do: 'enrol' }>, 'id'>;

/** What comes before the outcome of a job. */
interface Underway {
  progress?: (at: Progress) => void;
  page?: (page: RowsPage) => void;
}

export interface Watching extends Underway {
  signal?: AbortSignal;
}

interface Pending extends Underway {
  settle(outcome: Outcome): void;
}

/** A folder ends in a slash; import.meta.url is a file, beside which the others stand. */
function placeOf(base: URL | string | undefined): URL {
  return base === undefined ? new URL(import.meta.url) : new URL(base, location.href);
}

/** The stores that this page has open. */
const open = new Set<string>();

export class Link {
  /** Has the worker of this page the store itself? */
  ownerHere = false;
  private last = 0;
  private closed = false;
  private readonly pending = new Map<number, Pending>();
  private readonly observers = new Set<(json: string) => void>();
  /** What the library says about itself goes here. */
  sink: ((level: number, line: string) => void) | undefined;

  private constructor(
    private readonly name: string,
    private readonly worker: Worker,
  ) {
    open.add(name);
    worker.onmessage = (event: MessageEvent<FromWorker>) => this.hear(event.data);
    worker.onerror = () => this.end(problem('INTERNAL', "The program's worker could not be started or stopped.", 'later'));
  }

  /** What the library says of itself. */
  static async about(base: URL | string | undefined): Promise<string> {
    const from = placeOf(base);
    const link = new Link('', new Worker(new URL('worker.js', from), { type: 'module' }));
    try {
      return await link.request((id) => ({ do: 'about', id, module: new URL('wegwijs.wasm', from).href }));
    } finally {
      link.end(problem('STORE_CLOSED', 'There is no store here.'));
    }
  }

  static async open(name: string, base: URL | string | undefined, opening: (module: string) => Opening): Promise<Link> {
    if (open.has(name)) throw problem('STORE_BUSY', 'This page has this store open already. Nothing was changed.', 'later');
    const from = placeOf(base);
    const link = new Link(name, new Worker(new URL('worker.js', from), { type: 'module' }));
    try {
      await link.request((id) => ({ ...opening(new URL('wegwijs.wasm', from).href), id }));
      return link;
    } catch (error) {
      link.end(problem('STORE_CLOSED', 'This store is not open.'));
      throw error;
    }
  }

  /** Gives the text that the core gave. */
  ask(method: MethodName, ...given: (string | number)[]): Promise<string> {
    return this.run({ do: method, with: given });
  }

  async run(job: Job, { signal, ...underway }: Watching = {}): Promise<string> {
    if (signal?.aborted) throw problem('CANCELLED', 'It was broken off before it began. Nothing is lost.', 'now');
    let number = 0;
    const cancel = () => void this.run({ do: 'cancel', sync: number });
    try {
      return await this.request((id) => {
        number = id;
        signal?.addEventListener('abort', cancel);
        return { do: 'job', id, job };
      }, underway);
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }

  observe(observer: (json: string) => void): () => void {
    // Each call is one of its own, also with the same function.
    const one = (json: string) => observer(json);
    this.observers.add(one);
    return () => void this.observers.delete(one);
  }

  async close(): Promise<void> {
    if (this.closed) return;
    await this.request((id) => ({ do: 'close', id }));
    this.end(problem('STORE_CLOSED', 'This store was closed. Open it first.'));
  }

  /** Gives the text that the core gave. */
  private request(make: (id: number) => ToWorker, underway: Underway = {}): Promise<string> {
    if (this.closed) return Promise.reject(problem('STORE_CLOSED', 'This store is not open. Open it first.'));
    const id = ++this.last;
    return new Promise((resolve, reject) => {
      const settle = (outcome: Outcome) =>
        'error' in outcome ? reject(new WegwijsError(outcome.error)) : resolve(outcome.value);
      this.pending.set(id, { ...underway, settle });
      this.worker.postMessage(make(id));
    });
  }

  private hear(message: FromWorker): void {
    switch (message.is) {
      case 'outcome':
        return this.settle(message.id, message.outcome);
      case 'progress':
        return this.pending.get(message.id)?.progress?.(message.progress);
      case 'rows':
        try {
          return this.pending.get(message.id)?.page?.(message.page);
        } catch (error) {
          return this.settle(message.id, { error: asError(error).parts() });
        }
      case 'owner':
        this.ownerHere = message.here;
        return;
      case 'changes':
        for (const observer of this.observers) observer(message.json);
        return;
      case 'line':
        this.sink?.(message.level, message.line);
    }
  }

  private settle(id: number, outcome: Outcome): void {
    this.pending.get(id)?.settle(outcome);
    this.pending.delete(id);
  }

  private end(error: WegwijsError): void {
    this.closed = true;
    open.delete(this.name);
    this.worker.terminate();
    for (const { settle } of this.pending.values()) settle({ error: error.parts() });
    this.pending.clear();
  }
}
