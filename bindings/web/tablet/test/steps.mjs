// Steps that several stories take: going somewhere, syncing, and looking whether a screen is accessible.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export async function goTo(page, screen, ...params) {
  const hash = `#/${[screen, ...params].map(encodeURIComponent).join('/')}`;
  const isThere = await page.evaluate((to) => location.hash === to || void (location.hash = to), hash);
  // The heading of a screen gets the focus when it comes.
  if (!isThere) await page.waitForFunction(() => document.activeElement?.tagName === 'H1');
}

/** Syncs by the button, and waits for the end of that very sync: its first request is held until the screen says so. */
export async function sync(town, page, { ends = 'Klaar' } = {}) {
  await goTo(page, 'vandaag');
  const letGo = town.site.hold();
  try {
    await page.click('button:has-text("Synchroniseren")');
    await town.site.asked();
    await page.waitForSelector('.sync-progress');
  } finally {
    letGo();
  }
  await page.waitForSelector('.sync-progress', { state: 'detached' });
  await page.waitForSelector(`.light--big .utrecht-alert:has-text("${ends}")`);
}

/** Everything that axe knows of WCAG 2.1 A and AA. */
export async function accessible(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'];
    const { violations } = await window.axe.run(document, { runOnly: { type: 'tag', values: tags } });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
  });
  assert.deepEqual(found, []);
}

/** Nothing sticks out of a narrow screen, and everything to touch is large enough. */
export async function fits(page) {
  const found = await page.evaluate(() => {
    const wide = document.documentElement.scrollWidth > innerWidth ? [`${document.documentElement.scrollWidth} wide`] : [];
    const small = [...document.querySelectorAll('main button, main a, main select, main label:has(input[type=checkbox], input[type=radio])')]
      .filter((one) => one.checkVisibility())
      .map((one) => [one.textContent.trim().slice(0, 40), one.getBoundingClientRect()])
      .filter(([, { height, width }]) => height > 0 && (height < 44 || width < 44))
      .map(([name, { height, width }]) => `${name}: ${Math.round(width)} x ${Math.round(height)}`);
    return [...wide, ...small];
  });
  assert.deepEqual(found, []);
}

/** A picture of the whole screen, where WEGWIJS_PICTURES names a folder. */
export async function picture(page, name) {
  const folder = process.env.WEGWIJS_PICTURES;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  const before = page.viewportSize() ?? (await page.evaluate(() => ({ width: innerWidth, height: innerHeight })));
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width: before.width, height: Math.max(before.height, height) });
  await page.screenshot({ path: join(folder, `${name}.png`) });
  await page.setViewportSize(before);
}
