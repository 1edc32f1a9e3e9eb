// Reads the page aloud, only when pressed and only with voices that this device has itself: no word is sent anywhere.
// What is read is what is seen. Without this file, or without a voice of the page's language, nothing of it is shown.
const synth = window.speechSynthesis;
const tools = document.querySelector("[data-module='app-aloud']");
const root = document.querySelector("main");
const OWN = ".app-tools, .app-tool--part"; // what this file shows is not read
const WRITTEN = "textarea, select, script, style, template, progress"; // what somebody wrote stays quiet
const QUESTIONS = ".app-respond .govuk-form-group, .app-respond .app-help";
const LONG = 200; // characters: longer texts go to the voice sentence by sentence
let reading = null;

// --- what is seen -------------------------------------------------------------------------------------------------

function isClipped(element) {
  const style = getComputedStyle(element);
  return style.position === "absolute" && style.overflow === "hidden" && element.clientWidth <= 1;
}

function isSeen(element) {
  if (element.closest(OWN) || element.closest(WRITTEN) || !element.getClientRects().length) return false;
  if (getComputedStyle(element).visibility !== "visible") return false;
  if (element.checkVisibility && !element.checkVisibility({ contentVisibilityAuto: true })) return false;
  for (let one = element; one && one !== root; one = one.parentElement) if (isClipped(one)) return false;
  return true;
}

function blockOf(element) {
  let block = element;
  while (block !== root && /^(inline|contents)/.test(getComputedStyle(block).display)) block = block.parentElement;
  return block;
}

// Pieces of text with the place of every letter: [{ block, lang, text, parts: [{ node, start }] }]
function piecesOf(area) {
  const pieces = [];
  const walk = document.createTreeWalker(area, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode;
    if (!node.data.trim() || !isSeen(node.parentElement)) continue;
    const block = blockOf(node.parentElement);
    const lang = node.parentElement.closest("[lang]").lang;
    let piece = pieces.at(-1);
    if (piece?.block !== block || piece.lang !== lang) pieces.push((piece = { block, lang, text: "", parts: [] }));
    if (piece.text && piece.parts.at(-1).node.nextSibling !== node) piece.text += " ";
    piece.parts.push({ node, start: piece.text.length });
    piece.text += node.data.replace(/\s/g, " ");
  }
  return pieces.flatMap(sentencesOf);
}

function sentencesOf(piece) {
  if (piece.text.length <= LONG || !Intl.Segmenter) return [{ ...piece, from: 0 }];
  const cut = new Intl.Segmenter(piece.lang, { granularity: "sentence" }).segment(piece.text);
  return [...cut].map((sentence) => ({ ...piece, text: sentence.segment, from: sentence.index }));
}

// --- voices -------------------------------------------------------------------------------------------------------

const plainTag = (tag) => tag.replace("_", "-").toLowerCase();

function voiceFor(lang) {
  const [language] = plainTag(lang).split("-");
  const own = synth.getVoices().filter((voice) => voice.localService && plainTag(voice.lang).split("-")[0] === language);
  const wanted = [plainTag(lang), "en-gb"];
  return own.find((voice) => wanted.includes(plainTag(voice.lang))) ?? own.find((voice) => voice.default) ?? own[0];
}

// --- reading ------------------------------------------------------------------------------------------------------

function mark(piece, event) {
  if (event.name && event.name !== "word") return;
  const place = piece.from + event.charIndex;
  const part = piece.parts.findLast(({ start }) => start <= place);
  if (!part || !window.Highlight || !CSS.highlights) return;
  const start = Math.min(place - part.start, part.node.length);
  const length = event.charLength || (/^\S+/.exec(part.node.data.slice(start)) ?? [""])[0].length;
  const word = new Range();
  word.setStart(part.node, start);
  word.setEnd(part.node, Math.min(start + length, part.node.length));
  CSS.highlights.set("app-aloud", new Highlight(word));
}

function unmark() {
  window.CSS?.highlights?.delete("app-aloud");
  document.querySelectorAll(".app-aloud-now").forEach((block) => block.classList.remove("app-aloud-now"));
}

function readNext(mine) {
  if (reading !== mine) return;
  unmark();
  const piece = mine.pieces.shift();
  if (!piece) return stop(tools.dataset.done);
  const voice = voiceFor(piece.lang);
  if (!voice) return readNext(mine); // words of a language that this device cannot say
  const words = new SpeechSynthesisUtterance(piece.text);
  words.voice = voice;
  words.lang = voice.lang;
  words.rate = document.documentElement.classList.contains("app-slow") ? 0.65 : 0.9;
  words.onboundary = (event) => reading === mine && mark(piece, event);
  words.onend = () => readNext(mine);
  words.onerror = () => reading === mine && stop(tools.dataset.failed);
  mine.words = words; // some browsers forget an utterance that nothing holds, and never say that it ended
  piece.block.classList.add("app-aloud-now");
  piece.block.scrollIntoView({ block: "nearest" });
  synth.speak(words);
}

function start(button, areas) {
  stop();
  reading = { button, pieces: areas.flatMap(piecesOf) };
  button.setAttribute("aria-pressed", "true");
  tools.classList.add("app-tools--busy");
  say(tools.dataset.busy);
  readNext(reading);
}

function stop(words = "") {
  const ended = reading;
  reading = null;
  if (!ended) return;
  synth.cancel();
  unmark();
  ended.button.setAttribute("aria-pressed", "false");
  tools.classList.remove("app-tools--busy");
  say(words);
}

function say(words) {
  tools.querySelector("[role=status]").textContent = words;
}

// --- the buttons --------------------------------------------------------------------------------------------------

function listen(button, areas) {
  button.addEventListener("click", () => (reading?.button === button ? stop() : start(button, areas())));
}

function partButton(question) {
  const button = document.createElement("button");
  const about = document.createElement("span");
  const named = question.querySelector("legend, label, h2");
  button.type = "button";
  button.className = "app-tool app-tool--part";
  button.setAttribute("aria-pressed", "false");
  about.className = "govuk-visually-hidden";
  about.textContent = `: ${named?.innerText.trim() ?? ""}`;
  button.append(tools.dataset.part, about);
  question.prepend(button);
  listen(button, () => [question]);
}

function offer() {
  const whole = tools.querySelector(".app-tool--aloud");
  const canRead = Boolean(voiceFor(document.documentElement.lang));
  if (canRead && !document.querySelector(".app-tool--part")) {
    for (const question of document.querySelectorAll(QUESTIONS)) {
      if (!question.parentElement.closest(QUESTIONS)) partButton(question);
    }
  }
  whole.hidden = !canRead;
  document.querySelectorAll(".app-tool--part").forEach((button) => (button.hidden = !canRead));
}

if (synth && tools && root) {
  listen(tools.querySelector(".app-tool--aloud"), () => [...root.querySelectorAll(".app-respond > :not(.app-help)")]);
  synth.onvoiceschanged = offer;
  offer();
  document.addEventListener("keydown", (event) => event.key === "Escape" && stop());
  document.addEventListener("visibilitychange", () => document.hidden && stop());
  addEventListener("pagehide", () => stop());
}
