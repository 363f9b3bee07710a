// Steps that several stories take: going somewhere, syncing, taking a picture.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

export async function goTo(page, screen, ...params) {
  const hash = `#/${[screen, ...params].map(encodeURIComponent).join('/')}`;
  const isThere = await page.evaluate((to) => location.hash === to || void (location.hash = to), hash);
  // The heading of a screen gets the focus when it comes.
  if (!isThere) await page.waitForFunction(() => document.activeElement?.tagName === 'H1');
}

const button = 'button:has-text("Synchroniseren")';

/** Syncs by the button, and waits for the end of that very sync: its first request is held until the screen says so. One that
 * runs by itself has no button; it is let through first. */
export async function sync(town, page) {
  await goTo(page, 'vandaag');
  for (let pressed = false; !pressed; ) {
    await page.waitForSelector(button);
    const letGo = town.site.hold();
    try {
      pressed = await page.click(button, { timeout: 3000 }).then(() => true, () => false);
      if (pressed) await town.site.asked();
      if (pressed) await page.waitForSelector('.sync-progress');
    } finally {
      letGo();
    }
  }
  await page.waitForSelector('.sync-progress', { state: 'detached' });
  await page.waitForSelector('.light--big .utrecht-alert:has-text("Klaar. Deze tablet en de server zijn gelijk.")');
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
