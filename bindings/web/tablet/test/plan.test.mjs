// From a draft to a decision: what the rules refuse, what they accept, and when it counts.
import assert from 'node:assert/strict';
import test from 'node:test';
import { accessible } from './looks.mjs';
import { choose, fill, hasRule, noRule, rules, statutory } from './plan_steps.mjs';
import { goTo, picture, sync } from './steps.mjs';
import { enrol, makeTown, newPerson, unlock } from './tablet.mjs';

test('a plan is refused, mended, decided, and then confirmed by the server', async (t) => {
  const town = await makeTown(t);
  const tablet = await town.tablet('one');
  const anna = await tablet.page();
  await enrol(town, anna, 'anna');
  await newPerson(anna, 'Rana');
  const id = anna.url().split('/').at(-1);
  await goTo(anna, 'plan', id);
  await anna.waitForSelector('text=Er is nog geen plan.');
  await accessible(anna, 'plan, none yet');
  await anna.click('button[data-test=begin]');
  await anna.waitForSelector('.plan-field');

  await t.test('the checks follow what is filled in', async () => {
    await hasRule(anna, 'PIP-V1');
    await choose(anna, 'leerroute', 'Z-route');
    await choose(anna, 'niveau', 'B1');
    await hasRule(anna, 'PIP-N2');
    assert.match(await anna.textContent('[data-rule="PIP-N2"]'), /Niveau B1 kan niet bij de Z-route.*Laat het niveau leeg/s);
    await anna.waitForSelector('.target:has-text("Taalles en KNM"):has-text("0 van 800 uur")');
    await anna.click('button:has-text("Keuze weghalen: Taalniveau")');
    await noRule(anna, 'PIP-N2');
    await picture(anna, 'plan-concept');
    await accessible(anna, 'plan-concept');
  });

  await t.test('nothing can be decided before it was discussed', async () => {
    await anna.waitForSelector('text=Bespreek het plan eerst met de deelnemer.');
    await anna.click('button[data-test=besproken]');
    await anna.click('a:has-text("Naar vaststellen")');
    await anna.waitForSelector('text=U kunt het plan nog niet vaststellen');
    assert.equal(await anna.locator('#decide-word').count(), 0, 'there is no way to decide');
    await picture(anna, 'vaststellen-geweigerd');
    await accessible(anna, 'vaststellen-geweigerd');
  });

  await t.test('what the law asks for is filled in', async () => {
    await goTo(anna, 'plan', id);
    for (const field of statutory) await fill(anna, field, `Tekst bij ${field}.`);
    await noRule(anna, 'PIP-V1');
    assert.deepEqual((await rules(anna)).sort(), ['PIP-D1', 'PIP-D3'], 'DUO and the move are not known yet');
  });

  await t.test('it takes a tick for what the app cannot check, and the word', async () => {
    await anna.click('a:has-text("Naar vaststellen")');
    await anna.waitForSelector('#decide-word');
    await anna.click('button[data-test=vaststellen]');
    await anna.waitForSelector('text=zet overal een vinkje');
    for (const code of ['PIP-D1', 'PIP-D3']) await anna.check(`#answer-${code}`);
    await anna.fill('#decide-word', 'ja');
    await anna.click('button[data-test=vaststellen]');
    await anna.waitForSelector('#decide-word-error');
    await picture(anna, 'vaststellen');
    await accessible(anna, 'vaststellen');
    await anna.fill('#decide-word', 'Vaststellen');
    await anna.click('button[data-test=vaststellen]');
    await anna.waitForSelector('text=Vastgesteld op deze tablet. Nog niet op de server.');
    await picture(anna, 'vastgesteld-hier');
    await accessible(anna, 'vastgesteld-hier');
  });

  await t.test('it is decided when the server has it, and stays after a new start', async () => {
    const address = anna.url();
    await sync(town, anna);
    await anna.goto(address);
    await anna.waitForSelector('text=Op de server bevestigd');
    await anna.close();
    const again = await tablet.page(new URL(address).hash && `/${new URL(address).hash}`);
    await unlock(again);
    await again.waitForSelector('text=Op de server bevestigd');
    assert.equal(await again.locator('input, textarea').count(), 0, 'nothing to change');
    await again.waitForSelector('text=Bij DUO kan dit plan nog weg.');
    await goTo(again, 'plan', id);
    await again.waitForSelector('text=Gewijzigd plan beginnen');
    await again.waitForSelector('.rows:has-text("Op de server bevestigd")');
    await picture(again, 'plan-vastgesteld');
    await accessible(again, 'plan-vastgesteld');
  });
});

