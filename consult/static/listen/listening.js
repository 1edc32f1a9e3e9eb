// The log of a listening event on a device that keeps every point until the server has it: written here, a point is
// locked on the disk first (points.js) and sent when there is signal (sending.js). Where a browser cannot do that, the
// plain form stays as it is.
import { arrive } from "./arriving.js";
import { clearForm, faultOf, fill, pointOf, version } from "./form.js";
import { wakeMe } from "./keeping.js";
import * as keys from "./keys.js";
import * as outbox from "./outbox.js";
import { event, panel, refresh, say, start, user } from "./panel.js";
import * as points from "./points.js";
import * as sending from "./sending.js";
import { showUnsent } from "./showing.js";

const NO_ROOM = "This point is not kept: this device has no room, or keeps nothing for this page. Your words are still in the box: copy them.";
const REST = 400; // milliseconds without a key before what stands in the boxes is kept
const form = document.querySelector("form[data-log]");
const box = form?.elements.namedItem("text");
let editing = null; // {replaces, settles}: of which point another version is being written
let isReady = null;
let timer = 0;

function refreshed(rows) {
  showUnsent(rows.filter((row) => row.event === event), { change, takeBack });
  if (form) form.hidden = panel.classList.contains("app-device--locked");
}

async function opened() {
  const draft = form && !box.value && (await points.findDraft(event));
  if (draft) fill(form, draft);
}

async function write() {
  await isReady;
  if (!keys.isOpen()) return form.submit(); // as without this file
  const fault = faultOf(form);
  if (fault) return stay(fault);
  const { replaces, settles } = editing ?? {};
  if (await put(pointOf(form, replaces ?? null), settles)) return true;
  editing = null;
  clearTimeout(timer);
  clearForm(form);
  return box.focus();
}

/** Whether it failed. */
async function put(point, settles = null) {
  say("");
  try {
    await points.add(event, user, point, settles);
  } catch {
    return stay(NO_ROOM);
  }
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
  box.focus();
}

const takeBack = ({ point, once }) => put({ ...version(point, once), removed: true });

function keepDraft() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (!keys.isOpen()) return;
    if (box.value.trim()) points.keepDraft(event, user, pointOf(form)).catch(() => null);
    else outbox.dropDraft(event).catch(() => null);
  }, REST);
}

if (panel) {
  isReady = start({ refreshed, opened, arrived: arrive, isBusy: () => Boolean(box?.value.trim()) }).catch(() => (panel.hidden = true));
  form?.addEventListener("submit", (submitted) => {
    if (submitted.submitter?.name) return; // another button of the form, for the server
    submitted.preventDefault();
    write();
  });
  form?.addEventListener("input", keepDraft);
}
