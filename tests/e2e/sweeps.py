"""What every page for respondents must stand: a narrow window, larger text, more space, a thumb, forced colours."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

# Text that is cut off, or lies over other text, with these styles put on the page (WCAG 1.4.12 and 1.4.4).
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }"""
LARGE = "html { font-size: 200% !important; }"
STANDS = """([spaced, large]) => {
  const faults = [];
  const wide = (when) => {
    const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    if (over > 0) faults.push(`${over} px too wide ${when}`);
  };
  const isSeen = (e) => {
    const { width, height } = e.getBoundingClientRect();
    return e.checkVisibility({ visibilityProperty: true }) && width > 1 && height > 1;
  };
  const cut = (when) => {
    for (const e of document.querySelectorAll("main *, .app-tools *, .app-exit *, header *, footer *")) {
      const style = getComputedStyle(e);
      const clips = /hidden|clip/.test(style.overflow + style.overflowX + style.overflowY);
      if (clips && isSeen(e) && e.textContent.trim() && e.tagName !== "TEXTAREA"
        && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1))
        faults.push(`cut ${when}: ${e.className || e.tagName} “${e.textContent.trim().slice(0, 40)}”`);
    }
    const items = document.querySelectorAll("main label, main legend, main .govuk-button, .app-tool");
    const words = (e) => `“${e.textContent.trim().slice(0, 30)}”`;
    const boxes = [...items].filter(isSeen).map((e) => [e, e.getBoundingClientRect()]);
    for (const [a, one] of boxes) for (const [b, two] of boxes) {
      const over = Math.min(one.right, two.right) - Math.max(one.left, two.left) > 2
        && Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top) > 2;
      const apart = a !== b && !a.contains(b) && !b.contains(a);
      if (apart && over) faults.push(`overlap ${when}: ${words(a)} and ${words(b)}`);
    }
  };
  const targets = () => {
    for (const e of document.querySelectorAll("a[href], button, input:not([type=hidden]), textarea, select, summary")) {
      const isInSentence = e.closest("p, .app-footer"); // as high as its line
      if (isInSentence || !isSeen(e) || e.closest("[aria-hidden=true]")) continue;
      const row = e.matches("[type=radio], [type=checkbox]") ? e.parentElement : e;
      const { width, height } = row.getBoundingClientRect();
      if (width < 43.5 || height < 43.5)
        faults.push(`small: ${Math.round(width)} × ${Math.round(height)} “${(e.textContent || e.name).trim()}”`);
    }
  };
  const look = (when) => { wide(when); cut(when); };
  targets();
  look("as it comes");
  for (const [style, when] of [[spaced, "with more space"], [large, "with text at 200%"]]) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    document.adoptedStyleSheets = [sheet];
    if (when === "with text at 200%" && innerWidth < 600) continue; // 320 px is 400% already
    look(when);
  }
  document.adoptedStyleSheets = [];
  return faults;
}"""

# The same make of page: elements and classes, whatever the words and however many alike.
MAKE = """() => {
  const write = (e) => {
    const inner = [...e.children].map(write).filter((one, n, all) => one !== all[n - 1]);
    return `${e.tagName}.${e.className?.baseVal ?? e.className}${e.type ?? ""}[${inner.join()}]`;
  };
  return document.documentElement.dir + write(document.querySelector("main"));
}"""

# In forced colours: what is chosen looks different from what is not.
CHOSEN = """() => [...document.querySelectorAll("main input[type=radio], main input[type=checkbox]")].map((input) => {
  const look = () => ["::after", "::before", null].map((part) => {
    const s = getComputedStyle(input.nextElementSibling, part);
    return [s.opacity, s.borderTopWidth, s.outlineWidth].join(); // colours are the reader’s own
  }).join() + getComputedStyle(input.parentElement).borderTopWidth;
  const was = input.checked;
  input.checked = false;
  const without = look();
  input.checked = true;
  const chosen = look();
  input.checked = was;
  return chosen === without ? input.id : "";
}).filter(Boolean)"""


def assert_stands(page: Page) -> None:
    """At this width: nothing too wide, cut, overlapping or too small to press, with more space and larger text too."""
    faults: list[Any] = page.evaluate(STANDS, [SPACED, LARGE])
    assert not faults, f"{page.url} at {page.viewport_size}:\n" + "\n".join(map(str, faults))


def assert_choices_show_in_forced_colours(page: Page) -> None:
    page.emulate_media(forced_colors="active")
    same = page.evaluate(CHOSEN)
    page.emulate_media(forced_colors="none")
    assert not same, f"{page.url}: chosen and not chosen look the same in forced colours: {same}"


def make_of(page: Page) -> str:
    return str(page.evaluate(MAKE))
