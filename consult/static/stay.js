// Says so before a sign-in ends, and makes it last. Without this file a button on every page does it in a new tab.
const WARN = 300; // seconds before
const box = document.querySelector("#app-stay");
const form = box?.querySelector("form");
const words = box?.querySelector("[role=alert]");
let timer = 0;
let wasPressed = false;

async function secondsLeft() {
  const answer = await fetch(box.dataset.ask, { redirect: "manual" });
  return answer.ok ? (await answer.json()).seconds : 0;
}

function say(text, isOver) {
  if (words.textContent !== text) words.textContent = text;
  form.querySelector("button").hidden = isOver;
  form.querySelector("a").hidden = !isOver;
  box.hidden = false;
}

function lookAgain(seconds) {
  clearTimeout(timer);
  timer = setTimeout(look, seconds * 1000);
}

async function look() {
  let seconds;
  try {
    seconds = await secondsLeft();
  } catch {
    return lookAgain(30); // no network just now
  }
  if (seconds > WARN) {
    box.hidden = true;
    return lookAgain(seconds - WARN + 1);
  }
  if (seconds <= 0) return say(words.dataset.ended, true);
  const minutes = Math.ceil(seconds / 60);
  say(`${wasPressed ? words.dataset.last : words.dataset.soon} ${minutes === 1 ? "1 minute" : `${minutes} minutes`}.`, false);
  return lookAgain(Math.min(60, seconds + 1));
}

if (box) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    wasPressed = true;
    await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" }).catch(() => null);
    await look();
    wasPressed = false;
  });
  document.addEventListener("visibilitychange", look); // a computer that slept has missed its moment
  look();
}
