"""People decide about themes. The machine's proposal is never changed: decisions are laid over it, with who and when.

Every decision names how many came before it (seen). Where that is no longer so, two people were at work at once:
nothing is overwritten and both versions are shown.
"""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from sqlalchemy.exc import IntegrityError

from analysis.codebook import NONE, UNSURE
from analysis.priorities import load_priorities
from consult.models.themes import CandidateTheme, DecisionKind, ThemeDecision
from consult.services.theme_carrying import ASPECTS, newest_of_each_aspect
from consult.store import people, runs, themes
from consult.store.errors import Conflict, NotFound
from consult.store.transaction import transaction

LONGEST_NAME = 120


class Status(enum.StrEnum):
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


STATUS_AFTER = {
    DecisionKind.ACCEPT: Status.ACCEPTED,
    DecisionKind.REJECT: Status.REJECTED,
    DecisionKind.REOPEN: Status.PROPOSED,
}
WORDS = {
    DecisionKind.RENAME: "theme renamed",
    DecisionKind.PRIORITY: "theme priority changed",
    DecisionKind.ACCEPT: "theme accepted",
    DecisionKind.REJECT: "theme rejected",
    DecisionKind.REOPEN: "theme reopened",
}


@dataclass(frozen=True, slots=True)
class ReviewedTheme:
    """What the newest run that knew it proposed, and what people decided about it: kept apart, read together."""

    proposal: CandidateTheme
    decisions: tuple[ThemeDecision, ...]  # oldest first

    @property
    def id(self) -> int:
        """The theme's own, the same in every run."""
        return self.proposal.theme_id

    @property
    def name(self) -> str:
        decision = self.decided(DecisionKind.RENAME)
        return decision.after if decision else self.proposal.name

    @property
    def priority(self) -> str:
        decision = self.decided(DecisionKind.PRIORITY)
        return decision.after if decision else self.proposal.priority

    @property
    def status(self) -> Status:
        decision = self.decided(DecisionKind.ACCEPT)
        return Status(decision.after) if decision else Status.PROPOSED

    @property
    def seen(self) -> int:
        """The number of the newest decision: what a form carries to say which version its reader saw."""
        return self.decisions[-1].number if self.decisions else 0

    @property
    def newest(self) -> ThemeDecision | None:
        return max(self.decisions, key=lambda decision: (decision.at, decision.number), default=None)

    def decided(self, kind: DecisionKind) -> ThemeDecision | None:
        """The decision that holds for what this kind decides: the name, the priority or the status."""
        return newest_of_each_aspect(self.decisions).get(ASPECTS[kind])

    @property
    def is_renamed(self) -> bool:
        return self.name != self.proposal.name

    @property
    def is_priority_decided(self) -> bool:
        return self.decided(DecisionKind.PRIORITY) is not None


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """A decision that somebody asks for: seen is the number of the newest decision they had before them."""

    theme_id: int
    kind: DecisionKind
    after: str
    seen: int
    by: int


class DecidedMeanwhile(Conflict):
    """Somebody else decided while this form was open. Nothing was changed; both versions are here."""

    def __init__(self, wanted: Wanted, now: ReviewedTheme) -> None:
        super().__init__("Somebody else decided about this theme while you had it open. Nothing was overwritten.")
        self.wanted = wanted
        self.now = now

    @property
    def since(self) -> tuple[ThemeDecision, ...]:
        return tuple(decision for decision in self.now.decisions if decision.number > self.wanted.seen)


def rename(theme_id: int, name: str, *, seen: int, by: int) -> None:
    plain = " ".join(name.split())[:LONGEST_NAME]
    if not plain:
        raise Conflict("Enter a name for the theme.")
    _decide(Wanted(theme_id=theme_id, kind=DecisionKind.RENAME, after=plain, seen=seen, by=by))


def set_priority(theme_id: int, priority: str, *, seen: int, by: int) -> None:
    if priority not in priority_names():
        raise Conflict("Choose one of the six priorities, “None of the six” or “Unsure”.")
    _decide(Wanted(theme_id=theme_id, kind=DecisionKind.PRIORITY, after=priority, seen=seen, by=by))


