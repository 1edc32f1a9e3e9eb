// The boxes of the log form as a point, and back. A box that the page does not have is left empty.
import { makeOnce } from "./vault.js";

const NAMES = ["text", "kind", "prompt", "table", "agreed", "mood", "parked"];

/** A version of its own: never the key of an older one. */
export const version = (point, replaces) => ({ ...point, once: makeOnce(), written_at: new Date().toISOString(), replaces, removed: false });

export function pointOf(form, replaces = null) {
  const said = new FormData(form);
  const words = (name) => String(said.get(name) ?? "").trim();
  const agreed = Number.parseInt(words("agreed"), 10);
  const point = { text: words("text"), kind: words("kind"), prompt: words("prompt"), table: words("table"), mood: words("mood") };
  return version({ ...point, agreed: Number.isNaN(agreed) ? null : agreed, parked: said.has("parked") }, replaces);
}

/** What is wrong with it, as a sentence; or nothing. */
export function faultOf(form) {
  const { text } = pointOf(form);
  const agreed = String(new FormData(form).get("agreed") ?? "").trim();
  if (!text) return "Write down what was said";
  if (text.length > 10_000) return "This is too long for one point. Use at most 10,000 characters, or split it into several points";
  if (agreed && !/^[1-9]\d{0,3}$/.test(agreed)) return "How many agreed must be a whole number from 1 to 9,999, or empty";
  return "";
}

export function fill(form, point) {
  for (const name of NAMES) {
    const box = form.elements.namedItem(name);
    if (!box) continue;
    if (box.type === "checkbox") box.checked = Boolean(point[name]);
    else box.value = point[name] ?? "";
  }
}

export function clearForm(form) {
  const { kind, prompt, table } = pointOf(form);
  fill(form, { kind, prompt, table });
}
