// The part of WASI (wasi_snapshot_preview1) that wasi-libc does not leave alone: time and chance. The module has no files
// and no output of this kind.

const success = 0;
const badFile = 8;
const clockRealtime = 0;
/** What getRandomValues gives in one call. */
const randomAtOnce = 65536;

export function wasi(memory: () => ArrayBufferLike): WebAssembly.ModuleImports {
  const none = () => badFile;
  return {
    clock_time_get(clock: number, _precision: bigint, to: number): number {
      const ms = clock === clockRealtime ? Date.now() : performance.now();
      new DataView(memory()).setBigUint64(to, BigInt(Math.round(ms * 1000)) * 1000n, true);
      return success;
    },
    random_get(to: number, size: number): number {
      for (let at = 0; at < size; at += randomAtOnce)
        crypto.getRandomValues(new Uint8Array(memory() as ArrayBuffer, to + at, Math.min(randomAtOnce, size - at)));
      return success;
    },
    proc_exit(code: number): never {
      throw new Error(`the core ended with ${code}`);
    },
    fd_close: none,
    fd_seek: none,
    fd_write: none,
    fd_read: none,
    fd_fdstat_get: none,
    fd_prestat_get: none,
    fd_prestat_dir_name: none,
    environ_get: () => success,
    environ_sizes_get(count: number, size: number): number {
      new DataView(memory()).setUint32(count, 0, true);
      new DataView(memory()).setUint32(size, 0, true);
      return success;
    },
  };
}
