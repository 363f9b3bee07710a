// A browser that clears everything that the app keeps: the app says what is safe, what is lost and what to do.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessible } from './looks.mjs';
import { goTo, sync } from './steps.mjs';
import { annaAtWork, beginIntake, enrol, newPerson } from './tablet.mjs';

/** What a browser takes when it needs room, and what a person takes with "clear all data". */
const forRoom = 'indexeddb,file_systems,cache_storage,service_workers';

test('a store that the browser cleared: the app names whose it was, and what was synced comes back', async (t) => {
  const { town, tablet, page: before } = await annaAtWork(t, 'Noor');
  await sync(town, before);
  town.site.server = undefined;
  await newPerson(before, 'Samir'); // nobody sent this
  await before.waitForSelector('.header .light--waiting');

  const page = await cleared(town, tablet, before, forRoom);
  await page.waitForSelector('[role=alert]');
  assert.match(await page.textContent('[role=alert]'), /staan geen gegevens meer.*nog niet verstuurd was, is weg.*nieuwe code.*anna/s);
  await accessible(page);

  town.site.server = town.server.url;
  await enrol(town, page);
  await sync(town, page);
  await goTo(page, 'zoeken');
  await page.waitForSelector('.row__title:has-text("Noor")');
  assert.equal(await page.locator('.row__title').count(), 1);
  await page.click('.nav__lock');
  await page.waitForSelector('#pin');
});

test('where not even a trace is left, the first screen says it to who worked here before', async (t) => {
  const { town, tablet, page: before } = await annaAtWork(t);
  const page = await cleared(town, tablet, before, 'all');
  await page.waitForSelector('#enrol-code');
  assert.equal(await page.locator('[role=alert]').count(), 0);
  assert.match(await page.textContent('form'), /Werkte u hier al eerder\?.*gesynchroniseerd had, staat veilig.*nieuwe code/s);
});

test('cleared under the open app: it says so at once, and what was not sent still can be', async (t) => {
  const { town, tablet, page } = await annaAtWork(t);
  town.site.server = undefined;
  await newPerson(page, 'Noor');
  await tablet.browser.clear(town.url, 'file_systems');
  await beginIntake(page);
  await page.waitForSelector('.header .light--attention:has-text("Opslag gewist")');
  await page.click('.choice:has-text("Hbo")');
  await page.waitForFunction(() => document.querySelector('.chapters__count').textContent.startsWith('1 van'));
  assert.equal(await page.textContent('.question__saved'), '', 'it does not say that this tablet has it');
  await newPerson(page, 'Samir');
  await goTo(page, 'vandaag');
  assert.match(await page.textContent('.light--big'), /gewist terwijl u werkte.*Sluit de app niet.*synchroniseer meteen.*nieuwe code/s);
  town.site.server = town.server.url;
  await sync(town, page);
  await page.waitForSelector('.light--big.light--attention:has-text("gewist")');

  const again = await (await town.tablet('new')).page();
  await enrol(town, again);
  await sync(town, again);
  await goTo(again, 'zoeken');
  for (const name of ['Noor', 'Samir']) await again.waitForSelector(`.row__title:has-text("${name}")`);
});

/** The tab is closed first: browsers leave alone what is in use. */
async function cleared(town, tablet, page, storageTypes) {
  await page.close();
  const { origin } = new URL(town.url);
  await tablet.browser.clear(origin, storageTypes);
  return tablet.page();
}
