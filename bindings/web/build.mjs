// Builds the package into dist/: makes the numbers of the errors from wegwijs.h, bundles, and copies the module.
//
//   node build.mjs [--module PATH]     default: the module of the preset "wasm"
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { codesOf } from './codes.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const option = process.argv.indexOf('--module');
const module = option > 0 ? process.argv[option + 1] : join(root, 'build/wasm/wegwijs.wasm');

writeFileSync(
  join(here, 'src/codes.ts'),
  codesOf(readFileSync(join(root, 'client_core/include/wegwijs/wegwijs.h'), 'utf8')),
);
execFileSync(process.execPath, [join(here, 'node_modules/typescript/bin/tsc'), '-p', here], { stdio: 'inherit' });
await build({
  absWorkingDir: here,
  entryPoints: ['src/index.ts', 'src/worker.ts'],
  outdir: 'dist',
  bundle: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  sourcemap: true,
});
copyFileSync(module, join(here, 'dist/wegwijs.wasm'));
for (const name of ['index.js', 'worker.js', 'wegwijs.wasm']) {
  const content = readFileSync(join(here, 'dist', name));
  console.log(`${name}: ${content.length} bytes, gzip ${gzipSync(content, { level: 9 }).length}`);
}