def accept(theme_id: int, *, seen: int, by: int) -> None:
    _set_status(theme_id, DecisionKind.ACCEPT, seen=seen, by=by)


def reject(theme_id: int, *, seen: int, by: int) -> None:
    _set_status(theme_id, DecisionKind.REJECT, seen=seen, by=by)


def reopen(theme_id: int, *, seen: int, by: int) -> None:
    _set_status(theme_id, DecisionKind.REOPEN, seen=seen, by=by)


def get_reviewed(theme_id: int) -> ReviewedTheme:
    proposal = themes.find_candidate(themes.get_theme(theme_id).id)
    if proposal is None:
        raise NotFound(f"no theme {theme_id}")
    return ReviewedTheme(proposal, tuple(themes.list_decisions([theme_id])))


def list_reviewed(run_id: int) -> list[ReviewedTheme]:
    """All themes of a run as they stand, largest first."""
    return review(themes.list_candidates(run_id))


def list_left_behind(run_id: int) -> list[ReviewedTheme]:
    """Decided themes of earlier runs that have no counterpart in this one."""
    return review(themes.list_left_behind(run_id))


def review(proposals: list[CandidateTheme]) -> list[ReviewedTheme]:
    decided: dict[int, list[ThemeDecision]] = defaultdict(list)
    for decision in themes.list_decisions([proposal.theme_id for proposal in proposals]):
        decided[decision.theme_id].append(decision)
    return [ReviewedTheme(proposal, tuple(decided[proposal.theme_id])) for proposal in proposals]


@cache
def priority_names() -> Mapping[str, str]:
    """What a theme or comment may be mapped to: “None of the six” first, then “Unsure”, then the six."""
    six = {priority.id: priority.name for priority in load_priorities().priorities}
    return {NONE: "None of the six", UNSURE: "Unsure", **six}


def count_statuses(reviewed: Iterable[ReviewedTheme]) -> dict[Status, int]:
    counts = dict.fromkeys(Status, 0)
    for theme in reviewed:
        counts[theme.status] += 1
    return counts


def _set_status(theme_id: int, kind: DecisionKind, *, seen: int, by: int) -> None:
    _decide(Wanted(theme_id=theme_id, kind=kind, after=STATUS_AFTER[kind], seen=seen, by=by))


def _decide(wanted: Wanted) -> None:
    try:
        with transaction():
            _add(wanted)
    except IntegrityError as error:  # the other decision was stored in the same moment
        raise DecidedMeanwhile(wanted, get_reviewed(wanted.theme_id)) from error


def _add(wanted: Wanted) -> None:
    themes.one_at_a_time()
    theme = get_reviewed(wanted.theme_id)
    _refuse_an_old_run(theme)
    if theme.seen != wanted.seen:
        raise DecidedMeanwhile(wanted, theme)
    before = _before(theme, wanted.kind)
    if before == wanted.after and _is_decided(theme, wanted.kind):
        return
    themes.add_decision(
        theme_id=wanted.theme_id,
        number=wanted.seen + 1,
        kind=wanted.kind,
        before=before,
        after=wanted.after,
        user_id=wanted.by,
    )
    subject = f"run {theme.proposal.run_id} theme {theme.proposal.key}"
    people.record(user_id=wanted.by, action=WORDS[wanted.kind], subject=subject)


def _before(theme: ReviewedTheme, kind: DecisionKind) -> str:
    if kind == DecisionKind.RENAME:
        return theme.name
    return theme.priority if kind == DecisionKind.PRIORITY else theme.status


def _is_decided(theme: ReviewedTheme, kind: DecisionKind) -> bool:
    """To confirm what the machine proposed is a decision; to say again what a person said is none."""
    return kind not in (DecisionKind.RENAME, DecisionKind.PRIORITY) or theme.decided(kind) is not None


def _refuse_an_old_run(theme: ReviewedTheme) -> None:
    newest = runs.find_newest_run()
    if newest is not None and newest.id != theme.proposal.run_id:
        raise Conflict(
            "Themes were found again while you had this page open, so nothing was changed."
            " Open “Themes and priorities” and decide about the theme there."
        )
