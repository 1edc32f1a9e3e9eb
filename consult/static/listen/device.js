// “What is on this device”: the logs that open without signal, how many points wait for which event, and clearing it all,
// which is refused while something is unsent unless a person says that it may be lost.
import { dropPages } from "./keeping.js";
import * as keys from "./keys.js";
import * as outbox from "./outbox.js";
import { base, panel, refresh, start } from "./panel.js";

const by = (id) => document.querySelector(`#${id}`);
const pointsOf = (count) => (count === 1 ? "1 point" : `${count} points`);

async function show(rows) {
  const kept = (await outbox.list("kept")).filter(({ title }) => title);
  list("kept-pages", "nothing-kept", kept.map(({ event, title }) => link(`${base}${event}`, title)));
  const counts = group(rows);
  const titles = new Map(kept.map(({ event, title }) => [event, title]));
  list("unsent-counts", "nothing-unsent", [...counts].map(([event, some]) => link(`${base}${event}`, `${titles.get(event) ?? `Event ${event}`}: ${pointsOf(some)}`)));
  by("clear-anyway").hidden = !rows.length;
  by("clear-anyway").querySelector("label").textContent = `Lose ${pointsOf(rows.length)} that no server has`;
}

function group(rows) {
  const counts = new Map();
  for (const { event } of rows) counts.set(event, (counts.get(event) ?? 0) + 1);
  return counts;
}

function list(id, otherwise, items) {
  by(id).replaceChildren(...items);
  by(otherwise).hidden = items.length > 0;
}

function link(address, words) {
  const item = document.createElement("li");
  const made = Object.assign(document.createElement("a"), { className: "govuk-link", href: address, textContent: words });
  item.append(made);
  return item;
}

async function clear(submitted) {
  submitted.preventDefault();
  const unsent = await outbox.count();
  if (unsent && !by("lose").checked) {
    by("clear-fault").textContent = `${pointsOf(unsent)} would be lost. Send them, or save them as a file first; or tick the box.`;
    return by("lose").focus();
  }
  await outbox.clearAll();
  await dropPages();
  keys.forget();
  by("clear-fault").textContent = "";
  by("cleared").hidden = false;
  return refresh();
}

if (panel) {
  start({ refreshed: show }).catch(() => (panel.hidden = true));
  by("clear-device").addEventListener("submit", clear);
}
