// A second tab beside the app: it opens the same store with the package alone, and looks at it without the screens.
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';
import { pin } from './tablet.mjs';

const entry = fileURLToPath(new URL('../../dist/index.js', import.meta.url));
let script;

/** The package as one script; its worker is the one that the app has. */
async function packageScript() {
  if (script) return script;
  const define = { 'import.meta.url': 'location.origin' };
  const options = { bundle: true, format: 'iife', globalName: 'wegwijs', target: 'es2022', write: false, define };
  const { outputFiles } = await build({ entryPoints: [entry], ...options });
  return (script = outputFiles[0].text);
}

/** `look` gets a function that evaluates on a page that has the open store as `store`. The tab is closed after it. */
export async function beside(tablet, name, look) {
  const page = await tablet.page();
  try {
    await page.evaluate(`${await packageScript()}; window.wegwijs = wegwijs;`);
    await page.evaluate(
      async ([name, pin]) => {
        window.store = await window.wegwijs.Store.open({ name, pin });
      },
      [name, pin],
    );
    return await look((work, given) => page.evaluate(work, given));
  } finally {
    await page.close();
  }
}

/** For `look`: syncs until nothing is left, compares all sums with the server's, and reads every page of the store. */
export const checkAll = (evaluate) =>
  evaluate(async () => {
    await store.sync();
    const { in_step, repaired, pulled, pushed } = await store.sync({ check_all: true });
    const { ok, findings } = await store.check();
    return { in_step, repaired, pulled, pushed, ok, findings };
  });

export const allInStep = { in_step: true, repaired: false, pulled: 0, pushed: 0, ok: true, findings: [] };

/** For `look`: all records that the store shows, by their kind. */
export const everything = (evaluate) =>
  evaluate(async () => {
    const kinds = (await store.entities()).map(({ name }) => name);
    const read = async (kind) => [kind, await Promise.all((await store.list(kind)).map((id) => store.get(id)))];
    return Object.fromEntries(await Promise.all(kinds.map(read)));
  });
