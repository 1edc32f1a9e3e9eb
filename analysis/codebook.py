"""What the machine proposes about comments: themes, codings, priorities, exclusions. Frozen values, no behaviour."""

from __future__ import annotations

from dataclasses import dataclass

OTHER = "other"  # theme id of comments that fit no theme: shown and counted, never dropped
NOT_SURE = "not-sure"  # theme id of comments that may fit a theme: the machine leaves them to a person
NONE = "none"  # belongs to none of the six priorities: an answer of its own
DECIMALS = 6  # of probabilities: hides the last bits that differ with the order of rows
UNSURE = "unsure"  # the machine cannot decide: a person should
FIRM, FAIR, LOOSE = "firm", "fair", "loose"  # how well a theme stands when comments are resampled
FOR, AGAINST, MIXED, UNCLEAR = "for", "against", "mixed", "unclear"


@dataclass(frozen=True, kw_only=True, slots=True)
class CandidateTheme:
    """A topic put into words by the machine, for people to accept, rename or reject.

    id: "t01", "t02"… by falling size, then name; OTHER and NOT_SURE are never a CandidateTheme.
    comments: how many analysed comments are coded to it. excerpts: ids of typical comments, best first.
    priority: id of a strategic priority, NONE or UNSURE; priority_probability in 0..1.
    description: one sentence; phrases: what people say of it, most telling first. diverse: ids of comments that show
    its width; dissenting: ids of comments that speak against what most in it say.
    firmness: FIRM, FAIR or LOOSE, from stability, 0..1: how much of the theme comes back when comments are resampled.
    group: name of the larger theme it belongs to, "" where there is no second level.
    """

    id: str
    name: str
    keywords: tuple[str, ...]
    comments: int
    excerpts: tuple[str, ...]
    priority: str
    priority_probability: float
    description: str = ""
    phrases: tuple[str, ...] = ()
    diverse: tuple[str, ...] = ()
    dissenting: tuple[str, ...] = ()
    firmness: str = ""
    stability: float = 0.0
    group: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Coding:
    """One comment belongs to one theme (or OTHER, NOT_SURE), with the machine's probability in 0..1.

    stance towards what the theme is about: FOR, AGAINST, MIXED or UNCLEAR; tone from -1 (negative) to 1 (positive).
    Both are weak signals, never facts.
    """

    comment_id: str
    theme_id: str
    probability: float
    stance: str = UNCLEAR
    tone: float = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class PriorityCoding:
    """One comment mapped to a strategic priority id, NONE or UNSURE; reason in words a person can check."""

    comment_id: str
    priority: str
    probability: float
    second: str
    second_probability: float
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Exclusion:
    """A comment that was not analysed, and why: "blank", "no comment", "not English"…"""

    comment_id: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Findings:
    """All that one run proposes. Codings' comments and exclusions add up to the corpus, to the unit."""

    themes: tuple[CandidateTheme, ...]
    codings: tuple[Coding, ...]
    priorities: tuple[PriorityCoding, ...]
    excluded: tuple[Exclusion, ...]
    seed: int
    method: str  # encoder, its version, the settings: what a reader needs to repeat the run
