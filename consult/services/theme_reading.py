"""The comments behind a figure, a page at a time: personal data masked, withheld words never shown."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.codebook import NOT_SURE, OTHER, CandidateTheme
from analysis.redact import mask
from consult.models.comments import Comment
from consult.models.themes import AnalysisRun
from consult.services import comments as bridge
from consult.services import theme_counting, theme_replay, theme_states
from consult.services.theme_replay import Placed
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


def read_theme(theme_id: int, run: AnalysisRun, number: int) -> CommentsPage:
    return _placed(run, str(theme_id), number)


def read_unthemed(run: AnalysisRun, number: int) -> CommentsPage:
    return _placed(run, OTHER, number)


def read_unsure(run: AnalysisRun, number: int) -> CommentsPage:
    return _placed(run, NOT_SURE, number)


def read_priority(run: AnalysisRun, priority: str, number: int) -> CommentsPage:
    total = coded.count_mapped(run.id).get(priority, 0)
    return _page(coded.list_mapped(run.id, priority, limit=PER_PAGE, offset=_offset(number, total)), total, number)


def read_excluded(run: AnalysisRun, number: int) -> CommentsPage:
    total = sum(coded.count_excluded(run.id).values())
    return _page(coded.list_excluded(run.id, limit=PER_PAGE, offset=_offset(number, total)), total, number)


def count_excluded(run: AnalysisRun) -> dict[str, int]:
    return coded.count_excluded(run.id)


def count_comments(of: Iterable[int], run: AnalysisRun) -> dict[int, int]:
    """By theme."""
    return {theme_id: len(_held(run, theme_id).ids) for theme_id in of}


def list_excerpts(theme_id: int, run: AnalysisRun) -> list[ShownComment]:
    """Typical comments that are in the theme and whose words may be shown."""
    found = _find(theme_id, run)
    return _excerpts(found.excerpts, run) if found else []


def list_dissenting(theme_id: int, run: AnalysisRun) -> list[ShownComment]:
    """Comments that seem to speak against what most in the theme say, where their words may be shown."""
    found = _find(theme_id, run)
    return _excerpts(found.dissenting, run) if found else []


def count_withheld(theme_id: int | str, run: AnalysisRun) -> int:
    return int(np.isin(_held(run, theme_id).ids, sorted(comments.list_withheld_ids())).sum())


def _find(theme_id: int, run: AnalysisRun) -> CandidateTheme | None:
    """As the run proposed it, with those of its excerpts that are in it still; a theme made by hand has its first."""
    held, proposal = set(_held(run, theme_id).ids.tolist()), theme_states.get_reviewed(theme_id).proposal
    if proposal is None or proposal.run_id != run.id or theme_counting.find_sheet(run) is None:
        standing = theme_replay.replay_run(run).standing.findings.themes
        return next((theme for theme in standing if theme.id == str(theme_id)), None)
    return CandidateTheme(
        id=str(theme_id),
        name=proposal.name,
        keywords=(),
        comments=len(held),
        excerpts=tuple(key for key in proposal.excerpts if int(key) in held),
        priority=proposal.priority,
        priority_probability=proposal.priority_probability,
        dissenting=tuple(key for key in proposal.dissenting if int(key) in held),
    )


def _excerpts(keys: Iterable[str], run: AnalysisRun) -> list[ShownComment]:
    set_apart = runs.list_set_apart(run.id)
    found = comments.list_comments([key for key in map(int, keys) if key not in set_apart])
    typical = [comment for comment in found if areas.may_see(comment.area)]
    shown = show([CodedComment(comment) for comment in typical])
    return [comment for comment in shown if comment.words is not None][:SHOWN_EXCERPTS]


def show_comments(found: Iterable[Comment]) -> list[ShownComment]:
    """As a page may show them: masked, or withheld."""
    return list(show([CodedComment(comment) for comment in found]))


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """The comments of one theme that this session may see, the surest first, with how sure the machine is."""

    ids: NDArray[np.int64]
    sure: NDArray[np.float64]


def _held(run: AnalysisRun, place: int | str) -> Held:
    """From what is stored where it is as things stand; otherwise from the codings and all decisions, replayed."""
    sheet = theme_counting.find_sheet(run)
    if sheet is None:
        placed = theme_replay.replay_run(run).of(place)
        ids = np.array([one.comment_id for one in placed], dtype=np.int64)
        sure = np.array([one.probability for one in placed], dtype=np.float64)
    else:
        own = sheet.list_of(str(place))
        ids, sure = sheet.comments[sheet.place[own]], sheet.probability[own].astype(np.float64)
    seen = comments.find_seen_ids()
    here = np.ones(len(ids), dtype=np.bool_) if seen is None else np.isin(ids, sorted(seen))
    return Held(ids[here], sure[here])


def _placed(run: AnalysisRun, place: str, number: int) -> CommentsPage:
    held = _held(run, place)
    offset = _offset(number, len(held.ids))
    here = slice(offset, offset + PER_PAGE)
    shown = zip(held.ids[here].tolist(), held.sure[here].tolist(), strict=True)
    return _page(coded_comments([Placed(key, sure, "") for key, sure in shown]), len(held.ids), number)


def seen_only(placed: Sequence[Placed]) -> Sequence[Placed]:
    """Those of areas that this session may see."""
    seen = comments.find_seen_ids()
    return placed if seen is None else [one for one in placed if one.comment_id in seen]


def coded_comments(placed: Sequence[Placed]) -> list[CodedComment]:
    """In the order given; one that was deleted meanwhile is left out."""
    sure = {one.comment_id: one.probability for one in placed}
    return [CodedComment(comment, sure[comment.id]) for comment in comments.list_comments(list(sure))]


def _offset(number: int, total: int) -> int:
    if number < 1 or (number > 1 and (number - 1) * PER_PAGE >= total):
        raise NotFound(f"no page {number}")
    return (number - 1) * PER_PAGE


def _page(found: list[CodedComment], total: int, number: int) -> CommentsPage:
    return CommentsPage(comments=tuple(show(found)), total=total, number=number)


def show(found: Sequence[CodedComment]) -> Iterator[ShownComment]:
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
