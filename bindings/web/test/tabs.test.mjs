// Several tabs of one store: one has it, the others work through it, and the next takes over.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enrol, makeWorld, newPerson, open, pin } from '../support/world.mjs';

const ownerHere = (page) => page.evaluate(async () => (await store.status()).owner_here);
const name = (page, id) => page.evaluate(async (id) => (await store.get(id)).fields.weergavenaam, id);
const rename = (page, id, value) =>
  page.evaluate(([id, value]) => store.set(id, [{ field: 'weergavenaam', value }]), [id, value]);

test('a second tab works through the first, and takes over when it closes', async (t) => {
  const world = await makeWorld(t);
  const first = await world.page();
  await enrol(world, first, 'anna', 'anna');
  const [id] = await first.evaluate((records) => store.create(records), newPerson('Noor'));

  const second = await world.page();
  await open(second, 'anna');
  assert.deepEqual([await ownerHere(first), await ownerHere(second)], [true, false]);
  assert.equal(await name(second, id), 'Noor');

  await t.test('each is told what the other changed', async () => {
    await first.evaluate(() => {
      window.told = new Promise((tell) => store.observe(tell));
    });
    await second.evaluate(() => {
      window.told = new Promise((tell) => store.observe(tell));
    });
    await rename(second, id, 'Nora');
    for (const page of [first, second]) {
      const [change] = await page.evaluate(() => told);
      assert.deepEqual(change, { dossier: id, why: 'local', records: [id] });
    }
    assert.equal(await name(first, id), 'Nora');
  });

  await t.test('an error is the same through another tab', async () => {
    const nowhere = await second.evaluate(() => store.makeId());
    const work = (id) => refused(store.set(id, [{ field: 'weergavenaam', value: 'Niemand' }]));
    const [here, there] = [await first.evaluate(work, nowhere), await second.evaluate(work, nowhere)];
    assert.deepEqual(there, here);
    assert.equal(here.code, await first.evaluate(() => wegwijs.codes.NOT_SHOWN));
  });

  await t.test('a query gives the same rows through another tab, in one page, in several, and where there are none', async () => {
    const query = async () => {
      const sql =
        'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1) ' +
        "SELECT i, '\ufeff' || i || ' één سلام \u{1d11e}\n', i / 2.0, NULL, 9007199254740993 FROM n WHERE i <= ?2";
      const at = [[2500, 2500, 0], [7, 7, 3], [7, 0, 0]];
      return Promise.all(at.map(([all, most, rows]) => store.query(sql, [all, most], rows)));
    };
    const [here, there] = [await first.evaluate(query), await second.evaluate(query)];
    assert.deepEqual(there, here);
    assert.deepEqual(here.map(({ columns, rows }) => [columns.length, rows.length]), [[5, 2500], [5, 7], [5, 0]]);
    for (const [at, row] of here[0].rows.entries())
      assert.deepEqual(row, [at + 1, `\ufeff${at + 1} één سلام \u{1d11e}\n`, (at + 1) / 2, null, '9007199254740993']);
  });

  await t.test('a query without rows says so, for one that is taken over must not keep what came before', async () => {
    const pages = await second.evaluate(async () => {
      const [heard, told] = [new BroadcastChannel('wegwijs:anna'), []];
      const ended = new Promise((end) => {
        heard.onmessage = ({ data }) => {
          if (data.is === 'rows') told.push([data.page.at, data.page.rows.length]);
          if (data.is === 'outcome') end();
        };
      });
      await store.query('SELECT 1 WHERE 0');
      await ended;
      heard.close();
      return told;
    });
    assert.deepEqual(pages, [[0, 0]]);
  });

  await t.test('the second syncs through the first, with progress', async () => {
    const { report, steps } = await second.evaluate(async () => {
      const steps = [];
      const report = await store.sync({ progress: (at) => steps.push(at) });
      return { report, steps };
    });
    assert.equal(report.in_step, true);
    assert.equal(steps.at(-1).bytes_up, report.bytes_up);
  });

  await t.test('a wrong PIN does not get in, and not by trying on', async () => {
    const stranger = await world.page();
    const attempt = () => stranger.evaluate(() => refused(wegwijs.Store.open({ name: 'anna', pin: 'helaas-1' })));
    for (let tries = 0; tries < 5; ++tries) assert.equal((await attempt()).reason, 'wrong_pin');
    assert.equal((await attempt()).reason, 'locked');
    await stranger.close();
  });

  const third = await world.page();
  const locked = await third.evaluate((pin) => refused(wegwijs.Store.open({ name: 'anna', pin })), pin);
  assert.equal(locked.reason, 'locked');

  await t.test('a sync that the first does goes on in the second when the first closes', async () => {
    const letGo = world.site.hold();
    const syncing = second.evaluate(() => store.sync());
    await world.site.asked();
    await first.close();
    letGo();
    assert.equal((await syncing).in_step, true);
    assert.equal(await ownerHere(second), true);
  });

  await t.test('a form that was opened in the second goes on in the third when the second closes', async () => {
    await open(third, 'anna');
    assert.equal(await ownerHere(third), false);
    const number = await second.evaluate(async (id) => (await store.edit([id])).number, id);
    await second.close();
    await third.evaluate(
      async ([number, id]) => {
        const { edit } = await store.findEdit(number);
        await edit.save([{ id, field: 'weergavenaam', value: 'Norah' }]);
      },
      [number, id],
    );
    assert.equal(await name(third, id), 'Norah');
    assert.equal(await ownerHere(third), true);
  });

  const fourth = await world.page();
  await t.test('a store that is closed while its tab stays goes to the next', async () => {
    await open(fourth, 'anna');
    await third.evaluate(() => store.close());
    assert.equal(await name(fourth, id), 'Norah');
    assert.equal(await ownerHere(fourth), true);
    assert.equal((await third.evaluate(() => refused(store.status()))).reason, 'store_closed');
  });

  await t.test('rows come once each when the tab that reads them goes away in the middle', async () => {
    await fourth.close();
    const numbers = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 250) SELECT i FROM n';
    for (const [sql, count] of [[numbers, 250], [`${numbers} WHERE i < 0`, 0]]) {
      const { rows } = await third.evaluate(readFromOneWhoGoes, [sql, pin]);
      assert.deepEqual(rows, Array.from({ length: count }, (_, at) => [at + 1]));
    }
  });
});

