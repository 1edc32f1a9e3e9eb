"""Two versions of a text, sentence by sentence: what is the same, changed, added or removed."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from consult.plan.sentences import split


class Change(enum.StrEnum):
    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence before and after; empty where there is none."""

    change: Change
    before: str
    after: str


def compare(before: str, after: str) -> tuple[Line, ...]:
    """Every sentence of both texts once, in order."""
    old, new = ([" ".join(sentence.text.split()) for sentence in split(text)] for text in (before, after))
    return tuple(_lines(old, new))


def _lines(old: list[str], new: list[str]) -> Iterator[Line]:
    for kind, first, last, new_first, new_last in SequenceMatcher(None, old, new).get_opcodes():
        pairs = zip_longest(old[first:last], new[new_first:new_last], fillvalue="")
        for was, now in pairs:
            if kind == "equal":
                yield Line(Change.SAME, was, now)
            else:
                yield Line(Change.CHANGED if was and now else Change.REMOVED if was else Change.ADDED, was, now)
