// The example of the README, as it stands there, in a page of a real server.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeWorld, nativeDevice, pin } from '../support/world.mjs';

test('the example of the README does what it says', async (t) => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const [, example] = /^```js\n(.*?)^```$/ms.exec(readme);
  assert.ok(readme.startsWith(`# @wegwijs/client: Wegwijs in the browser\n\n\`\`\`js\n${example}`), 'it begins the README');
  const lines = example.trimEnd().split('\n').length;
  assert.ok(lines <= 20, `${lines} lines`);

  const world = await makeWorld(t);
  world.site.more.set('/example.js', example);
  const page = await world.page();
  const shown = await page.evaluate(
    async ([pin, code]) => {
      const shown = [];
      Object.assign(window, { pin, code, show: (...words) => shown.push(words) });
      await import('/example.js');
      return shown;
    },
    [pin, await world.server.code('anna')],
  );
  const said = (word) => shown.filter(([first]) => first === word).map(([, second]) => second);
  assert.deepEqual(said('sent'), [2], JSON.stringify(shown));
  assert.deepEqual(said('changed').slice(0, 2), [1, 1]);
  assert.equal(said('found')[0].length, 1);
  assert.ok(said('bytes').at(-1) > 0);

  const program = nativeDevice(join(world.folder, 'laptop.db'));
  await program('init', '--server', world.server.url, '--code', await world.server.code('anna'));
  await program('sync');
  const [person] = await program('list', 'deelnemer');
  assert.deepEqual([person.id, person.fields.voornamen], [said('found')[0][0], 'Noor Amina']);
});