/** In a page: it is itself the tab that has the store, until it has given some rows of what its worker asks. */
async function readFromOneWhoGoes([sql, pin]) {
  const channel = new BroadcastChannel('wegwijs:anna');
  const say = (message) => channel.postMessage(message);
  let goAway;
  await new Promise((has) => {
    void navigator.locks.request('wegwijs:anna', () => (has(), new Promise((release) => (goAway = release))));
  });
  const asked = new Promise((tell) => {
    channel.onmessage = ({ data }) => {
      if (data.is === 'join') say({ is: 'joined', tab: data.tab, owner: 'one', outcome: { value: '' } });
      if (data.is === 'job') tell(data);
    };
  });
  const store = await wegwijs.Store.open({ name: 'anna', pin });
  const reading = store.query(sql, [], 100);
  const { tab, id } = await asked;
  const page = (at) => ({ at, rows: new TextEncoder().encode('[[7],[8]]') });
  say({ is: 'rows', owner: 'one', tab, id, page: page(0) });
  say({ is: 'rows', owner: 'one', tab, id, page: page(1) });
  // From a tab that had the store before this one, and is late.
  say({ is: 'rows', owner: 'another', tab, id, page: page(2) });
  say({ is: 'outcome', owner: 'another', tab, id, outcome: { value: '["i"]' } });
  goAway();
  const read = await reading;
  channel.close();
  await store.close();
  return read;
}

test('two stores of one site are strangers', async (t) => {
  const world = await makeWorld(t);
  const page = await world.page();
  await enrol(world, page, 'anna', 'anna');
  const [id] = await page.evaluate((records) => store.create(records), newPerson('Noor'));
  const other = await world.page();
  await enrol(world, other, 'bert', 'bert');
  assert.equal(await other.evaluate((id) => store.get(id), id), null);
  assert.deepEqual([await ownerHere(page), await ownerHere(other)], [true, true]);
});
