// The two forms that open this device: words that a person knows, and choosing them.
import * as keys from "./keys.js";
import { SHORTEST_WORDS } from "./vault.js";

const SHORT = `Use at least ${SHORTEST_WORDS} characters: three or four words work well`;
const WRONG = "These words do not open this device. Check capitals and spaces, and try again. Nothing is lost: with signal, signing in opens it too";

export function startLocks(panel, user, opened) {
  const act = (name) => panel.querySelector(`[data-act=${name}]`);
  listen(act("unlock"), async (words) => ((await keys.openWithWords(words)) ? "" : WRONG), opened);
  listen(act("words").querySelector("form"), (words) => choose(words, user), opened);
  act("forgotten").addEventListener("click", () => {
    act("unlock").dataset.isForgotten = "yes"; // points that are locked stay, and are sent by signing in
    act("unlock").hidden = true;
    act("words").hidden = false;
    act("words").open = true;
    act("words").querySelector("input").focus();
  });
}

async function choose(words, user) {
  if (words.trim().length < SHORTEST_WORDS) return SHORT;
  await keys.setWords(words, user);
  return "";
}

/** done says what is wrong, or nothing. */
function listen(form, done, opened) {
  const [input, fault, button] = ["input", ".app-fault", "[type=submit]"].map((what) => form.querySelector(what));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    fault.textContent = await done(input.value);
    button.disabled = false;
    input.toggleAttribute("aria-invalid", Boolean(fault.textContent));
    if (fault.textContent) return input.focus();
    input.value = "";
    return opened();
  });
}
