"""What a report says: frozen values, what can be worked out of them, and the words they share. Counts nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from analysis import disclosure
from analysis.codebook import AGAINST, FOR, MIXED, NOT_SURE, OTHER, UNCLEAR, CandidateTheme
from analysis.disclosure import ProtectedTable

BANDS = ((50, "most"), (30, "many"), (10, "some"), (0, "a few"))  # from this per cent of people; published in the notes
BANDS_NOTE = "In words: “most” is 50% of people or more, “many” 30 to 49%, “some” 10 to 29%, “a few” under 10%."
UNTHEMED = {NOT_SURE: "Not sure which theme", OTHER: "No theme"}
NOT_SAID = "Not said"
REST = "All other answers"
MOST_GROUPS = 12  # columns of a breakdown; smaller groups are put together
MOST_EXCERPTS = 4
MOST_DISSENTING = 2
STANCES = (FOR, AGAINST, MIXED, UNCLEAR)
DOUBTFUL = 0.5  # probability of a coding under which the machine rather doubts it
LONGEST_EXCERPT = 400  # characters
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")

NOTES = (
    "People chose to take part. These figures say what was said by those who did, not how many residents, "
    "families or staff think so.",
    "This was not a vote. A point made by one person can matter as much as a point made by a hundred.",
    "Themes and priorities are proposed by a program and can be wrong. Where a person has decided, it says so.",
    "A person who makes the same point twice is counted once. One person can be in several themes.",
    BANDS_NOTE,
    disclosure.NOTE,
    "Excerpts are typical, not a sample. E-mail addresses, phone numbers and the like are masked; "
    "a person must check each excerpt, and permission to quote it, before it is published.",
)


class Status(StrEnum):
    """Where a theme stands with people."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, kw_only=True, slots=True)
class ThemeDecision:
    """What people decided about one proposed theme; None where the machine's proposal stands undecided."""

    name: str | None = None
    priority: str | None = None
    status: Status = Status.PROPOSED
    decided_by: str = ""
    decided_at: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ledger:
    """Where every comment went: received = excluded + analysed.

    analysed = in_themes + in_rejected + in_not_sure + in_other.
    """

    received: int
    excluded: tuple[tuple[str, int], ...]
    analysed: int
    in_themes: int
    in_rejected: int
    in_not_sure: int
    in_other: int
    people: int
    distinct_texts: int
    copies: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Excerpt:
    """Masked words of one comment; said_by is one group of at least ten people, or empty."""

    comment_id: str
    text: str
    said_by: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """What the machine makes of a theme's comments, one by one. All of it weak signals, counted in comments.

    doubtful: codings with a probability under one half. by_priority: priority id → comments. stances: in the order of
    STANCES. tone: mean from -1 (negative) to 1 (positive).
    """

    doubtful: int = 0
    by_priority: tuple[tuple[str, int], ...] = ()
    stances: tuple[tuple[str, int], ...] = ()
    tone: float = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportedTheme:
    """One theme: the machine's proposal, people's decision over it, its size counted three ways."""

    proposed: CandidateTheme
    decision: ThemeDecision
    comments: int
    people: int
    distinct_texts: int
    band: str
    excerpts: tuple[Excerpt, ...]
    dissenting: tuple[Excerpt, ...] = ()
    evidence: Evidence = Evidence()

    @property
    def id(self) -> str:
        return self.proposed.id

    @property
    def name(self) -> str:
        return readable(self.decision.name or self.proposed.name)

    @property
    def priority(self) -> str:
        return self.decision.priority or self.proposed.priority

    @property
    def group(self) -> str:
        return readable(self.proposed.group)

    @property
    def is_rejected(self) -> bool:
        return self.decision.status is Status.REJECTED


@dataclass(frozen=True, kw_only=True, slots=True)
class PriorityShare:
    """One priority (NONE and UNSURE among them): its themes, and comments mapped to it one by one."""

    id: str
    name: str
    themes: tuple[str, ...]
    comments_in_themes: int
    comments: int
    percent: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Breakdown:
    """Themes by the groups of one column, as it may be shown: rows are theme_ids, OTHER last.

    Among a report's voices the rows are priorities instead, and theme_ids are their ids.
    """

    by: str
    theme_ids: tuple[str, ...]
    table: ProtectedTable


@dataclass(frozen=True, kw_only=True, slots=True)
class ThemeReport:
    """What the strategy team reads. voices: who speaks about which priority, each comment read by itself."""

    title: str
    ledger: Ledger
    themes: tuple[ReportedTheme, ...]
    priorities: tuple[PriorityShare, ...]
    breakdowns: tuple[Breakdown, ...]
    method: str
    seed: int
    priority_names: Mapping[str, str]
    notes: tuple[str, ...] = NOTES
    voices: tuple[Breakdown, ...] = ()

    @property
    def standing(self) -> tuple[ReportedTheme, ...]:
        """The themes that nobody rejected, largest first."""
        return tuple(theme for theme in self.themes if not theme.is_rejected)

    @property
    def theme_names(self) -> dict[str, str]:
        """Of all themes, rejected ones too, and of what is in none."""
        return {theme.id: theme.name for theme in self.themes} | UNTHEMED

    def themes_of(self, share: PriorityShare) -> str:
        """The names of a priority's themes, or that it has none."""
        names = self.theme_names
        return "; ".join(names[theme] for theme in share.themes) or "no theme"

    def priority_name(self, priority: str) -> str:
        return self.priority_names.get(priority, priority)


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """One table for people: the first column names the row."""

    id: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]
    note: str = ""


def readable(text: str) -> str:
    """Text that every page, file and screen can hold: no control characters, no lone surrogates."""
    return CONTROL.sub(" ", text).encode("utf-8", "replace").decode("utf-8")


def band(part: int, whole: int) -> str:
    """A share in words, by the published bands; “none” of nobody."""
    if not part or not whole:
        return "none"
    return next(word for least, word in BANDS if 100 * part >= least * whole)
