// Builds the tablet app into dist/: the bundle, the styles, the fonts, the files of the package, and last the service
// worker, which has the list of all others. Fails when the app is too large.
//
//   node build.mjs [--theme NAME]     a file of themes/; default: neutraal
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { fontFaces, licences } from './fonts.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const web = join(here, '..');
const vragen = join(web, '../../client_core/domain/inburgering/vragen');
const option = process.argv.indexOf('--theme');
const theme = option > 0 ? process.argv[option + 1] : 'neutraal';
const out = join(here, 'dist');
/** All files without the fonts, each as gzip makes it. */
const mostBytes = 1_800_000;

const sha256 = (content) => createHash('sha256').update(content).digest('hex');

/** The questions and their texts as one module. */
const questions = {
  name: 'vragen',
  setup(bundle) {
    bundle.onResolve({ filter: /^wegwijs:vragen$/ }, ({ path }) => ({ path, namespace: 'vragen' }));
    bundle.onLoad({ filter: /.*/, namespace: 'vragen' }, () => {
      const names = readdirSync(vragen).filter((name) => name.endsWith('.json'));
      const read = (name) => JSON.parse(readFileSync(join(vragen, name), 'utf8'));
      const list = read('vragenlijst.json');
      const texts = Object.fromEntries(
        names.filter((name) => name !== 'vragenlijst.json').map((name) => [name.slice(0, -'.json'.length), read(name)]),
      );
      const version = sha256(JSON.stringify(list)).slice(0, 12);
      return {
        contents: `export const lists = ${JSON.stringify({ version, questions: list, texts })};`,
        loader: 'js',
        watchFiles: names.map((name) => join(vragen, name)),
      };
    });
  },
};

const common = { absWorkingDir: here, bundle: true, minify: true, target: 'es2022', logLevel: 'warning' };

async function buildApp() {
  await build({
    ...common,
    entryPoints: { app: 'src/main.tsx' },
    outdir: out,
    format: 'esm',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    alias: { '@wegwijs/client': join(web, 'dist/index.js') },
    plugins: [questions],
  });
  await build({
    ...common,
    stdin: { contents: `@import "./src/styles/app.css";\n${fontFaces()}`, resolveDir: here, loader: 'css' },
    outfile: join(out, 'app.css'),
    external: ['*.woff2'],
  });
  await build({ ...common, entryPoints: [join(here, 'themes', `${theme}.css`)], outfile: join(out, 'theme.css') });
}

function copyFiles() {
  for (const name of readdirSync(join(here, 'static'))) copyFileSync(join(here, 'static', name), join(out, name));
  for (const name of ['worker.js', 'wegwijs.wasm']) {
    const content = readFileSync(join(web, 'dist', name));
    // Nothing points to a map that is not there.
    writeFileSync(join(out, name), name.endsWith('.js') ? String(content).replace(/\/\/# sourceMappingURL=.*\n?$/, '') : content);
  }
  writeFileSync(join(out, 'licences.txt'), licences());
}

const listFiles = (folder = '') =>
  readdirSync(join(out, folder), { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? listFiles(`${folder}${entry.name}/`) : [folder + entry.name]))
    .sort();

async function buildServiceWorker() {
  const files = listFiles().map((path) => ({ path, hash: sha256(readFileSync(join(out, path))) }));
  const version = sha256(JSON.stringify(files)).slice(0, 16);
  await build({
    ...common,
    entryPoints: ['src/service-worker.ts'],
    outdir: out,
    format: 'iife',
    define: { files: JSON.stringify(files), version: JSON.stringify(version) },
  });
}

function reportSize() {
  const sizes = listFiles().map((path) => ({ path, bytes: gzipSync(readFileSync(join(out, path)), { level: 9 }).length }));
  const sum = (list) => list.reduce((total, { bytes }) => total + bytes, 0);
  const isFont = ({ path }) => extname(path) === '.woff2';
  const app = sum(sizes.filter((one) => !isFont(one)));
  for (const { path, bytes } of sizes.filter((one) => !isFont(one) && one.bytes > 10_000)) console.log(`  ${path}: gzip ${bytes}`);
  console.log(`tablet app: gzip ${app} bytes without fonts (most: ${mostBytes}), fonts ${sum(sizes.filter(isFont))}`);
  if (app > mostBytes) throw new Error('the app is too large');
}

execFileSync(process.execPath, [join(web, 'node_modules/typescript/bin/tsc'), '-p', here], { stdio: 'inherit' });
rmSync(out, { recursive: true, force: true });
mkdirSync(join(out, 'fonts'), { recursive: true });
await buildApp();
copyFiles();
await buildServiceWorker();
reportSize();
