// Single keys for the review workspace. Everything works without this file, by links and forms.

const STORE = "consult-review-keys";
const help = document.querySelector("[data-keys]");
const use = document.querySelector("[data-use-keys]");
const FOCUS = { m: "#move-to", s: "#stance", l: "#split-name", e: "#name" };

if (help && use) {
  help.hidden = false;
  use.checked = remembered() !== "off";
  use.addEventListener("change", () => remember(use.checked ? "on" : "off"));
  document.addEventListener("keydown", onKey);
}

function onKey(event) {
  if (!use.checked || event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
  const key = event.key.toLowerCase();
  const button = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (key === "j" || key === "k") step(key === "j" ? 1 : -1);
  else if (key === "x") picked()?.click();
  else if (key === "]" || key === "[") theme(key === "]" ? 1 : -1);
  else if (FOCUS[key]) document.querySelector(FOCUS[key])?.focus();
  else if (button) button.click();
  else return;
  event.preventDefault();
}

function isTyping(element) {
  if (element.matches("textarea, select")) return true;
  return element.matches("input") && element.type !== "checkbox";
}

function picks() {
  return [...document.querySelectorAll("[data-pick]")];
}

function picked() {
  return document.activeElement?.matches("[data-pick]") ? document.activeElement : null;
}

function step(by) {
  const all = picks();
  if (!all.length) return;
  const at = all.indexOf(picked());
  const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1);
  all[next].focus();
  all[next].closest("li").scrollIntoView({ block: "nearest" });
}

function theme(by) {
  const links = [...document.querySelectorAll(".app-review__themes .app-review__line a")];
  const at = links.findIndex((link) => link.getAttribute("aria-current") === "page");
  links[at + by]?.click();
}

function remembered() {
  try {
    return localStorage.getItem(STORE);
  } catch {
    return null; // a browser that keeps nothing: keys are on, and can be turned off for this page
  }
}

function remember(value) {
  try {
    localStorage.setItem(STORE, value);
  } catch {
    // nothing to keep it in
  }
}
