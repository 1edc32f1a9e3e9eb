// "Save unsent points as a file": what this tab can open, locked for the server. Any signed-in facilitator hands it in on
// another machine; nobody can read it on the way. The points stay here too: the server stores each of them once.

import { listUnsent } from "./points.js";
import { sealForServer } from "./vault.js";

export async function saveAsFile(device, fileKey) {
  const rows = (await listUnsent()).filter(({ point }) => point);
  const points = rows.map(({ event, point }) => ({ event: Number(event), ...point }));
  const box = await sealForServer(fileKey, { device, points });
  const whole = JSON.stringify({ format: "consult-unsent-points", version: 1, ...box });
  download(new Blob([whole], { type: "application/json" }), `unsent-points-${stamp()}.json`);
  return points.length;
}

const stamp = () => new Date().toISOString().slice(0, 16).replaceAll(":", "");

function download(blob, name) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
