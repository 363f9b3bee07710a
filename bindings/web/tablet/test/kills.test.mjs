// Every process of the browser is killed at random moments while an intake goes on: what was said to be saved is there, and
// the app opens at the same question. KILLS: how often (a night's run takes 200); SEED: which moments.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { beginIntake, enrol, makeTown, newPerson, unlock } from './tablet.mjs';

const kills = Number(process.env.KILLS ?? 6);
const longestMs = 2500;

function dice(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const codeOf = (page) => page.evaluate(() => document.querySelector('.question h1')?.id.replace('question-', ''));
const count = async (page) => Number.parseInt(await page.textContent('.chapters__count'), 10);

/** Answers one question after another until the page is gone. `told`: what the screen said was saved. */
async function answerOn(page, turn, seen, told) {
  for (;;) {
    const code = await codeOf(page);
    if (!code) return;
    seen.code = code;
    await page.waitForSelector('.answer');
    if (await page.locator('.answer input[type=radio], .answer input[type=checkbox]').count()) {
      // One that is not given yet: a tap on the answer of before a kill would save nothing.
      await page.locator('.answer .choice:not(:has(:checked))').first().click();
    } else if (await page.locator('.answer textarea').count()) {
      await page.fill('.answer textarea', `antwoord ${turn}`);
    } else {
      await page.locator('.about-answer button.pill[aria-pressed=false]').first().click();
    }
    await page.waitForSelector('.question__saved:has-text("Opgeslagen")');
    told.add(code);
    seen.next = true;
    await page.click('.bottom-bar .utrecht-button--primary-action');
    await page.waitForFunction((before) => document.querySelector('h1')?.id !== `question-${before}`, code);
    seen.next = false;
  }
}

test('an intake outlives kills at random moments', async (t) => {
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
  t.diagnostic(`SEED=${seed} KILLS=${kills}`);
  const random = dice(seed);
  const town = await makeTown(t);
  const tablet = await town.tablet();
  let page = await tablet.page();
  await enrol(town, page);
  town.site.server = undefined;
  await newPerson(page, 'Noor');
  await beginIntake(page);
  const told = new Set();
  for (let turn = 1; turn <= kills; ++turn) {
    const seen = { code: await codeOf(page), next: false };
    const moment = new Promise((now) => setTimeout(now, random() * longestMs));
    const work = answerOn(page, turn, seen, told).catch(() => {});
    await Promise.race([moment, work]);
    await tablet.kill();
    await work;
    page = await tablet.page();
    await unlock(page);
    await page.waitForSelector('.question, .open-questions, .intake');
    const { at, of } = await page.evaluate(() => ({ at: location.hash, of: document.querySelector('h1')?.id }));
    const place = at.split('/')[3];
    if (!seen.next) assert.equal(place, seen.code, `turn ${turn}: opens at the same question (${of})`);
    await page.waitForFunction((least) => Number.parseInt(document.querySelector('.chapters__count')?.textContent, 10) >= least, told.size);
    assert.ok((await count(page)) <= told.size + 1, `turn ${turn}: no answer from nowhere`);
    if (place === 'einde') break;
  }
  assert.ok(told.size > 0);
});
