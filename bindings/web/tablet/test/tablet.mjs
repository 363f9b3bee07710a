// A town as in support/world.mjs, with the tablet app in place of the empty page, and the steps that a user takes in it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startBrowser } from '../../support/browser.mjs';
import { pin, startServer } from '../../support/server.mjs';
import { startSite } from '../../support/site.mjs';

export { pin } from '../../support/server.mjs';
/** Nothing takes so long but what hangs. */
export const hangMs = 120_000;
export const dist = fileURLToPath(new URL('../dist/', import.meta.url));

/** `served`: the server gives the app itself, as in earnest; else a site does, which can stand in between. */
export async function makeTown(test, { served = false } = {}) {
  const after = (work) => test.after(work);
  const folder = await mkdtemp(join(tmpdir(), 'wegwijs-tablet-'));
  after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const server = await startServer(join(folder, 'server'), served ? ['--app', dist] : []);
  after(() => server.stop());
  await server.addUser('anna');
  await server.addUser('bert');
  const site = served ? undefined : await startSite(server.url, 0, dist);
  if (site) after(() => site.stop());
  const town = { folder, server, site, url: served ? server.url : site.url };
  /** Another tablet: a browser with a profile of its own. */
  town.tablet = async (name = 'tablet') => {
    const profile = join(folder, name);
    const tablet = { profile, browser: await startBrowser(profile) };
    after(() => tablet.browser.close());
    tablet.page = async (path = '/') => {
      const page = await tablet.browser.page(town.url + path);
      page.setDefaultTimeout(hangMs);
      return page;
    };
    tablet.kill = async () => {
      await tablet.browser.kill();
      tablet.browser = await startBrowser(profile);
    };
    return tablet;
  };
  return town;
}

export async function enrol(town, page, user = 'anna') {
  const code = await town.server.code(user);
  await page.fill('#enrol-name', user);
  await page.fill('#enrol-code', code);
  await page.fill('#enrol-pin', pin);
  await page.fill('#enrol-again', pin);
  await page.click('button[type=submit]');
  await page.waitForSelector('h1:has-text("Vandaag")');
}

/** How most stories begin: a town, and anna at one tablet, who wrote down these persons. */
export async function annaAtWork(test, ...persons) {
  const town = await makeTown(test);
  const tablet = await town.tablet();
  const page = await tablet.page();
  await enrol(town, page);
  for (const name of persons) await newPerson(page, name);
  return { town, tablet, page };
}

export async function unlock(page) {
  await page.fill('#pin', pin);
  await page.click('button[type=submit]');
  await page.waitForSelector('header.header');
}

export async function newPerson(page, name) {
  await page.goto(new URL('#/nieuw', page.url()).href);
  await page.fill('#name', name);
  await page.click('button[type=submit]');
  await page.waitForSelector(`h1:has-text("${name}")`);
}

/** From the screen of a person. */
export async function beginIntake(page) {
  await page.click('button:has-text("Brede intake beginnen")');
  await page.waitForSelector('.question .answer');
}
