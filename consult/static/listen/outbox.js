// What is kept on this device, in IndexedDB. The outbox is only ever added to; a point leaves it when the server has
// given a receipt, in the same transaction that keeps the receipt. Whatever people said is locked before it comes here.
//
// device    name → value                     vaults    {id, user, server, words}: data keys, locked
// outbox    {order, once, event, vault, iv, sealed}    answers   {once, state, vault, iv, sealed}: a person must decide
// receipts  {once, event, number, at}: no words        drafts    {event, vault, iv, sealed}: what stands in the boxes
// kept      {event, title, at}: pages that open without signal
import { makeOnce } from "./vault.js";

const NAME = "consult-listening";
const changes = new BroadcastChannel(NAME);
let connection = null;

function open() {
  connection ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("device");
      asked.result.createObjectStore("vaults", { keyPath: "id" });
      asked.result.createObjectStore("outbox", { keyPath: "order", autoIncrement: true }).createIndex("once", "once", { unique: true });
      asked.result.createObjectStore("answers", { keyPath: "once" });
      asked.result.createObjectStore("receipts", { keyPath: "once" });
      asked.result.createObjectStore("drafts", { keyPath: "event" });
      asked.result.createObjectStore("kept", { keyPath: "event" });
    };
    asked.onsuccess = () => {
      asked.result.onclose = forget; // iOS takes the connection away from pages that slept
      asked.result.onversionchange = () => asked.result.close();
      resolve(asked.result);
    };
    asked.onerror = () => reject(asked.error);
  });
  connection.catch(forget);
  return connection;
}

function forget() {
  connection = null;
}

async function begin(stores, mode) {
  try {
    return (await open()).transaction(stores, mode, { durability: "strict" });
  } catch (fault) {
    if (fault.name !== "InvalidStateError") throw fault;
    forget();
    return (await open()).transaction(stores, mode, { durability: "strict" });
  }
}

/** Everything that work does, or nothing; returns only when the browser has written it to the disk. */
async function write(stores, work) {
  const whole = await begin(stores, "readwrite");
  await new Promise((resolve, reject) => {
    whole.oncomplete = resolve;
    whole.onabort = whole.onerror = () => reject(whole.error ?? new Error("not kept"));
    work(...stores.map((name) => whole.objectStore(name)));
  });
}

async function ask(store, question) {
  const asked = question((await begin([store], "readonly")).objectStore(store));
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

/** Tells the other tabs; a tab does not hear itself. */
const tell = () => changes.postMessage("changed");

export function whenOthersChange(act) {
  changes.onmessage = act;
}

export const list = (store) => ask(store, (rows) => rows.getAll());
export const find = (store, key) => ask(store, (rows) => rows.get(key));
export const count = () => ask("outbox", (rows) => rows.count());

export async function deviceName() {
  const known = await find("device", "name");
  if (known) return known;
  await write(["device"], (device) => device.add(makeOnce(), "name")).catch(() => null); // another tab was quicker
  return find("device", "name");
}

export const remember = (name, value) => write(["device"], (device) => device.put(value, name));
export const keepVault = (vault) => write(["vaults"], (vaults) => vaults.put(vault));
export const keepDraft = (draft) => write(["drafts"], (drafts) => drafts.put(draft));
export const dropDraft = (event) => write(["drafts"], (drafts) => drafts.delete(event));
export const keepPageName = (page) => write(["kept"], (kept) => kept.put(page));

/** A point; with `settles` what it settles is done in the same moment. */
export async function add(row, { settles = null, answered = null } = {}) {
  await write(["outbox", "answers", "drafts"], (outbox, answers, drafts) => {
    outbox.add(row);
    drafts.delete(row.event);
    if (settles) leave(outbox, answers, settles, answered);
  });
  tell();
}

/** The server has these. */
export async function acknowledge(receipts) {
  await write(["outbox", "answers", "receipts"], (outbox, answers, kept) => {
    for (const receipt of receipts) {
      kept.put(receipt);
      leave(outbox, answers, receipt.once);
    }
  });
  tell();
}

export async function keepAnswers(rows) {
  await write(["answers"], (answers) => rows.forEach((row) => answers.put(row)));
  tell();
}

function leave(outbox, answers, once) {
  answers.delete(once);
  const asked = outbox.index("once").getKey(once);
  asked.onsuccess = () => asked.result !== undefined && outbox.delete(asked.result);
}

export async function clearAll() {
  const stores = ["vaults", "outbox", "answers", "receipts", "drafts", "kept"];
  await write(stores, (...all) => all.forEach((rows) => rows.clear()));
  tell();
}
