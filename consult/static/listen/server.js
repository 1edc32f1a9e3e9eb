// What is asked of the server, and what its answers mean. Nothing here waits for ever, and nothing is taken for stored
// that the server has not said to be stored.
const PATIENCE = 12_000; // milliseconds

export class NoSignal extends Error {}
export class SignedOut extends Error {}
export class Refused extends Error {} // the message is a sentence for the person

let token = "";

async function ask(url, more = {}) {
  let answer;
  const headers = { Accept: "application/json", ...more.headers };
  try {
    answer = await fetch(url, { cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(PATIENCE), ...more, headers });
  } catch {
    throw new NoSignal();
  }
  if (answer.status === 401 || answer.type === "opaqueredirect") throw new SignedOut();
  if (answer.status >= 500 || answer.status === 429) throw new NoSignal();
  return answer;
}

async function read(answer) {
  const said = await answer.json().catch(() => null);
  if (answer.ok && said) return said;
  throw new Refused(said?.error ?? "The server did not take this. Save the unsent points as a file, and tell your administrator.");
}

/** Who is signed in, with the secret for this device and the key for files. */
export async function askWho(base, device) {
  const who = await read(await ask(`${base}device.json?device=${encodeURIComponent(device)}`));
  token = who.token;
  return who;
}

/** Receipts for these points. */
export async function send(base, event, device, points) {
  const body = JSON.stringify({ device, sent_at: new Date().toISOString(), points });
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  return read(await ask(`${base}${event}/points.json`, { method: "POST", body, headers }));
}

/** standing: the version that is there; other: the one that came second. Both stay in the history. */
export async function settle(base, event, number, choice) {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  const answer = await ask(`${base}${event}/points/${number}/settle.json`, { method: "POST", body: JSON.stringify({ choice }), headers });
  if (answer.status !== 409) await read(answer); // 409: somebody has settled it already
}

export const askSince = async (base, event, number) => read(await ask(`${base}${event}/points.json?after=${number}`));