test('a colleague changed the plan meanwhile: the server refuses, and the plan is open again', async (t) => {
  const { town, anna, bert, id } = await discussedPlan(t);
  await goTo(bert, 'plan', id);
  await fill(bert, 'motivering', 'Anders.');
  await sync(town, bert);

  await goTo(anna, 'plan', id);
  await anna.click('a:has-text("Naar vaststellen")');
  await anna.waitForSelector('#decide-word');
  for (const code of await rules(anna)) if (await anna.locator(`#answer-${code}`).count()) await anna.check(`#answer-${code}`);
  await anna.fill('#decide-word', 'vaststellen');
  await anna.click('button[data-test=vaststellen]');
  await anna.waitForSelector('text=Vastgesteld op deze tablet.');
  const address = anna.url();
  await sync(town, anna);
  await anna.goto(address);
  await anna.waitForSelector('text=De server nam het besluit niet aan');
  await picture(anna, 'vaststellen-geweigerd-door-server');
  await goTo(anna, 'geweigerd');
  await anna.waitForSelector('a:has-text("Lees het plan opnieuw")');
  assert.equal(await anna.locator('button:has-text("Nog een keer opslaan")').count(), 0, 'a decision is not sent again unread');
  await anna.click('a:has-text("Lees het plan opnieuw")');
  await anna.waitForSelector('text=De server nam het besluit niet aan');
  await accessible(anna, 'vaststellen-geweigerd-door-server');
  await anna.click('button[data-test=gezien]');
  await anna.waitForSelector('#field-pip-motivering');
  assert.equal(await anna.inputValue('#field-pip-motivering'), 'Anders.');
  await anna.waitForSelector('a:has-text("Naar vaststellen")');
});

test('two levels in one plan: nothing is decided before somebody chose', async (t) => {
  const { anna, bert, id, town } = await discussedPlan(t);
  await goTo(anna, 'plan', id);
  await choose(anna, 'niveau', 'B1');
  await goTo(bert, 'plan', id);
  await choose(bert, 'niveau', 'A2');
  await sync(town, anna);
  await sync(town, bert);
  await goTo(bert, 'zoeken');
  await bert.waitForSelector('.row__title:has-text("Semhar"):has-text("voorlopig")');
  await goTo(bert, 'plan', id);
  await bert.click('a:has-text("Naar vaststellen")');
  await bert.waitForSelector('text=U kunt het plan nog niet vaststellen');
  await bert.waitForSelector('text=In dit plan staan twee antwoorden op één vraag');
  assert.equal(await bert.locator('#decide-word').count(), 0);
  await bert.click('a:has-text("Kies wat klopt")');
  const level = bert.locator('[data-conflict="pip.niveau"]');
  assert.match(await level.textContent(), /Taalniveau.*B1.*anna.*schreef dit op .* op tablet \d+.*A2.*U.*op deze tablet/s);
  await level.locator('button:has-text("B1")').click();
  await bert.waitForSelector('.chosen:has-text("B1")');
  await goTo(bert, 'plan', id);
  await bert.click('a:has-text("Naar vaststellen")');
  await bert.waitForSelector('#decide-word');
  await bert.waitForSelector('.summary__row:has-text("Taalniveau"):has-text("B1")');
});

test('a draft that is dropped makes room for another one', async (t) => {
  const town = await makeTown(t);
  const anna = await (await town.tablet('one')).page();
  await enrol(town, anna, 'anna');
  await newPerson(anna, 'Semhar');
  await goTo(anna, 'plan', anna.url().split('/').at(-1));
  await anna.click('button[data-test=begin]');
  await anna.click('button[data-test=drop]');
  await anna.click('button[data-test=drop-sure]');
  await anna.waitForSelector('.rows:has-text("Plan 1"):has-text("vervallen")');
  await anna.click('button[data-test=begin]');
  await anna.waitForSelector('.plan-field');
  await anna.waitForSelector('.rows:has-text("vervallen")');
});

/** anna's plan for Semhar was discussed, and bert has it too. */
async function discussedPlan(t) {
  const town = await makeTown(t);
  const anna = await (await town.tablet('one')).page();
  await enrol(town, anna, 'anna');
  await newPerson(anna, 'Semhar');
  const id = anna.url().split('/').at(-1);
  await goTo(anna, 'plan', id);
  await anna.click('button[data-test=begin]');
  await anna.waitForSelector('.plan-field');
  await choose(anna, 'leerroute', 'B1-route');
  for (const field of statutory) await fill(anna, field, 'Tekst.');
  await anna.click('button[data-test=besproken]');
  await anna.waitForSelector('text=Het plan is besproken op');
  await sync(town, anna);
  const bert = await (await town.tablet('two')).page();
  await enrol(town, bert, 'bert');
  await sync(town, bert);
  return { town, anna, bert, id };
}
