// Every process of the browser is killed, again and again, between and in the middle of saves.
import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { enrol, makeWorld, newPerson, open } from '../support/world.mjs';

const rounds = 20;
const savesARound = 5;

async function filesBelow(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/** Where one of these texts stands as it is, as UTF-8 or UTF-16. */
async function foundIn(folder, texts) {
  const wanted = texts.flatMap((text) => [Buffer.from(text, 'utf8'), Buffer.from(text, 'utf16le')]);
  const found = [];
  for (const path of await filesBelow(folder)) {
    const content = await readFile(path).catch(() => Buffer.alloc(0)); // a socket, or gone since
    if (wanted.some((text) => content.includes(text))) found.push(path);
  }
  return found;
}

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
  assert.deepEqual(await foundIn(join(world.profile, 'Default', 'File System'), secrets), []);
  assert.deepEqual(await foundIn(world.profile, ['Zonderland', 'geheim-48213']), []);
  // The search itself: a text that is put there as it is, is found.
  await page.evaluate(async () => {
    const folder = await navigator.storage.getDirectory();
    const file = await (await folder.getFileHandle('open', { create: true })).createWritable();
    await file.write('Zonderland');
    await file.close();
  });
  assert.equal((await foundIn(join(world.profile, 'Default', 'File System'), ['Zonderland'])).length, 1);
});
