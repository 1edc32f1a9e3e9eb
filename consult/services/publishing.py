"""Telling people what happened: a frozen version that a second person opens to everybody, and what they read of it.

Nothing is worked out anew for the public page: outcomes, texts and figures are those that were frozen. Excerpts alone
are looked up, so that words which may not be shown any more are gone from it at once, with the sentence around them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy.exc import IntegrityError

from consult.models.frozen import ReportPublication
from consult.models.plan import Taken
from consult.plan.citations import Citation, Kind
from consult.plan.sentences import Block, Sentence, split
from consult.services import citable, freezing, frozen_reading, readings
from consult.services.drafting import PLAN_AREAS, PLAN_PRIORITIES
from consult.store import frozen, people
from consult.store.errors import Conflict
from consult.store.transaction import transaction


@dataclass(frozen=True, kw_only=True, slots=True)
class ToldOutcome:
    """What became of a theme, and why. easy: the same for children and Easy Read, where somebody wrote it."""

    theme: str
    taken: Taken
    why: str
    easy: str = ""


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """One heading or paragraph, or the items of one list, in plain words."""

    block: Block
    texts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ToldSection:
    priority: str
    area: str
    groups: tuple[Paragraphs, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class WhatHappened:
    """without_outcome: how many themes nobody has decided about yet."""

    number: int
    published_on: datetime
    outcomes: tuple[ToldOutcome, ...]
    without_outcome: int
    sections: tuple[ToldSection, ...]

    @property
    def has_easy_words(self) -> bool:
        return any(each.easy for each in self.outcomes)

    def of(self, taken: Taken) -> tuple[ToldOutcome, ...]:
        return tuple(each for each in self.outcomes if each.taken == taken)


def publish(number: int, *, by: int) -> None:
    """Open the version to everybody. Raises Conflict where it was not read, was changed, or by who froze it."""
    frozen_reading.open_report(number)  # refuses one that was changed by hand
    try:
        with transaction():
            read = readings.get_read(number)
            if read.report.user_id == by:
                raise Conflict(f"You froze version {number}. Ask a colleague to publish it: it takes two people.")
            if read.trouble:
                raise Conflict(read.trouble)
            frozen.add_publication(read.report, by=by)
            people.record(user_id=by, action="report published", subject=freezing.subject_of(number))
    except IntegrityError as error:
        raise Conflict(
            f"Version {number} was published before. To show it again, freeze a new version and publish that."
        ) from error


def end(number: int, *, by: int) -> None:
    """Nobody outside reads it from now on. One person is enough: what may do harm has to go at once."""
    with transaction():
        if not frozen.end_publication(frozen.get_report(number).id, by=by):
            raise Conflict(f"Version {number} is not published now, so there is nothing to end.")
        people.record(user_id=by, action="report publication ended", subject=freezing.subject_of(number))


def find_publication(number: int) -> ReportPublication | None:
    return frozen.find_publication(frozen.get_report(number).id)


def is_there() -> bool:
    return frozen.is_any_published()


def find_what_happened() -> WhatHappened | None:
    """What everybody may read now; None before something is published, and where it was changed by hand."""
    published = frozen.find_published()
    if published is None:
        return None
    try:
        value = frozen_reading.value_of(published.report)
    except Conflict:
        return None
    themes = {theme["id"]: theme["name"] for theme in value["report"]["themes"]}
    return WhatHappened(
        number=value["number"],
        published_on=published.published_at,
        outcomes=tuple(_outcome(each, themes) for each in value["outcomes"]),
        without_outcome=len(value["without_outcome"]),
        sections=tuple(_sections(value["sections"])),
    )


def _outcome(each: Mapping[str, Any], themes: Mapping[int, str]) -> ToldOutcome:
    name = themes.get(each["theme"], f"Theme {each['theme']}")
    return ToldOutcome(theme=name, taken=Taken(each["taken"]), why=each["why"], easy=each.get("easy_words", ""))


def _sections(sections: list[dict[str, Any]]) -> Iterator[ToldSection]:
    texts = {section["section"]: split(section["text"]) for section in sections}
    cited = {each for sentences in texts.values() for sentence in sentences for each in sentence.citations}
    excerpts = citable.find_excerpts({each.number for each in cited if each.kind is Kind.EXCERPT and not each.fault})
    words = {number: excerpt.words for number, excerpt in excerpts.items()}
    for section in sections:
        yield ToldSection(
            priority=PLAN_PRIORITIES.get(section["priority"], section["priority"]),
            area=PLAN_AREAS.get(section["area"], section["area"]),
            groups=tuple(_groups(texts[section["section"]], section["figures"], words)),
        )


def _groups(
    sentences: tuple[Sentence, ...], figures: Mapping[str, str], excerpts: Mapping[int, str]
) -> Iterator[Paragraphs]:
    paragraphs = [
        (block, " ".join(filter(None, (_plain(sentence, figures, excerpts) for sentence in same))))
        for (_, block), same in groupby(sentences, key=lambda each: (each.paragraph, each.block))
    ]
    for block, together in groupby((each for each in paragraphs if each[1]), key=lambda each: each[0]):
        texts = tuple(text for _, text in together)
        yield from [Paragraphs(block, texts)] if block is Block.ITEM else (Paragraphs(block, (text,)) for text in texts)


def _plain(sentence: Sentence, figures: Mapping[str, str], excerpts: Mapping[int, str]) -> str:
    """The sentence without its markers; nothing where it quotes words that may not be shown any more."""
    said, place = "", 0
    for citation in sentence.citations:
        value = _value(citation, figures, excerpts)
        if value is None:
            return ""
        before = sentence.text[place : citation.start - sentence.start]
        said += (before if value else before.rstrip()) + value
        place = citation.end - sentence.start
    return " ".join((said + sentence.text[place:]).split())


def _value(citation: Citation, figures: Mapping[str, str], excerpts: Mapping[int, str]) -> str | None:
    if citation.fault:
        return None
    if citation.kind is Kind.FIGURE:
        return figures.get(citation.target)
    if citation.kind is Kind.EXCERPT:
        words = excerpts.get(citation.number)
        return f"“{words}”" if words else None
    return ""
