// Two tablets write one field; the card shows both, a person decides, the other tablet follows, and history goes back.
import assert from 'node:assert/strict';
import test from 'node:test';
import { accessible } from './looks.mjs';
import { fillFact, goTo, picture, sync } from './steps.mjs';
import { enrol, makeTown, newPerson } from './tablet.mjs';

test('both values on one card, one touch decides, history brings the other back', async (t) => {
  const town = await makeTown(t);
  const [one, two] = [await town.tablet('one'), await town.tablet('two')];
  const anna = await one.page();
  await enrol(town, anna, 'anna');
  await newPerson(anna, 'Semhar');
  const id = anna.url().split('/').at(-1);
  await sync(town, anna);
  const bert = await two.page();
  await enrol(town, bert, 'bert');
  await sync(town, bert);

  await fillFact(anna, id, 'adres', 'Dorpsstraat 1');
  await fillFact(bert, id, 'adres', 'Dorpsstraat 2');
  await fillFact(anna, id, 'nationaliteit', 'Eritrees');
  await fillFact(bert, id, 'nationaliteit', 'Ethiopisch');
  await sync(town, anna);
  await sync(town, bert);

  await goTo(bert, 'zoeken');
  assert.match(await bert.textContent('.row__title'), /voorlopig/, 'the mark stands in a list');
  await goTo(bert, 'vandaag');
  await bert.click('a:has-text("Naar de keuzes")');
  await bert.waitForSelector('.visit');
  assert.equal(await bert.locator('.visit').count(), 1, 'one card for the visit');
  assert.equal(await bert.locator('.conflict').count(), 2);
  const address = bert.locator('[data-conflict="deelnemer.adres"]');
  const said = await address.textContent();
  assert.match(said, /Dorpsstraat 1.*anna.*schreef dit op \w+dag \d+ \w+ \d\d:\d\d op tablet \d+/s);
  assert.match(said, /Dorpsstraat 2.*U.*schreef dit op \w+dag .* op deze tablet/s);
  await picture(bert, 'keuzes');
  await accessible(bert, 'keuzes');

  await address.locator('button:has-text("Dorpsstraat 1")').click();
  await bert.waitForSelector('.chosen:has-text("Dorpsstraat 1")');
  await bert.locator('[data-conflict="deelnemer.adres"]').waitFor({ state: 'detached' });
  const nationality = bert.locator('[data-conflict="deelnemer.nationaliteit"]');
  await nationality.locator('button:has-text("Allebei")').click();
  await nationality.locator('input').fill('Tigrinya');
  await nationality.locator('button:has-text("Dit klopt wel")').click();
  await bert.waitForSelector('.chosen:has-text("Tigrinya")');
  await bert.waitForSelector('text=Er is niets om te kiezen.');
  await sync(town, bert);
  await sync(town, anna);
  await goTo(anna, 'keuzes');
  await anna.waitForSelector('text=Er is niets om te kiezen.');
  await goTo(anna, 'zoeken');
  assert.doesNotMatch(await anna.textContent('.row__title'), /voorlopig/);

  await goTo(bert, 'geschiedenis', id, 'adres');
  await bert.waitForSelector('.history__entry--now:has-text("Dorpsstraat 1")');
  await picture(bert, 'geschiedenis');
  await accessible(bert, 'geschiedenis');
  await bert.click('button:has-text("Zet “Dorpsstraat 2” terug")');
  await bert.waitForSelector('.history__entry--now:has-text("Dorpsstraat 2")');
  await sync(town, bert);
  await sync(town, anna);
  await goTo(anna, 'gegevens', id);
  await anna.waitForSelector('#field-deelnemer-adres');
  assert.equal(await anna.inputValue('#field-deelnemer-adres'), 'Dorpsstraat 2');
});
