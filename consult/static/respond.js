// Before words are sent: is there a connection? If not they stay on the page. Every page works without this file.
const PATIENCE = 8000;
const form = document.querySelector("form[data-module='app-keep-words']");
const box = form?.querySelector("textarea, input[type='text']");

async function isConnected() {
  if (!navigator.onLine) return false;
  try {
    const small = document.querySelector("link[rel='icon']").href;
    await fetch(small, { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    return true;
  } catch {
    return false;
  }
}

async function keepWords(event) {
  if (event.submitter?.dataset.checked) return;
  event.preventDefault();
  const status = form.querySelector(".app-keep-words");
  const button = event.submitter ?? form.querySelector("button");
  if (form.dataset.checking) return;
  form.dataset.checking = "yes";
  const connected = await isConnected();
  delete form.dataset.checking;
  if (!connected) {
    status.textContent = status.dataset.lost;
    return;
  }
  status.textContent = "";
  button.dataset.checked = "yes";
  form.requestSubmit(button);
  setTimeout(() => delete button.dataset.checked, 0);
}

if (box) form.addEventListener("submit", keepWords);
