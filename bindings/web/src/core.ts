// The core as the module gives it: its C functions, called with text, numbers and handles.
import { retries, WegwijsError } from './errors.js';
import type { Folder } from './folder.js';
import { wasi } from './wasi.js';

/** Text goes over as UTF-8 in a wegwijs_string, a number as 32 bits, a bigint as 64. */
export type Input = string | Uint8Array | number | bigint;

/** Where the module puts what comes out. `text`: a wegwijs_text, which is freed. */
export type Output = 'text' | 'bytes' | 'u64' | 'u32';
type Given<Kind extends Output> = Kind extends 'text' ? string : Kind extends 'bytes' ? Uint8Array<ArrayBuffer> : Kind extends 'u64' ? bigint : number;

// wasm32: a pointer and a size are four octets each.
const stringBytes = 8;
const errorBytes = 4 + 4 + 48 + 720;
const optionsBytes = 4 + 4 + 2 * stringBytes;

export const abiVersion = 1;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true }); // else it takes U+FEFF away

export interface Host {
  /** None where no store is to be opened. */
  folder?: Folder;
  observed(changesJson: string): void;
  logged(level: number, line: string): void;
}

type Exports = Record<string, (...inputs: (number | bigint)[]) => number>;

export class Core {
  private constructor(
    private readonly memory: WebAssembly.Memory,
    private readonly exports: Exports,
  ) {}

  static async load(module: WebAssembly.Module, host: Host): Promise<Core> {
    let memory: WebAssembly.Memory | undefined;
    const octets = (at: number, size: number) => new Uint8Array(memory!.buffer, at, size);
    const imports = { host: hostFunctions(octets, host), wasi_snapshot_preview1: wasi(() => memory!.buffer) };
    const instance = await WebAssembly.instantiate(module, imports);
    memory = instance.exports['memory'] as WebAssembly.Memory;
    const core = new Core(memory, instance.exports as Exports);
    core.run('_initialize');
    if (core.run('wegwijs_abi_version') !== abiVersion)
      throw new Error('wegwijs.wasm is not of the version that this package was made for');
    return core;
  }

  version(): string {
    return this.textAt(this.run('wegwijs_library_version'));
  }

  hasFeature(name: string): boolean {
    return this.within((arena) => this.run('wegwijs_has_feature', arena.zeroEnded(name)) === 1);
  }

  /** Calls a function whose last parameter is a wegwijs_error. Throws what it says. */
  call<const Outs extends readonly Output[]>(
    name: string,
    inputs: readonly Input[],
    outs: Outs,
  ): { [At in keyof Outs]: Given<Outs[At]> } {
    return this.within((arena) => {
      const places = outs.map(() => arena.take(stringBytes));
      const error = arena.take(errorBytes);
      const status = this.run(name, ...inputs.map((input) => arena.pass(input)), ...places, error);
      if (status !== 0) throw this.errorAt(error);
      return outs.map((kind, at) => this.give(kind, places[at]!)) as { [At in keyof Outs]: Given<Outs[At]> };
    });
  }

  /** Runs `work` with wegwijs_store_options; the copy of the PIN is wiped. */
  withOptions<Result>(path: string, pin: string, work: (options: number) => Result): Result {
    return this.within((arena) => {
      const options = arena.take(optionsBytes);
      this.run('wegwijs_store_options_init', options);
      const secret = encoder.encode(pin);
      this.octets(options + 8, stringBytes).set(this.octets(arena.pass(path), stringBytes));
      this.octets(options + 16, stringBytes).set(this.octets(arena.pass(secret), stringBytes));
      try {
        return work(options);
      } finally {
        this.octets(this.view().getUint32(options + 16, true), secret.length).fill(0);
        secret.fill(0);
      }
    });
  }

  private run(name: string, ...inputs: (number | bigint)[]): number {
    const called = this.exports[name];
    if (!called) throw new Error(`wegwijs.wasm has no ${name}`);
    return called(...inputs);
  }

  private view(): DataView {
    return new DataView(this.memory.buffer);
  }

  private octets(at: number, size: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, at, size);
  }

  private give(kind: Output, at: number): string | Uint8Array | bigint | number {
    if (kind === 'u64') return this.view().getBigUint64(at, true);
    if (kind === 'u32') return this.view().getUint32(at, true);
    const bytes = this.octets(this.view().getUint32(at, true), this.view().getUint32(at + 4, true));
    const given = kind === 'bytes' ? bytes.slice() : decoder.decode(bytes);
    this.run('wegwijs_text_free', at);
    return given;
  }

  private textAt(at: number): string {
    const rest = new Uint8Array(this.memory.buffer, at);
    return decoder.decode(rest.slice(0, rest.indexOf(0)));
  }

  private errorAt(at: number): WegwijsError {
    const code = this.view().getInt32(at, true);
    const retry = retries[this.view().getInt32(at + 4, true)] ?? 'later';
    return new WegwijsError({ code, retry, reason: this.textAt(at + 8), message: this.textAt(at + 56) });
  }

  /** What is taken from the module's memory for one call is given back after it. */
  private within<Result>(work: (arena: Arena) => Result): Result {
    const taken: number[] = [];
    const take = (size: number) => {
      const at = this.run('malloc', Math.max(size, 1));
      if (at === 0) throw new RangeError('out of memory');
      taken.push(at);
      this.octets(at, size).fill(0);
      return at;
    };
    const put = (bytes: Uint8Array) => {
      const at = take(bytes.length);
      this.octets(at, bytes.length).set(bytes);
      return at;
    };
    const pass = (input: Input) => {
      if (typeof input === 'number' || typeof input === 'bigint') return input;
      const bytes = typeof input === 'string' ? encoder.encode(input) : input;
      const data = put(bytes);
      const string = take(stringBytes);
      this.view().setUint32(string, data, true);
      this.view().setUint32(string + 4, bytes.length, true);
      return string;
    };
    const arena = { take, pass: pass as Arena['pass'], zeroEnded: (text: string) => put(encoder.encode(`${text}\0`)) };
    try {
      return work(arena);
    } finally {
      for (const at of taken) this.run('free', at);
    }
  }
}

interface Arena {
  take(size: number): number;
  pass(input: string | Uint8Array | number): number;
  pass(input: Input): number | bigint;
  zeroEnded(text: string): number;
}

/** host.hpp says what each does. */
function hostFunctions(octets: (at: number, size: number) => Uint8Array, host: Host): WebAssembly.ModuleImports {
  const folder = host.folder!;
  const text = (at: number, size: number) => decoder.decode(octets(at, size));
  return {
    file_open: (name: number, size: number, create: number) => folder.open(text(name, size), create !== 0),
    file_size: (file: number) => folder.size(file),
    file_read: (file: number, to: number, size: number, at: number) => folder.read(file, octets(to, size), at),
    file_write: (file: number, from: number, size: number, at: number) => folder.write(file, octets(from, size), at),
    file_truncate: (file: number, size: number) => folder.truncate(file, size),
    file_flush: (file: number) => folder.flush(file),
    file_remove: (name: number, size: number) => folder.remove(text(name, size)),
    file_rename: (from: number, fromSize: number, to: number, toSize: number) =>
      folder.rename(text(from, fromSize), text(to, toSize)),
    file_list: (to: number, room: number) => {
      const names = encoder.encode(folder.list().map((name) => `${name}\0`).join(''));
      octets(to, room).set(names.subarray(0, room));
      return names.length;
    },
    observed: (json: number, size: number) => host.observed(text(json, size)),
    logged: (level: number, line: number, size: number) => host.logged(level, text(line, size)),
  };
}
