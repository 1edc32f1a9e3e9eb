"""A reader without JavaScript: opens pages, fills forms by their labels, presses buttons by their words.

Each page it opens is held to the rules of the house, so that no test can forget them.
"""

from __future__ import annotations

import contextvars
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask, has_app_context
from flask.testing import FlaskClient

from consult.extensions import db

SPACE = re.compile(r"\s+")
VOID_OF_WORDS = {"hidden", "submit", "button", "image", "reset"}
CONTROLS = ("input", "textarea", "select")
ERROR = {True: "Error: ", False: "[^:]{2,20}: "}  # how the title of a page with errors begins, in English or not


@dataclass(frozen=True)
class Upload:
    name: str
    content: bytes


class Page:
    """page.visit("/staff/").fill("E-mail address", "a@b.org").press("Sign in"); page.heading"""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()
        self.path, self.status, self.body = "", 0, ""
        self.tree = Element("html")
        self.files: dict[str, Upload] = {}

    # opening pages

    def visit(self, path: str) -> Page:
        return self._take(self._alone(self.client.get, path, follow_redirects=True))

    def follow(self, words: str) -> Page:
        """Press a link."""
        links = [a for a in self.tree.iter("a") if text(a) == words or text(a).startswith(words)]
        there = sorted({text(a) for a in self.tree.iter("a")})
        assert links, f"no link “{words}” on {self.path} ({self.status}); there are {there}"
        return self.visit(urljoin(self.path, links[0].get("href", "")))

    # what is on the page

    @property
    def heading(self) -> str:
        return text(next(self.tree.iter("h1")))

    @property
    def title(self) -> str:
        return text(next(self.tree.iter("title")))

    @property
    def text(self) -> str:
        return text(next(self.tree.iter("main"), self.tree))

    @property
    def errors(self) -> list[str]:
        """The words of the error summary."""
        summaries = [e for e in self.tree.iter("div") if "govuk-error-summary" in classes(e)]
        return [text(a) for summary in summaries for a in summary.iter("a")]

    def rows(self, caption: str) -> list[list[str]]:
        """The cells of the table with this caption, head row first."""
        for table in self.tree.iter("table"):
            title = next(table.iter("caption"), None)
            if title is not None and text(title).startswith(caption):
                return [[text(cell) for cell in row if cell.tag in ("th", "td")] for row in table.iter("tr")]
        raise AssertionError(f"no table “{caption}” on {self.path}")

    # acting

    def fill(self, label: str, value: str) -> Page:
        control = self._control(label)
        if control.tag == "textarea":
            control.text = value
        elif control.tag == "select":
            self._select(control, value)
        else:
            control.set("value", value)
        return self

    def choose(self, label: str) -> Page:
        """A radio button or a check box, by its label."""
        control = self._control(label)
        if control.get("type") == "radio":
            for other in self._form_of(control).iter("input"):
                if other.get("name") == control.get("name"):
                    other.attrib.pop("checked", None)
        control.set("checked", "")
        return self

    def attach(self, label: str, name: str, content: bytes) -> Page:
        self.files[self._control(label).get("name", "")] = Upload(name, content)
        return self

    def press(self, words: str) -> Page:
        """Press a button: its form is sent with all that is in it."""
        buttons = [b for b in self.tree.iter("button") if text(b) == words]
        assert buttons, f"no button “{words}” on {self.path}; there are {[text(b) for b in self.tree.iter('button')]}"
        return self._send(self._form_of(buttons[0]), buttons[0])

    # inside

    def _send(self, form: Element, button: Element) -> Page:
        action = urljoin(self.path, form.get("action") or self.path)
        fields = [*_fields(form), *self._fields_elsewhere(form)]
        if button.get("name"):
            fields.append((button.get("name", ""), button.get("value", "")))
        data: dict[str, Any] = {}
        for name, value in fields:
            data.setdefault(name, []).append(value)
        if form.get("method", "get").lower() == "get":
            return self._take(self._alone(self.client.get, action, query_string=data, follow_redirects=True))
        for name, upload in self.files.items():
            data[name] = (io.BytesIO(upload.content), upload.name)
        self.files = {}
        return self._take(self._alone(self.client.post, action, data=data, follow_redirects=True))

    def _fields_elsewhere(self, form: Element) -> Iterator[tuple[str, str]]:
        """Of controls outside the form that name it."""
        mine = [e for e in self.tree.iter() if e.tag in CONTROLS and form.get("id") and e.get("form") == form.get("id")]
        for control in mine:
            yield from _fields(control)

    @staticmethod
    def _alone(act: Callable[..., Any], *words: Any, **more: Any) -> Any:
        """In a context of its own, as a request has; afterwards the test's own session reads afresh."""
        answer = contextvars.Context().run(act, *words, **more)
        if has_app_context():
            db.session.rollback()
        return answer

    def _take(self, response: Any) -> Page:
        self.path, self.status = response.request.full_path.rstrip("?"), response.status_code
        if response.mimetype == "text/html":
            self.body = response.get_data(as_text=True)
            self.tree = parse(self.body)
            keep_house_rules(self.tree, response.headers)
        else:
            self.body = response.get_data(as_text=True)
        return self

    def _control(self, label: str) -> Element:
        by_id = {e.get("id"): e for e in self.tree.iter() if e.tag in CONTROLS}
        labels = [lb for lb in self.tree.iter("label") if text(lb) == label or text(lb).startswith(label)]
        labels.sort(key=lambda lb: text(lb) != label)
        found = [by_id[lb.get("for")] for lb in labels if lb.get("for") in by_id]
        assert found, f"no field “{label}” on {self.path}; there are {[text(lb) for lb in self.tree.iter('label')]}"
        return found[0]

    @staticmethod
    def _select(control: Element, words: str) -> None:
        options = list(control.iter("option"))
        assert any(text(option) == words for option in options), f"no “{words}” among {[text(o) for o in options]}"
        for option in options:
            option.attrib.pop("selected", None)
            if text(option) == words:
                option.set("selected", "")

    def _form_of(self, control: Element) -> Element:
        for form in self.tree.iter("form"):
            if control.get("form") == form.get("id", "?") or any(e is control for e in form.iter()):
                return form
        raise AssertionError(f"a control outside any form on {self.path}")


