// Points on this device: locked on their way in, opened on their way out.
import * as keys from "./keys.js";
import * as outbox from "./outbox.js";
import { seal, unseal } from "./vault.js";

/** Returns when the point is on the disk of this device; fails where it is not. */
export async function add(event, user, point, settles = null) {
  const { vault, key } = keys.mine(user);
  const box = await seal(key, point, `${event} ${point.once}`);
  await outbox.add({ event, once: point.once, vault: vault.id, ...box }, { settles });
}

/** Everything unsent, in the order in which it was written. A point that this tab cannot open has no `point`. */
export async function listUnsent() {
  const answers = new Map((await outbox.list("answers")).map((answer) => [answer.once, answer]));
  return Promise.all((await outbox.list("outbox")).map((row) => opened(row, answers.get(row.once))));
}

async function opened(row, answer) {
  const key = keys.keyOf(row.vault);
  const found = { event: row.event, once: row.once, user: keys.ownerOf(row.vault), vault: row.vault, state: answer?.state ?? "waiting" };
  if (!key) return found;
  try {
    found.point = await unseal(key, row, `${row.event} ${row.once}`);
    if (answer) found.answer = await unseal(key, answer, `answer ${row.once}`);
  } catch {
    return { ...found, point: undefined }; // harmed on this disk: it holds up no other, and is counted
  }
  return found;
}

/** What the server said about a point that a person must look at. */
export async function keepAnswers(found) {
  const rows = found.map(async ({ row, receipt }) => {
    const box = await seal(keys.keyOf(row.vault), receipt, `answer ${row.once}`);
    return { once: row.once, state: receipt.state, ...box };
  });
  await outbox.keepAnswers(await Promise.all(rows));
}

export async function keepDraft(event, user, fields) {
  const { vault, key } = keys.mine(user);
  await outbox.keepDraft({ event, vault: vault.id, ...(await seal(key, fields, `draft ${event}`)) });
}

export async function findDraft(event) {
  const draft = await outbox.find("drafts", event);
  const key = draft && keys.keyOf(draft.vault);
  return key ? unseal(key, draft, `draft ${event}`) : null;
}
