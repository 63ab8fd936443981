// The service worker of the form: the page and its files from the device first, the checklist and yards from the
// network first. Nothing that is sent passes through it. The build fills in the version and the files.
const VERSION = "@version";
const FILES = [/* @files */];
const PAGE = "audit";
const OURS = "aula-audit-";
const FILES_CACHE = `${OURS}files-${VERSION}`;
const ANSWERS_CACHE = `${OURS}answers`;
const ANSWERS_AT_MOST = 60;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(FILES_CACHE)
      .then((cache) => cache.addAll([PAGE, ...FILES].map((file) => new Request(file, { cache: "no-cache" }))))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  const outdated = (name) => name.startsWith(OURS) && name !== FILES_CACHE && name !== ANSWERS_CACHE;
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter(outdated).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  const path = url.pathname.slice(new URL("./", self.location).pathname.length);
  if (request.mode === "navigate" && path === PAGE) event.respondWith(page(request));
  else if (FILES.includes(path)) event.respondWith(file(request, path));
  else if (/^api\/v1\/(checklist|yards|city)(\/|\?|$)/.test(path + url.search)) event.respondWith(answer(request));
});

// The kept page fits the kept files; a newer one comes with the next version of this worker, which the browser looks for.
async function page(request) {
  const cache = await caches.open(FILES_CACHE);
  return (await cache.match(PAGE)) ?? fetch(request);
}

async function file(request, path) {
  const cache = await caches.open(FILES_CACHE);
  return (await cache.match(path)) ?? fetch(request);
}

async function answer(request) {
  const cache = await caches.open(ANSWERS_CACHE);
  try {
    const response = await fetch(request);
    if (response.ok) {
      await cache.put(request, response.clone());
      const keys = await cache.keys();
      await Promise.all(keys.slice(0, Math.max(0, keys.length - ANSWERS_AT_MOST)).map((key) => cache.delete(key)));
    }
    return response;
  } catch (error) {
    const kept = await cache.match(request);
    if (kept) return kept;
    throw error;
  }
}
