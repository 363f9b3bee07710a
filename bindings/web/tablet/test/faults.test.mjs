// What can go wrong around the app: each has a message that says what is safe and what to do, and nothing is lost.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { beside } from './beside.mjs';
import { fillFact, goTo, sync } from './steps.mjs';
import { annaAtWork, beginIntake, enrol, newPerson, pin, unlock } from './tablet.mjs';

const visit = (page, ...path) => page.evaluate((hash) => (location.hash = hash), ['#', ...path].join('/'));
const alertText = (page) => page.textContent('[role=alert]');
const saved = (page) => page.waitForSelector('.question__saved:has-text("Opgeslagen")');

test('two tabs work on one store, and either goes on when the other is closed', async (t) => {
  const { tablet, page: first } = await annaAtWork(t, 'Noor');
  const second = await tablet.page();
  await second.fill('#pin', 'mis-12345');
  await second.click('button[type=submit]');
  assert.match(await alertText(second), /Deze pincode klopt niet/);
  await unlock(second);
  await visit(second, 'zoeken');
  await second.waitForSelector('.row__title:has-text("Noor")');
  await newPerson(second, 'Samir');
  await visit(first, 'zoeken');
  await first.waitForSelector('.row__title:has-text("Samir")');
  // A form that is open in the first tab outlives an unlock of the second.
  await first.click('.row__link:has-text("Noor")');
  await beginIntake(first);
  const third = await tablet.page();
  await unlock(third);
  await first.click('.choice:has-text("Hbo")');
  await saved(first);
  await first.close();
  await newPerson(second, 'Selam');
  await visit(second, 'zoeken');
  await second.waitForSelector('.row__title:has-text("Selam")');
});

test('an answer that breaks off, and a server that is away, take nothing with them', async (t) => {
  const { town, page } = await annaAtWork(t, 'Noor');
  await visit(page, 'vandaag');
  town.site.half = true;
  await page.click('button:has-text("Synchroniseren")');
  assert.match(await alertText(page), /De verbinding brak af.*Er is niets kwijt.*nog een keer/s);
  town.site.half = false;
  const server = town.site.server;
  town.site.server = undefined;
  await page.click('button:has-text("Synchroniseren")');
  await page.waitForSelector('[role=alert]:has-text("niet te bereiken")');
  assert.match(await alertText(page), /veilig op deze tablet.*Werk gewoon door/s);
  town.site.server = server;
  await page.click('button:has-text("Synchroniseren")');
  await page.waitForSelector('.light--big.light--safe');
});

test('a sync shows how far it is, and can be stopped', async (t) => {
  const { town, page } = await annaAtWork(t, 'Noor');
  await visit(page, 'vandaag');
  const letGo = town.site.hold();
  await page.click('button:has-text("Synchroniseren")');
  await town.site.asked();
  await page.waitForSelector('.sync-progress progress');
  await page.click('.sync-progress button');
  await page.waitForSelector('[role=alert]:has-text("gestopt")');
  letGo();
  await page.click('button:has-text("Synchroniseren")');
  await page.waitForSelector('.light--big.light--safe');
});

test('when the tablet is full what was typed stays in its field, and is saved once there is room', async (t) => {
  const { town, tablet, page } = await annaAtWork(t);
  town.site.server = undefined;
  await newPerson(page, 'Noor');
  await beginIntake(page);
  await visit(page, 'intake', new URL(page.url()).hash.split('/')[2], 'motivatie');
  await page.waitForSelector('h1:focus');
  const devtools = await page.context().newCDPSession(page);
  const { origin } = new URL(page.url());
  const { usage } = await page.evaluate(() => navigator.storage.estimate());
  await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: usage });
  // Until the room that the files have already is used up.
  const long = 'Ik wil graag in de techniek werken en ik leer snel. '.repeat(18).trim();
  let refused = false;
  for (let turn = 0; turn < 400 && !refused; ++turn) {
    await page.fill('.answer textarea', `${turn} ${long}`);
    await page.locator('.answer textarea').blur();
    await page.waitForSelector('.question__saved:has-text("✓"), .field-error');
    refused = (await page.locator('.field-error').count()) > 0;
  }
  assert.ok(refused, 'the quota holds');
  assert.match(await page.textContent('.field-error'), /De tablet is vol.*Maak ruimte.*staat hier nog/s);
  const typed = await page.inputValue('.answer textarea');
  await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: usage + 100_000_000 });
  await page.click('button:has-text("Volgende")');
  await page.waitForSelector('h1:focus');
  await page.click('button:has-text("Vorige")');
  await page.waitForFunction((text) => document.querySelector('.answer textarea')?.value === text, typed);
  await tablet.kill();
  const again = await tablet.page();
  await unlock(again);
  await again.waitForFunction((text) => document.querySelector('.answer textarea')?.value === text, typed);
});

/** Anna began an intake, and bert has it too. */
async function annaAndBert(t) {
  const { town, tablet, page: anna } = await annaAtWork(t, 'Noor');
  const person = new URL(anna.url()).hash.split('/')[2];
  await beginIntake(anna);
  const intake = new URL(anna.url()).hash.split('/')[2];
  const bert = await (await town.tablet('bert')).page();
  await enrol(town, bert, 'bert');
  await sync(town, anna);
  await sync(town, bert);
  return { town, tablet, anna, bert, person, intake };
}

