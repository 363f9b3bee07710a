// A real wegwijs-server in a folder, and the program `wegwijs` as another device. WEGWIJS_SERVER and WEGWIJS_CLIENT name
// the programs.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const run = promisify(execFile);
export const pin = 'geheim-48213';
export const region = '0405'; // Hoorn

/** `words`: more of the command that serves. */
export async function startServer(folder, words = []) {
  const program = process.env.WEGWIJS_SERVER;
  const ask = async (...words) => {
    const { stdout } = await run(program, [...words, '--dir', folder, '--json']);
    return stdout.trim() === '' ? null : JSON.parse(stdout);
  };
  await ask('init');
  let child;
  const server = {
    /** Requests that it answered, by their path without ids. */
    answered: new Map(),
    addUser: (user, role = 'klantmanager') => ask('user', 'add', user, '--role', role, '--gemeente', region),
    code: async (user) => (await ask('enrol-code', user)).code,
    /** Again at the same address, after it was stopped. */
    async start() {
      const listen = server.url ? new URL(server.url).host : '127.0.0.1:0';
      const serve = ['serve', '--dir', folder, '--listen', listen, ...words];
      child = spawn(program, serve, { stdio: ['ignore', 'pipe', 'inherit'] });
      const lines = createInterface({ input: child.stdout });
      const [first] = await once(lines, 'line');
      server.url = first.replace(/^listening on /, '');
      lines.on('line', (line) => count(server.answered, line));
    },
    async stop() {
      if (!child) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      child = undefined;
      await ended;
    },
  };
  await server.start();
  return server;
}

function count(answered, line) {
  if (!line.startsWith('{')) return;
  const { event, path, status } = JSON.parse(line);
  if (event !== 'request' || status >= 400) return;
  answered.set(path, (answered.get(path) ?? 0) + 1);
}

/** The program with a store at `path`: gives what it answers. */
export function nativeDevice(path) {
  return async (...words) => {
    const options = { env: { ...process.env, WEGWIJS_PIN: pin } };
    const { stdout } = await run(process.env.WEGWIJS_CLIENT, [...words, '--store', path, '--json'], options);
    return JSON.parse(stdout);
  };
}
