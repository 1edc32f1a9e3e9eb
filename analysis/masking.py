"""The masking of an excerpt: what the machine hid, what people hid besides, what they showed again. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from analysis.redaction.spans import KINDS, Span

DETAIL = "detail"  # hidden by a person: no kind that the machine knows, and yet it could tell who somebody is
KINDS_OF_PEOPLE = (*KINDS, DETAIL)
CUT = "[…]"
APOSTROPHE = "['’ʼ]"
_APOSTROPHES = re.compile(APOSTROPHE)


@dataclass(frozen=True, slots=True)
class Change:
    """One step of a masking: characters start..end (end not included) of the comment are hidden, or shown again."""

    start: int
    end: int
    kind: str
    is_hidden: bool = True


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of an excerpt as it is shown. kind: what is hidden there, empty where the words stand as written."""

    text: str
    kind: str = ""


def hidden_after(changes: Iterable[Change]) -> tuple[Span, ...]:
    """What is hidden once all changes are made, in their order: spans in the text's order that do not overlap.

    What overlaps is hidden together, under the kind that stands first in the text. Showing takes away every hidden
    span that lies within what is shown; one that reaches beyond it stays hidden whole.
    """
    hidden: list[Span] = []
    for change in changes:
        if change.is_hidden:
            hidden = _joined([*hidden, Span(change.start, change.end, change.kind)])
        else:
            hidden = [span for span in hidden if not (change.start <= span.start and span.end <= change.end)]
    return tuple(hidden)


def _joined(spans: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, span.end)):
        if joined and span.start < joined[-1].end:
            last = joined.pop()
            span = Span(last.start, max(last.end, span.end), last.kind)
        joined.append(span)
    return joined


def pieces(text: str, start: int, end: int, hidden: Sequence[Span]) -> tuple[Piece, ...]:
    """Characters start..end of the text with "[name]", "[school]"… in place of what is hidden.

    hidden: as hidden_after gives it. Where words of the text stand before or after the excerpt, "[…]" says so.
    """
    end = min(end, len(text))
    found = [Piece(f"{CUT} ")] if text[:start].strip() else []
    found += _between(text, start, end, hidden)
    return tuple(found + ([Piece(f" {CUT}")] if text[end:].strip() else []))


def _between(text: str, start: int, end: int, hidden: Sequence[Span]) -> Iterator[Piece]:
    inside = [span for span in hidden if span.start < end and start < span.end]
    edges = [start, *(edge for span in inside for edge in (span.start, span.end)), end]
    for place, (left, right) in enumerate(pairwise(edges)):
        if place % 2:
            yield Piece(f"[{inside[place // 2].kind}]", inside[place // 2].kind)
        elif left < right:
            yield Piece(text[left:right])


def shown(found: Iterable[Piece]) -> str:
    """The words of an excerpt in one line of text."""
    return "".join(piece.text for piece in found)


def places_of(words: str, text: str, start: int, end: int, hidden: Sequence[Span]) -> tuple[tuple[int, int], ...]:
    """Where these words stand, wholly or in part in the open, within characters start..end: every place, in order.

    Capitals, the width of spaces and the form of an apostrophe make no difference; parts of longer words do not count.
    Nothing is found for words without a letter or digit.
    """
    if not any(character.isalnum() for character in words):
        return ()
    pattern = r"\s+".join(_APOSTROPHES.sub(APOSTROPHE, re.escape(word)) for word in words.split())
    first, last = words.strip()[0], words.strip()[-1]
    whole = (r"(?<!\w)" if first.isalnum() else "") + pattern + (r"(?!\w)" if last.isalnum() else "")
    found = (match.span() for match in re.finditer(whole, text[: min(end, len(text))], re.IGNORECASE))
    return tuple(
        (left, right)
        for left, right in found
        if left >= start and not any(span.start <= left and right <= span.end for span in hidden)
    )
