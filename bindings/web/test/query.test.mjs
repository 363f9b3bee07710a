// What a page makes of the pages of a query, when its worker is played by the test.
import assert from 'node:assert/strict';
import { test } from 'node:test';

/** Answers a query with what the test wants. */
class FakeWorker {
  static messages = [];
  postMessage({ do: what, id }) {
    const messages = what === 'job' ? FakeWorker.messages : [{ is: 'outcome', outcome: { value: '' } }];
    for (const message of messages) queueMicrotask(() => this.onmessage({ data: { ...message, id } }));
  }
  terminate() {}
}
globalThis.Worker = FakeWorker;
Object.defineProperty(globalThis, 'navigator', { value: { storage: { persisted: async () => true } } });
const { Store } = await import('../dist/index.js');
const store = await Store.open({ name: 'anna', pin: '1234' });

const rows = (at, json) => ({ is: 'rows', page: { at, rows: new TextEncoder().encode(json) } });
const columns = { is: 'outcome', outcome: { value: '["i"]' } };
const query = (...messages) => {
  FakeWorker.messages = messages;
  return store.query('SELECT i FROM n');
};

test('pages are put together', async () => {
  const read = await query(rows(0, '[[1],[2]]'), rows(1, '[[3]]'), columns);
  assert.deepEqual(read, { columns: ['i'], rows: [[1], [2], [3]] });
});

test('one that is taken over begins anew', async () => {
  const read = await query(rows(0, '[[1],[2]]'), rows(1, '[[3]]'), rows(0, '[[7],[8]]'), columns);
  assert.deepEqual(read.rows, [[7], [8]]);
});

test('also when there are no rows any more', async () => {
  const read = await query(rows(0, '[[1],[2]]'), rows(0, ''), columns);
  assert.deepEqual(read.rows, []);
});

test('a page that cannot be read is an error, and not a lack of rows', async () => {
  await assert.rejects(query(rows(0, '[[1],[2'), columns), { reason: 'internal' });
});
