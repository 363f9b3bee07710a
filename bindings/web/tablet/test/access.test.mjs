// WCAG 2.1 AA: every screen in Dutch and in Arabic, and the keyboard.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessible } from './looks.mjs';
import { beginIntake, enrol, makeTown, newPerson } from './tablet.mjs';

/** What a screen has once it has read what it shows. */
const ready = {
  vandaag: '.light--big',
  zoeken: '#find',
  nieuw: '#name',
  persoon: '.facts',
  gegevens: '#field-deelnemer-bsn',
  afspraak: '#from',
  intake: '.question .answer',
  geweigerd: '.utrecht-paragraph',
  plan: '.plan-field',
  vaststellen: '#decide-answers .findings',
  keuzes: '.utrecht-paragraph',
  geschiedenis: '.history__entry',
};

test('every screen, in Dutch and in Arabic', async (t) => {
  const town = await makeTown(t);
  const tablet = await town.tablet();
  const page = await tablet.page();
  await page.setViewportSize({ width: 834, height: 1112 });
  const check = (name, again = '') => accessible(page, `${name}${again}`);
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

  await page.goto(new URL(`#/plan/${person}`, page.url()).href);
  await page.click('button[data-test=begin]');
  await page.waitForSelector('.plan-field');
  await page.click('button[data-test=besproken]');
  const pip = (await page.getAttribute('a[href^="#/vaststellen/"]', 'href')).split('/').at(-1);

  const at = {
    persoon: [person], gegevens: [person], afspraak: [person], intake: [intake],
    plan: [person], vaststellen: [pip], geschiedenis: [person, 'weergavenaam'],
  };
  /** What the screen before it showed is marked, so that nothing of it is taken for this one. */
  const visit = async (name, ...params) => {
    await page.evaluate((hash) => {
      for (const heading of document.querySelectorAll('h1')) heading.dataset.before = '';
      location.hash = hash;
    }, ['#', name, ...params].join('/'));
    await page.waitForSelector('h1:not([data-before])');
    await page.waitForSelector(params[1] === 'einde' ? '#field-intake-samenvatting' : `main ${ready[name]}`);
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
        await visit('intake', intake, code);
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
