// Exit this page: hide everything, tell the server, be elsewhere, in that order, and wait for nobody.
// Without this file the buttons send their form, and the page that answers leads on.
const PATIENCE = 700;
const ROOM = 5000; // for three presses of Shift
const forms = document.querySelectorAll("form[data-leave]");
const address = document.querySelector("form[data-address]")?.dataset.address;
const loading = document.querySelector("form[data-loading]")?.dataset.loading ?? "";
let presses = [];

function leave(form) {
  window.speechSynthesis?.cancel(); // see aloud.js
  const told = fetch(form.action, { method: "POST", body: new FormData(form), keepalive: true, redirect: "manual" });
  document.title = loading;
  document.body.replaceChildren();
  document.body.className = "app-leaving";
  const waited = new Promise((done) => setTimeout(done, PATIENCE));
  Promise.race([told.catch(() => waited), waited]).finally(() => location.replace(address));
}

if (address) {
  document.querySelector(".app-exit")?.classList.add("app-exit--ready");
  for (const form of forms) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      leave(form);
    });
  }
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift") {
      presses = [];
      return;
    }
    presses = [...presses.filter((moment) => event.timeStamp - moment < ROOM), event.timeStamp];
    if (presses.length >= 3) leave(forms[0]);
  });
}

// A page that the browser kept in its memory is asked for again: what was said is then not on it.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
