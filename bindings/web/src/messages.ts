// What a page and its worker say to each other, and what the workers of several tabs do.
import type { ErrorParts } from './errors.js';
import type { MethodName } from './methods.js';

export interface Progress {
  requests: number;
  bytes_up: number;
  bytes_down: number;
}

/** Something to be done on the open store. */
export type Job =
  | { do: MethodName; with: readonly (string | number)[] }
  | { do: 'query'; sql: string; parameters: string; rows: number }
  | { do: 'sync'; options: string }
  | { do: 'cancel'; sync: number };

export type ToWorker =
  | { do: 'about'; id: number; module: string }
  | { do: 'open'; id: number; name: string; pin: string; module: string }
  | { do: 'enrol'; id: number; name: string; pin: string; module: string; server: string; code: string }
  | { do: 'job'; id: number; job: Job }
  | { do: 'close'; id: number };

/** Rows of a query as JSON, which is UTF-8 yet: only who asked makes text of them, since a long text is copied at each step
 * of its way. They are sent as they are read, so that the page works on one while the core reads the next. `at`: how many
 * pages came before; 0 begins anew, and comes also where there are no rows: then it is empty. */
export interface RowsPage {
  at: number;
  rows: Uint8Array<ArrayBuffer>;
}

/** `value` is the text that the core gave, of a query its columns; an empty one where it gives nothing. */
export type Outcome = { value: string } | { error: ErrorParts };

export type FromWorker =
  | { is: 'outcome'; id: number; outcome: Outcome }
  | { is: 'progress'; id: number; progress: Progress }
  | { is: 'rows'; id: number; page: RowsPage }
  | { is: 'changes'; json: string }
  | { is: 'line'; level: number; line: string }
  | { is: 'owner'; here: boolean };

/** On the channel of one store. `owner` and `tab` are names that a worker made for itself. */
export type BetweenTabs =
  | { is: 'owner'; owner: string }
  | { is: 'join'; tab: string; pin: string }
  | { is: 'joined'; tab: string; owner: string; outcome: Outcome }
  | { is: 'job'; owner: string; tab: string; id: number; job: Job }
  | { is: 'outcome'; owner: string; tab: string; id: number; outcome: Outcome }
  | { is: 'progress'; tab: string; id: number; progress: Progress }
  | { is: 'rows'; owner: string; tab: string; id: number; page: RowsPage }
  | { is: 'changes'; json: string }
  | { is: 'line'; level: number; line: string };
