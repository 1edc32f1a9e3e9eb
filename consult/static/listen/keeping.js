// Keeps a page with every file that it names, so that it opens without signal; and lets a new worker take over when
// nothing is being written. A page is kept whole or not at all: the older one stays until the newer is complete.
import { keepPageName } from "./outbox.js";

const NAMED = /\/assets\/[\w-]+\/[\w.-]+/g;

/** pages: addresses; the first one is the event's. */
export async function keepPages({ event, title, pages }) {
  const found = await Promise.all(pages.map(fetchPage));
  const files = [...new Set(found.flatMap(({ html }) => html.match(NAMED) ?? []))];
  const stamp = files[0].split("/")[2];
  const prefix = `consult-listening-${event}-`;
  const cache = await caches.open(prefix + stamp);
  const there = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname));
  await cache.addAll(files.filter((file) => !there.has(file)));
  await Promise.all(found.map(({ page, answer }) => cache.put(page, answer)));
  const older = (await caches.keys()).filter((name) => name.startsWith(prefix) && name !== prefix + stamp);
  await Promise.all(older.map((name) => caches.delete(name)));
  await keepPageName({ event, title, at: new Date().toISOString() });
}

async function fetchPage(page) {
  const answer = await fetch(page, { cache: "no-store", redirect: "error" });
  if (!answer.ok) throw new Error(`${page}: ${answer.status}`);
  return { page, answer: answer.clone(), html: await answer.text() };
}

/** isBusy: whether something is being written on this page just now. */
export async function startWorker({ worker, isBusy, send }) {
  if (!navigator.serviceWorker) return null;
  navigator.serviceWorker.addEventListener("message", ({ data }) => data === "send" && send());
  const found = await navigator.serviceWorker.register(worker);
  const takeOver = () => isBusy() || found.waiting?.postMessage("take over");
  takeOver();
  found.addEventListener("updatefound", () => {
    found.installing?.addEventListener("statechange", takeOver);
  });
  return found;
}

/** Where there is Background Sync the browser says when there is signal again. */
export const wakeMe = async () => (await navigator.serviceWorker?.ready)?.sync?.register("consult-listening").catch(() => null);

export async function dropPages() {
  for (const name of await caches.keys()) if (name.startsWith("consult-listening-")) await caches.delete(name);
}
