// Points that only this device has, and what a person must decide about them. Words are only ever put in as text.
const list = document.querySelector("#unsent-points");
export const KINDS = { verbatim: "Their own words", paraphrase: "In my words", observation: "Something I noticed" };

export function showUnsent(rows, acts) {
  if (!list) return;
  const newer = new Set(rows.map(({ point }) => point?.replaces));
  const shown = rows.filter(({ point, once }) => point && !newer.has(once)).reverse();
  list.closest("section").hidden = !shown.length;
  const drawn = shown.map((row) => `${row.once} ${row.state} ${row.answer?.theirs?.withheld}`).join();
  if (list.dataset.drawn === drawn) return; // whoever is on a button of it stays there
  list.dataset.drawn = drawn;
  list.replaceChildren(...shown.map((row) => (row.state === "conflict" ? conflict(row, acts) : waiting(row, acts))));
}

/** What was written last, and the way back; another version of a point has its own way back in the list. */
export function showLast(form, point, takeBack) {
  const bar = document.querySelector(".app-last") ?? Object.assign(document.createElement("div"), { className: "app-last govuk-body-s" });
  if (point.replaces) return bar.remove();
  const words = Object.assign(document.createElement("span"), { className: "app-last__words", textContent: `Last: ${point.text}` });
  const undo = Object.assign(document.createElement("button"), { className: "app-link-button", type: "button", textContent: "Undo the last" });
  undo.addEventListener("click", () => takeBack({ point, once: point.once }));
  bar.replaceChildren(words, undo);
  return form.before(bar);
}

function copyOf(id, words) {
  const item = document.querySelector(`#${id}`).content.cloneNode(true).firstElementChild;
  for (const [name, text] of Object.entries(words)) item.querySelector(`[data-put=${name}]`).textContent = text;
  return item;
}

function waiting(row, { change, takeBack }) {
  const { point, state, answer } = row;
  const byline = [KINDS[point.kind], point.table, point.agreed && `${point.agreed} agreed`, "on this device, not sent yet"];
  const words = { text: point.removed ? `Taken back: ${point.text}` : point.text, byline: byline.filter(Boolean).join(" · ") };
  const item = copyOf("unsent-point", { ...words, sentence: state === "refused" ? answer.sentence : "" });
  item.querySelector("[data-act=change]").addEventListener("click", () => change(row));
  const back = item.querySelector("[data-act=take-back]");
  back.hidden = point.removed || state === "refused";
  back.addEventListener("click", () => takeBack(row));
  return item;
}

function conflict(row, { settle }) {
  const { theirs } = row.answer;
  const words = theirs.withheld ? "This version waits for the screening, or only the safeguarding lead can read it. It is shown here when it may be." : theirs.text;
  const item = copyOf("conflict", { theirs: theirs.removed ? "Taken out" : words, author: theirs.author ? `, by ${theirs.author}` : "", text: row.point.removed ? "Taken out" : row.point.text });
  for (const choice of ["theirs", "mine", "third"]) {
    item.querySelector(`[data-act=${choice}]`).addEventListener("click", () => settle(row, choice));
  }
  return item;
}
