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

const { session, startSyncing, stopSyncing, syncSoon } = await load('session.ts', 'syncing.ts');

/** A store whose syncs end as the test says. */
function makeStore() {
  const store = { syncs: [], status: async () => ({ unsent: 1 }) };
  store.sync = () => new Promise((done, fail) => store.syncs.push({ done, fail: () => fail(new Error('no network')) }));
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
  syncs[0].fail();
  await settled();
  assert.equal(syncs.length, 2);
  syncs[1].fail();
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
  syncs[0].fail();
  await stopped;
  await settled();
  assert.equal(syncs.length, 1);
});
