"""Excerpts that two people agreed to publish: the list that drafts, reports and files take them from.

Whether an excerpt may be shown is asked of its comment each time: withheld, flagged, taken back, corrected or no
longer to be quoted, it is gone from here at once, and with that from every place that asks here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from analysis.masking import Change, Piece, hidden_after, pieces, shown
from analysis.redact import Span
from consult.models.excerpts import Attribute, Excerpt, ExcerptState, Redaction
from consult.models.people import AuditEntry
from consult.services.excerpt_groups import GroupFigures, read_figures
from consult.settings import AUDIENCES
from consult.store import areas, comments, runs
from consult.store import excerpts as store
from consult.store.errors import NotFound


@dataclass(frozen=True, kw_only=True, slots=True)
class ApprovedExcerpt:
    """What may be published. said_by: one group of at least ten people, or empty; words: pieces in one text."""

    id: int
    comment_id: int
    pieces: tuple[Piece, ...]
    said_by: str
    approved_at: datetime
    is_dissenting: bool

    @property
    def words(self) -> str:
        return shown(self.pieces)


@dataclass(frozen=True, kw_only=True, slots=True)
class ExcerptInFull:
    """For those who work on it. pieces is None where its words may not be shown (any more).

    is_held_back: withheld by the safeguarding team or not screened; otherwise they were corrected or may not be quoted.
    """

    excerpt: Excerpt
    pieces: tuple[Piece, ...] | None
    hidden: tuple[Span, ...]
    steps: tuple[Redaction, ...]
    said_by: str
    is_held_back: bool = False

    @property
    def is_confirmed(self) -> bool:
        return self.excerpt.state == ExcerptState.PROPOSED and self.excerpt.confirmed_at is not None

    @property
    def chosen(self) -> Attribute | None:
        """What is to be said of who said it, once its proposer has chosen."""
        return self.excerpt.attribute if self.excerpt.confirmed_at else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Spread:
    """How the approved excerpts are spread: by audience, all of them named, and how many speak against the most."""

    by_audience: dict[str, int]
    dissenting: int
    total: int


def list_approved(comment_ids: Collection[int] | None = None) -> tuple[ApprovedExcerpt, ...]:
    """Every excerpt that may be published at this moment, the oldest first; comment_ids: only of these comments."""
    return _read_approved(store.list_approved(comment_ids))


def list_approved_here() -> tuple[ApprovedExcerpt, ...]:
    """For the page on which they are worked on: those of areas that may be seen here."""
    return _read_approved([found for found in store.list_approved() if areas.may_see(found.comment.area)])


def get_approved(excerpt_id: int) -> ApprovedExcerpt:
    """NotFound where there is none, or none that may be published at this moment."""
    excerpt = store.find_approved(excerpt_id)
    if excerpt is None:
        raise NotFound(f"no approved excerpt {excerpt_id}")
    return _read_approved([excerpt])[0]


def list_unfinished() -> list[ExcerptInFull]:
    """Proposed or sent back, the oldest first."""
    return _in_full(store.list_in(ExcerptState.PROPOSED, ExcerptState.REFUSED))


def list_gone() -> list[Excerpt]:
    """Approved once and shown nowhere any more: withdrawn, withheld, corrected. The newest first."""
    there = {excerpt.id for excerpt in store.list_approved()}
    once = store.list_in(ExcerptState.APPROVED, ExcerptState.WITHDRAWN)
    return [excerpt for excerpt in reversed(once) if excerpt.id not in there and excerpt.decided_at]


def open_excerpt(excerpt_id: int) -> ExcerptInFull:
    return _in_full([store.get(excerpt_id)])[0]


def list_history(excerpt_id: int) -> list[AuditEntry]:
    """What was done with it, the oldest first: who, when, and for which of the reasons there are."""
    return store.list_history(excerpt_id)


def measure_spread(approved: Iterable[ApprovedExcerpt]) -> Spread:
    """Audiences with none are named too: they are what to look for next."""
    found = tuple(approved)
    said = Counter(comment.audience for comment in comments.list_comments([each.comment_id for each in found]))
    named = {audience: said.pop(audience, 0) for audience in AUDIENCES}
    return Spread(
        by_audience=named | dict(sorted(said.items())),
        dissenting=sum(excerpt.is_dissenting for excerpt in found),
        total=len(found),
    )


def list_dissenting() -> frozenset[int]:
    """Comments that seem to speak against what most in their theme say, in the newest finding of themes."""
    run = runs.find_newest_run()
    return frozenset(store.list_dissenting_ids(run.id)) if run else frozenset()


def hidden_in(steps: Iterable[Redaction]) -> tuple[Span, ...]:
    return hidden_after(Change(step.starts, step.ends, step.kind, step.is_hidden) for step in steps)


def _read_approved(found: Collection[Excerpt]) -> tuple[ApprovedExcerpt, ...]:
    steps = store.list_steps([excerpt.id for excerpt in found])
    dissenting, figures = list_dissenting(), _figures_for(found)
    return tuple(
        ApprovedExcerpt(
            id=excerpt.id,
            comment_id=excerpt.comment_id,
            pieces=_pieces(excerpt, hidden_in(steps[excerpt.id])),
            said_by=figures.name(excerpt.comment, excerpt.attribute),
            approved_at=excerpt.decided_at,
            is_dissenting=excerpt.comment_id in dissenting,
        )
        for excerpt in found
        if excerpt.decided_at  # the database keeps who approved it, and when
    )


def _in_full(found: Collection[Excerpt]) -> list[ExcerptInFull]:
    steps = store.list_steps([excerpt.id for excerpt in found])
    comment_ids = [excerpt.comment_id for excerpt in found]
    usable, held_back = store.list_usable_ids(comment_ids), store.list_held_back_ids(comment_ids)
    figures = _figures_for(found)
    return [
        ExcerptInFull(
            excerpt=excerpt,
            pieces=_pieces(excerpt, hidden_in(steps[excerpt.id])) if excerpt.comment_id in usable else None,
            hidden=hidden_in(steps[excerpt.id]),
            steps=tuple(steps[excerpt.id]),
            said_by=figures.name(excerpt.comment, excerpt.attribute) if excerpt.comment_id in usable else "",
            is_held_back=excerpt.comment_id in held_back,
        )
        for excerpt in found
    ]


def _figures_for(found: Collection[Excerpt]) -> GroupFigures:
    """Counting a large run takes seconds: only where a group is to be named."""
    return read_figures() if any(excerpt.attribute != Attribute.NONE for excerpt in found) else GroupFigures(None)


def _pieces(excerpt: Excerpt, hidden: tuple[Span, ...]) -> tuple[Piece, ...]:
    return pieces(excerpt.comment.text, excerpt.starts, excerpt.ends, hidden)
