// The tab is killed at random moments, while answers are given and syncs run; now and then the whole browser is. What the
// app showed as saved is there at the next start, and in the end the server has it too.
//
// WEGWIJS_KILLS: how often, 10 when it is not given. WEGWIJS_SEED: the seed of an earlier run, which it printed.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { foundIn, siteFiles } from '../../support/files.mjs';
import { nativeDevice } from '../../support/server.mjs';
import { allInStep, beside, checkAll } from './beside.mjs';
import { randomFrom } from './random.mjs';
import { beginIntake, enrol, makeTown, newPerson, unlock } from './tablet.mjs';

const kills = Number(process.env.WEGWIJS_KILLS ?? 10);
const seed = Number(process.env.WEGWIJS_SEED ?? Date.now() % 1_000_000);
const most = { answersALife: 5, delayMs: 250 };

const texts = ['opleiding_school', 'opleiding_land', 'lezen_hulp', 'werk_verleden', 'taal_les', 'netwerk_contact', 'motivatie', 'motivatie_toekomst'];
const choices = {
  opleiding_niveau: ['BASISNIVEAU', 'HBO_NIVEAU', 'WETENSCHAPPELIJK_ONDERWIJS'],
  rijbewijs: ['ja', 'nee', 'onbekend'],
  taal_mondeling: ['ARM', 'VOLDOENDE', 'UITSTEKEND'],
};
const codes = [...texts, ...Object.keys(choices)];
const words = ['Zilvermeeuw', 'መምህር', 'معلمة', 'вчителька'];

test(`${kills} kills while answers are saved and syncs run, seed ${seed}`, async (t) => {
  const random = randomFrom(seed);
  const town = await makeTown(t, { served: true });
  const tablet = await town.tablet();
  let page = await tablet.page();
  await enrol(town, page);
  await newPerson(page, 'Zeewolf');
  const person = page.url().split('/').at(-1);
  await beginIntake(page);
  const intake = new URL(page.url()).hash.split('/')[2];
  const life = { town, intake, shown: new Map(), saved: 0, syncs: 0, random };

  for (let round = 1; round <= kills; ++round) {
    const whole = random.chance(0.1);
    await killedWhileWorking(page, tablet, life, whole);
    page = await tablet.page();
    await unlock(page);
    await page.waitForSelector('.question .answer');
    const at = new URL(page.url()).hash.split('/')[3];
    assert.ok(life.last === at || life.next === at, `kill ${round}: it goes on at ${at}, and was at ${life.last} or ${life.next}`);
    await everythingIsThere(page, life, `kill ${round}, ${whole ? 'the whole browser' : 'the tab'}`);
  }

  await page.evaluate(() => (location.hash = '#/vandaag'));
  assert.deepEqual(await beside(tablet, 'anna', checkAll), allInStep);
  await serverHasAll(town, life, person);
  assert.deepEqual(await foundIn(siteFiles(tablet.profile), [...words, 'Zeewolf']), []);
  const synced = [...town.server.answered].filter(([path]) => path.startsWith('/v1/sync')).reduce((sum, [, count]) => sum + count, 0);
  t.diagnostic(`kills ${kills}, answers shown as saved ${life.saved}, syncs begun ${life.syncs}, requests of syncs answered ${synced}, lost 0`);
});

const show = (page, intake, code) =>
  page.evaluate(([intake, code]) => {
    location.hash = `#/intake/${intake}/${code}`;
  }, [intake, code]);

const isShown = (page, code) => page.waitForSelector(`h1#question-${code}`).then(() => page.waitForSelector('.answer'));

/** What the field on the screen holds. */
const heldNow = (page) =>
  page.evaluate(() => {
    const text = document.querySelector('.answer textarea, .answer input[type=text]');
    return text ? text.value : (document.querySelector('.answer :checked')?.value ?? '');
  });

/** Answers questions until the kill, which comes after a number of answers and a part of a second that chance gives. */
async function killedWhileWorking(page, tablet, life, whole) {
  const { random } = life;
  const killTab = await tablet.browser.tabKiller(page);
  const answers = random.below(most.answersALife);
  const delay = random.below(most.delayMs);
  for (let count = 0; count < answers; ++count) await answerOne(page, life);
  let dead = false;
  const working = (async () => {
    while (!dead) await answerOne(page, life);
  })().catch((error) => {
    if (!dead) throw error;
  });
  const killing = new Promise((now) => setTimeout(now, delay)).then(() => {
    dead = true;
    return whole ? tablet.kill() : killTab();
  });
  await Promise.all([killing, working]);
}

/** Gives one answer. It counts as saved once the app says so. */
async function answerOne(page, life) {
  const { random, shown, intake } = life;
  const code = random.oneOf(codes.filter((one) => one !== life.last));
  const value = valueFor(code, life);
  const leaves = random.chance(0.5);
  if (random.chance(0.5)) await syncNow(page, life);
  life.next = code;
  await show(page, intake, code);
  await isShown(page, code);
  life.last = code;
  if ((await heldNow(page)) === value) return;
  life.open = { code, value };
  if (choices[code]) await page.click(`.answer .choice:has([value="${value}"])`);
  else await page.fill('.answer textarea, .answer input[type=text]', value);
  if (leaves) await page.locator('.answer textarea, .answer input').first().blur();
  await page.waitForSelector('.question__saved:has-text("Opgeslagen")');
  shown.set(code, value);
  life.open = undefined;
  ++life.saved;
}

const valueFor = (code, { random, saved }) =>
  choices[code] ? random.oneOf(choices[code]) : `${random.oneOf(words)} ${saved + 1}-${random.below(1000)}`;

/** As when there is a network again. */
async function syncNow(page, life) {
  await page.evaluate(() => dispatchEvent(new Event('online')));
  ++life.syncs;
}

/** Every answer that was shown as saved; of the last one, which was not, the old one or the new one. */
async function everythingIsThere(page, life, when) {
  const { shown, open, intake } = life;
  if (open) shown.set(open.code, shown.get(open.code) ?? '');
  for (const [code, value] of shown) {
    await show(page, intake, code);
    await isShown(page, code);
    const held = await heldNow(page);
    const may = open?.code === code ? [value, open.value] : [value];
    assert.ok(may.includes(held), `${when}: ${code} holds “${held}”, and “${may.join('” or “')}” was shown as saved (seed ${seed})`);
    shown.set(code, held);
    life.last = life.next = code;
  }
  life.open = undefined;
}

/** A new device of the same user reads the same answers from the server. */
async function serverHasAll(town, life, person) {
  const laptop = nativeDevice(join(town.folder, 'laptop.db'));
  await laptop('init', '--server', town.url, '--code', await town.server.code('anna'));
  await laptop('sync');
  const intake = await laptop('get', life.intake);
  assert.equal(intake.dossier, person);
  const own = new Map();
  for (const { fields } of await laptop('list', 'antwoord')) {
    assert.ok(!own.has(fields.vraag) || fields.waarde === undefined, `two answers to ${fields.vraag}`);
    own.set(fields.vraag, fields);
  }
  for (const [code, value] of life.shown) {
    const held = intake.fields[code] ?? own.get(code)?.waarde ?? '';
    assert.equal(String(held), value, `${code} on the server`);
  }
}
