// A day at the azc, with the server that serves the app itself: a case worker, her colleague and a volunteer, each with a
// browser. In the end every store is as the server has it, and nothing that was typed stands readable on a disk.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import { foundIn, siteFiles } from '../../support/files.mjs';
import { nativeDevice } from '../../support/server.mjs';
import { answers, freeTexts, give, isHeld, isIn, next, withInterpreter } from './answers.mjs';
import { allInStep, beside, checkAll, everything } from './beside.mjs';
import { choose, fill, hasRule, noRule, rules, statutory } from './plan_steps.mjs';
import { fillFact, goTo, sync } from './steps.mjs';
import { beginIntake, enrol, makeTown, newPerson, unlock } from './tablet.mjs';

const names = ['Selamawit', 'Zarghuna', 'Farhad'];
const [here, there] = ['Wilgenlaan 17', 'Kastanjepad 230'];
const killedAt = 'werk_ambitie';

test('a day at the azc', async (t) => {
  const town = await makeTown(t, { served: true });
  await town.server.addUser('vera', 'vrijwilliger');
  const day = { town, tablets: {}, pages: {}, ids: {} };
  const step = (name, work) => t.test(name, () => work(day));

  await step('in the morning each enrols a tablet, and the people of the day are there', morning);
  await step('without a network: an intake of thirty answers in three languages, with the tab killed in the middle', intake);
  await step('without a network: a volunteer logs hours for a group, and a colleague writes another address', meanwhile);
  await step('the network is there again, and everybody syncs', backOnline);
  await step('two addresses: a person decides on the card, and everybody has that one', decideConflict);
  await step('the checks refuse a plan, then accept it; it is decided and the server confirms', plan);
  await step('every store is as the server has it, and as a new device of the same user reads it', allTheSame);
  await step('no file of a browser has anything readable', nothingReadable);
});

async function morning(day) {
  const { town, tablets, pages, ids } = day;
  for (const user of ['anna', 'bert', 'vera']) {
    tablets[user] = await town.tablet(user);
    pages[user] = await tablets[user].page();
    await enrol(town, pages[user], user);
  }
  for (const name of names) {
    await newPerson(pages.anna, name);
    ids[name] = pages.anna.url().split('/').at(-1);
  }
  for (const page of [pages.anna, pages.bert, pages.vera]) await sync(town, page);
  await pages.anna.waitForFunction(() => navigator.serviceWorker.controller !== null);
}

async function intake(day) {
  const { town, tablets, pages, ids } = day;
  await town.server.stop();
  await goTo(pages.anna, 'persoon', ids.Selamawit);
  await beginIntake(pages.anna);
  day.intake = new URL(pages.anna.url()).hash.split('/')[2];
  const middle = answers.findIndex(({ code }) => code === killedAt);

  await giveAll(pages.anna, answers.slice(0, middle + 1));
  const killTab = await tablets.anna.browser.tabKiller(pages.anna);
  await killTab();
  pages.anna = await tablets.anna.page();
  await unlock(pages.anna);
  await isHeld(pages.anna, answers[middle]);
  assert.match(await pages.anna.textContent('.chapters__count'), new RegExp(`^${middle + 1} van`));
  for (const answer of answers.slice(0, middle + 1)) {
    await pages.anna.evaluate(([intake, code]) => (location.hash = `#/intake/${intake}/${code}`), [day.intake, answer.code]);
    await isHeld(pages.anna, answer);
  }
  await next(pages.anna);
  await giveAll(pages.anna, answers.slice(middle + 1));
  await pages.anna.waitForFunction(() => document.querySelector('.chapters__count').textContent.startsWith('30 van'));
  await fillFact(pages.anna, ids.Selamawit, 'adres', here);
  await pages.anna.waitForSelector('.header .light--waiting');
}

async function giveAll(page, list) {
  for (const [at, answer] of list.entries()) {
    if (answer.language) await withInterpreter(page, answer.language);
    await give(page, answer);
    if (answer !== list.at(-1)) await next(page);
    else assert.equal(at, list.length - 1);
  }
}

async function meanwhile({ pages: { bert, vera }, ids }) {
  await goTo(vera, 'uren');
  for (const name of names) await vera.click(`label:has-text("${name}")`);
  await vera.click('label:has-text("1 uur en 30 minuten")');
  await vera.click('label:has-text("Nederlands oefenen")');
  await vera.click('button[data-test=save]');
  await vera.waitForSelector('.utrecht-alert:has-text("Opgeslagen: 1 uur en 30 minuten voor 3 personen")');
  await fillFact(bert, ids.Selamawit, 'adres', there);
  for (const page of [bert, vera]) {
    await goTo(page, 'vandaag');
    await page.waitForSelector('.header .light--waiting');
    await page.click('button:has-text("Synchroniseren")');
    await page.waitForSelector('[role=alert]:has-text("De server is niet te bereiken"):has-text("veilig op deze tablet")');
  }
}

