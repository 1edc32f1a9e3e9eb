// Which locks of this device are open in this tab. They are in memory only: closing the page locks them.
import * as outbox from "./outbox.js";
import { keyOfSecret, keyOfWords, lockKey, makeKey, makeOnce, random, ROUNDS, unlockKey } from "./vault.js";

const open = new Map(); // id of a vault → {vault, key}
const alone = (act) => (navigator.locks ? navigator.locks.request("consult-listening-vaults", act) : act());

export const forget = () => open.clear();
export const isOpen = () => open.size > 0;
export const keyOf = (id) => open.get(id)?.key;
export const ownerOf = (id) => open.get(id)?.vault.user;

/** The one that new points are locked with: this person's, where theirs is open. */
export const mine = (user) => [...open.values()].find(({ vault }) => vault.user === user) ?? [...open.values()].at(-1);

/** While signed in: the server's secret for this user and device opens what it locked, and locks what words opened. */
export const openWithServer = (secret, user) =>
  alone(async () => {
    const by = await keyOfSecret(secret);
    for (const vault of await outbox.list("vaults")) {
      if (vault.user === user && vault.server && !open.has(vault.id)) await tryToOpen(vault, vault.server, by);
    }
    for (const { vault, key } of open.values()) {
      if (vault.user === user && !vault.server) await keep({ ...vault, server: await lockKey(key, by) }, key);
    }
    if (![...open.values()].some(({ vault }) => vault.user === user)) await make(user, { server: by });
  });

/** How many opened: none where these are not the words. */
export const openWithWords = (words) =>
  alone(async () => {
    let opened = 0;
    for (const vault of await outbox.list("vaults")) {
      if (!vault.words) continue;
      opened += await tryToOpen(vault, vault.words, await keyOfWords(words, vault.words.salt, vault.words.rounds));
    }
    return opened;
  });

/** From now on these words open what is open now; without anything open they begin something new. */
export const setWords = (words, user) =>
  alone(async () => {
    const salt = random(16);
    const by = await keyOfWords(words, salt);
    const more = { salt, rounds: ROUNDS };
    if (!open.size) return make(user, { words: by, more });
    for (const { vault, key } of open.values()) {
      await keep({ ...vault, words: { ...(await lockKey(key, by)), ...more } }, key);
    }
  });

export const haveWords = async () => (await outbox.list("vaults")).some((vault) => vault.words);

async function tryToOpen(vault, box, by) {
  const key = await unlockKey(box, by);
  if (key) open.set(vault.id, { vault, key });
  return key ? 1 : 0;
}

async function make(user, { server = null, words = null, more = {} }) {
  const key = await makeKey();
  const vault = { id: makeOnce(), user, server: null, words: null };
  if (server) vault.server = await lockKey(key, server);
  if (words) vault.words = { ...(await lockKey(key, words)), ...more };
  await keep(vault, key);
}

async function keep(vault, key) {
  await outbox.keepVault(vault);
  open.set(vault.id, { vault, key });
}
