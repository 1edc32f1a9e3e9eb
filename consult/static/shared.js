// A device that goes from hand to hand: after a rest it asks, then clears itself. Without this file there is the button.
const form = document.querySelector("form[data-rests]");
const dialog = document.querySelector(".app-rested");
const WARNED = 25_000; // milliseconds to press “I am still here”: at least 20 s (WCAG 2.2.1), as often as anybody likes

if (form && dialog) {
  const rests = Number(form.dataset.rests) * 1000;
  const left = dialog.querySelector(".app-rested__left");
  let touched = Date.now();
  let leaving = false;

  function clear() {
    if (leaving) return;
    leaving = true;
    const idle = Object.assign(document.createElement("input"), { type: "hidden", name: "idle", value: "yes" });
    form.append(idle);
    form.hidden = true;
    document.title = "…";
    document.body.replaceChildren(form);
    form.submit();
  }

  function look() {
    const rested = Date.now() - touched;
    if (rested >= rests) {
      clear();
    } else if (rested >= rests - WARNED) {
      left.textContent = left.dataset.words.replace("{seconds}", String(Math.ceil((rests - rested) / 1000)));
      if (!dialog.open) dialog.showModal();
    }
  }

  for (const kind of ["keydown", "pointerdown", "pointermove", "wheel", "scroll", "input", "touchstart"]) {
    document.addEventListener(
      kind,
      () => {
        if (!dialog.open) touched = Date.now();
      },
      { capture: true, passive: true },
    );
  }
  dialog.addEventListener("close", () => {
    touched = Date.now();
  });
  document.addEventListener("visibilitychange", look); // a tablet that slept
  setInterval(look, 1000);
}
