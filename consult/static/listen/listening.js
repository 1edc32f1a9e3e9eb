// The log of a listening event on a device that keeps every point until the server has it: written here, a point is
// locked on the disk first (points.js) and sent when there is signal (sending.js). Where a browser cannot do that, the
// plain form stays as it is.
import { arrive } from "./arriving.js";
import { clearForm, faultOf, fill, pointOf, version } from "./form.js";
import { wakeMe } from "./keeping.js";
import * as keys from "./keys.js";
import * as outbox from "./outbox.js";
import { base, event, panel, refresh, say, start, user } from "./panel.js";
import * as points from "./points.js";
import * as sending from "./sending.js";
import { Refused, settle as settleOnServer } from "./server.js";
import { showLast, showUnsent } from "./showing.js";

const NEEDS_SIGNAL = "This needs signal. Without it you can write points, and change those that you see.";
const NO_ROOM = "This point is not kept: this device has no room, or keeps nothing for this page. Your words are still in the box: copy them.";
const TWICE = 1_000; // milliseconds between two presses that mean one
const REST = 400; // milliseconds without a key before what stands in the boxes is kept
const form = document.querySelector("form[data-log]");
const box = form?.elements.namedItem("text");
let editing = null; // {replaces, settles}: of which point another version is being written
let isReady = null;
let timer = 0;
let addedAt = 0;

function refreshed(rows) {
  showUnsent(rows.filter((row) => row.event === event), { change, takeBack, settle });
  const room = form?.closest(".app-room__form");
  if (room) room.hidden = panel.classList.contains("app-device--locked");
}

async function opened() {
  const draft = form && !box.value && (await points.findDraft(event));
  if (!draft) return;
  if (draft.replaces) change({ point: draft, once: draft.replaces });
  else fill(form, draft);
}

async function write() {
  if (!(await isReadyToWrite()) || isPressedTwice()) return;
  const fault = faultOf(form);
  if (fault) return void stay(fault);
  const { replaces = null, settles = null } = editing ?? {};
  const point = pointOf(form, replaces);
  clearTimeout(timer);
  addedAt = Date.now();
  leaveIt(); // at once: the next one may be typed while this one goes to the disk
  if (await put(point, settles)) giveBack(point);
}

/** Until then the words stay in the box as they are: whoever presses twice means one point. */
async function isReadyToWrite() {
  if (box.readOnly) return false;
  box.readOnly = true;
  await isReady;
  box.readOnly = false;
  if (keys.isOpen()) return true;
  form.submit(); // as without this file
  return false;
}

/** A tired thumb: the first press has emptied the box. */
const isPressedTwice = () => !box.value.trim() && Date.now() - addedAt < TWICE;

function giveBack(point) {
  if (box.value.trim()) box.value = `${point.text}\n${box.value}`;
  else fill(form, point);
}

/** Whether it failed. */
async function put(point, settles = null) {
  say("");
  try {
    await points.add(event, user, point, settles);
  } catch {
    return stay(NO_ROOM);
  }
  showLast(form, point, takeBack);
  await refresh();
  wakeMe();
  sending.now();
  return false;
}

function stay(fault) {
  say(fault);
  box?.focus();
  return true;
}

function change({ point, once, state }) {
  editing = state === "refused" ? { replaces: point.replaces, settles: once } : { replaces: once };
  fill(form, point);
  tellWhatIsWritten();
  box.focus();
}

/** Whether it is a new point, or another version of one that is there; that can be left. */
function tellWhatIsWritten() {
  document.querySelector("#changing").hidden = !editing;
}

function leaveIt() {
  editing = null;
  clearForm(form);
  tellWhatIsWritten();
  box.focus();
}

const takeBack = ({ point, once }) => put({ ...version(point, once), removed: true });

/** A third version is written upon the one that stands; both others stay in the history. */
async function settle(row, choice) {
  const { number, theirs } = row.answer;
  try {
    await settleOnServer(base, event, number, choice === "mine" ? "other" : "standing");
  } catch (fault) {
    return say(fault instanceof Refused ? fault.message : "This needs signal, and you signed in. Nothing is lost: choose later.");
  }
  await outbox.acknowledge([{ once: row.once, event, number, late: false, at: new Date().toISOString() }]);
  await refresh();
  if (choice !== "third") return sending.now();
  return change({ point: row.point, once: theirs.once });
}

function keepDraft() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (!keys.isOpen()) return;
    if (box.value.trim()) points.keepDraft(event, user, pointOf(form, editing?.replaces ?? null)).catch(() => null);
    else outbox.dropDraft(event).catch(() => null);
  }, REST);
}

if (panel) {
  const address = (number) => `${base}${event}/points/${number}`;
  const arrived = (found) => form && arrive(found, { address, change });
  isReady = start({ refreshed, opened, arrived, isBusy: () => Boolean(box?.value.trim()) }).catch(() => (panel.hidden = true));
  form?.addEventListener("submit", (submitted) => {
    if (submitted.submitter?.name) return; // another button of the form, for the server
    submitted.preventDefault();
    write();
  });
  form?.addEventListener("input", keepDraft);
  document.addEventListener("submit", (submitted) => {
    if (submitted.defaultPrevented || submitted.target.method !== "post" || sending.standing.link !== "none") return;
    submitted.preventDefault(); // the browser would leave this page for one that says so in its own words
    say(NEEDS_SIGNAL);
    panel.scrollIntoView({ block: "nearest" });
  });
  document.addEventListener("click", (pressed) => {
    if (sending.standing.link !== "none" || !pressed.target.closest("a[href$='/worried']")) return;
    pressed.preventDefault();
    location.hash = "worried"; // whom to call is on this page too
  });
  document.querySelector("#changing button")?.addEventListener("click", leaveIt);
}