/** Syncs anna's store beside the app; gives what this field of hers has then. */
const pulled = (tablet, id, field) =>
  beside(tablet, 'anna', (evaluate) =>
    evaluate(
      async ([id, field]) => {
        await store.sync();
        return (await store.get(id)).fields[field];
      },
      [id, field],
    ),
  );

test('a colleague wrote the same answer while the question stood open: both stay, and it is marked', async (t) => {
  const { town, anna, bert, intake } = await annaAndBert(t);
  for (const page of [anna, bert]) {
    await goTo(page, 'intake', intake, 'opleiding_niveau');
    await page.waitForSelector('.answer .choice');
  }
  await bert.click('.choice:has-text("Universiteit")');
  await saved(bert);
  await sync(town, bert);
  // It comes in underneath the open question: the count beside it tells when.
  assert.match(await anna.textContent('.chapters__count'), /^0 van/);
  await anna.evaluate(() => dispatchEvent(new Event('online')));
  await anna.waitForFunction(() => document.querySelector('.chapters__count').textContent.startsWith('1 van'));
  assert.equal(await anna.locator('.answer :checked').count(), 0, 'anna has not seen what bert wrote');
  await anna.click('.choice:has-text("Hbo")');
  await saved(anna);
  assert.match(await anna.textContent('.answer'), /Beide antwoorden zijn bewaard/);
  await goTo(anna, 'vandaag');
  await anna.waitForSelector('.light--attention.light--big');
  await sync(town, anna);
  await sync(town, bert);
  await bert.waitForSelector('.light--attention.light--big');
});

test('what is saved on going back is no less a conflict with what came in while it was typed', async (t) => {
  const { town, tablet, anna, bert, person } = await annaAndBert(t);
  const address = '#field-deelnemer-adres';
  await goTo(anna, 'persoon', person);
  await anna.click('a:has-text("Gegevens bekijken")');
  await anna.waitForSelector(address);
  await fillFact(bert, person, 'adres', 'Dorpsstraat 2');
  await sync(town, bert);
  assert.equal(await pulled(tablet, person, 'adres'), 'Dorpsstraat 2');
  // Neither a pause nor leaving the field saves it: the screen is gone at once.
  await anna.evaluate((selector) => {
    const input = document.querySelector(selector);
    input.focus();
    input.value = 'Dorpsstraat 1';
    input.dispatchEvent(new Event('input', { bubbles: true }));
    history.back();
  }, address);
  await anna.waitForSelector('.header .light:not(.light--safe)');
  await goTo(anna, 'keuzes');
  assert.match(await anna.getAttribute('.header .light', 'class'), /attention/);
  const said = await anna.textContent('[data-conflict="deelnemer.adres"]');
  assert.match(said, /Dorpsstraat 1/);
  assert.match(said, /Dorpsstraat 2/);
});

test('what was refused stays in its field, and mended it is a conflict with what came in behind it', async (t) => {
  const { town, tablet, anna, bert, person } = await annaAndBert(t);
  const bsn = '#field-deelnemer-bsn';
  const fill = async (page, text) => {
    await page.fill(bsn, text);
    await page.locator(bsn).blur();
  };
  await goTo(anna, 'gegevens', person);
  await fill(anna, '123456789');
  await anna.waitForSelector(`${bsn}-error`);
  // Neither another field that is saved meanwhile, nor leaving the screen, makes that anna saw it.
  await fillFact(bert, person, 'bsn', '999994669');
  await sync(town, bert);
  assert.equal(await pulled(tablet, person, 'bsn'), '999994669');
  await fillFact(anna, person, 'adres', 'Dorpsstraat 1');
  await goTo(anna, 'persoon', person);
  await anna.waitForSelector('.facts');
  await goTo(anna, 'gegevens', person);
  await anna.waitForSelector(`${bsn}-error`);
  assert.equal(await anna.inputValue(bsn), '123456789');
  await fill(anna, '999990007');
  await anna.locator(`${bsn}-error`).waitFor({ state: 'detached' });
  assert.equal(await anna.locator(`${bsn}-conflict`).count(), 1);
  await goTo(anna, 'keuzes');
  const said = await anna.textContent('[data-conflict="deelnemer.bsn"]');
  assert.match(said, /999994669/);
  assert.match(said, /999990007/);
});

test('the app locks itself when nobody touches it, and says so', async (t) => {
  const { page } = await annaAtWork(t, 'Noor');
  await page.click('.nav__lock');
  await page.clock.install();
  await page.fill('#pin', pin);
  await page.click('button[type=submit]');
  await page.waitForSelector('header.header');
  await page.clock.fastForward('04:59');
  assert.equal(await page.locator('#pin').count(), 0);
  await page.clock.fastForward('00:02');
  await page.waitForSelector('#pin');
  assert.match(await page.textContent('main'), /vergrendeld.*opgeslagen/s);
  await unlock(page);
  await page.waitForSelector('h1:has-text("Noor")');
});
