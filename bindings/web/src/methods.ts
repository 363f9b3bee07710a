// What may be asked of an open store, and the function of wegwijs.h that does it. A method that only reads may be asked
// again when a tab closed before it answered.
import type { Input, Output } from './core.js';

/** How an argument goes over. Values are JSON text already; a number of 64 bits is decimal text. */
type Kind = 'text' | 'u64' | 'u32';

export interface Method {
  call: string;
  takes: readonly Kind[];
  gives?: Output;
  reads?: true;
}

const reading = (call: string, ...takes: Kind[]): Method => ({ call, takes, gives: 'text', reads: true });
const saving = (call: string, ...takes: Kind[]): Method => ({ call, takes, gives: 'u64' });

export const methods = {
  store_owner: reading('wegwijs_store_owner'),
  store_status: reading('wegwijs_store_status'),
  store_check: reading('wegwijs_store_check'),
  store_conflicts: reading('wegwijs_store_conflicts'),
  store_rejected: reading('wegwijs_store_rejected'),
  rejected_retry: { call: 'wegwijs_rejected_retry', takes: ['u64'] },
  rejected_discard: { call: 'wegwijs_rejected_discard', takes: ['u64'] },

  edit_open: saving('wegwijs_edit_open', 'text'),
  edit_find: reading('wegwijs_edit_find', 'u64'),
  edit_drop: { call: 'wegwijs_edit_drop', takes: ['u64'] },
  edit_save: saving('wegwijs_edit_save', 'u64', 'text'),
  edit_decide: saving('wegwijs_edit_decide', 'u64', 'text'),
  edit_remove: saving('wegwijs_edit_remove', 'u64', 'text'),
  edit_restore: saving('wegwijs_edit_restore', 'u64', 'text'),

  record_set: saving('wegwijs_record_set', 'text', 'text'),
  record_decide: saving('wegwijs_record_decide', 'text', 'text'),
  record_remove: saving('wegwijs_record_remove', 'text'),
  record_restore: saving('wegwijs_record_restore', 'text'),
  record_create: { call: 'wegwijs_record_create', takes: ['text'], gives: 'text' },
  id_make: reading('wegwijs_id_make'),

  record_get: reading('wegwijs_record_get', 'text'),
  record_list: reading('wegwijs_record_list', 'text', 'text', 'text'),
  record_find: reading('wegwijs_record_find', 'text', 'u32'),
  record_history: reading('wegwijs_record_history', 'text', 'text'),
  record_check: reading('wegwijs_record_check', 'text', 'text', 'text'),

  pack_get: reading('wegwijs_pack_get'),
  pack_entities: reading('wegwijs_pack_entities', 'text'),
  pack_fields: reading('wegwijs_pack_fields', 'text', 'text'),
} as const satisfies Record<string, Method>;

export type MethodName = keyof typeof methods;

export function inputOf(kind: Kind, argument: string | number): Input {
  if (kind === 'text') return String(argument);
  return kind === 'u32' ? Number(argument) : BigInt(argument);
}
