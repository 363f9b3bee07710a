// A site for tests: the built package and an empty page, and what goes to /v1/ is handed on to wegwijs-server, so that
// page and server are one origin, as they are in earnest. As the proxy of a browser it does the same for every address:
// then each server seems to have the page itself.
import { readFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { extname, join } from 'node:path';
import { pipeline } from 'node:stream';
import { fileURLToPath } from 'node:url';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const types = {
  '.js': 'text/javascript', '.wasm': 'application/wasm', '.map': 'application/json', '.html': 'text/html', '.css': 'text/css',
  '.svg': 'image/svg+xml', '.png': 'image/png', '.woff2': 'font/woff2', '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
};
/** Of the tablet app: nothing but what comes from the same place, and no script or style within a page. */
const policy = [
  "default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "style-src 'self'", "font-src 'self'", "img-src 'self' data:",
  "connect-src 'self'", "worker-src 'self'", "manifest-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
].join('; ');
const page = '<!doctype html><meta charset="utf-8"><title>Wegwijs</title>';

function handOn(from, to, server, half) {
  // The name that was asked for is signed, so it goes on as it came.
  const { pathname } = new URL(from.url, server);
  // A connection for each: what stands between may change.
  const how = { method: from.method, headers: from.headers, agent: false };
  const onward = request(new URL(pathname, server), how, (answer) => {
    to.writeHead(answer.statusCode, answer.headers);
    if (half) return breakOff(answer, to);
    pipeline(answer, to, () => {}); // one that breaks off there, breaks off here
  });
  onward.on('error', () => to.destroy());
  from.pipe(onward);
}

/** One that ends in the middle of its body. */
async function breakOff(answer, to) {
  const parts = [];
  for await (const part of answer) parts.push(part);
  const body = Buffer.concat(parts);
  to.write(body.subarray(0, body.length / 2), () => to.destroy());
}

/** The package stands at / and at /wegwijs/, or the app's files in `folder`; `more` has texts for other paths. */
async function give(path, to, { folder, more }) {
  if (path === '/' && !folder) return to.writeHead(200, { 'content-type': 'text/html' }).end(page);
  const name = path === '/' ? 'index.html' : path.slice(1);
  const place = folder ? join(folder, name) : join(dist, name.replace(/^wegwijs\//, ''));
  try {
    const content = more.get(path) ?? (await readFile(place));
    const headers = folder ? { 'content-security-policy': policy, 'cache-control': 'no-cache' } : {};
    to.writeHead(200, { 'content-type': types[extname(name)] ?? 'application/octet-stream', ...headers }).end(content);
  } catch {
    to.writeHead(404).end();
  }
}

/** `server`: where /v1/ goes; it may be set later, and to undefined: then such requests are cut. `port`: 0 for any. `folder`: of
 * an app to serve in place of the package; it may be set later. */
export async function startSite(server, port = 0, folder = undefined) {
  let held; // what holds requests up: a promise, and who is told that one has come
  const site = {
    server,
    folder,
    more: new Map(),
    /** Answers of the server come half from now on. */
    half: false,
    /** Requests to the server wait from now on, until what this gives is called. */
    hold() {
      let letGo, come;
      held = { until: new Promise((go) => (letGo = go)), asked: new Promise((tell) => (come = tell)), come: () => come() };
      return () => ((held = undefined), letGo());
    },
    /** One waits. */
    asked: () => held.asked,
  };
  const http = createServer((from, to) => void answer(from, to));
  const answer = async (from, to) => {
    const { pathname } = new URL(from.url, 'http://site');
    if (!pathname.startsWith('/v1/')) return give(pathname, to, site);
    held?.come();
    await held?.until;
    const asked = URL.canParse(from.url) ? from.url : site.server;
    if (asked) handOn(from, to, asked, site.half);
    else from.destroy();
  };
  await new Promise((ready) => http.listen(port, '127.0.0.1', ready));
  site.port = http.address().port;
  site.url = `http://localhost:${site.port}`;
  site.stop = () => {
    http.closeAllConnections();
    return new Promise((done) => http.close(done));
  };
  return site;
}
