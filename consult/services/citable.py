"""Excerpts that a plan may cite: words that may be quoted, were found clear and are not withheld, asked each time."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from consult.models.themes import CandidateTheme
from consult.services import plan_themes, theme_reading
from consult.services.theme_reading import ShownComment
from consult.store import comments, themes


@dataclass(frozen=True, kw_only=True, slots=True)
class CitableExcerpt:
    """Words that may be shown now. said_by: who, as far as that may be said; source: by which way they came in."""

    id: int
    comment_id: int
    words: str
    said_by: str
    source: str


def list_excerpts() -> tuple[CitableExcerpt, ...]:
    run = plan_themes.find_run()
    found = (excerpt for theme in themes.list_candidates(run.id) for excerpt in _of(theme)) if run else ()
    return tuple({excerpt.id: excerpt for excerpt in found}.values())


def find_excerpts(ids: Collection[int]) -> dict[int, CitableExcerpt]:
    """Those of them that may be shown at this moment."""
    wanted = [comment for comment in comments.list_comments(sorted(ids)) if comment.may_quote]
    return {each.id: each for each in _shown(theme_reading.show_comments(wanted))}


def _of(theme: CandidateTheme) -> Iterable[CitableExcerpt]:
    return _shown([*theme_reading.list_excerpts(theme), *theme_reading.list_dissenting(theme)])


def _shown(found: Iterable[ShownComment]) -> Iterable[CitableExcerpt]:
    for comment in found:
        if comment.words and comment.may_quote:
            yield CitableExcerpt(
                id=comment.id, comment_id=comment.id, words=comment.words, said_by=comment.audience, source=comment.kind
            )  # fmt: skip
