// Chromium on a profile folder of its own: what one run keeps, the next one finds.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright-core';

const program = process.env.CHROMIUM ?? 'chromium';
const options = [
  '--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync',
  '--disable-background-networking', '--disable-component-update', '--remote-debugging-port=0', 'about:blank',
];

function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It went by itself, as one that nobody needs.
  }
}

/** `detached`: in a group of its own, so that all its processes can be ended at one moment. `proxy`: a host and port that
 * all requests go through. */
export async function startBrowser(profile, { detached = true, proxy } = {}) {
  mkdirSync(profile, { recursive: true });
  const through = proxy ? [`--proxy-server=${proxy}`, '--proxy-bypass-list=<-loopback>'] : [];
  const words = [`--user-data-dir=${profile}`, ...through, ...options];
  const child = spawn(program, words, { detached, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(child, 'exit');
  const address = await new Promise((resolve, reject) => {
    let text = '';
    child.on('error', reject);
    child.on('exit', (status) => reject(new Error(`chromium ended with ${status}: ${text}`)));
    child.stderr.on('data', (part) => {
      text += part;
      const found = /DevTools listening on (ws:\S+)/.exec(text);
      if (found) resolve(found[1]);
    });
  });
  child.stderr.resume();
  const connection = await chromium.connectOverCDP(address);
  const context = connection.contexts()[0];
  return {
    async page(url) {
      for (let attempt = 1; ; ++attempt) {
        try {
          const page = await context.newPage();
          await page.goto(url);
          return page;
        } catch (error) {
          // After a kill: it was given a process that had been killed too, and that nobody had missed yet.
          if (!/crashed/i.test(error.message) || attempt === 5) throw error;
        }
      }
    },
    /** Takes away what a site keeps: `types` as in Storage.clearDataForOrigin. */
    async clear(origin, types) {
      const page = await context.newPage();
      const session = await context.newCDPSession(page);
      await session.send('Storage.clearDataForOrigin', { origin, storageTypes: types });
      await page.close();
    },
    /** Gives a function that ends the processes of all its tabs at once, and with them the workers that have stores. */
    async tabKiller(page) {
      const session = await connection.newBrowserCDPSession();
      const { processInfo } = await session.send('SystemInfo.getProcessInfo');
      const tabs = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
      return async () => {
        const crashed = page.waitForEvent('crash', { timeout: 0 });
        for (const pid of tabs) kill(pid);
        await crashed;
        await page.close();
      };
    },
    /** SIGKILL to every process of it. */
    async kill() {
      process.kill(-child.pid, 'SIGKILL');
      await ended;
      await connection.close().catch(() => {});
    },
    async close() {
      const session = await connection.newBrowserCDPSession();
      await session.send('Browser.close').catch(() => {});
      await ended;
      await connection.close().catch(() => {});
    },
  };
}
