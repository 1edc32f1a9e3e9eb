"""Personal data is hidden before anything else reads the text: names, contacts, addresses, schools, birthdays."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from analysis.corpus import require_texts
from analysis.redaction.forms import find_forms
from analysis.redaction.introduced import find_introduced
from analysis.redaction.lexicon import lexicon
from analysis.redaction.my_school import find_my_school
from analysis.redaction.people import find_people
from analysis.redaction.places import find_places, first_words
from analysis.redaction.said import Said
from analysis.redaction.spans import Span

__all__ = ["Masked", "Span", "mask"]


@dataclass(frozen=True, slots=True)
class Masked:
    """The text with "[e-mail]", "[name]"… in place of each span; spans refer to the original, in its order."""

    text: str
    spans: tuple[Span, ...]


def mask(text: str) -> Masked:
    """Hide personal data; what was hidden can be read again only where the original is kept.

    Kinds: see analysis.redaction.spans.KINDS. Spans are in characters, do not overlap, and stand in order. Where kinds
    overlap, the one with the fixed form wins. Masking what is masked changes nothing. High recall is preferred: a
    ten-digit number is hidden whether or not its check digit fits. How names are found: analysis.redaction.people.
    Raises ValueError for what is not a str.
    """
    require_texts([text])
    spans: list[Span] = []
    masked = text
    while found := _found(masked):
        spans = _merged(spans, found)
        masked = _replace(text, spans)
    return Masked(masked, tuple(spans))


def _found(text: str) -> list[Span]:
    """Spans of this text that do not overlap, in order; of overlapping ones the kind that was looked for first."""
    kept: list[Span] = []
    is_taken = bytearray(len(text))
    for span in _all(text):
        if not any(is_taken[span.start : span.end]):
            kept.append(span)
            is_taken[span.start : span.end] = b"\1" * (span.end - span.start)
    return sorted(kept, key=lambda span: span.start)


def _all(text: str) -> Iterator[Span]:
    written = set(_LETTERS.findall(text.lower()))
    yield from find_forms(text, written, lexicon().ordinary.__contains__)
    yield from find_my_school(text, written)
    yield from find_introduced(text, written)
    may_have_places = not written.isdisjoint(_of_places())
    if not may_have_places and not written.isdisjoint(lexicon().cues["street_words"]):
        may_have_places = any(character.isdigit() for character in text)
    if may_have_places or not written <= _harmless():
        said = Said.of(text)
        if may_have_places:
            yield from find_places(said)
        yield from find_people(said)


_LETTERS = re.compile(r"[^\W\d_]+")


@cache
def _harmless() -> frozenset[str]:
    """Words that are never a name nor announce one: most of English."""
    known = lexicon()
    return (known.ordinary | known.places) - known.also_words - known.cues["titles"] - known.given


@cache
def _of_places() -> frozenset[str]:
    """Words that a school, a setting or an address is made of."""
    return lexicon().cues["place_words"] | first_words()


def _merged(spans: list[Span], found: list[Span]) -> list[Span]:
    """found refers to the text in which spans are masked already; the answer refers to the original."""
    shifts: list[tuple[int, int, Span]] = []  # where each mask stands in the masked text
    grown = 0
    for span in spans:
        start = span.start + grown
        grown += len(span.kind) + 2 - (span.end - span.start)
        shifts.append((start, span.end + grown, span))
    fresh = list(_original(found, shifts))
    starts = [span.start for span in fresh]
    kept = [span for span in spans if not _is_inside(span, fresh, bisect_right(starts, span.start) - 1)]
    return sorted([*kept, *fresh], key=lambda span: span.start)


def _is_inside(span: Span, fresh: list[Span], place: int) -> bool:
    return place >= 0 and span.end <= fresh[place].end


def _original(found: list[Span], shifts: list[tuple[int, int, Span]]) -> Iterator[Span]:
    """The same places in the original; a mask that one touches is swallowed whole. Both are in order."""
    starts = [start for start, _, _ in shifts]
    for span in found:
        first = bisect_right(starts, span.start) - 1
        last = bisect_left(starts, span.end) - 1
        start = end = 0
        if first >= 0:
            _, mask_end, hidden = shifts[first]
            start = hidden.start if span.start < mask_end else span.start + hidden.end - mask_end
        else:
            start = span.start
        if last >= 0:
            _, mask_end, hidden = shifts[last]
            end = hidden.end if span.end <= mask_end else span.end + hidden.end - mask_end
        else:
            end = span.end
        yield Span(start, end, span.kind)


def _replace(text: str, spans: list[Span]) -> str:
    parts: list[str] = []
    position = 0
    for span in spans:
        parts += (text[position : span.start], f"[{span.kind}]")
        position = span.end
    return "".join([*parts, text[position:]])
