// Looking at a screen as WCAG 2.1 AA asks: axe, reflow at 320 px, large text spacing, and targets for a thumb.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

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

/** What is cut off, or is too small for a thumb: 44 px, links within a sentence apart. */
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

async function look(page) {
  const before = await page.evaluate(() => ({ width: innerWidth, height: innerHeight }));
  const told = { axe: await findings(page), small: await tooSmall(page), cut: await cutOff(page) };
  await page.setViewportSize({ width: 320, height: 640 });
  told.narrow = await tooWide(page);
  await page.setViewportSize(before);
  return told;
}

const fine = { axe: [], small: [], cut: [], narrow: { scrolls: false, wide: [] } };

/** Nothing is wrong with what is shown now. `name`: of the screen, for who reads what failed. */
export async function accessible(page, name) {
  assert.deepEqual({ name, ...(await look(page)) }, { name, ...fine });
}
