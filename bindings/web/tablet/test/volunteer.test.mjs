// A volunteer with her own telephone: hours for a group, the same again, undone, and a concern that she cannot read back.
import assert from 'node:assert/strict';
import test from 'node:test';
import { accessible } from './looks.mjs';
import { goTo, picture, sync } from './steps.mjs';
import { enrol, makeTown, newPerson, unlock } from './tablet.mjs';

const names = ['Rana', 'Semhar', 'Zarghuna'];
const concern = 'Zij eet niet en huilt veel.';

test('hours for a group in a few touches, repeated, undone within half an hour', async (t) => {
  const { town, anna, vera, ids } = await meet(t);
  await goTo(vera, 'uren');
  await vera.click('button[data-test=save]');
  await vera.waitForSelector('text=Kies eerst met wie u was.');
  for (const name of names) await vera.click(`label:has-text("${name}")`);
  await vera.click('label:has-text("1 uur en 30 minuten")');
  await vera.click('label:has-text("Nederlands oefenen")');
  await picture(vera, 'uren');
  await accessible(vera, 'uren');
  await vera.click('button:has-text("1 uur en 30 minuten opslaan voor 3 personen")');
  await vera.waitForSelector('.utrecht-alert:has-text("Opgeslagen: 1 uur en 30 minuten voor 3 personen")');

  await vera.click('button[data-test=again]');
  await vera.click('label:has-text("Semhar")'); // she was not there this time
  await vera.click('button:has-text("1 uur en 30 minuten opslaan voor 2 personen")');
  await vera.waitForSelector('.utrecht-alert:has-text("voor 2 personen")');
  await picture(vera, 'uren-opgeslagen');
  await accessible(vera, 'uren-opgeslagen');
  await sync(town, vera);
  await sync(town, anna);
  const twice = [[90, true], [90, true]];
  assert.deepEqual(await hoursOf(anna, ids), { Rana: twice, Semhar: [[90, true]], Zarghuna: twice });

  await goTo(vera, 'uren');
  assert.equal(await vera.locator('.recent').count(), 2);
  await vera.locator('.recent', { hasText: 'voor 2 personen' }).locator('button').click();
  await vera.waitForSelector('text=Ongedaan gemaakt.');
  assert.equal(await vera.locator('.recent').count(), 1);
  await sync(town, vera);
  await sync(town, anna);
  const undone = [[90, false], [90, false], [90, true]];
  assert.deepEqual(await hoursOf(anna, ids), { Rana: undone, Semhar: [[90, true]], Zarghuna: undone });
});

test('the moment for undoing passes, and the group can still be repeated', async (t) => {
  const { vera } = await meet(t);
  await goTo(vera, 'uren');
  await vera.click('label:has-text("Rana")');
  await vera.click('button[data-test=save]');
  await vera.waitForSelector('.recent');
  await vera.clock.setFixedTime(Date.now() + 31 * 60_000);
  await goTo(vera, 'vandaag');
  await goTo(vera, 'uren');
  await vera.waitForSelector('button[data-test=again]');
  assert.equal(await vera.locator('.recent').count(), 0);
  const kept = await rememberedBy(vera);
  assert.match(kept, /"minutes":120/, 'what was logged stands there');
  for (const name of names) assert.doesNotMatch(kept, new RegExp(name), 'nothing readable of a person beside the store');
});

test('a concern reaches the case worker, and not the eyes of who wrote it', async (t) => {
  const { town, anna, vera, ids } = await meet(t);
  await goTo(vera, 'zorg', ids.Rana);
  await vera.waitForSelector('text=Bel 112');
  await vera.waitForSelector('text=U kunt dit daarna niet meer lezen');
  await vera.click('button[data-test=share]');
  await vera.waitForSelector('text=Schrijf eerst op wat er aan de hand is.');
  await picture(vera, 'zorg');
  await accessible(vera, 'zorg');
  await vera.fill('#concern-text', concern);
  await vera.check('#concern-urgent');
  await vera.click('button[data-test=share]');
  await vera.waitForSelector('text=Opgeslagen. Dank u wel.');
  const readBack = async () => (await rememberedBy(vera)) + (await vera.textContent('body'));
  assert.doesNotMatch(await readBack(), /eet niet/);
  await sync(town, vera);
  await sync(town, anna);
  await anna.click('.row__link:has-text("Rana"):has-text("Er moet snel iemand bellen")');
  await anna.waitForSelector(`.concern:has-text("${concern}"):has-text("Van vera")`);
  await picture(anna, 'zorg-bij-klantmanager');
  await accessible(anna, 'zorg-bij-klantmanager');
  await anna.click('button[data-test=take]');
  await anna.waitForSelector('.concern:has-text("Opgepakt door anna")');
  await goTo(anna, 'vandaag');
  await anna.waitForSelector('h1:has-text("Vandaag")');
  assert.equal(await anna.locator('text=Zorgen van vrijwilligers').count(), 0, 'it is not open any more');
  await goTo(vera, 'persoon', ids.Rana);
  await vera.waitForSelector('h1:has-text("Rana")');
  assert.doesNotMatch(await readBack(), /eet niet/);
});

test('in Arabic, from right to left', async (t) => {
  const { vera, ids } = await meet(t);
  await vera.click('.nav__lock');
  await vera.click('button:has-text("العربية")');
  await unlock(vera);
  assert.equal(await vera.getAttribute('html', 'dir'), 'rtl');
  await goTo(vera, 'uren');
  await vera.waitForSelector('h1:has-text("تسجيل الساعات")');
  await vera.click('label:has-text("Rana")');
  await picture(vera, 'uren-ar');
  await accessible(vera, 'uren-ar');
  await vera.click('button[data-test=save]');
  await vera.waitForSelector('.utrecht-alert:has-text("تم الحفظ")');
  await goTo(vera, 'zorg', ids.Rana);
  await vera.waitForSelector('#concern-text');
  await picture(vera, 'zorg-ar');
  await accessible(vera, 'zorg-ar');
});

/** anna made three people; vera, a volunteer, may see their names on her telephone. */
async function meet(t) {
  const town = await makeTown(t);
  await town.server.addUser('vera', 'vrijwilliger');
  const anna = await (await town.tablet('tablet')).page();
  await enrol(town, anna, 'anna');
  const ids = {};
  for (const name of names) {
    await newPerson(anna, name);
    ids[name] = anna.url().split('/').at(-1);
  }
  await sync(town, anna);
  const vera = await (await town.tablet('telephone')).page();
  await vera.setViewportSize({ width: 390, height: 844 });
  await enrol(town, vera, 'vera');
  await sync(town, vera);
  return { town, anna, vera, ids };
}

/** All that the app keeps beside its encrypted store. */
function rememberedBy(page) {
  return page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open('wegwijs-app');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const asking = opening.result.transaction('kept').objectStore('kept').getAll();
          asking.onsuccess = () => resolve(JSON.stringify([asking.result, { ...localStorage }, { ...sessionStorage }]));
        };
      }),
  );
}

/** Per person, the minutes of the entries on anna's tablet, the newest first. */
async function hoursOf(page, ids) {
  const found = {};
  for (const name of names) {
    await goTo(page, 'persoon', ids[name]);
    await page.waitForSelector(`h1:has-text("${name}")`);
    await page.waitForSelector('[data-minutes]');
    const read = (all) => all.map(({ dataset }) => [Number(dataset.minutes), dataset.counts === 'true']);
    found[name] = await page.locator('[data-minutes]').evaluateAll(read);
  }
  return found;
}
