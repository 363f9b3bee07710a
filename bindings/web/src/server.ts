// Requests that the core made and signed, sent with fetch. A page and its server are one origin: the signature covers
// the server's name, and no other site may ask in a user's name.
import { problem, type WegwijsError } from './errors.js';

export interface Answer {
  /** 0: none came; then `why` says what became of it. */
  status: number;
  why?: 'OFFLINE' | 'CUT' | 'TIMEOUT';
  headers: Record<string, string>;
  body: Uint8Array;
}

export interface Request {
  method: string;
  path: string;
  headers: Record<string, string>;
}

/** Without an answer a request ends after this. */
const longestMs = 90_000;
const none = (why: Answer['why']): Answer => ({ status: 0, why: why!, headers: {}, body: new Uint8Array() });

/** Throws URL, or TLS_REQUIRED: plain http goes to this machine itself only. */
export function checkServer(server: string): void {
  let url: URL;
  try {
    url = new URL(server);
  } catch {
    throw problem('URL', "The server's address is not usable. It looks like https://host, with a port if needed.");
  }
  const here = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && here))
    throw problem('TLS_REQUIRED', 'The server is only reached over https. Nothing was sent.');
}

/** An answer of any status, or one with 0 when none came. Throws CANCELLED. */
export async function send(server: string, request: Request, body: Uint8Array, cancel: AbortSignal): Promise<Answer> {
  const late = AbortSignal.timeout(longestMs);
  let begun = false;
  try {
    const response = await fetch(new URL(request.path, server), {
      method: request.method,
      headers: request.headers,
      body: body as Uint8Array<ArrayBuffer>,
      signal: AbortSignal.any([cancel, late]),
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
    });
    begun = true;
    const headers = Object.fromEntries(response.headers);
    // The browser has unpacked the body already.
    delete headers['content-encoding'];
    return { status: response.status, headers, body: new Uint8Array(await response.arrayBuffer()) };
  } catch {
    if (cancel.aborted) throw problem('CANCELLED', 'The sync was broken off. Nothing is lost.', 'now');
    return none(late.aborted ? 'TIMEOUT' : begun ? 'CUT' : 'OFFLINE');
  }
}

/** The core only knows that no answer came; what became of it can be told. */
export function noAnswer(why: Answer['why']): WegwijsError | undefined {
  if (why === 'TIMEOUT') return problem(why, 'The server did not answer in time. Nothing is lost. Try again later.', 'later');
  if (why === 'CUT') return problem(why, 'The answer broke off. The next sync finds out what the server did.', 'now');
  return undefined;
}
