"""The comments behind a figure, a page at a time: personal data masked, withheld words never shown."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from analysis.redact import mask
from consult.models.comments import Comment
from consult.models.themes import AnalysisRun, CandidateTheme
from consult.services import comments as bridge
from consult.store import areas, coded, comments, listening, runs
from consult.store.coded import CodedComment
from consult.store.errors import NotFound

PER_PAGE = 25
SHOWN_EXCERPTS = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownComment:
    """What a page may say about one comment. words is None where they are withheld, or of another area."""

    id: int
    words: str | None
    question: str
    audience: str
    area: str
    kind: str
    may_quote: bool
    probability: float | None = None
    reason: str = ""
    is_elsewhere: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class CommentsPage:
    """One page of a longer list. number begins at 1."""

    comments: tuple[ShownComment, ...]
    total: int
    number: int

    @property
    def pages(self) -> int:
        return max(1, math.ceil(self.total / PER_PAGE))

    @property
    def first(self) -> int:
        return (self.number - 1) * PER_PAGE + 1 if self.total else 0


def read_theme(theme: CandidateTheme, number: int) -> CommentsPage:
    total = coded.count_of_themes([theme.id]).get(theme.id, 0)
    found = coded.list_coded(theme.run_id, theme.id, limit=PER_PAGE, offset=_offset(number, total))
    return _page(found, total, number)


def read_unthemed(run: AnalysisRun, number: int) -> CommentsPage:
    total = coded.count_by_theme(run.id).get(None, 0) - coded.count_unsure(run.id)
    return _page(coded.list_coded(run.id, None, limit=PER_PAGE, offset=_offset(number, total)), total, number)


def read_unsure(run: AnalysisRun, number: int) -> CommentsPage:
    total = coded.count_unsure(run.id)
    found = coded.list_coded(run.id, None, unsure=True, limit=PER_PAGE, offset=_offset(number, total))
    return _page(found, total, number)


def read_priority(run: AnalysisRun, priority: str, number: int) -> CommentsPage:
    total = coded.count_mapped(run.id).get(priority, 0)
    return _page(coded.list_mapped(run.id, priority, limit=PER_PAGE, offset=_offset(number, total)), total, number)


def read_excluded(run: AnalysisRun, number: int) -> CommentsPage:
    total = sum(coded.count_excluded(run.id).values())
    return _page(coded.list_excluded(run.id, limit=PER_PAGE, offset=_offset(number, total)), total, number)


def count_excluded(run: AnalysisRun) -> dict[str, int]:
    return coded.count_excluded(run.id)


def count_comments(of: Iterable[CandidateTheme]) -> dict[int, int]:
    """By theme; one whose comments are all gone is not in it."""
    return coded.count_of_themes([theme.id for theme in of])


def list_excerpts(theme: CandidateTheme) -> list[ShownComment]:
    """Typical comments whose words may be shown."""
    return _excerpts(theme, theme.excerpts)


def list_dissenting(theme: CandidateTheme) -> list[ShownComment]:
    """Comments that seem to speak against what most in the theme say, where their words may be shown."""
    return _excerpts(theme, theme.dissenting)


def _excerpts(theme: CandidateTheme, keys: Iterable[str]) -> list[ShownComment]:
    set_apart = runs.list_set_apart(theme.run_id)
    found = comments.list_comments([key for key in map(int, keys) if key not in set_apart])
    typical = [comment for comment in found if areas.may_see(comment.area)]
    shown = _show([CodedComment(comment) for comment in typical])
    return [comment for comment in shown if comment.words is not None][:SHOWN_EXCERPTS]


def show_comments(found: Iterable[Comment]) -> list[ShownComment]:
    """As a page may show them: masked, or withheld."""
    return list(_show([CodedComment(comment) for comment in found]))


def count_withheld(theme: CandidateTheme) -> int:
    return coded.count_withheld(theme.run_id, theme.id)


def count_unthemed_withheld(run: AnalysisRun) -> int:
    return coded.count_withheld(run.id, None)


def _offset(number: int, total: int) -> int:
    if number < 1 or (number > 1 and (number - 1) * PER_PAGE >= total):
        raise NotFound(f"no page {number}")
    return (number - 1) * PER_PAGE


def _page(found: list[CodedComment], total: int, number: int) -> CommentsPage:
    return CommentsPage(comments=tuple(_show(found)), total=total, number=number)


def _show(found: list[CodedComment]) -> Iterator[ShownComment]:
    """The reason for a priority names words of the comment, so it is withheld with them; why it was left out is not."""
    withheld = comments.list_withheld_ids() | {each.comment.id for each in found if _is_elsewhere(each.comment)}
    note_kinds = listening.list_note_kinds([seen.comment.note_id for seen in found if seen.comment.note_id])
    for seen in found:
        comment = seen.comment
        yield ShownComment(
            id=comment.id,
            words=None if comment.id in withheld else mask(comment.text).text,
            question=comment.question,
            audience=comment.audience,
            area=comment.area,
            kind=_kind(comment, note_kinds),
            may_quote=comment.may_quote,
            probability=seen.probability,
            reason="" if comment.id in withheld and seen.probability is not None else seen.reason,
            is_elsewhere=_is_elsewhere(comment),
        )


def _is_elsewhere(comment: Comment) -> bool:
    return not areas.may_see(comment.area)


def _kind(comment: Comment, note_kinds: dict[int, str]) -> str:
    words = {bridge.SURVEYS: "survey answer", bridge.IMPORTS: "imported comment"}
    if comment.note_id is not None:
        return f"event note, {note_kinds.get(comment.note_id, 'note')}"
    return words[bridge.door(comment)]
