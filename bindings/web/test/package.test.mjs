// The package against wegwijs.h: the same numbers, and a way to every function.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const web = new URL('../', import.meta.url);
const text = (path) => readFile(fileURLToPath(new URL(path, web)), 'utf8');
const header = await text('../../client_core/include/wegwijs/wegwijs.h');
const declared = [...header.matchAll(/^WEGWIJS_EXPORT [^;(]*?(wegwijs_\w+)\(/gm)].map(([, name]) => name);

// Where neither a network nor threads are built in these only say so.
const notBuiltIn = ['wegwijs_store_enrol', 'wegwijs_sync_start', 'wegwijs_sync_cancel', 'wegwijs_sync_wait'];
// What JavaScript cannot call, since it has no functions by address: callbacks.cpp does it.
const byCallback = ['wegwijs_store_observe', 'wegwijs_store_unobserve', 'wegwijs_store_log'];

const module = await WebAssembly.compile(await readFile(fileURLToPath(new URL('dist/wegwijs.wasm', web))));

test('the numbers of the errors are those of the header', async () => {
  const { codesOf } = await import('../codes.mjs');
  assert.equal(await text('src/codes.ts'), codesOf(header));
});

test('the module gives away what the header declares', async () => {
  const exported = new Set(WebAssembly.Module.exports(module).map(({ name }) => name));
  assert.deepEqual(declared.filter((name) => !exported.has(name)), []);
});

test('what needs a network or a thread says that it is not built in', async () => {
  const imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) (imports[from] ??= {})[name] = () => 0;
  const { exports } = await WebAssembly.instantiate(module, imports);
  exports._initialize();
  const given = exports.malloc(8); // two empty texts, or a place for a handle
  new Uint8Array(exports.memory.buffer, given, 8).fill(0);
  const answers = [
    exports.wegwijs_store_enrol(0, given, given, given, given, 0),
    exports.wegwijs_sync_start(0, given, 0, 0, 0, 0, 0),
    exports.wegwijs_sync_cancel(0, 0),
    exports.wegwijs_sync_wait(0, 0),
  ];
  assert.deepEqual(answers, [4, 4, 4, 4]);
});

test('every function has its place in the package', async () => {
  const sources = (await Promise.all(['core', 'methods', 'owner'].map((name) => text(`src/${name}.ts`)))).join('\n');
  const used = new Set([...sources.matchAll(/'(wegwijs_\w+)'/g)].map(([, name]) => name));
  assert.deepEqual(declared.filter((name) => ![...used, ...notBuiltIn, ...byCallback].includes(name)), []);
});
