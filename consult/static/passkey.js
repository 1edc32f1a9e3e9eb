// Passkeys: asks the browser, puts its answer into the form and sends it. Without this file codes still work.
const canUse = Boolean(window.PublicKeyCredential?.parseRequestOptionsFromJSON);

async function ask(act, options) {
  return act === "create"
    ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
    : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
}

function prepare(box) {
  const form = box.querySelector("form");
  const status = form.querySelector("[role=status]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    status.textContent = "";
    try {
      const answer = await ask(box.dataset.act, JSON.parse(box.dataset.passkey).publicKey);
      form.elements.passkey.value = JSON.stringify(answer.toJSON());
      form.submit();
    } catch {
      status.textContent = status.dataset.said;
    }
  });
  box.hidden = false;
}

if (canUse) {
  document.querySelectorAll("[data-passkey]").forEach(prepare);
  document.querySelectorAll("[data-without-passkeys]").forEach((words) => words.remove());
}
