#!/usr/bin/env node
// Plays the contract scripts with this package: steps come on stdin, each is done by a page in Chromium, and the answers
// go to stdout. tests/contract/README.md says what a host is. The browser's profile stands in WEGWIJS_HOST_DIR.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { startBrowser } from '../support/browser.mjs';
import { startSite } from '../support/site.mjs';
import { performStep } from './steps.mjs';

const folder = process.env.WEGWIJS_HOST_DIR;
const site = await startSite();
// For the echo_ steps: the layer of the package that calls the module, and the module with functions that only tests have.
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const core = await build({ entryPoints: [here('../src/core.ts')], bundle: true, format: 'esm', write: false });
site.more.set('/core.js', core.outputFiles[0].text);
site.more.set('/echo.wasm', readFileSync(here('../../../build/wasm/wegwijs-echo.wasm')));
// Of the group of this process: what ends the host ends the browser.
const browser = await startBrowser(join(folder, 'profile'), { detached: false, proxy: `127.0.0.1:${site.port}` });

/** Stores belong to the origin of their server, which an earlier run may have known. */
const remembered = join(folder, 'origin');
let origin = 'http://127.0.0.1:48213'; // nobody is there: the proxy gives the page
try {
  origin = readFileSync(remembered, 'utf8');
} catch {
  // No store was made yet.
}

let page;
async function pageFor(step) {
  const named = step.do === 'store_enrol' && /^http:\/\/127\.0\.0\.1:\d+$/.test(step.server);
  const wanted = named ? step.server : origin;
  if (page && wanted === origin) return page;
  origin = wanted;
  writeFileSync(remembered, origin);
  page = await browser.page(origin);
  await page.evaluate(async () => {
    window.wegwijs = await import('/index.js');
    window.held = { stores: {}, events: {}, unobserve: {}, lines: {} };
  });
  return page;
}

async function answer(line) {
  try {
    const at = await pageFor(JSON.parse(line));
    return await at.evaluate(performStep, line);
  } catch (error) {
    process.stderr.write(`${error.stack}\n`);
    return { error: { code: 3, name: 'internal', retry: 0, message: `The host failed: ${error.message}` } };
  }
}

for await (const line of createInterface({ input: process.stdin }))
  process.stdout.write(`${JSON.stringify(await answer(line))}\n`);
await browser.close();
await site.stop();
