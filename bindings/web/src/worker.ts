// The worker of one page's store. Of all workers of one store, in all tabs, the one that holds its Web Lock is the owner
// and has it open; the others hand their jobs to it over a BroadcastChannel and wait for the lock. When the owner's tab
// goes, however it goes, the browser gives the lock to the next.
import { abiVersion, Core } from './core.js';
import { asError, problem, type WegwijsError } from './errors.js';
import type { BetweenTabs, FromWorker, Job, Outcome, ToWorker } from './messages.js';
import { methods, type MethodName } from './methods.js';
import { Owner, type Underway } from './owner.js';

const page = self as unknown as {
  postMessage(message: FromWorker, transfer: Transferable[]): void;
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
};
/** `gives`: their memory goes over, and is no longer here. */
const tell = (message: FromWorker, gives: Transferable[] = []) => page.postMessage(message, gives);
/** After so many wrong PINs from other tabs the owner lets no other in. */
const mostTries = 5;

const me = crypto.randomUUID();
let channel: BroadcastChannel | undefined;
let pin = '';
let owner: Owner | undefined;
/** Whom jobs go to when it is not this worker. */
let otherOwner: string | undefined;
let giveUpLock: (() => void) | undefined;
let wrongPins = 0;
/** The answer to "open", until it was given. */
let opening: ((outcome: Outcome) => void) | undefined;
/** Why this worker can do nothing more. */
let ended: Outcome | undefined;
/** Jobs that another tab has, or will have. */
const handedOver = new Map<number, { job: Job; to: string | undefined }>();

const say = (message: BetweenTabs) => channel?.postMessage(message);
const failure = (error: unknown): Outcome => ({ error: asError(error).parts() });

function changes(json: string): void {
  tell({ is: 'changes', json });
  say({ is: 'changes', json });
}

function line(level: number, text: string): void {
  tell({ is: 'line', level, line: text });
  say({ is: 'line', level, line: text });
}

async function moduleAt(url: string): Promise<WebAssembly.Module> {
  return WebAssembly.compileStreaming(fetch(url));
}

async function perform(id: number, job: Job, underway: Underway): Promise<Outcome> {
  try {
    return { value: await owner!.perform(id, job, underway) };
  } catch (error) {
    return failure(error);
  }
}

/** Settles with what `work` gives once it has the lock, which is then kept; undefined: it was not to be had at once. */
function withLock<Result>(name: string, waits: boolean, work: () => Promise<Result>): Promise<Result | undefined> {
  return new Promise((resolve, reject) => {
    void navigator.locks.request(`wegwijs:${name}`, { ifAvailable: !waits }, async (lock) => {
      if (!lock) return resolve(undefined);
      const kept = new Promise<void>((end) => (giveUpLock = end));
      try {
        resolve(await work());
      } catch (error) {
        giveUpLock?.();
        reject(error);
      }
      await kept;
    });
  });
}

function join(name: string): void {
  channel = new BroadcastChannel(`wegwijs:${name}`);
  channel.onmessage = (event: MessageEvent<BetweenTabs>) => hear(event.data);
}

async function open(request: Extract<ToWorker, { do: 'open' }>): Promise<void> {
  const answered = new Promise<Outcome>((resolve) => (opening = resolve));
  void answered.then((outcome) => tell({ is: 'outcome', id: request.id, outcome }));
  pin = request.pin;
  join(request.name);
  say({ is: 'join', tab: me, pin });
  try {
    const module = await moduleAt(request.module);
    await withLock(request.name, true, async () => {
      owner = await Owner.open(request.name, pin, module, { changes, line });
      takeOver();
    });
  } catch (error) {
    end(failure(error));
  }
}

async function enrol(request: Extract<ToWorker, { do: 'enrol' }>): Promise<void> {
  pin = request.pin;
  const made = await withLock(request.name, false, async () => {
    const module = await moduleAt(request.module);
    owner = await Owner.enrol(request.name, pin, module, { changes, line }, request.server, request.code);
    return owner;
  });
  if (!made) throw problem('STORE_BUSY', 'This store is open in another tab. Nothing was changed.', 'later');
  join(request.name);
  takeOver();
}

/** This worker has the store from now on. */
function takeOver(): void {
  otherOwner = undefined;
  tell({ is: 'owner', here: true });
  settleOpening({ value: '' });
  say({ is: 'owner', owner: me });
  handOverAgain();
}

function settleOpening(outcome: Outcome): void {
  opening?.(outcome);
  opening = undefined;
}

function end(why: Outcome): void {
  ended = why;
  settleOpening(why);
  for (const id of [...handedOver.keys()]) settle(id, why);
}

function settle(id: number, outcome: Outcome): void {
  if (handedOver.delete(id)) tell({ is: 'outcome', id, outcome });
}

