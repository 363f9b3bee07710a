#!/usr/bin/env node
// The browser's part of the work "web_read" of wegwijs-bench: gets all records by a sync, and reads every cell of a query,
// some times over.
//
//   read_bench.mjs PROFILE SERVER CODE PASSES SQL
import { startBrowser } from '../support/browser.mjs';
import { pin } from '../support/server.mjs';
import { startSite } from '../support/site.mjs';

/** In the page. The octets of a text are known only by encoding it, which is no part of reading: they are counted once,
 * outside the time, and every pass must find as many characters as that one. */
async function readAll({ pin, code, passes, sql }) {
  const { Store } = await import('/index.js');
  const store = await Store.enrol({ name: 'bench', pin, code, server: location.origin });
  await store.sync();
  const sums = { rows: 0, cells: 0, characters: 0, integers: 0n };
  const read = async () => {
    let characters = 0;
    let [high, low] = [0, 0]; // the sum of all integers is beyond what a number holds exactly
    const { rows } = await store.query(sql);
    for (const row of rows)
      for (const cell of row) {
        sums.cells++;
        if (typeof cell === 'string') characters += cell.length;
        else if (typeof cell === 'number') {
          const rest = cell % 1048576;
          low += rest;
          high += (cell - rest) / 1048576;
        }
      }
    sums.rows += rows.length;
    return { characters, integers: BigInt(high) * 1048576n + BigInt(low) };
  };
  const seconds = [];
  for (let pass = 0; pass < passes; pass++) {
    const begin = performance.now();
    const { characters, integers } = await read();
    seconds.push((performance.now() - begin) / 1000);
    sums.characters += characters;
    sums.integers += integers;
  }
  const encoder = new TextEncoder();
  let [characters, octets] = [0, 0];
  const { rows } = await store.query(sql);
  for (const text of rows.flat().filter((cell) => typeof cell === 'string')) {
    characters += text.length;
    octets += encoder.encode(text).length;
  }
  await store.close();
  if (characters * passes !== sums.characters) throw new Error('not every pass read the same texts');
  const { cells, rows: all, integers } = sums;
  return { rows: all, cells, octets: octets * passes, seconds, integers: String(integers) };
}

const [profile, server, code, passes, sql] = process.argv.slice(2);
const site = await startSite(server);
const browser = await startBrowser(profile);
try {
  const page = await browser.page(site.url);
  const { integers, ...read } = await page.evaluate(readAll, { pin, code, passes: Number(passes), sql });
  process.stdout.write(`${JSON.stringify(read).slice(0, -1)},"integers":${integers}}\n`); // it may have 19 digits
} finally {
  await browser.close();
  await site.stop();
}
