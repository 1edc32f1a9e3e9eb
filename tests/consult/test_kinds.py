"""Questions for children: faces on a scale, pictures, three at most, put in order, words that somebody else typed."""

from __future__ import annotations

import csv
import io

from flask import Flask

from consult.services import exports_submissions, surveys
from consult.store import surveys as store
from consult.store.transaction import transaction
from tests.consult import asking
from tests.consult.reader import Page, classes

PAGES = """
[[pages]]
id = "safe"
section = "first"
[[pages.questions]]
id = "safe"
kind = "scale"
look = "faces"
text = "I feel safe"
choices = [{ value = "1", text = "No" }, { value = "3", text = "Maybe" }, { value = "5", text = "Yes" }]

[[pages]]
id = "best"
section = "first"
[[pages.questions]]
id = "best"
kind = "many-choices"
most = 2
text = "What do you like best?"
choices = [
  { value = "park", text = "The park", picture = "park" },
  { value = "bus", text = "The bus", picture = "bus" },
  { value = "food", text = "Food", picture = "food" },
]

[[pages]]
id = "order"
section = "first"
[[pages.questions]]
id = "order"
kind = "ranking"
text = "What comes first?"
choices = [
  { value = "home", text = "Home", picture = "home" },
  { value = "school", text = "School" },
  { value = "friends", text = "Friends" },
]

[[pages]]
id = "idea"
section = "first"
[[pages.questions]]
id = "idea"
kind = "long-text"
text = "Do you have an idea?"
may_be_typed_for = true
"""


def open_kinds(pages: str = PAGES) -> None:
    """The short survey’s first page, then these."""
    head, _, rest = asking.SHORT.partition('[[pages]]\nid = "area"')
    equality = "[[equality_pages]]" + rest.partition("[[equality_pages]]")[2]
    with transaction():
        now = asking.utcnow()
        store.add_wave(slug="try", title="Try", opens_at=now - asking.timedelta(1), closes_at=now + asking.timedelta(9))
    surveys.install_survey("try", head + pages + equality)


def begin(page: Page) -> Page:
    return page.visit("/survey/short").press("Start now").choose("Yes, I have").press("Continue")


def pictures(page: Page) -> list[str]:
    found = [image for image in page.tree.iter("img") if "app-picture" in classes(image)]
    assert all(image.get("alt") == "" for image in found)
    return [image.get("src", "").rpartition("/")[2] for image in found]


def test_every_kind_is_answered_without_javascript_checked_and_exported_as_it_was_said(app: Flask, page: Page):
    open_kinds()
    begin(page)
    assert pictures(page) == ["picture-face-1.svg", "picture-face-3.svg", "picture-face-5.svg"]
    page.choose("Maybe").press("Continue")
    assert pictures(page) == ["picture-park.svg", "picture-bus.svg", "picture-food.svg"]
    page.choose("The park").choose("The bus").choose("Food").press("Continue")
    assert page.errors == ["Choose up to 2. You chose 3"]
    page.visit(page.path).choose("The bus").press("Continue")
    page.fill("Number 1", "Friends").fill("Number 2", "Friends").press("Continue")
    assert page.errors == ["“Friends” is there more than once. Choose it once"]
    page.fill("Number 2", "–").fill("Number 3", "Home").press("Continue")
    page.fill("Do you have an idea?", "A slide").choose("Someone typed this for me").press("Continue")
    assert page.heading == "Check your answers"
    for words in ("Maybe", "The bus", "1. Friends 2. Home", "A slide Someone typed this for me"):
        assert words in page.text
    page.press("Send my answers")
    rows = list(csv.DictReader(io.StringIO(exported(exports_submissions.export_submissions))))
    said = {"safe": "3", "best": "bus", "order": "friends; home", "idea": "[withheld]", "idea-typed-for": "yes"}
    assert {key: rows[0][key] for key in said} == said
    lines = csv.DictReader(io.StringIO(exported(exports_submissions.export_codebook)))
    book = {line["question_id"]: (line["kind"], line["choices"]) for line in lines}
    assert book["order"][1].startswith("in order, what matters most first: home = Home; ")
    assert book["idea-typed-for"] == ("mark", "yes = Someone typed this for me")


def exported(export) -> str:
    survey = surveys.get_survey("short")
    return b"".join(export(survey.id, by=None)).decode("utf-8-sig")
