"""Hands on a keyboard: Tab, Space, Enter and letters, nothing else. Finds its way by what has focus."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

MOST_TABS = 120
FOCUS = """() => {
  const e = document.activeElement, box = e.getBoundingClientRect();
  const middle = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return {tag: e.tagName, type: e.type || "", name: e.name || "", id: e.id,
          words: (e.innerText || e.value || "").trim().replace(/\\s+/g, " "),
          label: e.labels && e.labels.length ? e.labels[0].innerText.trim() : "",
          inMain: !!e.closest("main"), isChecked: !!e.checked,
          isSeen: !middle || e.contains(middle) || middle.contains(e) || getComputedStyle(e).opacity === "0"};
}"""


@dataclass(frozen=True)
class Focus:
    """What the keyboard would act on now."""

    tag: str
    type: str
    name: str
    id: str
    words: str
    label: str
    in_main: bool
    is_checked: bool
    is_seen: bool


class Keyboard:
    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def focus(self) -> Focus:
        seen: dict[str, Any] = self.page.evaluate(FOCUS)
        return Focus(
            seen["tag"],
            seen["type"],
            seen["name"],
            seen["id"],
            seen["words"],
            seen["label"],
            seen["inMain"],
            seen["isChecked"],
            seen["isSeen"],
        )

    def tab(self) -> Focus:
        self.page.keyboard.press("Tab")
        here = self.focus
        assert here.is_seen or here.tag == "BODY", f"focus is hidden behind something: {here}"
        return here

    def go_to(self, *, words: str = "", label: str = "") -> Focus:
        """Tab until a link or button with these words, or a field with this label, has focus."""
        for _ in range(MOST_TABS):
            here = self.tab()
            if (words and here.words.startswith(words)) or (label and here.label.startswith(label)):
                return here
        raise AssertionError(f"no way by Tab to “{words or label}” on {self.page.url}")

    def press(self, words: str) -> None:
        """Go to a button or link and press Enter; wait for the next page."""
        self.go_to(words=words)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def fill(self, label: str, text: str) -> None:
        self.go_to(label=label)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def choose(self, label: str) -> None:
        """A radio button: Tab to its group, then the arrow keys; or a check box: Tab and Space."""
        for _ in range(MOST_TABS):
            here = self.tab()
            if here.label.startswith(label):
                self.page.keyboard.press("Space")
                return
            if here.type == "radio" and self._arrow_to(here, label):
                return
        raise AssertionError(f"no way by keyboard to “{label}” on {self.page.url}")

    def select(self, label: str, words: str) -> None:
        """A drop-down: typing the first letters chooses."""
        self.go_to(label=label)
        self.page.keyboard.type(words)

    def _arrow_to(self, first: Focus, label: str) -> bool:
        self.page.keyboard.press("Space")
        for _ in range(20):
            if self.focus.label.startswith(label):
                return True
            self.page.keyboard.press("ArrowDown")
            if self.focus.id == first.id:
                return False
        return False
