"""Excerpts that a plan may cite: those that two people agreed to publish, as they may be shown at this moment."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from consult.services import excerpts, theme_reading
from consult.services.excerpts import ApprovedExcerpt
from consult.store import comments


@dataclass(frozen=True, kw_only=True, slots=True)
class CitableExcerpt:
    """said_by: one group of at least ten people, or empty. source: by which way the words came in."""

    id: int
    comment_id: int
    words: str
    said_by: str
    source: str


def list_excerpts() -> tuple[CitableExcerpt, ...]:
    """The oldest first."""
    return _with_sources(excerpts.list_approved())


def find_excerpts(ids: Collection[int]) -> dict[int, CitableExcerpt]:
    """Those of them that may be shown at this moment."""
    if not ids:
        return {}
    return {each.id: each for each in _with_sources(each for each in excerpts.list_approved() if each.id in ids)}


def _with_sources(approved: Iterable[ApprovedExcerpt]) -> tuple[CitableExcerpt, ...]:
    found = tuple(approved)
    said = theme_reading.show_comments(comments.list_comments([each.comment_id for each in found]))
    sources = {comment.id: comment.kind for comment in said}
    return tuple(
        CitableExcerpt(
            id=each.id,
            comment_id=each.comment_id,
            words=each.words,
            said_by=each.said_by,
            source=sources.get(each.comment_id, ""),
        )
        for each in found
    )
