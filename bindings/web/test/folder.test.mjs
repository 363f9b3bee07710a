// The files of a store on a disk that loses power in the middle of a write: no browser can be cut there, so the disk is
// one of memory, which stops at an octet that the test chooses.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

globalThis.DOMException ??= Error;
const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL('../src/folder.ts', import.meta.url))],
  bundle: true,
  format: 'esm',
  write: false,
});
const { Folder } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);

class Cut extends Error {}

/** A folder as the browser gives it. `left`: so many octets, or other changes, come to it before the power goes. */
class Disk {
  files = new Map();
  left = Infinity;

  async *keys() {
    yield* this.files.keys();
  }
  async getFileHandle(name) {
    if (!this.files.has(name)) this.files.set(name, new Uint8Array());
    return { createSyncAccessHandle: async () => this.handle(name) };
  }
  spend(wanted) {
    const given = Math.min(wanted, this.left);
    this.left -= given;
    return given;
  }
  handle(name) {
    const content = () => this.files.get(name);
    return {
      getSize: () => content().length,
      read: (to, { at }) => {
        const part = content().subarray(at, at + to.byteLength);
        new Uint8Array(to.buffer, to.byteOffset, to.byteLength).set(part);
        return part.length;
      },
      write: (from, { at }) => {
        const given = this.spend(from.length);
        const grown = new Uint8Array(Math.max(content().length, at + given));
        grown.set(content());
        grown.set(from.subarray(0, given), at);
        this.files.set(name, grown);
        if (given < from.length) throw new Cut();
        return given;
      },
      truncate: (size) => {
        if (this.spend(1) < 1) throw new Cut();
        const cut = new Uint8Array(size);
        cut.set(content().subarray(0, size));
        this.files.set(name, cut);
      },
      flush: () => {},
      close: () => {},
    };
  }
  copy() {
    const other = new Disk();
    for (const [name, content] of this.files) other.files.set(name, content.slice());
    return other;
  }
}

const octets = (text) => new TextEncoder().encode(text);

function put(folder, name, text) {
  const file = folder.open(name, true);
  if (file >= 0) folder.write(file, octets(text), 0);
}

/** What every name holds. */
function all(folder) {
  const held = {};
  for (const name of folder.list().sort()) {
    const file = folder.open(name, false);
    const content = new Uint8Array(folder.size(file));
    folder.read(file, content, 0);
    held[name] = new TextDecoder().decode(content);
  }
  return held;
}

const steps = {
  'making a file': (folder) => folder.open('new', true),
  'taking a name': (folder) => folder.rename('b', 'c'),
  'replacing a file': (folder) => folder.rename('b', 'a'),
  'removing a file': (folder) => folder.remove('a'),
};

for (const [what, step] of Object.entries(steps)) {
  test(`${what} is done whole or not at all, wherever the power goes`, async () => {
    const disk = new Disk();
    const folder = await Folder.open(disk);
    put(folder, 'a', 'what stood there');
    put(folder, 'b', 'what comes');
    const before = all(folder);
    const whole = await Folder.open(disk.copy());
    step(whole);
    const after = all(whole);
    assert.notDeepEqual(after, before);

    let cuts = 0;
    for (let left = 0; ; ++left, ++cuts) {
      const cut = disk.copy();
      const cutFolder = await Folder.open(cut);
      cut.left = left;
      step(cutFolder);
      const reached = cut.left > 0;
      cut.left = Infinity;
      const again = all(await Folder.open(cut));
      const same = [before, after].some((one) => JSON.stringify(one) === JSON.stringify(again));
      assert.ok(same, `cut after ${left}: ${JSON.stringify(again)}`);
      if (reached) break;
    }
    assert.ok(cuts > 30, `only ${cuts} cuts`);
  });
}

test('what a removed file held is gone, also when the power went before it was emptied', async () => {
  const disk = new Disk();
  const folder = await Folder.open(disk);
  put(folder, 'a', 'geheim');
  for (let left = 0; left < 300; ++left) {
    const cut = disk.copy();
    const cutFolder = await Folder.open(cut);
    cut.left = left;
    cutFolder.remove('a');
    cut.left = Infinity;
    const again = await Folder.open(cut);
    const there = [...cut.files.values()].some((content) => Buffer.from(content).includes('geheim'));
    assert.equal(there, again.list().includes('a'));
  }
});

test('without a list that can be read nothing is touched', async () => {
  const disk = new Disk();
  put(await Folder.open(disk), 'a', 'geheim');
  disk.files.set('names', new Uint8Array(40_000).fill(7));
  const before = disk.copy();
  await assert.rejects(Folder.open(disk), (error) => error.reason === 'store_damaged');
  assert.deepEqual(disk.files, before.files);
});

test('many files can be made in one go, and a full folder says so', async () => {
  const folder = await Folder.open(new Disk());
  const made = Array.from({ length: 12 }, (_, number) => folder.open(`file-${number}`, true));
  assert.equal(new Set(made).size, 12);
  assert.equal(folder.open('one more', true), -2);
  await folder.makeRoom();
  assert.ok(folder.open('one more', true) >= 0);
});
