// When the app syncs by itself.
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { load } from './load.mjs';

// What the app asks of a browser.
const network = new EventTarget();
globalThis.addEventListener = network.addEventListener.bind(network);
globalThis.document = { visibilityState: 'visible' };
Object.defineProperty(globalThis, 'navigator', { value: { onLine: true } });
mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });

const { codes, WegwijsError, session, startSyncing, stopSyncing, sync, syncing, syncSoon } = await load(
  '@wegwijs/client',
  'session.ts',
  'syncing.ts',
);

/** A store whose syncs end as the test says. */
function makeStore() {
  const store = { syncs: [], status: async () => ({ unsent: 1 }) };
  store.sync = () =>
    new Promise((done, reject) => {
      const fail = (name) =>
        reject(new WegwijsError({ code: codes[name], reason: name.toLowerCase(), message: '', retry: 'later' }));
      store.syncs.push({ done, fail });
    });
  return store;
}
/** Until nothing happens any more by itself. */
const settled = () => new Promise((done) => setImmediate(done));
const online = () => network.dispatchEvent(new Event('online'));

startSyncing();
test.beforeEach(async (t) => {
  t.store = makeStore();
  session.value = { name: 'anna', store: t.store };
});

test('a network that comes while a sync is failing is not lost: one more follows', async (t) => {
  const { syncs } = t.store;
  syncSoon();
  await settled();
  online();
  await settled();
  assert.equal(syncs.length, 1, 'one at a time');
  syncs[0].fail('OFFLINE');
  await settled();
  assert.equal(syncs.length, 2);
  syncs[1].fail('OFFLINE');
  await settled();
  assert.equal(syncs.length, 2, 'no network came since');
});

test('a sync that comes through needs no other', async (t) => {
  const { syncs } = t.store;
  syncSoon();
  await settled();
  online();
  online();
  syncs[0].done({ in_step: true });
  await settled();
  assert.equal(syncs.length, 1);
  online();
  await settled();
  assert.equal(syncs.length, 2);
  syncs[1].done({ in_step: true });
  await settled();
});

test('after locking nothing follows', async (t) => {
  const { syncs } = t.store;
  syncSoon();
  await settled();
  online();
  const stopped = stopSyncing();
  syncs[0].fail('OFFLINE');
  await stopped;
  await settled();
  assert.equal(syncs.length, 1);
});

test('what the user asked for is asked for again, and speaks up when it fails', async (t) => {
  const { syncs } = t.store;
  void sync(true);
  await settled();
  online();
  syncs[0].fail('CUT');
  await settled();
  assert.equal(syncs.length, 2);
  assert.equal(syncing.value.asked, true);
  syncs[1].fail('CUT');
  await settled();
});

for (const name of ['CANCELLED', 'NOT_ALLOWED'])
  test(`a network has nothing to do with it: ${name}`, async (t) => {
    const { syncs } = t.store;
    void sync(true);
    await settled();
    online();
    syncs[0].fail(name);
    await settled();
    assert.equal(syncs.length, 1);
    assert.equal(syncing.value.error.code, codes[name]);
  });
