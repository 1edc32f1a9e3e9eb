// Points that the server has: those of others are put on top of the page as they arrive, and each can be changed here,
// also without signal. Nothing of them is kept on this device.
import { KINDS } from "./showing.js";

const WITHHELD = "This point waits for the screening, or only the safeguarding lead can read it.";

const numberOf = (item) => Number(item.id.replace("point-", ""));
const came = Math.max(0, ...[...document.querySelectorAll("[id^=point-]")].map(numberOf)); // with the page: older ones stay where they are

/** points: newest versions, oldest first. address: of the page that corrects a point, by its number. */
export function arrive(points, { address, change }) {
  for (const point of points) {
    const there = document.querySelector(`#point-${point.number}`);
    if (there?.dataset.waits && !point.withheld) there.remove(); // it was screened meanwhile
    const item = there?.isConnected ? there : put(point);
    if (item && !point.withheld) offerChange(item, point, address(point.number), change);
  }
}

function put(point) {
  document.querySelector(`#point-${point.replaces}`)?.remove();
  if (point.removed || point.conflict || point.number <= came) return null;
  const item = document.createElement("li");
  item.id = `point-${point.number}`;
  const byline = [KINDS[point.kind], point.prompt, point.table && `table ${point.table}`, point.agreed && `${point.agreed} agreed`, point.author, point.late && "late"];
  item.append(line("govuk-body app-words", point.withheld ? WITHHELD : point.text), line("govuk-body-s app-byline", byline.filter(Boolean).join(" · ")));
  if (point.withheld) item.dataset.waits = "yes";
  listed().prepend(item);
  document.querySelector(".app-room__points > h2").textContent = "Points so far"; // the numbers are those of the page
  document.querySelector(".app-counts")?.remove();
  return item;
}

/** The link that corrects it fills the boxes of this page instead: that works without signal too. */
function offerChange(item, point, address, change) {
  if (item.dataset.changes) return;
  item.dataset.changes = "here";
  let link = item.querySelector(`a[href="${address}"]`);
  if (!link) {
    link = Object.assign(document.createElement("a"), { className: "govuk-link govuk-body-s", href: address, textContent: "Correct" });
    link.append(Object.assign(document.createElement("span"), { className: "govuk-visually-hidden", textContent: ` point ${point.number}` }));
    item.append(link);
  }
  link.addEventListener("click", (event) => {
    event.preventDefault();
    change({ point, once: point.once });
  });
}

/** The list of the page; where the page came without points, one of our own in its place. */
function listed() {
  const found = document.querySelector("ol.app-points");
  if (found) return found;
  const made = Object.assign(document.createElement("ol"), { className: "app-points" });
  document.querySelector(".app-room__points").append(made);
  return made;
}

function line(classes, text) {
  const made = document.createElement("p");
  made.className = `${classes} govuk-!-margin-bottom-1`;
  made.dir = "auto";
  made.textContent = text;
  return made;
}
