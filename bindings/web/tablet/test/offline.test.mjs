// The app without a network, a new version of it, and a browser that cleared what it kept.
import assert from 'node:assert/strict';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { test } from 'node:test';
import { annaAtWork, dist, enrol, newPerson, unlock } from './tablet.mjs';

const installed = (page) => page.evaluate(async () => (await navigator.serviceWorker.ready).active.state);
const cachedUrls = (page) =>
  page.evaluate(async () => {
    const names = await caches.keys();
    const lists = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return lists.flat().map(({ url }) => new URL(url).pathname);
  });

/** The app as the next version of it would be: one text differs, and with it the list of the service worker. */
async function nextVersion(folder) {
  const there = join(folder, 'next');
  await cp(dist, there, { recursive: true });
  const sha256 = (content) => createHash('sha256').update(content).digest('hex');
  const before = await readFile(join(there, 'app.js'));
  const after = Buffer.from(`${before}\n;document.documentElement.dataset.release = 'next';\n`);
  await writeFile(join(there, 'app.js'), after);
  const worker = await readFile(join(there, 'service-worker.js'), 'utf8');
  const name = /wegwijs-[0-9a-f]{16}/.exec(worker)[0];
  assert.ok(worker.includes(sha256(before)));
  const changed = worker.replace(sha256(before), sha256(after)).replace(name, `wegwijs-${'f'.repeat(16)}`);
  await writeFile(join(there, 'service-worker.js'), changed);
  return there;
}

test('after the first start the app begins without a network', async (t) => {
  const { town, tablet, page: before } = await annaAtWork(t);
  await before.waitForFunction(() => navigator.serviceWorker.controller !== null);
  assert.match(await installed(before), /activat/);
  const kept = await cachedUrls(before);
  assert.ok(kept.includes('/index.html') && kept.includes('/wegwijs.wasm') && kept.some((path) => path.includes('ethiopic')));
  assert.ok(!kept.some((path) => path.startsWith('/v1/')), 'nothing of the server is kept');

  await tablet.kill();
  await town.site.stop();
  const page = await tablet.page();
  await unlock(page);
  await newPerson(page, 'Selam');
  await page.waitForSelector('.header .light--waiting');
  const fonts = await page.evaluate(async () => {
    await document.fonts.load('1rem Wegwijs', 'ሰላም');
    return document.fonts.check('1rem Wegwijs', 'ሰላም');
  });
  assert.ok(fonts, 'the font for Tigrinya is there without a network');
});

test('a new version waits, and takes over after what was typed is saved', async (t) => {
  const { town, page } = await annaAtWork(t);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  town.site.server = undefined;
  await newPerson(page, 'Noor');
  await page.click('a:has-text("Gegevens bekijken")');
  await page.waitForSelector('#field-deelnemer-voornamen');

  town.site.folder = await nextVersion(town.folder);
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).update());
  await page.waitForSelector('.new-version');
  assert.match(await page.textContent('.new-version'), /nieuwe versie/);
  assert.equal(await page.getAttribute('html', 'data-release'), null);
  // Not saved yet when the new version is taken: the pause of the field is not over.
  await page.fill('#field-deelnemer-voornamen', 'Noor Amina');
  await page.click('.new-version button');
  await page.waitForSelector('html[data-release=next]');
  await unlock(page);
  await page.waitForFunction(() => document.querySelector('#field-deelnemer-voornamen')?.value === 'Noor Amina');
  await page.waitForSelector('.header .light--waiting');
  assert.equal(await page.locator('.new-version').count(), 0);
});

test('when the browser cleared the store the app says what is lost, and begins anew', async (t) => {
  const { town, page } = await annaAtWork(t, 'Noor');
  await page.click('.nav__lock');
  await page.waitForSelector('#pin');
  // The lock of the store is free once it is closed.
  await page.evaluate(() =>
    navigator.locks.request('wegwijs:anna', async () =>
      (await navigator.storage.getDirectory()).removeEntry('wegwijs', { recursive: true }),
    ),
  );
  await page.fill('#pin', 'geheim-48213');
  await page.click('button[type=submit]');
  await page.waitForSelector('[role=alert]');
  assert.match(await page.textContent('[role=alert]'), /staan geen gegevens meer.*nog niet verstuurd was, is weg.*nieuwe code/s);
  await page.click('button:has-text("Opnieuw beginnen")');
  await enrol(town, page);
});
