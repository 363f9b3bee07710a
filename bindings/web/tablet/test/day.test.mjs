// A morning at the azc: enrol, open, a new person, an intake without a network, a kill in the middle of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { beginIntake, enrol, makeTown, newPerson, pin, unlock } from './tablet.mjs';

const heading = (page) => page.textContent('.question h1');
const answered = (page) => page.textContent('.chapters__count');
const saved = (page) => page.waitForSelector('.question__saved:has-text("Opgeslagen")');

test('enrol, new person, intake, kill, and on at the same question', async (t) => {
  const town = await makeTown(t);
  const tablet = await town.tablet();
  let page = await tablet.page();
  const wrong = [];
  const listen = () => page.on('pageerror', (error) => wrong.push(error.message));
  listen();

  await t.test('enrolling says at the field what is missing', async () => {
    await page.click('button[type=submit]');
    assert.match(await page.textContent('#enrol-name-error'), /Vul uw naam in/);
    assert.match(await page.textContent('#enrol-code-error'), /Vul de code in/);
    assert.equal(await page.evaluate(() => document.activeElement.id), 'enrol-name');
    await page.fill('#enrol-name', 'anna');
    await page.fill('#enrol-code', 'AAAA-AAAA-AAAA');
    await page.fill('#enrol-pin', pin);
    await page.fill('#enrol-again', pin);
    await page.click('button[type=submit]');
    assert.match(await page.textContent('[role=alert]'), /Deze code klopt niet.*Er is niets gemaakt/s);
  });

  await t.test('the code of the QR code is taken from the address, and is out of it', async () => {
    const code = await town.server.code('anna');
    await page.close();
    page = await tablet.page(`/#code=${encodeURIComponent(code)}`);
    listen();
    assert.equal(await page.inputValue('#enrol-code'), code);
    assert.equal(new URL(page.url()).hash, '');
    await page.fill('#enrol-name', 'anna');
    await page.fill('#enrol-pin', pin);
    await page.fill('#enrol-again', pin);
    await page.click('button[type=submit]');
    await page.waitForSelector('.light--safe');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'title');
  });

  await t.test('a wrong PIN is told, the right one opens', async () => {
    await page.click('.nav__lock');
    await page.fill('#pin', 'mis-12345');
    await page.click('button[type=submit]');
    assert.match(await page.textContent('[role=alert]'), /Deze pincode klopt niet.*Er is niets gewist/s);
    await unlock(page);
    await page.waitForSelector('h1:has-text("Vandaag")');
  });

  await t.test('without a network a person comes in with nothing but a name', async () => {
    town.site.server = undefined;
    await newPerson(page, 'Noor');
    await page.waitForSelector('.header .light--waiting');
    await beginIntake(page);
    assert.match(await heading(page), /hoogste opleiding/);
  });

  await t.test('each answer is saved as it is given, with where it comes from', async () => {
    await page.click('.choice:has-text("Hbo")');
    await saved(page);
    await page.waitForSelector('.pill:has(:checked):has-text("Van de deelnemer zelf")');
    await page.click('button:has-text("Volgende")');
    await page.waitForSelector('h1:has-text("Welke school")');
    await page.fill('.answer textarea', 'Technische school in Homs');
    await page.click('.pill:has-text("Via een tolk")');
    await page.waitForSelector('.pill:has(:checked):has-text("Via een tolk")');
    await page.click('button:has-text("Volgende")');
    await page.waitForSelector('h1:has-text("Hoeveel jaar")');
    await page.click('.pill:has-text("Wil het niet zeggen")');
    await page.waitForSelector('.pill[aria-pressed=true]:has-text("Wil het niet zeggen")');
    await page.waitForFunction(() => document.querySelector('.chapters__count').textContent.startsWith('3 van'));
    await page.click('button:has-text("Volgende")');
    await page.waitForSelector('h1:has-text("In welk land")');
    await page.fill('.answer input', 'Syrië');
    // No button, no leaving of the field: the pause alone saves it.
    await saved(page);
  });

  await t.test('after a kill it goes on at the same question, with every answer', async () => {
    await tablet.kill();
    const began = Date.now();
    page = await tablet.page();
    listen();
    await unlock(page);
    await page.waitForSelector('h1:has-text("In welk land")');
    t.diagnostic(`from the address to the question, PIN included: ${Date.now() - began} ms`);
    await page.waitForFunction(() => document.querySelector('.answer input')?.value === 'Syrië');
    assert.match(await answered(page), /^4 van/);
    await page.click('button:has-text("Vorige")');
    await page.waitForSelector('.pill[aria-pressed=true]:has-text("Wil het niet zeggen")');
    await page.click('button:has-text("Vorige")');
    await page.waitForFunction(() => document.querySelector('.answer textarea')?.value === 'Technische school in Homs');
    assert.ok(await page.isChecked('.pill:has-text("Via een tolk") input'));
    await page.click('button:has-text("Vorige")');
    await page.waitForSelector('.choice:has-text("Hbo") :checked');
  });

  await t.test('an answer is taken back by a reason, and the other way round', async () => {
    await page.click('.pill:has-text("Niet gevraagd")');
    await page.waitForSelector('.pill[aria-pressed=true]:has-text("Niet gevraagd")');
    assert.equal(await page.locator('.answer :checked').count(), 0);
    await page.click('.choice:has-text("Hbo")');
    await page.waitForSelector('.pill[aria-pressed=false]:has-text("Niet gevraagd")');
  });

  await t.test('a rule of the pack warns while the answer is given, and lets it be', async () => {
    await page.goto(page.url().replace(/[^/]*$/, 'diploma'));
    await page.click('.answer .choice:has-text("Nee")');
    await saved(page);
    await page.click('button:has-text("Volgende")');
    await page.waitForSelector('h1:has-text("vergeleken")');
    await page.click('.answer .choice:has-text("Ontvangen")');
    await page.waitForSelector('.utrecht-alert--warning:has-text("INT-1")');
    assert.ok(await page.isChecked('.answer .choice:has-text("Ontvangen") input'));
    await page.click('.answer .choice:has-text("Niet nodig")');
    await page.waitForFunction(() => !document.querySelector('.utrecht-alert--warning'));
  });

  await t.test('what the browser keeps beside the store tells nothing of a person', async () => {
    const kept = await page.evaluate(async () => {
      const opening = indexedDB.open('wegwijs-app');
      await new Promise((done) => (opening.onsuccess = done));
      const reading = opening.result.transaction('kept').objectStore('kept').getAll();
      await new Promise((done) => (reading.onsuccess = done));
      opening.result.close();
      return JSON.stringify([reading.result, { ...localStorage }, { ...sessionStorage }, location.href, document.title, document.cookie]);
    });
    assert.ok(kept.includes('anna') && kept.includes('intake'), 'it was found');
    for (const typed of ['Noor', 'Homs', 'Syri', pin]) assert.ok(!kept.includes(typed), typed);
  });

  await t.test('back on the network all of it is sent, and the light says so', async () => {
    town.site.server = town.server.url;
    await page.goto(new URL('#/vandaag', page.url()).href);
    await page.click('button:has-text("Synchroniseren")');
    await page.waitForSelector('.light--big.light--safe');
    assert.match(await page.textContent('.light--big [role=alert]'), /zijn gelijk/);
    assert.deepEqual(wrong, []);
  });

  await t.test('the person is found by another spelling, and a wrong BSN stays in its field', async () => {
    await page.goto(new URL('#/zoeken', page.url()).href);
    await page.fill('#find', 'Noer');
    await page.click('.row__link:has-text("Noor")');
    await page.click('a:has-text("Gegevens bekijken")');
    await page.fill('#field-deelnemer-bsn', '123456789');
    await page.locator('#field-deelnemer-bsn').blur();
    assert.match(await page.textContent('#field-deelnemer-bsn-error'), /geen geldig BSN.*staat hier nog/s);
    assert.equal(await page.inputValue('#field-deelnemer-bsn'), '123456789');
    await page.fill('#field-deelnemer-bsn', '999994669');
    await page.locator('#field-deelnemer-bsn').blur();
    await page.waitForFunction(() => !document.querySelector('#field-deelnemer-bsn-error'));
  });
});
