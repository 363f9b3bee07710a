// The app as wegwijs-server itself serves it, with the headers that it gives.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { startBrowser } from '../../support/browser.mjs';
import { startServer } from '../../support/server.mjs';
import { beginIntake, dist, enrol, newPerson, unlock } from './tablet.mjs';

test('enrol and take an intake in the app that the server serves, and find it there when the server is gone', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'wegwijs-tablet-'));
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const server = await startServer(join(folder, 'server'), ['--app', dist]);
  let running = true;
  t.after(() => running && server.stop());
  await server.addUser('anna');
  const browser = await startBrowser(join(folder, 'profile'));
  t.after(() => browser.close());

  const page = await browser.page('about:blank');
  const complaints = [];
  page.on('console', (line) => ['error', 'warning'].includes(line.type()) && complaints.push(line.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(server.url.replace('127.0.0.1', 'localhost'));
  await enrol({ server }, page);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await newPerson(page, 'Noor');
  await beginIntake(page);
  await page.click('.choice:has-text("Hbo")');
  await page.waitForSelector('.question__saved:has-text("Opgeslagen")');
  await page.evaluate(() => (location.hash = '#/vandaag'));
  await page.click('button:has-text("Synchroniseren")');
  await page.waitForSelector('.light--big.light--safe');
  assert.deepEqual(complaints, [], 'nothing was stopped by the headers');

  running = false;
  await server.stop();
  await page.reload();
  await unlock(page);
  await page.waitForSelector('.row__title:has-text("Noor")');
});
