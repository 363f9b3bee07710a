// The files of one store, in a folder of the browser's own file system (OPFS). Only a worker can have it.
//
// The core asks for files by name and cannot wait; the browser opens a file only by a promise. So the folder holds
// files that are open already, "0", "1" and so on, and one more, "names", that says which name each has. A change of
// names is one write of one page of it. There are two pages, written by turns, each with a number and a checksum: after
// a power cut in the middle of one the other still stands.

import { problem } from './errors.js';

export const missing = -1;
export const full = -2;
export const failed = -3;

const pageBytes = 16 * 1024;
const headBytes = 8;
/** So many files can be made before there is a moment to wait for more. */
const spareFiles = 12;

interface Names {
  turn: number;
  files: Record<string, number>;
}

function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; ++bit) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

/** A handle that a tab held which was closed just now can be taken for a moment longer. */
async function openHandle(folder: FileSystemDirectoryHandle, name: string): Promise<FileSystemSyncAccessHandle> {
  const file = await folder.getFileHandle(name, { create: true });
  for (let tries = 100; ; --tries) {
    try {
      return await file.createSyncAccessHandle();
    } catch (error) {
      const taken = error instanceof DOMException && error.name === 'NoModificationAllowedError';
      if (!taken || tries === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

function isFull(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'QuotaExceededError';
}

export class Folder {
  private turn = 0;
  private making: Promise<void> | undefined;
  private readonly names = new Map<string, number>();
  private readonly free: number[] = [];

  private constructor(
    private readonly directory: FileSystemDirectoryHandle,
    private readonly index: FileSystemSyncAccessHandle,
    private readonly files: FileSystemSyncAccessHandle[],
  ) {}

  /** REQUIRES: nobody else has it open. */
  static async open(directory: FileSystemDirectoryHandle): Promise<Folder> {
    let count = 0;
    for await (const name of directory.keys()) if (name !== 'names') count = Math.max(count, Number(name) + 1);
    const index = await openHandle(directory, 'names');
    const files = await Promise.all(Array.from({ length: count }, (_, number) => openHandle(directory, `${number}`)));
    const folder = new Folder(directory, index, files);
    folder.readNames();
    await folder.makeRoom();
    return folder;
  }

  close(): void {
    for (const file of this.files) file.close();
    this.index.close();
  }

  /** Between two calls of the core. */
  makeRoom(): Promise<void> {
    this.making ??= this.makeFiles().finally(() => (this.making = undefined));
    return this.making;
  }

  private async makeFiles(): Promise<void> {
    while (this.free.length < spareFiles) {
      const first = this.files.length;
      const wanted = Array.from({ length: spareFiles - this.free.length }, (_, more) => first + more);
      this.files.push(...(await Promise.all(wanted.map((number) => openHandle(this.directory, `${number}`)))));
      this.free.push(...wanted);
    }
  }

  open(name: string, create: boolean): number {
    const there = this.names.get(name);
    if (there !== undefined) return there;
    if (!create) return missing;
    const file = this.free.pop();
    if (file === undefined) return full;
    this.names.set(name, file);
    const written = this.writeNames();
    if (written === 0) return file;
    this.names.delete(name);
    this.free.push(file);
    return written;
  }

  size(file: number): number {
    return this.handle(file).getSize();
  }

  read(file: number, to: Uint8Array, at: number): number {
    try {
      return this.handle(file).read(to, { at });
    } catch {
      return failed;
    }
  }

  write(file: number, from: Uint8Array, at: number): number {
    return this.attempt(() => (this.handle(file).write(from, { at }) === from.length ? 0 : full));
  }

  truncate(file: number, size: number): number {
    return this.attempt(() => (this.handle(file).truncate(size), 0));
  }

  flush(file: number): number {
    return this.attempt(() => (this.handle(file).flush(), 0));
  }

  remove(name: string): number {
    const file = this.names.get(name);
    if (file === undefined) return missing;
    this.names.delete(name);
    const written = this.writeNames();
    if (written === 0) return this.release(file);
    this.names.set(name, file);
    return written;
  }

  rename(from: string, to: string): number {
    const file = this.names.get(from);
    if (file === undefined) return missing;
    const replaced = this.names.get(to);
    this.names.delete(from);
    this.names.set(to, file);
    const written = this.writeNames();
    if (written === 0) return replaced === undefined || replaced === file ? 0 : this.release(replaced);
    this.names.set(from, file);
    if (replaced === undefined) this.names.delete(to);
    else this.names.set(to, replaced);
    return written;
  }

  list(): string[] {
    return [...this.names.keys()];
  }

  private handle(file: number): FileSystemSyncAccessHandle {
    const handle = this.files[file];
    if (!handle) throw new RangeError('no such file');
    return handle;
  }

  private attempt(work: () => number): number {
    try {
      return work();
    } catch (error) {
      return isFull(error) ? full : failed;
    }
  }

  /** What the file held is gone before it gets another name. */
  private release(file: number): number {
    const emptied = this.truncate(file, 0);
    if (emptied !== 0) return emptied;
    this.free.push(file);
    return this.flush(file);
  }

  private readPage(page: number): Names | undefined {
    const head = new DataView(new ArrayBuffer(headBytes));
    this.index.read(head, { at: page * pageBytes });
    const text = new Uint8Array(Math.min(head.getUint32(0), pageBytes - headBytes));
    this.index.read(text, { at: page * pageBytes + headBytes });
    if (text.length === 0 || crc32(text) !== head.getUint32(4)) return undefined;
    return JSON.parse(new TextDecoder().decode(text)) as Names;
  }

  private readNames(): void {
    const pages = [this.readPage(0), this.readPage(1)].filter((page) => page !== undefined);
    const newest = pages.sort((a, b) => b.turn - a.turn)[0] ?? { turn: 0, files: {} };
    // Without names nothing may hold anything: then nothing was ever made here. Else leave it all as it is.
    if (pages.length === 0 && this.files.some((file) => file.getSize() > 0))
      throw problem('STORE_DAMAGED', 'The list of the files of this store is damaged. Nothing was changed.');
    this.turn = newest.turn;
    for (const [name, file] of Object.entries(newest.files)) this.names.set(name, file);
    const used = new Set(this.names.values());
    for (let file = this.files.length - 1; file >= 0; --file) {
      if (used.has(file)) continue;
      // A cut between taking the name away and emptying the file.
      if (this.size(file) > 0) this.truncate(file, 0);
      this.free.push(file);
    }
  }

  private writeNames(): number {
    const names: Names = { turn: this.turn + 1, files: Object.fromEntries(this.names) };
    const text = new TextEncoder().encode(JSON.stringify(names));
    if (text.length > pageBytes - headBytes) return full;
    const page = new Uint8Array(headBytes + text.length);
    new DataView(page.buffer).setUint32(0, text.length);
    new DataView(page.buffer).setUint32(4, crc32(text));
    page.set(text, headBytes);
    const written = this.attempt(() => {
      if (this.index.write(page, { at: (names.turn % 2) * pageBytes }) !== page.length) return full;
      this.index.flush();
      return 0;
    });
    if (written === 0) this.turn = names.turn;
    return written;
  }
}
