// The browser and the program `wegwijs` as two devices of one user.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { enrol, makeWorld, nativeDevice, newPerson, open } from '../support/world.mjs';

const talk = (number) =>
  Object.entries({
    tijdstip: '2026-11-24T08:30:00Z',
    kanaal: 'fysiek',
    onderwerp: 'voortgangsgesprek',
    verslag: `Gesprek ${number}`,
  }).map(([field, value]) => ({ field, value }));

test('a browser and a program come into step', async (t) => {
  const world = await makeWorld(t);
  const { server, site } = world;
  const page = await world.page();
  await enrol(world, page, 'tablet', 'anna');
  const program = nativeDevice(join(world.folder, 'laptop.db'));
  await program('init', '--server', server.url, '--code', await server.code('anna'));
  const sync = () => page.evaluate(() => store.sync());
  /** By their sums both have what the server has for them, and what they show is the same. */
  const inStep = async () => {
    await sync();
    await program('sync');
    const here = await page.evaluate(() => store.sync({ check_all: true }));
    const there = await program('sync', '--check');
    assert.deepEqual([here.in_step, here.pulled, here.repaired], [true, 0, false]);
    assert.deepEqual([there.in_step, there.pulled, there.pushed], [true, 0, 0]);
    assert.deepEqual(await program('check'), { ok: true, findings: [], repaired: [] });
    const shown = await page.evaluate(async () => Promise.all((await store.list('deelnemer')).map((id) => store.get(id))));
    assert.deepEqual(shown, await program('list', 'deelnemer'));
  };
  const [id] = await page.evaluate((records) => store.create(records), newPerson('Samir'));

  await t.test('what the browser made comes to the program', async () => {
    const report = await sync();
    assert.deepEqual([report.pushed, report.rejected, report.in_step], [1, 0, true]);
    await program('sync');
    assert.equal((await program('get', id)).fields.weergavenaam, 'Samir');
    await inStep();
  });

  await t.test('both wrote one field without a network: a person decides in the browser', async () => {
    const { fields } = await program('get', id);
    assert.equal(fields.voornamen, undefined);
    await page.evaluate((id) => store.set(id, [{ field: 'voornamen', value: 'Samir Ali' }]), id);
    await program('set', id, 'voornamen=Samir A.');
    await program('sync');
    assert.equal((await sync()).conflicts, 1);
    const [conflict] = await page.evaluate(() => store.conflicts());
    assert.deepEqual(conflict.values.map(({ value }) => value).sort(), ['Samir A.', 'Samir Ali']);
    await page.evaluate(([id]) => store.decide(id, { field: 'voornamen', value: 'Samir Ali' }), [id]);
    await sync();
    await program('sync');
    assert.equal((await program('get', id)).fields.voornamen, 'Samir Ali');
    await inStep();
  });

  await t.test('a large dossier comes to the browser in step', async () => {
    for (let child = 0; child < 60; ++child)
      await page.evaluate(
        ([id, value]) => store.create([{ entity: 'contactmoment', parent: id, values: value }]),
        [id, talk(child)],
      );
    await inStep();
    const { rows } = await page.evaluate(() => store.query('SELECT count(*) FROM contactmoment'));
    assert.deepEqual(rows, [[60]]);
    assert.equal((await program('list', 'contactmoment')).length, 60);
  });

  await t.test('without a server it says so, and goes on later', async () => {
    const before = site.server;
    site.server = undefined;
    await page.evaluate((id) => store.set(id, [{ field: 'voorvoegsel', value: 'el' }]), id);
    const error = await page.evaluate(() => refused(store.sync({ attempts: 1 })));
    assert.deepEqual([error.reason, error.retry], ['offline', 'when_online']);
    assert.equal((await page.evaluate(() => store.status())).unsent, 1);
    site.server = before;
    assert.equal((await sync()).pushed, 1);
    await inStep();
  });

  await t.test('a sync is broken off by its signal, and the next one goes on', async () => {
    await page.evaluate((id) => store.set(id, [{ field: 'voorvoegsel', value: 'al' }]), id);
    const error = await page.evaluate(() => {
      const stop = new AbortController();
      const work = refused(store.sync({ signal: stop.signal }));
      stop.abort();
      return work;
    });
    assert.equal(error.reason, 'cancelled');
    assert.equal((await sync()).in_step, true);
    await inStep();
  });

  await t.test('only one sync of a store runs at a time', async () => {
    const [first, second] = await page.evaluate(() => Promise.all([store.sync(), refused(store.sync())]));
    assert.deepEqual([first.in_step, second.code], [true, await page.evaluate(() => wegwijs.codes.SYNC_BUSY)]);
  });

  await t.test('what came is there after a kill', async () => {
    await world.killBrowser();
    const again = await world.page();
    await open(again, 'tablet');
    assert.equal((await again.evaluate((id) => store.get(id), id)).fields.voornamen, 'Samir Ali');
    assert.deepEqual((await again.evaluate(() => store.check())).findings, []);
  });
});

test('enrolling says what is wrong', async (t) => {
  const world = await makeWorld(t);
  const page = await world.page();
  const attempt = (options) => page.evaluate((options) => refused(wegwijs.Store.enrol(options)), options);
  const good = { name: 'x', pin: 'geheim-1', server: world.site.url, code: 'AAAA-AAAA-AAAA' };
  const reason = async (changed) => (await attempt({ ...good, ...changed })).reason;
  assert.equal(await reason({}), 'code_invalid');
  assert.equal(await reason({ pin: '' }), 'no_pin');
  assert.equal(await reason({ server: 'http://example.org' }), 'tls_required');
  assert.equal(await reason({ server: 'nergens' }), 'url');
  const missing = await page.evaluate(() => refused(wegwijs.Store.open({ name: 'y', pin: '1' })));
  assert.equal(missing.reason, 'store_missing');
  await enrol(world, page, 'x2', 'anna');
  const code = await world.server.code('bert');
  assert.equal(await reason({ name: 'x2', code }), 'store_busy');
  await page.evaluate(() => store.close());
  assert.equal(await reason({ name: 'x2', code, pin: 'geheim-48213' }), 'exists');
  await open(page, 'x2');
  const twice = await page.evaluate(() => refused(wegwijs.Store.open({ name: 'x2', pin: 'geheim-48213' })));
  assert.equal(twice.reason, 'store_busy');
  await page.evaluate(() => store.close());
  const wrong = await page.evaluate(() => refused(wegwijs.Store.open({ name: 'x2', pin: '1' })));
  assert.equal(wrong.reason, 'wrong_pin');
});
