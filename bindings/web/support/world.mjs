// A town with one server, one site and one browser, which the test's end takes away again.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBrowser } from './browser.mjs';
import { pin, startServer } from './server.mjs';
import { startSite } from './site.mjs';

export { nativeDevice, pin, region } from './server.mjs';

export async function makeWorld(test) {
  const folder = await mkdtemp(join(tmpdir(), 'wegwijs-web-'));
  test.after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const server = await startServer(join(folder, 'server'));
  test.after(() => server.stop());
  for (const user of ['anna', 'bert']) await server.addUser(user);
  const site = await startSite(server.url);
  test.after(() => site.stop());
  const profile = join(folder, 'profile');
  const world = { folder, profile, server, site, browser: await startBrowser(profile) };
  test.after(() => world.browser.close());
  /** Kills every process of the browser and starts it again on the same profile. */
  world.killBrowser = async () => {
    await world.browser.kill();
    world.browser = await startBrowser(profile);
  };
  world.page = () => preparedPage(world);
  return world;
}

/** A page that has the package as `wegwijs`, and gives errors as their parts: they do not cross over by themselves. */
async function preparedPage({ browser, site }) {
  const page = await browser.page(site.url);
  await page.evaluate(async () => {
    window.wegwijs = await import('/index.js');
    window.refused = (work) =>
      work.then(
        () => 'nothing was refused',
        (error) => error.parts(),
      );
  });
  return page;
}

export async function enrol(world, page, name, user) {
  const code = await world.server.code(user);
  await page.evaluate(
    async ([name, pin, code]) => {
      window.store = await wegwijs.Store.enrol({ name, pin, code, server: location.origin });
    },
    [name, pin, code],
  );
}

export async function open(page, name) {
  await page.evaluate(
    async ([name, pin]) => {
      window.store = await wegwijs.Store.open({ name, pin });
    },
    [name, pin],
  );
}

export const newPerson = (name) => [{ entity: 'deelnemer', gemeente: '0405', values: [{ field: 'weergavenaam', value: name }] }];