/** Reading, and a sync, can be done twice. */
function mayRepeat(job: Job): boolean {
  return job.do === 'query' || job.do === 'sync' || (job.do in methods && 'reads' in methods[job.do as MethodName]);
}

/** What a tab had that is gone is asked again; but what would change something may have been done. */
function handOverAgain(): void {
  for (const [id, { job, to }] of [...handedOver]) {
    if (to !== undefined && to === otherOwner) continue; // he has it still
    if (to !== undefined && !mayRepeat(job)) settle(id, failure(tabClosed()));
    else if (handedOver.delete(id)) void performOrHandOver(id, job);
  }
}

function tabClosed(): WegwijsError {
  return problem(
    'STORE_CLOSED',
    'The tab that had the store was closed before it answered. What was typed may have been saved: look, and save again.',
    'now',
  );
}

async function performOrHandOver(id: number, job: Job): Promise<void> {
  if (ended) return tell({ is: 'outcome', id, outcome: ended });
  if (owner) {
    const outcome = await perform(id, job, {
      progress: (progress) => tell({ is: 'progress', id, progress }),
      page: (page) => tell({ is: 'rows', id, page }, [page.rows.buffer]),
    });
    return tell({ is: 'outcome', id, outcome });
  }
  handedOver.set(id, { job, to: otherOwner });
  if (otherOwner) say({ is: 'job', owner: otherOwner, tab: me, id, job });
}

/** From the one who has that job of this tab now, and not from one who had it before. */
function isAnswer({ tab, id, owner: from }: { tab: string; id: number; owner: string }): boolean {
  return tab === me && handedOver.get(id)?.to === from;
}

/** What another tab says. */
function hear(message: BetweenTabs): void {
  switch (message.is) {
    case 'owner':
      // A new one does not know this tab yet.
      otherOwner = undefined;
      return say({ is: 'join', tab: me, pin });
    case 'join':
      return owner && letIn(message);
    case 'joined':
      if (message.tab === me) joined(message);
      return;
    case 'job':
      if (message.owner === me) void performFor(message);
      return;
    case 'outcome':
      if (isAnswer(message)) settle(message.id, message.outcome);
      return;
    case 'progress':
      if (message.tab === me) tell({ is: 'progress', id: message.id, progress: message.progress });
      return;
    case 'rows':
      if (isAnswer(message)) tell({ is: 'rows', id: message.id, page: message.page }, [message.page.rows.buffer]);
      return;
    case 'changes':
    case 'line':
      // Not to one that was not let in yet.
      if (otherOwner) tell(message);
  }
}

function letIn({ tab, pin: given }: Extract<BetweenTabs, { is: 'join' }>): void {
  let outcome: Outcome = { value: '' };
  if (wrongPins >= mostTries) {
    outcome = failure(problem('LOCKED', 'A wrong PIN was given too often. Close the other tab of this store first.'));
  } else if (given !== pin) {
    ++wrongPins;
    outcome = failure(problem('WRONG_PIN', 'The PIN is not right. Nothing was changed.'));
  }
  say({ is: 'joined', tab, owner: me, outcome });
}

function joined({ owner: at, outcome }: Extract<BetweenTabs, { is: 'joined' }>): void {
  if ('error' in outcome) return end(outcome);
  otherOwner = at;
  if (opening) tell({ is: 'owner', here: false });
  settleOpening(outcome);
  handOverAgain();
}

async function performFor({ tab, id, job }: Extract<BetweenTabs, { is: 'job' }>): Promise<void> {
  const outcome = await perform(id, job, {
    progress: (progress) => say({ is: 'progress', tab, id, progress }),
    page: (page) => say({ is: 'rows', owner: me, tab, id, page }),
  });
  say({ is: 'outcome', owner: me, tab, id, outcome });
}

async function close(): Promise<void> {
  await owner?.close();
  owner = undefined;
  pin = '';
  channel?.close();
  giveUpLock?.();
}

/** As JSON. */
async function about(url: string): Promise<string> {
  const none = () => undefined;
  const core = await Core.load(await moduleAt(url), { observed: none, logged: none });
  const features = ['network', 'threads'].filter((name) => core.hasFeature(name));
  return JSON.stringify({ version: core.version(), abi_version: abiVersion, features });
}

async function attempt(id: number, work: () => Promise<string | void>): Promise<void> {
  let outcome: Outcome = { value: '' };
  try {
    outcome = { value: (await work()) ?? '' };
  } catch (error) {
    outcome = failure(error);
  }
  tell({ is: 'outcome', id, outcome });
}

page.onmessage = ({ data: request }) => {
  switch (request.do) {
    case 'about': return void attempt(request.id, () => about(request.module));
    case 'open': return void open(request);
    case 'enrol': return void attempt(request.id, () => enrol(request));
    case 'job': return void performOrHandOver(request.id, request.job);
    case 'close': return void attempt(request.id, close);
  }
};
