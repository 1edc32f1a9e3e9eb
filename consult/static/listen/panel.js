// The panel “This device and the server”: how things stand, and what can be done about it. On the log of an event and on
// the page “What is on this device”.
import { keepPages, startWorker } from "./keeping.js";
import * as keys from "./keys.js";
import { startLocks } from "./locks.js";
import * as outbox from "./outbox.js";
import { listUnsent } from "./points.js";
import * as sending from "./sending.js";
import { saveAsFile } from "./unsent.js";
import { isPossible } from "./vault.js";
import { briefOf, lookOf, stateOf } from "./words.js";

const NO_KEY = "This device has not met the server yet, so there is no key to lock a file with. Open this page once with signal.";
export const panel = isPossible ? document.querySelector("#this-device") : null;
export const { event = "", title = "", user = "", base = "" } = panel?.dataset ?? {};
const saved = document.querySelector(".app-saved"); // in the form, in sight of whoever writes
const at = (name) => panel.querySelector(`[data-act=${name}]`);
const acts = { refreshed: () => null, opened: () => null, arrived: () => null, isBusy: () => false };
let isKept = false;

/** acts: refreshed(rows), opened(), arrived(points), isBusy(). Resolves when the server was asked once. */
export async function start(more) {
  Object.assign(acts, more);
  const device = await outbox.deviceName();
  panel.hidden = false;
  startLocks(panel, user, opened);
  at("send").addEventListener("click", sending.now);
  at("save").addEventListener("click", save);
  outbox.whenOthersChange(refresh);
  await sending.start({ base, event, device, changed: refresh, arrived: acts.arrived });
  startWorker({ worker: panel.dataset.worker, isBusy: acts.isBusy, send: sending.now }).catch(() => null);
  await opened();
}

/** After every try to open: ready to write, or asking for words. */
async function opened() {
  await refresh();
  if (!keys.isOpen()) return;
  navigator.storage?.persist?.();
  await acts.opened();
  sending.now();
}

export async function refresh() {
  const rows = await listUnsent();
  const owner = sending.standing.who?.user;
  const received = (await outbox.list("receipts")).filter((receipt) => !event || receipt.event === event);
  const counts = {
    unsent: rows.length,
    asking: rows.filter(({ state, point }) => point && state !== "waiting").length,
    locked: rows.filter((row) => !row.point || (owner && row.user !== owner)).length,
    received: received.length,
  };
  showState(counts);
  await showActions(counts);
  await acts.refreshed(rows);
  if (sending.standing.link === "signal") await keep();
}

function showState(counts) {
  const state = panel.querySelector(".app-device__state");
  const words = stateOf(sending.standing, counts, keys.isOpen());
  if (state.textContent !== words) state.textContent = words;
  showBrief(briefOf(sending.standing, counts, keys.isOpen()));
  panel.dataset.look = lookOf(sending.standing, counts, keys.isOpen());
}

/** Beside the box: what there is to know while writing, and the way to sign in where that is what it waits for. */
function showBrief(brief) {
  if (!saved || !brief || saved.dataset.said === brief) return;
  saved.dataset.said = brief;
  const link = Object.assign(at("sign-in").cloneNode(true), { hidden: false });
  saved.replaceChildren(brief, ...(sending.standing.link === "signed-out" ? [" ", link] : []));
}

async function showActions({ unsent, locked }) {
  const { link } = sending.standing;
  const [isOpen, hasWords, isConnected] = [keys.isOpen(), await keys.haveWords(), ["asking", "signal"].includes(link)];
  at("sign-in").hidden = link !== "signed-out";
  at("send").hidden = !unsent || !["none", "refused"].includes(link);
  at("save").hidden = !isOpen || unsent === locked || link === "signal";
  at("unlock").hidden = isOpen || !hasWords || isConnected || at("unlock").dataset.isForgotten === "yes";
  at("words").hidden = isOpen ? hasWords : isConnected || (hasWords && at("unlock").dataset.isForgotten !== "yes");
  if (!isOpen && !at("words").hidden) at("words").open = true;
  at("ready").hidden = !(hasWords && (await outbox.find("kept", event)));
  panel.classList.toggle("app-device--locked", !isOpen && !isConnected);
}

/** The page and all it needs, for the next time there is no signal. */
async function keep() {
  if (isKept || !window.caches) return;
  isKept = true;
  await keepPages({ event, title, pages: panel.dataset.pages.split(" ") }).then(refresh, () => (isKept = false));
}

async function save() {
  const fileKey = await outbox.find("device", "file-key");
  if (!fileKey) return say(NO_KEY);
  const saved = await saveAsFile(await outbox.deviceName(), fileKey);
  return say(`${saved === 1 ? "1 point is" : `${saved} points are`} in the file. Hand it in on another machine: Listening events, “Hand in unsent points”. They stay here too.`);
}

export function say(words) {
  panel.querySelector(".app-device__fault").textContent = words;
}
