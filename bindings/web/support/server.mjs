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
  const child = spawn(program, ['serve', '--dir', folder, '--listen', '127.0.0.1:0', ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const [first] = await once(lines, 'line');
  const url = first.replace(/^listening on /, '');
  return {
    url,
    addUser: (user, role = 'klantmanager') => ask('user', 'add', user, '--role', role, '--gemeente', region),
    code: async (user) => (await ask('enrol-code', user)).code,
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** The program with a store at `path`: gives what it answers. */
export function nativeDevice(path) {
  return async (...words) => {
    const options = { env: { ...process.env, WEGWIJS_PIN: pin } };
    const { stdout } = await run(process.env.WEGWIJS_CLIENT, [...words, '--store', path, '--json'], options);
    return JSON.parse(stdout);
  };
}
