// Every process of the browser is killed, again and again, between and in the middle of saves.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foundIn, siteFiles } from '../support/files.mjs';
import { enrol, makeWorld, newPerson, open } from '../support/world.mjs';

const rounds = 20;
const savesARound = 5;

test('what was acknowledged is there after a kill, and no file can be read', async (t) => {
  const world = await makeWorld(t);
  let page = await world.page();
  await enrol(world, page, 'anna', 'anna');
  const [person] = await page.evaluate((records) => store.create(records), newPerson('Wilhelmina Zonderland'));
  let saved = 0;

  for (let round = 0; round < rounds; ++round) {
    for (let save = 0; save < savesARound; ++save) {
      const value = `Zonderland-${saved + 1}`;
      await page.evaluate(([id, value]) => store.set(id, [{ field: 'voornamen', value }]), [person, value]);
      ++saved;
    }
    // One more, whose answer nobody waits for: it may be there or not.
    const lost = page
      .evaluate(([id]) => store.set(id, [{ field: 'geslachtsnaam', value: 'Zonderland-half' }]), [person])
      .catch(() => {});
    await world.killBrowser();
    await lost;
    page = await world.page();
    await open(page, 'anna');
    const shown = await page.evaluate((id) => store.get(id), person);
    assert.equal(shown.fields.voornamen, `Zonderland-${saved}`, `round ${round}`);
  }

  const history = await page.evaluate((id) => store.history(id, 'voornamen'), person);
  const values = history.map((entry) => entry.value);
  for (let save = 1; save <= saved; ++save) assert.ok(values.includes(`Zonderland-${save}`), `save ${save} is gone`);
  assert.deepEqual(await page.evaluate(() => store.check()), { ok: true, findings: [], repaired: [] });

  const secrets = ['Zonderland', 'Wilhelmina', 'SQLite format 3', 'weergavenaam', 'geheim-48213'];
  assert.deepEqual(await foundIn(siteFiles(world.profile), secrets), []);
  assert.deepEqual(await foundIn(world.profile, ['Zonderland', 'geheim-48213']), []);
  // The search itself: a text that is put there as it is, is found.
  await page.evaluate(async () => {
    const folder = await navigator.storage.getDirectory();
    const file = await (await folder.getFileHandle('open', { create: true })).createWritable();
    await file.write('Zonderland');
    await file.close();
  });
  assert.equal((await foundIn(siteFiles(world.profile), ['Zonderland'])).length, 1);
});
