"""The free text under analysis: what was said, to which question, by whom (an opaque key), in which groups."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

MAX_CHARACTERS = 20_000  # of one comment that are read: about eight pages
NO_GROUPS: Mapping[str, str] = {}


@dataclass(frozen=True, kw_only=True, slots=True)
class Comment:
    """One piece of free text.

    id: unique in its corpus.
    question: the wording that was asked; part of the meaning ("Nothing." under "What could be better?").
    said_by: opaque key of the person or point, so that people are counted and not pieces of text;
        empty means a person of its own.
    language: of the survey in which it was written, where it is known to be another than English ("pl").
    groups: column name -> value, for breakdowns ({"audience": "Staff", "area": "Kingston"}).
    """

    id: str
    text: str
    question: str = ""
    said_by: str = ""
    source: str = ""
    language: str = ""
    groups: Mapping[str, str] = field(default_factory=lambda: NO_GROUPS)

    @property
    def person(self) -> str:
        return self.said_by or self.id


@dataclass(frozen=True, slots=True)
class Corpus:
    """Comments in one canonical order, whatever order they came in: same comments, same results."""

    comments: tuple[Comment, ...]

    @classmethod
    def of(cls, comments: Iterable[Comment]) -> Corpus:
        """Sort by question, text hash and id; raise ValueError where an id comes twice or a text is no text (NaN)."""
        comments = tuple(comments)
        for comment in comments:
            if not isinstance(comment.text, str):
                raise ValueError(f'comment {comment.id!r} has {comment.text!r} for its text; a blank one is ""')
        ordered = sorted(comments, key=_canonical)
        seen: set[str] = set()
        for comment in ordered:
            if comment.id in seen:
                raise ValueError(f"two comments have the id {comment.id!r}; ids must be unique")
            seen.add(comment.id)
        return cls(tuple(ordered))

    def __len__(self) -> int:
        return len(self.comments)

    def __iter__(self) -> Iterator[Comment]:
        return iter(self.comments)

    def where(self, **groups: str) -> Corpus:
        """Only the comments whose groups have these values: corpus.where(area="Kingston")."""
        return Corpus(tuple(c for c in self.comments if all(c.groups.get(k) == v for k, v in groups.items())))


def _canonical(comment: Comment) -> tuple[str, bytes, str]:
    return comment.question, digest(comment.text), comment.id


def digest(text: str) -> bytes:
    """SHA-256 of a text: an order that depends on the words alone and follows no alphabet."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def require_texts(texts: Iterable[str]) -> None:
    """Raise ValueError for a value that is no text, such as the NaN that a spreadsheet's library makes of a blank."""
    for place, text in enumerate(texts):
        if not isinstance(text, str):
            raise ValueError(f'text {place} is {text!r}, not text; write "" where nothing was said')