async function backOnline({ town, pages }) {
  await town.server.start();
  for (const page of [pages.anna, pages.bert, pages.vera, pages.anna]) await sync(town, page);
  await pages.vera.waitForSelector('.light--big.light--safe');
  for (const page of [pages.anna, pages.bert]) await page.waitForSelector('.light--big.light--attention');
}

async function decideConflict({ town, pages: { anna, bert }, ids }) {
  await goTo(bert, 'keuzes');
  const card = bert.locator('[data-conflict="deelnemer.adres"]');
  const said = await card.textContent();
  assert.match(said, new RegExp(`${here}.*anna.*schreef dit op \\w+dag \\d+ \\w+ \\d\\d:\\d\\d op tablet \\d+`, 's'));
  assert.match(said, new RegExp(`${there}.*U.*schreef dit op \\w+dag .* op deze tablet`, 's'));
  await card.locator(`button:has-text("${here}")`).click();
  await bert.waitForSelector('text=Er is niets om te kiezen.');
  await sync(town, bert);
  await sync(town, anna);
  await anna.waitForSelector('.light--big.light--safe');
  await goTo(anna, 'gegevens', ids.Selamawit);
  await anna.waitForSelector('#field-deelnemer-adres');
  assert.equal(await anna.inputValue('#field-deelnemer-adres'), here);
}

async function plan({ town, pages: { anna }, ids }) {
  await goTo(anna, 'plan', ids.Selamawit);
  await anna.click('button[data-test=begin]');
  await anna.waitForSelector('.plan-field');
  await choose(anna, 'leerroute', 'Z-route');
  await choose(anna, 'niveau', 'B1');
  await hasRule(anna, 'PIP-N2');
  await anna.click('button[data-test=besproken]');
  await anna.click('a:has-text("Naar vaststellen")');
  await anna.waitForSelector('text=U kunt het plan nog niet vaststellen');
  assert.equal(await anna.locator('#decide-word').count(), 0, 'there is no way to decide');

  await goTo(anna, 'plan', ids.Selamawit);
  await anna.click('button:has-text("Keuze weghalen: Taalniveau")');
  await noRule(anna, 'PIP-N2');
  for (const field of statutory) await fill(anna, field, `Besproken bij ${field}.`);
  await noRule(anna, 'PIP-V1');
  await anna.click('a:has-text("Naar vaststellen")');
  await anna.waitForSelector('#decide-word');
  for (const code of await rules(anna)) if (await anna.locator(`#answer-${code}`).count()) await anna.check(`#answer-${code}`);
  await anna.fill('#decide-word', 'vaststellen');
  await anna.click('button[data-test=vaststellen]');
  await anna.waitForSelector('text=Vastgesteld op deze tablet. Nog niet op de server.');
  const { hash } = new URL(anna.url());
  await sync(town, anna);
  await anna.evaluate((to) => (location.hash = to), hash);
  await anna.waitForSelector('text=Op de server bevestigd');
}

async function allTheSame({ town, tablets, pages, ids, intake }) {
  for (const user of ['anna', 'bert', 'vera']) await sync(town, pages[user]);
  for (const user of ['anna', 'bert', 'vera']) {
    const [checked, shown] = await beside(tablets[user], user, async (evaluate) => [await checkAll(evaluate), await everything(evaluate)]);
    assert.deepEqual(checked, allInStep, user);
    const laptop = nativeDevice(join(town.folder, `${user}.db`));
    await laptop('init', '--server', town.url, '--code', await town.server.code(user));
    await laptop('sync');
    assert.equal((await laptop('sync', '--check')).in_step, true);
    // Each time the program opens its store it takes the PIN's second; kinds without records the sums have compared.
    const kinds = Object.entries(shown).filter(([, records]) => records.length > 0);
    assert.ok(kinds.some(([kind]) => kind === 'deelnemer'));
    for (const [kind, records] of kinds) assert.deepEqual(await laptop('list', kind), records, `${kind} of ${user}`);
    if (user === 'vera') continue;
    const own = new Map(shown.antwoord.map(({ fields }) => [fields.vraag, fields]));
    for (const answer of answers) isIn(shown.intake.find(({ id }) => id === intake), own, answer);
    assert.equal(shown.deelnemer.find(({ id }) => id === ids.Selamawit).fields.adres, here);
    assert.deepEqual(shown.pip.map(({ fields }) => fields.stand), ['vastgesteld']);
    assert.deepEqual(shown.urenregel.map(({ fields }) => fields.minuten), [90, 90, 90]);
  }
}

async function nothingReadable({ tablets }) {
  const typed = [...freeTexts, ...names, here, there, 'Besproken bij', 'geheim-48213'];
  for (const { profile } of Object.values(tablets)) {
    assert.deepEqual(await foundIn(siteFiles(profile), [...typed, 'SQLite format 3', 'weergavenaam']), []);
    assert.deepEqual(await foundIn(profile, typed), [], 'nor anywhere else in the profile');
  }
}
