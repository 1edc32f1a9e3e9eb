// Locks what is kept on this device: pure functions over WebCrypto, no storage. A data key locks the points. It is kept
// locked itself: with a secret that the server gives to whoever is signed in, and with words that a person remembers.
const AES = "AES-GCM";
const USES = ["encrypt", "decrypt"];
const WRAPS = ["wrapKey", "unwrapKey"];
const coder = new TextEncoder();
export const ROUNDS = 600_000;
export const SHORTEST_WORDS = 12;

export const isPossible = Boolean(globalThis.crypto?.subtle && globalThis.indexedDB);
export const random = (bytes) => crypto.getRandomValues(new Uint8Array(bytes));
export const toText = (bytes) => btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(""));
export const fromText = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

/** A key that no other device makes: 22 letters that may stand in an address. */
export const makeOnce = () => toText(random(16)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

export const makeKey = () => crypto.subtle.generateKey({ name: AES, length: 256 }, true, USES);

export const keyOfSecret = (secret) => crypto.subtle.importKey("raw", fromText(secret), AES, false, WRAPS);

export async function keyOfWords(words, salt, rounds = ROUNDS) {
  const typed = await crypto.subtle.importKey("raw", coder.encode(words.trim().normalize("NFKC")), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  return crypto.subtle.deriveKey(how, typed, { name: AES, length: 256 }, false, WRAPS);
}

export async function lockKey(key, by) {
  const iv = random(12);
  return { iv, locked: await crypto.subtle.wrapKey("raw", key, by, { name: AES, iv }) };
}

/** The data key, or null where `by` is not what it was locked with. */
export const unlockKey = ({ iv, locked }, by) =>
  crypto.subtle.unwrapKey("raw", locked, by, { name: AES, iv }, AES, true, USES).catch(() => null);

/** label is bound to the words: a box cannot be put in another's place. */
export async function seal(key, value, label) {
  const iv = random(12);
  const how = { name: AES, iv, additionalData: coder.encode(label) };
  return { iv, sealed: await crypto.subtle.encrypt(how, key, coder.encode(JSON.stringify(value))) };
}

export async function unseal(key, { iv, sealed }, label) {
  const how = { name: AES, iv, additionalData: coder.encode(label) };
  return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(how, key, sealed)));
}

/** What only the server can open (services/unsent_files.py): ECDH on P-256 with a key of this one file, HKDF, AES-GCM. */
export async function sealForServer(publicKey, value) {
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const own = await crypto.subtle.generateKey(curve, false, ["deriveBits"]);
  const theirs = await crypto.subtle.importKey("raw", fromText(publicKey), curve, false, []);
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, own.privateKey, 256);
  const from = await crypto.subtle.exportKey("raw", own.publicKey);
  const secret = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: from, info: coder.encode("consult unsent points 1") };
  const key = await crypto.subtle.deriveKey(how, secret, { name: AES, length: 256 }, false, USES);
  const { iv, sealed } = await seal(key, value, "consult unsent points 1");
  return { from: toText(from), iv: toText(iv), sealed: toText(sealed) };
}
