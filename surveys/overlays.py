"""A face's overlay laid over the tables of an instrument, by id: only what it names changes. Knows no kind of question.

    title, equality_intro, leaves_out, [purpose], [privacy], [sections], [choice_lists.<name>],
    [pages.<id>], [questions.<id>]

A table of choices names every choice that the face shows, with its words; a choice that it does not name is not shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from surveys.questionnaire import Face
from surveys.tables import Place, Table, table_of, tables_of

HEAD = ("title", "equality_intro", "face_question", "face_hint")
PARTS = (*HEAD, "face", "leaves_out", "purpose", "privacy", "sections", "choice_lists", "pages", "questions")
OF_PAGES = ("title", "intro")
FIXED_OF_QUESTIONS = ("id", "kind", "is_optional")  # an answer given in one face is an answer in every other
FIXED_OF_CHOICES = ("value", "exclusive", "off_scale")


def worded(table: Table, overlay: Table, face: Face, place: Place) -> Table:
    """The tables of this face, ready to be read like those of any instrument."""
    _check_keys(overlay, PARTS, place)
    lists = _choice_lists(table, overlay, place)
    left = _left_out(table, overlay, face, place)
    laid = _Laid(lists=lists, left=left, overlay=overlay, place=place)
    _check_ids(_question_ids(table), table_of(overlay, "questions", place), "question", place)
    _check_ids([page["id"] for page in _pages(table)], table_of(overlay, "pages", place), "page", place)
    _check_ids([one["id"] for one in table.get("sections", [])], table_of(overlay, "sections", place), "section", place)
    return {
        **table,
        **{key: overlay[key] for key in HEAD if key in overlay},
        "purpose": {**table_of(table, "purpose", place), **table_of(overlay, "purpose", place)},
        "privacy": {**table_of(table, "privacy", place), **table_of(overlay, "privacy", place)},
        "sections": [laid.section(section) for section in table.get("sections", [])],
        "choice_lists": lists,
        "pages": list(laid.pages(table, "pages")),
        "equality_pages": list(laid.pages(table, "equality_pages")),
    }


class _Laid:
    """The tables with the face's words; questions that it leaves out, and pages of only such questions, are gone."""

    def __init__(self, *, lists: Table, left: frozenset[str], overlay: Table, place: Place) -> None:
        self.lists = lists
        self.left = left
        self.place = place
        self.of_pages = table_of(overlay, "pages", place)
        self.of_questions = table_of(overlay, "questions", place)
        self.of_sections = table_of(overlay, "sections", place)

    def section(self, section: Table) -> Table:
        given = self.of_sections.get(section["id"])
        return {**section, "title": given} if given is not None else section

    def pages(self, table: Table, key: str) -> Iterator[Table]:
        for page in tables_of(table, key, self.place):
            asked = page.get("questions", [])
            kept = [self.question(question) for question in asked if question["id"] not in self.left]
            if kept or not asked:
                given = table_of(self.of_pages, page["id"], self.place)
                _check_keys(given, OF_PAGES, self.place.inside(f"page {page['id']}"))
                yield {**page, **given, "questions": kept}

    def question(self, question: Table) -> Table:
        place = self.place.inside(f"question {question['id']}")
        given = table_of(self.of_questions, question["id"], self.place)
        for key in FIXED_OF_QUESTIONS:
            if key in given:
                raise place.bad(f"a face cannot change {key}", "Take it out here: it is said once, in instrument.toml")
        if "choices" not in given:
            return {**question, **given}
        before = question.get("choices", [])
        listed = self.lists.get(before, []) if isinstance(before, str) else before
        return {**question, **given, "choices": _shown(listed, given["choices"], place)}


def _choice_lists(table: Table, overlay: Table, place: Place) -> Table:
    lists, given = table_of(table, "choice_lists", place), table_of(overlay, "choice_lists", place)
    _check_ids(lists, given, "list of choices", place)
    return {
        name: _shown(listed, given[name], place.inside(f"choice_lists {name}")) if name in given else listed
        for name, listed in lists.items()
    }


def _shown(listed: Any, given: Any, place: Place) -> list[Table]:
    """The choices that the face names, in the order of the instrument."""
    if not isinstance(given, Mapping):
        raise place.bad("its choices are not a table", 'Write value = "Words", one for each choice that is shown')
    _check_ids([choice["value"] for choice in listed], given, "choice", place)
    return [{**choice, **_words(given[choice["value"]], place)} for choice in listed if choice["value"] in given]


def _words(given: Any, place: Place) -> Table:
    words = {"text": given} if isinstance(given, str) else given
    if not isinstance(words, Mapping) or any(key in words for key in FIXED_OF_CHOICES):
        raise place.bad("a choice has more than words", 'Write value = "Words", or value = { text = "…", hint = "…" }')
    return words


def _left_out(table: Table, overlay: Table, face: Face, place: Place) -> frozenset[str]:
    """What the face does not ask, and what is said by choosing it: nobody is asked twice."""
    named = overlay.get("leaves_out", [])
    if not isinstance(named, list):
        raise place.bad("leaves_out is not a list of questions", 'Write leaves_out = ["idea"]')
    _check_ids(_question_ids(table), named, "question", place.inside("leaves_out"))
    twice = [one for one in named if one in table_of(overlay, "questions", place)]
    if twice:
        raise place.inside("leaves_out").bad(f"question {twice[0]} has words as well", "Take one of the two out")
    return frozenset((*named, *face.answers))


def _pages(table: Table) -> list[Table]:
    return [*table.get("pages", []), *table.get("equality_pages", [])]


def _question_ids(table: Table) -> list[str]:
    return [question["id"] for page in _pages(table) for question in page.get("questions", [])]


def _check_keys(table: Table, known: Iterable[str], place: Place) -> None:
    unknown = [key for key in table if key not in known]
    if unknown:
        raise place.bad(f"unknown key {unknown[0]!r}", f"Use only: {', '.join(known)}")


def _check_ids(known: Iterable[str], named: Iterable[Any], noun: str, place: Place) -> None:
    listed = list(known)
    for one in named:
        if one not in listed:
            raise place.bad(f"there is no {noun} {one!r}", f"Use one of: {', '.join(listed)}")
