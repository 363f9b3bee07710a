// Takes the pictures of docs/screenshots, of the app as it is built, with invented people:
//
//   WEGWIJS_SERVER=… CHROMIUM=chromium node screenshots.mjs FOLDER
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { sync } from './test/steps.mjs';
import { beginIntake, enrol, makeTown, newPerson, pin } from './test/tablet.mjs';

const folder = process.argv[2];
const portrait = { width: 768, height: 1024 };
const landscape = { width: 1080, height: 810 };
const phone = { width: 390, height: 844 };
const ends = [];

async function showed(page, name, size) {
  await page.setViewportSize(size);
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

const visit = async (page, ready, ...path) => {
  await page.evaluate((hash) => (location.hash = hash), ['#', ...path].join('/'));
  await page.waitForSelector(ready);
};

async function appointment(page, person, from, to, where) {
  await visit(page, '#from', 'afspraak', person);
  await page.fill('#from', from);
  await page.fill('#to', to);
  await page.fill('#where', where);
  await page.click('button[type=submit]');
  await page.waitForSelector('.lines li');
}

const idOf = (page) => new URL(page.url()).hash.split('/')[2];

async function answerSome(page) {
  await page.click('.choice:has-text("Mbo, havo")');
  await page.waitForSelector('.question__saved:has-text("✓")');
  for (let at = 0; at < 3; ++at) {
    await page.click('.bottom-bar .utrecht-button--primary-action');
    await page.waitForSelector('.question .answer textarea, .question .answer input');
    await page.click(at === 1 ? '.pill:has-text("Onbekend")' : '.pill:has-text("Niet gevraagd")');
    await page.waitForSelector('.about-answer .pill[aria-pressed=true]');
  }
}

async function arabic(page) {
  await page.click('.nav__lock');
  await page.click('button:has-text("العربية")');
  await page.fill('#pin', pin);
}

async function take() {
  const town = await makeTown({ after: (work) => ends.unshift(work) });
  const page = await (await town.tablet()).page();
  await (await page.context().newCDPSession(page)).send('Emulation.setScrollbarsHidden', { hidden: true });
  await page.waitForSelector('form');
  await enrol(town, page);
  await newPerson(page, 'Юлія');
  await appointment(page, idOf(page), '13:30', '14:15', 'Kantoor Hoorn');
  await newPerson(page, 'Noor');
  const noor = idOf(page);
  await appointment(page, noor, '09:30', '11:00', 'azc, spreekkamer 2');
  await showed(page, 'person-landscape', landscape);
  await beginIntake(page);
  const intake = idOf(page);
  await answerSome(page);
  await visit(page, '.row__link', 'vandaag');
  await showed(page, 'today-portrait', portrait);
  await showed(page, 'today-phone', phone);
  await visit(page, '#find', 'zoeken');
  await page.fill('#find', 'Nour');
  await page.waitForSelector('h2:has-text("gevonden")');
  await showed(page, 'search-phone', phone);
  await visit(page, '.answer :checked', 'intake', intake, 'opleiding_niveau');
  await showed(page, 'intake-portrait', portrait);
  await showed(page, 'intake-landscape', landscape);
  await showed(page, 'intake-phone', phone);
  await page.setViewportSize(landscape);
  await page.click('.tools button');
  await page.selectOption('.tools select', 'ar');
  await page.waitForSelector('.their-text[lang=ar]');
  await showed(page, 'interpreter-landscape', landscape);
  await page.setViewportSize(portrait);
  await page.selectOption('.tools select', 'ti');
  await page.click('.turn');
  await showed(page, 'turned-portrait', portrait);
  await page.keyboard.press('Escape');
  await page.click('.tools button');
  await arabic(page);
  await showed(page, 'unlock-arabic-portrait', portrait);
  await page.click('button[type=submit]');
  await page.waitForSelector('header.header');
  await visit(page, '.row__link', 'vandaag');
  await showed(page, 'today-arabic-phone', phone);
}

/** The plan, a conflict and a volunteer. */
async function takeMore() {
  const town = await makeTown({ after: (work) => ends.unshift(work) });
  await town.server.addUser('vera', 'vrijwilliger');
  const [anna, bert, vera] = await Promise.all(['one', 'two', 'three'].map(async (name) => (await town.tablet(name)).page()));
  for (const page of [anna, bert, vera])
    await (await page.context().newCDPSession(page)).send('Emulation.setScrollbarsHidden', { hidden: true });
  await enrol(town, anna);
  const people = {};
  for (const name of ['Zarghuna', 'Semhar', 'Rojîn']) {
    await newPerson(anna, name);
    people[name] = idOf(anna);
  }
  await visit(anna, 'button[data-test=begin]', 'plan', people.Semhar);
  await anna.click('button[data-test=begin]');
  await anna.click('[data-field=leerroute] label:has-text("Z-route")');
  await anna.waitForSelector('.target');
  await anna.click('[data-field=niveau] label:has-text("B1")');
  await anna.waitForSelector('[data-rule="PIP-N2"]');
  await anna.evaluate(() => scrollTo(0, 0));
  await showed(anna, 'plan-landscape', landscape);
  await sync(town, anna);
  await enrol(town, bert, 'bert');
  await sync(town, bert);
  await visit(bert, '.plan-field', 'plan', people.Semhar);
  await bert.click('[data-field=niveau] label:has-text("A2")');
  await bert.waitForSelector('.light--waiting');
  await visit(anna, '.plan-field', 'plan', people.Semhar);
  await anna.click('button:has-text("Keuze weghalen: Taalniveau")');
  await anna.click('[data-field=niveau] label:has-text("B1")');
  await anna.waitForSelector('[data-rule="PIP-N2"]');
  await sync(town, anna);
  await sync(town, bert);
  await visit(bert, '.conflict', 'keuzes');
  await showed(bert, 'choice-portrait', portrait);
  await enrol(town, vera, 'vera');
  await sync(town, vera);
  await vera.setViewportSize(phone);
  await arabic(vera);
  await vera.click('button[type=submit]');
  await vera.waitForSelector('header.header');
  await visit(vera, '.save-bar', 'uren');
  await vera.click('label:has-text("Semhar")');
  await showed(vera, 'hours-arabic-phone', phone);
  await visit(vera, '#concern-text', 'zorg', people.Semhar);
  await showed(vera, 'concern-arabic-phone', phone);
}

mkdirSync(folder, { recursive: true });
try {
  await take();
  await takeMore();
} finally {
  for (const end of ends) await end();
}
