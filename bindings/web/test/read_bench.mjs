#!/usr/bin/env node
// The browser's part of the work "web_read" of wegwijs-bench: gets all records by a sync, and reads every cell of a query,
// some times over.
//
//   read_bench.mjs PROFILE SERVER CODE PASSES WARMING SQL
import { startBrowser } from '../support/browser.mjs';
import { pin } from '../support/server.mjs';
import { startSite } from '../support/site.mjs';

/** In the page. Reads every cell so many times over, and says what it read and how long each pass took. */
async function readAll({ passes, sql }) {
  const sums = { rows: 0, cells: 0, characters: 0 };
  const seconds = [];
  let integers = 0n;
  for (let pass = 0; pass < passes; pass++) {
    const begin = performance.now();
    let [high, low] = [0, 0]; // the sum of all integers is beyond what a number holds exactly
    const { rows } = await store.query(sql);
    for (const row of rows)
      for (const cell of row) {
        sums.cells++;
        if (typeof cell === 'string') sums.characters += cell.length;
        else if (typeof cell === 'number') {
          const rest = cell % 1048576;
          low += rest;
          high += (cell - rest) / 1048576;
        }
      }
    seconds.push((performance.now() - begin) / 1000);
    sums.rows += rows.length;
    integers += BigInt(high) * 1048576n + BigInt(low);
  }
  return { ...sums, integers: String(integers), seconds };
}

/** The octets of a text are known only by encoding it, which is no part of reading: they are counted once, and every pass
 * must find as many characters. */
async function measureTexts(sql) {
  const encoder = new TextEncoder();
  const { rows } = await store.query(sql);
  const texts = rows.flat().filter((cell) => typeof cell === 'string');
  const sum = (size) => texts.reduce((all, text) => all + size(text), 0);
  return { characters: sum((text) => text.length), octets: sum((text) => encoder.encode(text).length) };
}

const [profile, server, code, passes, warming, sql] = process.argv.slice(2);
const site = await startSite(server);
const browser = await startBrowser(profile);
try {
  const page = await browser.page(site.url);
  await page.evaluate(
    async ([pin, code]) => {
      const { Store } = await import('/index.js');
      window.store = await Store.enrol({ name: 'bench', pin, code, server: location.origin });
      await store.sync();
    },
    [pin, code],
  );
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  /** Of all threads of the page's process: also of the worker. */
  const processorTime = async () =>
    (await session.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'ProcessTime').value;
  const warm = await page.evaluate(readAll, { passes: Number(warming), sql });
  const begin = await processorTime();
  const settled = await page.evaluate(readAll, { passes: passes - warming, sql });
  const cpu = (await processorTime()) - begin;
  const { characters, octets } = await page.evaluate(measureTexts, sql);
  const both = (name) => warm[name] + settled[name];
  if (characters * passes !== both('characters')) throw new Error('not every pass read the same texts');
  const line = JSON.stringify({
    rows: both('rows'),
    cells: both('cells'),
    octets: octets * passes,
    seconds: [...warm.seconds, ...settled.seconds],
    cpu_seconds: cpu / (passes - warming),
  });
  const integers = BigInt(warm.integers) + BigInt(settled.integers); // it may have 19 digits
  process.stdout.write(`${line.slice(0, -1)},"integers":${integers}}\n`);
} finally {
  await browser.close();
  await site.stop();
}
