// Opens the log of a listening event where there is no signal. What it gives out then was put into caches by keeping.js:
// pages without anybody's words, each with every file that it names. It takes over only when a page says so.
const FOLDER = new URL("./", self.location).pathname;
const HOME = `${FOLDER}device`;
const PATIENCE = 6_000; // milliseconds; a weak signal is no signal
const AWAY = [502, 503, 504]; // what a proxy says while the application is not there

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", ({ data }) => {
  if (data === "take over") self.skipWaiting();
});

self.addEventListener("sync", (event) => event.waitUntil(tellPages()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request, url));
  else if (url.pathname.startsWith("/assets/")) event.respondWith(file(request));
});

async function tellPages() {
  for (const client of await self.clients.matchAll()) client.postMessage("send");
}

async function page(request, url) {
  const [event, more] = partsOf(url.pathname);
  const log = event && (await caches.match(`${FOLDER}${event}/offline`));
  try {
    const answer = await (log && !more ? Promise.race([fetch(request), refuseAfter(PATIENCE)]) : fetch(request));
    return log && !more && AWAY.includes(answer.status) ? log : answer;
  } catch (fault) {
    if (log && more === "worried") return Response.redirect(`${FOLDER}${event}#worried`); // whom to call is on the log too
    const instead = log ?? (await caches.match(HOME));
    if (instead) return instead;
    throw fault;
  }
}

/** The number of the event, and which of its pages; nothing where it is no page of an event. */
const partsOf = (path) => path.slice(FOLDER.length).match(/^(\d+)(?:\/(.*))?$/)?.slice(1) ?? [];

const refuseAfter = (milliseconds) => new Promise((_, refuse) => setTimeout(refuse, milliseconds));

/** Files are named by their content: one that is kept is the right one. */
const file = async (request) => (await caches.match(request.url)) ?? fetch(request);
