// WCAG 2.1 AA: axe on every screen in Dutch and in Arabic, reflow at 320 px, large text spacing, the keyboard, and that
// nothing small is to be hit with a thumb.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { beginIntake, enrol, makeTown, newPerson } from './tablet.mjs';

const axe = readFileSync(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'];

async function findings(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate((tags) => axe.run({ runOnly: { type: 'tag', values: tags } }), rules);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}

/** What is wider than the page, by 1.4.10. */
const tooWide = (page) =>
  page.evaluate(() => {
    const room = document.documentElement.clientWidth;
    const wide = [...document.querySelectorAll('body *')].filter((one) => {
      const { left, right, width } = one.getBoundingClientRect();
      return width > 1 && (right > room + 1 || left < -1);
    });
    return { scrolls: document.documentElement.scrollWidth > room, wide: wide.map((one) => one.outerHTML.slice(0, 120)) };
  });

/** What is cut off, or is too small for a thumb: 44 px by the brief, links within a sentence apart. */
const tooSmall = (page) =>
  page.evaluate(() => {
    const isShown = (one) => one.checkVisibility() && one.getBoundingClientRect().width > 1;
    const targetOf = (one) => (one.matches('input[type=radio], input[type=checkbox]') ? one.closest('label') : one);
    return [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
      .map(targetOf)
      .filter((one) => one && isShown(one) && !one.matches('.utrecht-skip-link, .utrecht-link'))
      .filter((one) => {
        const { width, height } = one.getBoundingClientRect();
        return width < 43.5 || height < 43.5;
      })
      .map((one) => one.outerHTML.slice(0, 140));
  });

const spacing = `* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
  p { margin-block-end: 2em !important; }`;

/** Of 1.4.12: with the user's own spacing nothing is cut off. */
async function cutOff(page) {
  return page.evaluate((css) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets.push(sheet);
    const cut = [...document.querySelectorAll('button, a, label, h1, h2, p')].filter((one) => {
      const { overflowX, overflowY } = getComputedStyle(one);
      const hides = overflowX !== 'visible' || overflowY !== 'visible';
      return hides && !one.closest('.visually-hidden') && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1);
    });
    document.adoptedStyleSheets.pop();
    return cut.map((one) => one.outerHTML.slice(0, 120));
  }, spacing);
}

async function look(page, name) {
  const told = { name, axe: await findings(page), small: await tooSmall(page), cut: await cutOff(page) };
  await page.setViewportSize({ width: 320, height: 640 });
  told.narrow = await tooWide(page);
  await page.setViewportSize({ width: 834, height: 1112 });
  return told;
}

const fine = (name) => ({ name, axe: [], small: [], cut: [], narrow: { scrolls: false, wide: [] } });

const ready = {
  vandaag: '.light--big',
  zoeken: '#find',
  nieuw: '#name',
  persoon: '.facts',
  gegevens: '#field-deelnemer-bsn',
  afspraak: '#from',
  intake: '.question .answer',
  geweigerd: 'h1',
};

test('every screen, in Dutch and in Arabic', async (t) => {
  const town = await makeTown(t);
  const tablet = await town.tablet();
  const page = await tablet.page();
  await page.setViewportSize({ width: 834, height: 1112 });
  const check = async (name, again = '') => {
    const shown = `${name}${again}`;
    assert.deepEqual(await look(page, shown), fine(shown));
  };
  await page.waitForSelector('form');
  await check('enrol');
  await page.click('button[type=submit]');
  await check('enrol', ', with errors');
  await page.click('button:has-text("العربية")');
  await check('enrol', ', Arabic');
  assert.deepEqual(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]), ['ar', 'rtl']);
  await page.click('button:has-text("Nederlands")');
  await enrol(town, page);
  await newPerson(page, 'Noor');
  const person = new URL(page.url()).hash.split('/')[2];
  await page.evaluate(() => (location.hash = '#/vandaag'));
  await page.goto(new URL(`#/persoon/${person}`, page.url()).href);
  await beginIntake(page);
  const intake = new URL(page.url()).hash.split('/')[2];

  const at = { persoon: [person], gegevens: [person], afspraak: [person], intake: [intake] };
  const visit = async (name, ...params) => {
    await page.evaluate((hash) => (location.hash = hash), ['#', name, ...params].join('/'));
    await page.waitForSelector(ready[name]);
  };
  for (const language of ['', ', Arabic']) {
    await t.test(`all screens${language}`, async () => {
      if (language) {
        await page.click('.nav__lock');
        await page.click('button:has-text("العربية")');
        await check('unlock', language);
        await page.fill('#pin', 'geheim-48213');
        await page.click('button[type=submit]');
        await page.waitForSelector('header.header');
      }
      for (const name of Object.keys(ready)) {
        await visit(name, ...(at[name] ?? []));
        await check(name, language);
      }
      for (const code of ['opleiding_school', 'schriften', 'moedertaal', 'reistijd_minuten', 'einde']) {
        await visit('intake', intake, code).catch(() => {});
        await page.waitForSelector('h1');
        await check(`intake ${code}`, language);
      }
    });
  }

  await t.test('the interpreter view in every language has the right direction, and axe finds nothing', async () => {
    await visit('intake', intake, 'opleiding_niveau');
    await page.click('.tools button');
    for (const [language, dir] of [['ar', 'rtl'], ['fa', 'rtl'], ['ti', 'ltr'], ['tr', 'ltr'], ['uk', 'ltr'], ['en', 'ltr']]) {
      await page.selectOption('.tools select', language);
      await page.waitForSelector(`.their-text[lang=${language}][dir=${dir}]`);
      assert.ok(await page.locator('.machine-note').isVisible(), 'marked as translated by a computer');
      await check(`interpreter ${language}`);
    }
    await page.click('.turn');
    await page.waitForSelector('.question--turned');
    await check('turned');
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('.question--turned').count(), 0);
  });

  await t.test('an answer is given and the next question reached by keyboard alone', async () => {
    await visit('intake', intake, 'diploma');
    await page.waitForSelector('h1:focus');
    const press = async (key, until) => {
      for (let left = 40; left > 0; --left) {
        await page.keyboard.press(key);
        if (await page.evaluate((selector) => document.activeElement?.matches(selector), until)) return;
      }
      assert.fail(`${key} did not reach ${until}`);
    };
    await press('Tab', '.answer input');
    await page.keyboard.press('Space');
    await page.waitForSelector('.answer :checked');
    await press('Tab', '.bottom-bar .utrecht-button--primary-action');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#question-diploma_waardering:focus');
  });
});
