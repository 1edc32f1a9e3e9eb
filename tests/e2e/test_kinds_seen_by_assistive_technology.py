"""What a screen reader is given for each kind of question: role, name, state, description; approved by a person.

Each kind has its file in tests/e2e/approved. After a change that is meant: CONSULT_APPROVE=yes, run, read the diff.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, CDPSession

from surveys.questionnaire import Question
from tests.consult.reader import Page as Reader
from tests.consult.test_kinds import open_kinds

pytestmark = pytest.mark.browser
APPROVED = Path(__file__).parent / "approved"
SILENT = {"none", "generic", "StaticText", "InlineTextBox", "LineBreak", "LabelText", "MenuListPopup"}
STATES = ("checked", "required", "invalid", "level", "multiline", "disabled", "expanded", "pressed")
CHOICES = '[{ value = "art", text = "Art", picture = "park" }, { value = "music", text = "Music", hint = "Any kind" }]'
POINTS = '{ value = "1", text = "No" }, { value = "3", text = "Maybe" }, { value = "5", text = "Yes" }'
KINDS = {
    "one-choice": f"choices = {CHOICES}",
    "many-choices": f"most = 1\nchoices = {CHOICES}",
    "scale": f'choices = [{POINTS}, {{ value = "not-sure", text = "I do not know", off_scale = true }}]',
    "scale-with-faces": f'look = "faces"\nchoices = [{POINTS}]',
    "ranking": f"choices = {CHOICES}",
    "short-text": "",
    "long-text": "may_be_typed_for = true",
    "number": 'least = 1\nmost = 9\nunit = "people"',
    "drawing": "most = 2",
    "consent": 'agree_text = "Yes, share them"\nrefuse_text = "No, keep them"',
}


def definition() -> str:
    pages = []
    for name, more in KINDS.items():
        page = f'[[pages]]\nid = "{name}"\nsection = "first"\n[[pages.questions]]\nid = "{name}-question"\n'
        page += f'kind = "{name.removesuffix("-with-faces")}"\n{"" if name == "consent" else MORE}{more}\n'
        pages.append(page + 'text = "What do you think?"\n')
    return "\n".join(pages)


MORE = 'hint = "There is no wrong answer."\n'


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What a page is made of is the same on both databases."""
    return sqlite_url


@pytest.fixture
def shown(app: Flask) -> dict[str, str]:
    """The page of each kind, as it comes without an answer."""
    open_kinds(definition())
    reader = Reader(app).visit("/survey/short").press("Start now").choose("Yes, I have").press("Continue")
    pages = {}
    for name in KINDS:
        assert reader.path.endswith(f"/{name}"), reader.path
        pages[name] = reader.body
        reader.press("Skip this question")
    return pages


def lines(session: CDPSession) -> Iterator[str]:
    """The accessibility tree of the form, a line for whatever has a role."""
    nodes: list[dict[str, Any]] = session.send("Accessibility.getFullAXTree")["nodes"]
    by_id = {node["nodeId"]: node for node in nodes}
    main = next(node for node in nodes if node.get("role", {}).get("value") == "main")

    def walk(node: dict[str, Any], depth: int) -> Iterator[str]:
        role = node.get("role", {}).get("value", "none")
        is_said = not node.get("ignored") and role not in SILENT
        if is_said:
            yield "  " * depth + said(node, role)
        for child in node.get("childIds", ()):
            yield from walk(by_id[child], depth + is_said)

    return walk(main, 0)


def said(node: dict[str, Any], role: str) -> str:
    states = {one["name"]: one["value"].get("value") for one in node.get("properties", ())}
    parts = [role, f'"{node["name"]["value"]}"' if node.get("name", {}).get("value") else ""]
    parts += [f"[{name}={states[name]}]" for name in STATES if states.get(name) not in (None, False, "false")]
    description = node.get("description", {}).get("value", "")
    return " ".join([*filter(None, parts), *([f"({description})"] if description else [])])


def test_each_kind_is_given_to_assistive_technology_as_approved(browser: Browser, shown: dict[str, str]) -> None:
    tab = browser.new_page()
    session = tab.context.new_cdp_session(tab)
    found = {}
    for name, body in shown.items():
        tab.set_content(body)
        found[name] = "\n".join(lines(session)).partition('\n    button "Continue"')[0] + "\n"
    tab.close()
    if os.environ.get("CONSULT_APPROVE"):
        APPROVED.mkdir(exist_ok=True)
        for name, tree in found.items():
            (APPROVED / f"{name}.txt").write_text(tree, encoding="utf-8")
    for name, tree in found.items():
        assert tree == (APPROVED / f"{name}.txt").read_text(encoding="utf-8"), f"{name} is not as it was approved"


def test_no_kind_of_question_is_without_an_approved_tree() -> None:
    kinds = {kind.kind for kind in _all_kinds(Question) if kind.kind}
    assert {kind for kind in kinds if kind not in KINDS} <= {"mark"}, "put the new kind into KINDS"


def _all_kinds(kind: type[Question]) -> Iterator[type[Question]]:
    for below in kind.__subclasses__():
        yield below
        yield from _all_kinds(below)