def parse(body: str) -> Element:
    parser = html5lib.HTMLParser(namespaceHTMLElements=False, strict=True)
    tree: Element = parser.parse(body)
    return tree


def text(element: Element) -> str:
    return SPACE.sub(" ", "".join(element.itertext())).strip()


def classes(element: Element) -> set[str]:
    return set((element.get("class") or "").split())


def _fields(form: Element) -> Iterator[tuple[str, str]]:
    for control in form.iter():
        name, kind = control.get("name", ""), control.get("type", "text")
        if control.tag not in CONTROLS or not name or control.get("disabled") is not None:
            continue
        if control.tag == "textarea":
            value = control.text or ""
            yield name, value[1:] if value.startswith("\n") else value
        elif control.tag == "select":
            options = list(control.iter("option"))
            chosen = [o for o in options if o.get("selected") is not None] or options[:1]
            yield from ((name, option.get("value", text(option))) for option in chosen)
        elif kind in ("radio", "checkbox"):
            if control.get("checked") is not None:
                yield name, control.get("value", "on")
        elif kind not in ("submit", "button", "image", "reset", "file"):
            yield name, control.get("value", "")


def keep_house_rules(tree: Element, headers: Any) -> None:
    headings = [text(h1) for h1 in tree.iter("h1")]
    assert len(headings) == 1, f"one h1 is wanted, not {headings}"
    title = re.sub(ERROR[tree.get("lang") == "en"], "", text(next(tree.iter("title"))))
    assert title.startswith(headings[0]), f"the title “{title}” must begin with the heading “{headings[0]}”"
    ids = [e.get("id") for e in tree.iter() if e.get("id")]
    assert len(ids) == len(set(ids)), f"an id twice: {sorted({i for i in ids if ids.count(i) > 1}, key=str)}"
    assert tree.get("lang"), "the page says no language"
    _controls_have_labels(tree)
    _errors_are_linked(tree, set(ids))
    _no_inline_code(tree)
    assert "script-src 'nonce-" in headers["Content-Security-Policy"]


def _controls_have_labels(tree: Element) -> None:
    labelled = {label.get("for") for label in tree.iter("label")}
    for control in (e for e in tree.iter() if e.tag in CONTROLS and e.get("type") not in VOID_OF_WORDS):
        has_words = control.get("id") in labelled or control.get("aria-label") or control.get("aria-labelledby")
        assert has_words, f"a {control.tag} named {control.get('name')} without a label"


def _errors_are_linked(tree: Element, ids: set[str | None]) -> None:
    messages = [e for e in tree.iter() if "govuk-error-message" in classes(e)]
    summaries = [e for e in tree.iter() if "govuk-error-summary" in classes(e)]
    targets = [a.get("href", "") for summary in summaries for a in summary.iter("a")]
    assert bool(messages) <= bool(targets), "error messages, but no error summary links to them"
    for target in targets:
        assert target.removeprefix("#") in ids, f"the error summary links to {target}, which is not on the page"
    if targets:
        assert re.match(ERROR[tree.get("lang") == "en"], text(next(tree.iter("title")))), (
            "the title of a page with errors begins “Error: ”"
        )


def _no_inline_code(tree: Element) -> None:
    for element in tree.iter():
        bad = [name for name in element.attrib if name.startswith("on") or name == "style"]
        assert not bad, f"inline code in <{element.tag} {bad[0]}>"
        if element.tag == "script" and element.get("type") != "application/json":
            assert element.get("nonce"), "a script without a nonce"
            assert element.get("src"), "a script from inside the page"
        assert element.tag != "style", "a style element in the page"
