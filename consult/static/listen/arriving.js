// Points that others wrote while this page is open, put on top of those that came with it.
import { KINDS } from "./showing.js";

export function arrive(points, event) {
  for (const point of points) put(point, event);
}

function put(point, event) {
  if (document.querySelector(`#point-${point.number}`)) return;
  document.querySelector(`#point-${point.replaces}`)?.remove();
  if (point.removed || point.conflict) return;
  const item = document.createElement("li");
  item.id = `point-${point.number}`;
  item.append(
    line("govuk-body app-words", point.withheld ? "This point waits for the screening, or only the safeguarding lead can read it." : point.text),
    line("govuk-body-s app-byline", [KINDS[point.kind], point.table, point.author, point.late && "late"].filter(Boolean).join(" · ")),
  );
  listed().prepend(item);
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
