// A form whose store fails it: nothing is saved over what was never shown.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { Form } = await load('form.ts');

/** One record with an address, and edits as the core has them: a save over what its edit has not seen is a conflict. */
function makeStore() {
  const store = { address: 'Kade 1', conflicts: [], failing: {}, open: 0 };
  const fail = (what) => {
    if (store.failing[what]) throw new Error(what);
  };
  store.get = async (id) => (fail('get'), { id, fields: { adres: store.address } });
  store.edit = async () => {
    fail('edit');
    const seen = store.address;
    const close = () => --store.open;
    ++store.open;
    const save = async ([{ value }]) => {
      if (store.address !== seen) store.conflicts.push([store.address, value]);
      store.address = value;
      close();
    };
    return { number: '1', save, drop: async () => close() };
  };
  return store;
}
const to = (value) => [{ field: 'adres', value }];

test('what a colleague wrote meanwhile is a conflict, also when it is saved while the form is being closed', async () => {
  const store = makeStore();
  const form = await Form.open(store, ['noor']);
  store.address = 'Kade 2';
  const closed = form.close();
  await form.save(to('Kade 3'));
  await closed;
  assert.deepEqual(store.conflicts, [['Kade 2', 'Kade 3']]);
});

for (const failing of ['edit', 'get'])
  test(`no next edit (${failing} fails): it was saved, and what came in unseen after it is not overwritten`, async () => {
    const store = makeStore();
    const form = await Form.open(store, ['noor']);
    store.failing = { [failing]: true };
    await form.save(to('Kade 2'));
    assert.equal(store.address, 'Kade 2');
    store.failing = {};
    store.address = 'Kade 9';
    await assert.rejects(form.save(to('Kade 3')), { reason: 'changed_unseen' });
    assert.equal(store.address, 'Kade 9');
    assert.equal(form.record.fields.adres, 'Kade 9', 'now it is shown');
    await form.save(to('Kade 3'));
    assert.equal(store.address, 'Kade 3');
  });

test('no next edit, and nobody wrote meanwhile: what is typed next is saved as soon as one opens', async () => {
  const store = makeStore();
  const form = await Form.open(store, ['noor']);
  store.failing = { edit: true };
  await form.save(to('Kade 2'));
  assert.equal(form.record.fields.adres, 'Kade 2', 'what was saved is shown');
  await assert.rejects(form.save(to('Kade 3')), /edit/);
  store.failing = {};
  await form.save(to('Kade 3'));
  assert.equal(store.address, 'Kade 3');
  assert.deepEqual(store.conflicts, []);
});
