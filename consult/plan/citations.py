"""Citations in the text of a plan section: markers such as [theme:12] that lead from a sentence to what people said."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass

LOOKS_LIKE_ONE = re.compile(r"\[[ \t]*([A-Za-z]{1,20})[ \t]*:([^\[\]\n]{0,300})(\]?)")
NUMBER = re.compile(r"[1-9][0-9]{0,8}")
FIGURE = re.compile(
    r"theme/[1-9][0-9]{0,8}/(?:people|comments|share|words)"
    r"|priority/[a-z][a-z-]{0,39}/(?:comments|share)"
    r"|all/(?:people|comments)"
)
LONGEST_SOURCE = 200


class Kind(enum.StrEnum):
    """What a marker leads to. SOURCE names what is not said here: an inspection, a needs analysis, our own promise."""

    THEME = "theme"
    FIGURE = "figure"
    EXCERPT = "excerpt"
    REPORT = "report"
    SOURCE = "source"


KINDS = {str(kind): kind for kind in Kind}


@dataclass(frozen=True, slots=True)
class Citation:
    """One marker at text[start:end]. fault: a sentence, empty where the marker can be read."""

    kind: Kind | None
    target: str
    start: int
    end: int
    fault: str = ""

    @property
    def number(self) -> int:
        """Of a theme, an excerpt or a report version."""
        return int(self.target)

    @property
    def theme_id(self) -> int | None:
        """The theme it leads to, if it leads to one."""
        if self.kind is Kind.THEME:
            return self.number
        parts = self.target.split("/")
        return int(parts[1]) if self.kind is Kind.FIGURE and parts[0] == "theme" else None


def marker(kind: Kind, target: str | int) -> str:
    """What is written into the text. Raises ValueError for what could not be read back."""
    written = f"[{kind}:{target}]"
    found = list(list_citations(written))
    if [(each.kind, each.target, each.fault) for each in found] != [(kind, str(target), "")]:
        raise ValueError(f"{written} is no citation")
    return written


def list_citations(text: str) -> Iterator[Citation]:
    """Everything that looks like a marker, in order; what cannot be read has its fault."""
    for found in LOOKS_LIKE_ONE.finditer(text):
        name, target, closing = found[1].lower(), found[2].strip(), found[3]
        kind = KINDS.get(name)
        yield Citation(kind, target, found.start(), found.end(), _fault(kind, name, target, closing))


def _fault(kind: Kind | None, name: str, target: str, closing: str) -> str:
    if kind is None:
        kinds = ", ".join(Kind)
        return f"“{name}” is no kind of citation. There are {kinds}. If it is not meant as one, use round brackets."
    if not closing:
        return "The citation has no closing bracket “]”."
    if kind is Kind.SOURCE:
        is_good = bool(target) and len(target) <= LONGEST_SOURCE
        return "" if is_good else f"Name the source in at most {LONGEST_SOURCE} characters."
    if kind is Kind.FIGURE:
        return "" if FIGURE.fullmatch(target) else "There is no such figure. Choose one under “Find something to cite”."
    return "" if NUMBER.fullmatch(target) else f"A {kind} is cited by its number, for instance [{kind}:12]."
