// What the page says about this device: one sentence for each state. Pure.
const points = (count) => (count === 1 ? "1 point" : `${count} points`);
const are = (count) => `${points(count)} ${count === 1 ? "is" : "are"}`;

/** counts: unsent, asking (a person must decide), locked (this tab cannot open them), received. */
export function stateOf({ link, isSending, sentence }, { unsent, asking, locked, received }, isOpen) {
  if (isSending) return `Sending ${points(unsent - asking - locked)}…`;
  if (!isOpen && link !== "signal" && link !== "asking") return closed(unsent);
  return (says[link] ?? says.none)({ unsent, asking, locked, received, sentence });
}

const closed = (unsent) => `Locked, and no signal. ${unsent ? `${are(unsent)} safe on this device, not sent yet.` : "Nothing waits on this device."}`;

const says = {
  asking: () => "Looking for signal…",
  none: ({ unsent }) =>
    unsent
      ? `No signal. ${are(unsent)} on this device, not sent yet. Go on writing: they are sent when there is signal.`
      : "No signal. Go on writing: points stay on this device and are sent when there is signal.",
  "signed-out": ({ unsent }) =>
    unsent
      ? `Sign in again. ${are(unsent)} on this device, not sent yet. Signing in sends them.`
      : "Sign in again. You can go on writing first: points stay on this device until you have.",
  refused: ({ unsent, sentence }) => `${are(unsent)} on this device, not sent. ${sentence}`,
  signal: ({ unsent, asking, locked, received }) => {
    if (asking) return `${points(asking)} need${asking === 1 ? "s" : ""} you: see “On this device”.`;
    if (locked && locked === unsent) return `${are(locked)} on this device from somebody else, or locked with words. They are sent when that person signs in here.`;
    if (unsent) return `${are(unsent)} on this device, not sent yet.`;
    return received ? `All sent. The server has received ${points(received)} of this event from this device.` : "Connected. Nothing waits on this device.";
  },
};

/** The same in a few words, beside the box; nothing where there is nothing to say. */
export function briefOf({ link, isSending }, { unsent, asking, locked, received }, isOpen) {
  if (isSending) return `Sending ${points(unsent - asking - locked)}…`;
  if (!isOpen) return "";
  if (link === "none") return unsent ? `No signal. ${points(unsent)} on this device, not sent yet` : "No signal. Points stay on this device";
  if (link === "signed-out") return `You are signed out. ${points(unsent)} not sent yet.`;
  if (link === "refused") return `Not sent: see above. ${points(unsent)} on this device`;
  if (asking) return `${points(asking)} need${asking === 1 ? "s" : ""} you: see “On this device”`;
  if (unsent) return `${points(unsent)} on this device, not sent yet`;
  return received ? "All sent: the server has your points" : "";
}

/** How it looks: colour never says it alone. */
export function lookOf({ link, isSending }, { unsent, asking }, isOpen) {
  if (asking || link === "signed-out" || link === "refused") return "act";
  if (isSending || link === "asking") return "busy";
  return link === "signal" && !unsent && isOpen ? "well" : "waiting";
}
