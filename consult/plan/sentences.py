"""The text of a plan section in blocks and sentences, and which of them need a citation and have none."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass

from consult.plan.citations import Citation, Kind, list_citations
from consult.plan.claims import claims_what_people_said, has_number

INLINE, NOTE = "\ue000", "\ue001"  # stand for a marker, character by character, while sentences are looked for
ENDS = re.compile(r"[.!?…]+[\"'”’)»]*(?:[ \t]*\ue001+)*(?=\s|$)")
ABBREVIATIONS = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|approx|vs|cf|no|nos|dr|mr|mrs|ms|st|prof|rev|para|fig|p|pp)|\b[A-Z])\.$", re.IGNORECASE
)
LIST_ITEM = re.compile(r"(?:[-*•]|[0-9]{1,3}[.)])[ \t]+")
HEADING = re.compile(r"#{1,3}[ \t]+")


class Block(enum.StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"


class Want(enum.StrEnum):
    """Why a sentence needs a citation."""

    NUMBER = "a number"
    CLAIM = "a claim of what people said"


@dataclass(frozen=True, slots=True)
class Sentence:
    """text[start:end], the number-th of the text, counted from 1. paragraph: which block it stands in, from 1."""

    text: str
    start: int
    end: int
    number: int
    block: Block
    paragraph: int
    citations: tuple[Citation, ...]

    @property
    def wants(self) -> tuple[Want, ...]:
        """What in it needs a citation; nothing where it has one that can be read."""
        if any(not citation.fault for citation in self.citations):
            return ()
        words = _without(self.text, self.citations, self.start)
        is_claim = claims_what_people_said(words, is_heading=self.block is Block.HEADING)
        found = ((Want.NUMBER, has_number(words)), (Want.CLAIM, is_claim))
        return tuple(want for want, is_there in found if is_there)


def split(text: str) -> tuple[Sentence, ...]:
    """Every character of the text but white space and marks of lists and headings is in exactly one sentence."""
    citations = list(list_citations(text))
    blanked = _blanked(text, citations)
    found: list[Sentence] = []
    place = 0
    for paragraph, (block, start, end) in enumerate(_blocks(blanked), start=1):
        for first, last in _sentences(blanked, start, end):
            inside: list[Citation] = []
            while place < len(citations) and citations[place].start < last:
                inside.append(citations[place])
                place += 1
            found.append(
                Sentence(text[first:last], first, last, len(found) + 1, block, paragraph, tuple(inside))
            )  # fmt: skip
    return tuple(found)


def uncited(text: str) -> tuple[Sentence, ...]:
    """The sentences with a number or a claim of what people said, and no citation."""
    return tuple(sentence for sentence in split(text) if sentence.wants)


def _blanked(text: str, citations: list[Citation]) -> str:
    """The same length, with no full stop inside a marker. Figures stand in the sentence, other markers after it."""
    parts, place = [], 0
    for citation in citations:
        sign = INLINE if citation.kind in (Kind.FIGURE, None) else NOTE
        parts += [text[place : citation.start], sign * (citation.end - citation.start)]
        place = citation.end
    return "".join((*parts, text[place:]))


def _without(text: str, citations: tuple[Citation, ...], start: int) -> str:
    return _blanked(text, [_moved(citation, start) for citation in citations]).replace(INLINE, "").replace(NOTE, "")


def _moved(citation: Citation, by: int) -> Citation:
    return Citation(citation.kind, citation.target, citation.start - by, citation.end - by, citation.fault)


def _blocks(text: str) -> Iterator[tuple[Block, int, int]]:
    """Headings and list items stand in a line of their own; other lines are joined until an empty one."""
    start = end = -1
    place = 0
    for line in text.splitlines(keepends=True):
        first, last = place + len(line) - len(line.lstrip()), place + len(line.rstrip())
        mark = HEADING.match(text, first) or LIST_ITEM.match(text, first)
        if start >= 0 and (mark or first >= last):
            yield Block.PARAGRAPH, start, end
            start = -1
        if mark and mark.end() < last:
            yield (Block.HEADING if mark[0].startswith("#") else Block.ITEM), mark.end(), last
        elif first < last and not mark:
            start, end = (start if start >= 0 else first), last
        place += len(line)
    if start >= 0:
        yield Block.PARAGRAPH, start, end


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    first = start
    for found in ENDS.finditer(text, start, end):
        if ABBREVIATIONS.search(text, max(first, found.start() - 12), found.start() + 1) and found.end() < end:
            continue
        yield first, found.end()
        first = found.end()
        while first < end and text[first].isspace():
            first += 1
    if first < end:
        yield first, end
