// Steps that several stories take: going somewhere, syncing, taking a picture.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

export async function goTo(page, screen, ...params) {
  const hash = `#/${[screen, ...params].map(encodeURIComponent).join('/')}`;
  const isThere = await page.evaluate((to) => location.hash === to || void (location.hash = to), hash);
  // The heading of a screen gets the focus when it comes.
  if (!isThere) await page.waitForFunction(() => document.activeElement?.tagName === 'H1');
}

/** Syncs by the button, and waits for the end of that very sync: what an earlier one said is marked. */
export async function sync(town, page, { ends = 'Klaar. Deze tablet en de server zijn gelijk.' } = {}) {
  await goTo(page, 'vandaag');
  await page.waitForSelector('button:has-text("Synchroniseren")');
  await page.evaluate(() => {
    for (const alert of document.querySelectorAll('.light--big .utrecht-alert')) alert.dataset.before = '';
  });
  await page.click('button:has-text("Synchroniseren")');
  const said = await page.waitForSelector('.light--big .utrecht-alert:not([data-before])');
  assert.ok((await said.textContent()).includes(ends), `the sync ended with: ${await said.textContent()}`);
}

export async function fillFact(page, id, field, text) {
  await goTo(page, 'gegevens', id);
  const input = page.locator(`#field-deelnemer-${field}`);
  await input.fill(text);
  const saved = page.waitForFunction(() => document.querySelector('[role=status]:not(:empty)')?.textContent.includes('Opgeslagen'));
  await input.blur();
  await saved;
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
