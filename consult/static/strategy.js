// Pictures beside their tables, and progress that moves by itself. Every page says the same without this file.

for (const place of document.querySelectorAll("[data-figure]")) {
  const details = place.closest("details[data-picture]");
  if (!details) draw(place);
  else {
    details.hidden = false;
    details.addEventListener("toggle", () => draw(place), { once: true }); // only open ones have a width
  }
}
const watched = document.querySelector("[data-finding]");
if (watched?.dataset.finding) watch(watched);

function draw(place) {
  const source = document.getElementById(place.dataset.figure);
  if (!source || !window.Plotly) return;
  const figure = JSON.parse(source.textContent);
  const layout = { ...figure.layout, autosize: true };
  place.classList.add("app-picture--drawn"); // shown first: plotly.js measures the width it has
  window.Plotly.newPlot(place, figure.data, layout, { displayModeBar: false, responsive: true })
    .catch(() => place.classList.remove("app-picture--drawn"));
}

async function watch(page) {
  const words = page.querySelector("[data-finding-words]");
  const bar = page.querySelector("[data-finding-bar]");
  const link = page.querySelector("[data-finding-link]");
  let failures = 0;
  link?.parentElement.setAttribute("hidden", "");
  while (true) {
    await new Promise((resolve) => setTimeout(resolve, 1500));
    try {
      const answer = await fetch(page.dataset.finding, { headers: { Accept: "application/json" } });
      if (!answer.ok || answer.redirected) throw new Error("no progress");
      const progress = await answer.json();
      failures = 0;
      if (!progress.is_open) return location.reload();
      bar.value = progress.percent;
      if (words.textContent !== progress.words) words.textContent = progress.words;
    } catch {
      failures += 1;
      if (failures < 5) continue;
      link?.parentElement.removeAttribute("hidden");
      words.textContent = "How far it is cannot be seen just now. The work itself goes on. Check again in a minute.";
      return;
    }
  }
}
