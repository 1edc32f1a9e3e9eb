// Signing out waits while this device has points that no server has: a person says that they may stay here, locked.
import { count } from "./outbox.js";
import { isPossible } from "./vault.js";

const form = document.querySelector("form[action$='/staff/sign-out']");
const dialog = document.querySelector("#leaving");

async function ask(event) {
  if (dialog.returnValue === "leave") return;
  event.preventDefault();
  const unsent = await count().catch(() => 0);
  if (!unsent) return form.submit();
  dialog.querySelector("h2").textContent = unsent === 1 ? "1 point is not sent yet" : `${unsent} points are not sent yet`;
  dialog.showModal();
  return null;
}

if (form && dialog && isPossible) {
  form.addEventListener("submit", ask);
  dialog.addEventListener("close", () => dialog.returnValue === "leave" && form.submit());
}
