"""Themes with what people decided about them: the machine's proposal is never changed, decisions are laid over it.

What a theme is called and where it stands follows from decisions alone, so it is read without a single comment; what
it holds is `theme_replay`'s.
"""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from analysis.codebook import NONE, UNSURE, Findings
from analysis.decisions import ABOUT_DECISIONS, Decision, DecisionKind, ThemeState
from analysis.priorities import load_priorities
from analysis.reviewing import replay, taken_back
from consult.models.themes import CandidateTheme, Part, ThemeDecision
from consult.store import themes
from consult.store.errors import NotFound

NO_FINDINGS = Findings(themes=(), codings=(), priorities=(), excluded=(), seed=0, method="")


class Status(enum.StrEnum):
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class ReviewedTheme:
    """One theme. proposal: of the newest run that found it, None where it was made by hand; state: what people decided.

    decisions: all that hang on it or lead to it, oldest first, also those taken back (undone: their ids).
    """

    id: int
    proposal: CandidateTheme | None
    state: ThemeState
    decisions: tuple[ThemeDecision, ...]
    undone: frozenset[int] = frozenset()

    @property
    def name(self) -> str:
        return self.state.name or self.proposed_name

    @property
    def proposed_name(self) -> str:
        return self.proposal.name if self.proposal else ""

    @property
    def description(self) -> str:
        if self.state.description is not None:
            return self.state.description
        return self.proposal.description if self.proposal else ""

    @property
    def priority(self) -> str:
        return self.state.priority or (self.proposal.priority if self.proposal else UNSURE)

    @property
    def status(self) -> Status:
        return Status(self.state.status or Status.PROPOSED)

    @property
    def run_id(self) -> int | None:
        """The newest run that found it."""
        return self.proposal.run_id if self.proposal else None

    @property
    def merged_into(self) -> int | None:
        return int(self.state.merged_into) if self.state.merged_into else None

    @property
    def seen(self) -> int:
        """The number of its newest decision: what a form carries to say which version its reader saw."""
        return max((decision.number for decision in self.decisions if decision.theme_id == self.id), default=0)

    @property
    def in_force(self) -> tuple[ThemeDecision, ...]:
        held = (each for each in self.decisions if each.id not in self.undone and each.kind not in ABOUT_DECISIONS)
        return tuple(held)

    @property
    def newest(self) -> ThemeDecision | None:
        return max(self.in_force, key=lambda decision: decision.id, default=None)

    @property
    def is_renamed(self) -> bool:
        return bool(self.proposal) and self.name != self.proposed_name

    @property
    def is_priority_decided(self) -> bool:
        return self.state.priority is not None


@dataclass(frozen=True, slots=True)
class AllThemes:
    """Every theme there is, by id. absent: those whose making was undone, with what was decided about them."""

    themes: Mapping[int, ReviewedTheme]
    absent: Mapping[int, ReviewedTheme]

    def of_run(self, run_id: int) -> list[ReviewedTheme]:
        """Found in the run or made by hand, and not merged away; largest first, those made by hand last."""
        here = [theme for theme in self.themes.values() if not theme.merged_into and is_of(theme, run_id)]
        return sorted(
            here, key=lambda theme: (-theme.proposal.comments, theme.proposal.key) if theme.proposal else (1, "")
        )

    def left_behind(self, run_id: int) -> list[ReviewedTheme]:
        """Decided themes that this run did not find again, and that are not merged into one that stands."""
        behind = (theme for theme in self.themes.values() if theme.run_id is not None and theme.run_id < run_id)
        return [theme for theme in behind if theme.decisions and not theme.merged_into]

    def merged(self) -> list[ReviewedTheme]:
        return [theme for theme in self.themes.values() if theme.merged_into]


def is_of(theme: ReviewedTheme, run_id: int) -> bool:
    return theme.proposal is None or theme.proposal.run_id == run_id


def read_all() -> AllThemes:
    decided = themes.list_decisions()
    candidates = {candidate.theme_id: candidate for candidate in themes.list_newest_candidates()}
    standing = replay(NO_FINDINGS, map(to_decision, decided), known={str(key) for key in candidates})
    of_theme: defaultdict[int, list[ThemeDecision]] = defaultdict(list)
    for decision in decided:
        for key in {decision.theme_id, decision.other_id} - {None}:
            of_theme[key or 0].append(decision)
    reviewed = {
        int(key): ReviewedTheme(int(key), candidates.get(int(key)), state, tuple(of_theme[int(key)]), standing.undone)
        for key, state in standing.themes.items()
    }
    absent = {
        key: ReviewedTheme(key, None, ThemeState(id=str(key)), tuple(rows), standing.undone)
        for key, rows in of_theme.items()
        if key not in reviewed
    }
    return AllThemes(reviewed, absent)


def read_undone() -> frozenset[int]:
    """Ids of decisions that are taken back."""
    return taken_back(map(to_decision, themes.list_decisions()))


def get_reviewed(theme_id: int) -> ReviewedTheme:
    found = read_all().themes.get(theme_id)
    if found is None:
        raise NotFound(f"no theme {theme_id}")
    return found


def list_reviewed(run_id: int) -> list[ReviewedTheme]:
    """All themes of a run as they stand, largest first, and those made by hand."""
    return read_all().of_run(run_id)


def list_left_behind(run_id: int) -> list[ReviewedTheme]:
    return read_all().left_behind(run_id)


def to_decision(row: ThemeDecision, comments: Iterable[tuple[int, Part]] = ()) -> Decision:
    """A row of the table as the analysis reads it."""
    by_part: dict[Part, list[str]] = {part: [] for part in Part}
    for comment, part in comments:
        by_part[part].append(str(comment))
    return Decision(
        id=row.id,
        theme=str(row.theme_id),
        kind=DecisionKind(row.kind),
        after=row.after,
        other=str(row.other_id) if row.other_id else "",
        about=row.about_id or 0,
        comments=tuple(by_part[Part.MEANT] + by_part[Part.SEED] + by_part[Part.LIKE]),
        seeds=tuple(by_part[Part.SEED]),
        stayed=tuple(by_part[Part.UNLIKE]),
    )


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
