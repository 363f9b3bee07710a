// What can go wrong, as wegwijs.h numbers it. codes.ts is made from that header by codes.mjs.
import { codes, type ErrorName } from './codes.js';

export { codes, type ErrorName } from './codes.js';

/** When it makes sense to try the same thing again; the place in the list is the number in wegwijs.h. */
export const retries = ['never', 'now', 'later', 'when_online', 'after_sign_in', 'after_update'] as const;
export type Retry = (typeof retries)[number];

/** An error as it goes from one thread, or one tab, to another. */
export interface ErrorParts {
  code: number;
  reason: string;
  message: string;
  retry: Retry;
}

export class WegwijsError extends Error {
  override readonly name = 'WegwijsError';
  /** One of `codes`; be ready for a number that is not there yet. */
  readonly code: number;
  /** The code in words, "wrong_pin"; of `codes.SERVER` the server's own. */
  readonly reason: string;
  readonly retry: Retry;

  constructor(parts: ErrorParts) {
    super(parts.message);
    this.code = parts.code;
    this.reason = parts.reason;
    this.retry = parts.retry;
  }

  is(name: ErrorName): boolean {
    return this.code === codes[name];
  }

  parts(): ErrorParts {
    return { code: this.code, reason: this.reason, message: this.message, retry: this.retry };
  }
}

/** One that arose here and not in the core. */
export function problem(name: ErrorName, message: string, retry: Retry = 'never'): WegwijsError {
  return new WegwijsError({ code: codes[name], reason: name.toLowerCase(), message, retry });
}

function ofBrowser(name: string): WegwijsError {
  if (name === 'QuotaExceededError')
    return problem('DISK_FULL', 'The browser has no room left for this site. What was saved is safe.', 'later');
  if (name === 'NoModificationAllowedError')
    return problem('STORE_BUSY', 'The files of this store are in use elsewhere. Nothing was changed.', 'later');
  return problem('DISK', `The browser could not reach the files of this store (${name}). What was saved is safe.`, 'later');
}

/** Whatever was thrown, as an error of ours. */
export function asError(thrown: unknown): WegwijsError {
  if (thrown instanceof WegwijsError) return thrown;
  if (thrown instanceof DOMException) return ofBrowser(thrown.name);
  const what = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : 'unknown';
  return problem('INTERNAL', `Something went wrong in the program (${what}). What was saved is safe.`, 'later');
}
