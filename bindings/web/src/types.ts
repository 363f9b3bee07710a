// The forms of what goes in and comes out, as wegwijs.h names them.
import type { Progress } from './messages.js';

export type { Progress };
export type Id = string;
/** "nl" or "en". */
export type Language = 'nl' | 'en';

/** One field of one record; `id` is left out where the record is given beside it. Of a set: `element` too. */
export interface Assignment {
  id?: Id;
  field: string;
  value: string;
  element?: string;
}

/** `gemeente`: of a root, which begins a dossier. `id`: of makeId(), so that others can point to it. */
export interface NewRecord {
  entity: string;
  gemeente?: string;
  parent?: Id;
  id?: Id;
  values: Assignment[];
}

export interface WrittenValue {
  value: unknown;
  by: string;
  device: number;
  at: string;
}

export interface RecordView {
  id: Id;
  entity: string;
  dossier: Id;
  fields: { [name: string]: unknown };
  conflicts?: { [name: string]: WrittenValue[] };
  unknown?: { [name: string]: unknown };
  state: 'local' | 'server';
  deleted?: true;
}

export interface Conflict {
  id: Id;
  dossier: Id;
  entity: string;
  field: string;
  element?: string;
  values: (WrittenValue & { local: boolean })[];
}

export interface Rejected {
  number: number;
  code: string;
  reason: string;
  transaction: unknown;
  sealed: boolean;
}

export interface HistoryEntry extends WrittenValue {
  field: string;
  stands: boolean;
}

/** What a rule of the pack says of a record; what is fine is not told. `unknown`: this device cannot know. */
export interface RuleFinding {
  /** Stable: "PIP-D1". */
  code: string;
  severity: 'error' | 'warning' | 'info';
  outcome: 'failed' | 'unknown' | 'info';
  /** That it is about; when unknown also what is not known. Of another record "traject.termijn_start". */
  fields: string[];
  label: string;
}

export interface StoreOwner {
  device: number;
  user: string;
  role: string;
  server: string;
}

export interface Status {
  unsent: number;
  rejected: number;
  conflicts: number;
  dossiers: number;
  records: number;
  last_sync: string | null;
  in_step: boolean | null;
  store_bytes: number;
  /** In words: this store was damaged once, and what came over from it. */
  salvaged?: string;
  /** In words: the browser lost the log of this store once. */
  log_lost?: string;
  /** Has the browser promised not to clear this site's files by itself? */
  persistent: boolean;
  /** The files of the open store were cleared under it. It can still sync; when its tab closes it is gone. */
  cleared: boolean;
  /** Has this tab the store itself, or another one for it? */
  owner_here: boolean;
}

export interface CheckReport {
  ok: boolean;
  findings: string[];
  repaired: string[];
}

export type Parameter = string | number | bigint | boolean | null;
export type Cell = string | number | null;
export interface QueryResult {
  columns: string[];
  rows: Cell[][];
}

export interface SyncOptions {
  /** These dossiers first. */
  first?: Id[];
  check_all?: boolean;
  attempts?: number;
}

export interface SyncReport {
  pushed: number;
  rejected: number;
  pulled: number;
  forgotten: number;
  conflicts: number;
  requests: number;
  bytes_up: number;
  bytes_down: number;
  took_ms: number;
  in_step: boolean;
  repaired: boolean;
}

export type LogLevel = 'none' | 'error' | 'warning' | 'info';

export interface Change {
  dossier: Id;
  why: 'local' | 'synced' | 'forgotten' | 'erased';
  records: Id[];
}

export interface EntityView {
  name: string;
  label: string;
}

export interface FieldView {
  name: string;
  label: string;
  type: string;
  required: boolean;
  policy: string;
  class: string;
  read: boolean;
  write: boolean;
  values?: unknown[];
}
