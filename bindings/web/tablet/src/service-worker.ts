// Keeps the whole app on the device, so that it starts without a network. The list of files and their hashes is made by the
// build: a version is taken whole or not at all. What goes to the server (/v1/) is never kept.
declare const files: { path: string; hash: string }[];
declare const version: string;

const worker = self as unknown as ServiceWorkerGlobalScope;
const cacheName = `wegwijs-${version}`;
const scope = new URL('./', worker.location.href);

function hexOf(bytes: ArrayBuffer): string {
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A file of another version, in the middle of a change on the server, makes the installation fail; it is tried again later. */
async function fetchFile({ path, hash }: { path: string; hash: string }): Promise<[URL, Response]> {
  const url = new URL(path, scope);
  const response = await fetch(url, { cache: 'reload', redirect: 'error' });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  const content = await response.clone().arrayBuffer();
  if (hexOf(await crypto.subtle.digest('SHA-256', content)) !== hash) throw new Error(`${path} is of another version`);
  return [url, response];
}

async function install(): Promise<void> {
  const fetched = await Promise.all(files.map(fetchFile));
  const cache = await caches.open(cacheName);
  for (const [url, response] of fetched) await cache.put(url, response);
}

async function dropOld(): Promise<void> {
  for (const name of await caches.keys()) if (name.startsWith('wegwijs-') && name !== cacheName) await caches.delete(name);
  await worker.clients.claim();
}

async function answer(request: Request): Promise<Response> {
  const url = new URL(request.url);
  url.search = url.hash = '';
  const key = request.mode === 'navigate' ? new URL('index.html', scope) : url;
  const cache = await caches.open(cacheName);
  return (await cache.match(key)) ?? fetch(request);
}

worker.addEventListener('install', (event) => event.waitUntil(install()));
worker.addEventListener('activate', (event) => event.waitUntil(dropOld()));
worker.addEventListener('message', (event) => {
  if (event.data === 'take-over') void worker.skipWaiting();
});
worker.addEventListener('fetch', (event) => {
  const { method, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== 'GET' || origin !== worker.location.origin || pathname.startsWith('/v1/')) return;
  event.respondWith(answer(event.request));
});
