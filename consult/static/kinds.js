// Kinds of questions with a helping hand: how many are picked, and putting in order by buttons. Every page works without.
const filled = (words, values) => Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), words);

// --- pick up to three: counted aloud, never stopped -------------------------------------------------------------------

for (const status of document.querySelectorAll("[data-module='app-picked']")) {
  const boxes = [...document.getElementsByName(status.dataset.name)].filter((box) => box.dataset.behaviour !== "exclusive");
  const count = () => {
    const number = boxes.filter((box) => box.checked).length;
    const isOver = number > Number(status.dataset.most);
    status.textContent = number ? filled(isOver ? status.dataset.over : status.dataset.some, { number }) : "";
    status.classList.toggle("app-picked--over", isOver);
  };
  status.closest("form").addEventListener("change", () => setTimeout(count, 0)); // after “I don’t know” took ticks away
  count();
}

// --- ranking: the selects stay, unseen, and are what is sent ----------------------------------------------------------

class Ranking {
  constructor(place) {
    this.words = place.dataset;
    this.selects = [...place.querySelectorAll("select")];
    this.choices = [...this.selects[0].options].filter((option) => option.value).map(({ value, text, dataset }) => ({ value, text, picture: dataset.picture }));
    this.order = this.selects.map((select) => select.value).filter((value, at, all) => value && all.indexOf(value) === at);
    this.id = this.selects[0].id;
    this.selects[0].removeAttribute("id"); // an error’s link leads to the first button instead
    for (const child of place.children) child.hidden = true;
    this.board = this.make("div", "app-ranking__board");
    this.heading = this.make("p", "app-ranking__heading", this.words.order);
    this.placed = this.make("ol", "app-ranking__order");
    this.prompt = this.make("p", "app-ranking__heading");
    this.left = this.make("ul", "app-ranking__left");
    this.status = this.make("p", "app-ranking__status");
    this.status.setAttribute("role", "status");
    this.board.append(this.heading, this.placed, this.prompt, this.left, this.status);
    place.append(this.board);
    this.board.addEventListener("click", (event) => this.press(event.target.closest("button")));
    this.show();
  }

  make(tag, name, text = "") {
    const element = document.createElement(tag);
    element.className = name;
    element.textContent = text;
    return element;
  }

  button(act, choice, words, hidden = "") {
    const button = this.make("button", `app-ranking__button app-ranking__button--${act}`, words);
    button.type = "button";
    Object.assign(button.dataset, { act, value: choice.value });
    if (hidden) button.append(this.make("span", "govuk-visually-hidden", ` ${hidden}`));
    return button;
  }

  words_of(choice) {
    const words = this.make("span", "app-ranking__words");
    if (choice.picture) {
      const picture = this.make("img", "app-picture");
      Object.assign(picture, { src: choice.picture, alt: "", width: 96, height: 96 });
      words.append(picture);
    }
    words.append(this.make("span", "", choice.text));
    return words;
  }

  show() {
    const { up, down, out, first, next, full } = this.words;
    const chosen = this.order.map((value) => this.choices.find((choice) => choice.value === value));
    this.placed.replaceChildren(...chosen.map((choice, at) => {
      const row = this.make("li", "app-ranking__row");
      const moves = this.make("span", "app-ranking__moves");
      if (at > 0) moves.append(this.button("up", choice, up, choice.text));
      if (at < chosen.length - 1) moves.append(this.button("down", choice, down, choice.text));
      moves.append(this.button("out", choice, out, choice.text));
      row.append(this.words_of(choice), moves);
      return row;
    }));
    const isFull = chosen.length >= this.selects.length || chosen.length === this.choices.length;
    const rest = isFull ? [] : this.choices.filter((choice) => !this.order.includes(choice.value));
    this.left.replaceChildren(...rest.map((choice) => {
      const row = this.make("li", "");
      const button = this.button("add", choice, "");
      button.append(this.words_of(choice));
      row.append(button);
      return row;
    }));
    this.heading.hidden = this.placed.hidden = chosen.length === 0;
    this.left.hidden = isFull;
    this.prompt.textContent = isFull ? full : chosen.length ? next : first;
    this.board.querySelector("button").id = this.id;
    this.selects.forEach((select, at) => { select.value = this.order[at] ?? ""; });
  }

  press(button) {
    if (!button) return;
    const { act, value } = button.dataset;
    const at = this.order.indexOf(value);
    const before = [...this.left.querySelectorAll("button")].indexOf(button);
    if (act === "add") this.order.push(value);
    if (act === "out") this.order.splice(at, 1);
    if (act === "up") this.order.splice(at - 1, 2, value, this.order[at - 1]);
    if (act === "down") this.order.splice(at, 2, this.order[at + 1], value);
    this.show();
    this.keep_focus(act, value, before);
    const choice = this.choices.find((one) => one.value === value).text;
    const place = this.order.indexOf(value) + 1;
    this.status.textContent = filled(place ? this.words.placed : this.words.gone, { choice, place });
  }

  keep_focus(act, value, before) {
    const mine = (wanted) => [...this.board.querySelectorAll(`[data-act='${wanted}']`)].find((one) => one.dataset.value === value);
    const rest = [...this.left.querySelectorAll("button")];
    const following = act === "add" ? rest[Math.min(before, rest.length - 1)] : mine(act);
    (following ?? mine("up") ?? mine("down") ?? mine("add") ?? mine("out"))?.focus();
  }
}

for (const place of document.querySelectorAll("[data-module='app-ranking']")) new Ranking(place);
