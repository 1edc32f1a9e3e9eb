// Sends what waits, one tab at a time and in order, as often as it takes; a point that was sent twice is stored once,
// because it carries its own key (once). Asks for what others wrote as well.
import * as keys from "./keys.js";
import * as outbox from "./outbox.js";
import { keepAnswers, listUnsent } from "./points.js";
import { askSince, askWho, NoSignal, Refused, send, SignedOut } from "./server.js";

const MOST = 100; // points at once, and bytes
const MOST_BYTES = 600_000;
const FIRST_WAIT = 2_000;
const LONGEST_WAIT = 60_000;
const POLL = 6_000;

export const standing = { link: "asking", isSending: false, sentence: "", who: null };
const asked = new Set(); // conflicts that were sent again since the page was opened: somebody may have settled them
const alone = (act) => (navigator.locks ? navigator.locks.request("consult-listening-sending", { ifAvailable: true }, (lock) => lock && act()) : act());

let place = null; // {base, event, device, changed, arrived}
let timer = 0;
let wait = FIRST_WAIT;
let newest = 0;
let isTurning = false;
let isWanted = false; // something was written while the last turn was under way

export function start(where) {
  place = where;
  for (const kind of ["online", "focus"]) addEventListener(kind, now);
  addEventListener("offline", () => note("none"));
  document.addEventListener("visibilitychange", () => document.hidden || now());
  return now();
}

/** Try at once, whatever the last try said. */
export function now() {
  wait = FIRST_WAIT;
  return turn();
}

async function turn() {
  isWanted = isTurning;
  if (isTurning) return;
  isTurning = true;
  clearTimeout(timer);
  try {
    await connect();
    await alone(sendAll);
    await fetchOthers();
    note("signal");
    again(isWanted ? 0 : POLL);
  } catch (fault) {
    if (!(fault instanceof NoSignal || fault instanceof SignedOut || fault instanceof Refused)) console.warn(fault.name);
    const isOut = fault instanceof SignedOut;
    note(isOut ? "signed-out" : fault instanceof Refused ? "refused" : "none", fault.message);
    again(wait * (0.8 + Math.random() * 0.4));
    wait = Math.min(wait * 2, LONGEST_WAIT);
  } finally {
    isTurning = false;
  }
}

function again(milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(() => (document.hidden && standing.link === "signal" ? again(POLL) : turn()), milliseconds);
}

function note(link, sentence = "") {
  Object.assign(standing, { link, sentence, isSending: false });
  if (link !== "signal") standing.who = null; // asked again next time: the token of a form may have ended
  place.changed();
}

/** Signed in, as whom, and with this device's secret: which opens what is locked here. */
async function connect() {
  if (standing.who) return;
  const who = await askWho(place.base, place.device);
  await keys.openWithServer(who.secret, who.user);
  await outbox.remember("file-key", who.file_key);
  standing.who = who;
}

/** Every event by itself: what is refused of one does not hold up the others. */
async function sendAll() {
  const tried = new Set(); // an answer that settles nothing is asked for again next time, not now
  let refusal = null;
  for (;;) {
    const waiting = (await listUnsent()).filter((row) => isToSend(row) && !tried.has(row.once));
    if (!waiting.length) break;
    standing.isSending = true;
    place.changed();
    const some = nextOf(waiting);
    for (const { once } of some) tried.add(once);
    try {
      await sendSome(some);
    } catch (fault) {
      if (!(fault instanceof Refused)) throw fault;
      refusal = fault;
    }
  }
  if (refusal) throw refusal;
}

function isToSend({ point, state, user, once, answer }) {
  if (!point || user !== standing.who.user) return false;
  return state === "waiting" || (state === "conflict" && (!asked.has(once) || answer.theirs.withheld));
}

/** The first ones that belong to the same event, as many as one request may carry. */
function nextOf(waiting) {
  let bytes = 0;
  const same = waiting.filter(({ event }) => event === waiting[0].event).slice(0, MOST);
  return same.filter(({ point }, place) => (bytes += JSON.stringify(point).length * 3) < MOST_BYTES || place === 0);
}

async function sendSome(rows) {
  const { event } = rows[0];
  for (const { once } of rows) asked.add(once);
  const { receipts } = await send(place.base, event, place.device, rows.map(({ point }) => point));
  const said = new Map(receipts.map((receipt) => [receipt.once, receipt]));
  const at = new Date().toISOString();
  const found = rows.filter(({ once }) => said.has(once)).map((row) => ({ row, receipt: said.get(row.once) }));
  const isStored = ({ receipt }) => receipt.state === "stored" || receipt.state === "already";
  await outbox.acknowledge(found.filter(isStored).map(({ receipt: { once, number, late } }) => ({ once, event, number, late: Boolean(late), at })));
  await keepAnswers(found.filter((each) => !isStored(each)));
  if (!found.length) throw new NoSignal(); // an answer about other points is no answer
}

async function fetchOthers() {
  if (!place.event) return;
  const { points, newest: last } = await askSince(place.base, place.event, newest);
  newest = last ?? newest;
  place.arrived(points);
}
