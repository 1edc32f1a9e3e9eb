"""Themes outlive a new run: what it proposes is the theme that held the same comments before, or a new one.

Nothing is copied: what people decided hangs on the theme. Called inside the transaction that stores the run.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from consult.models.themes import CandidateTheme, DecisionKind, ThemeDecision
from consult.store import runs, themes

SAME_JACCARD = 0.5  # of all comments in either theme, this share is in both
SAME_CONTAINED = 0.7  # of the earlier theme's comments, this share is in the new one
ASPECTS = {
    DecisionKind.RENAME: "name",
    DecisionKind.PRIORITY: "priority",
    DecisionKind.ACCEPT: "status",
    DecisionKind.REJECT: "status",
    DecisionKind.REOPEN: "status",
}


@dataclass(frozen=True, slots=True)
class Likeness:
    """How far an earlier theme and a new one hold the same comments."""

    old_id: int
    new_id: int
    jaccard: float
    contained: float

    @property
    def is_enough(self) -> bool:
        return self.jaccard >= SAME_JACCARD or self.contained >= SAME_CONTAINED


def identify(run_id: int, found: Mapping[str, Collection[int]]) -> dict[str, int]:
    """Which theme each proposal of a run is. found: key → its comments.

    A theme that somebody decided about is looked for in all earlier runs, the others in the run before. What is none
    of them is a new theme.
    """
    decided = themes.list_decided_candidates(run_id)
    names = _find_again(decided, found)
    before = runs.find_run_before(run_id)
    undecided = themes.list_candidates(before.id) if before else []
    known = {candidate.theme_id for candidate in decided}
    rest = {key: comments for key, comments in found.items() if key not in names}
    names |= _find_again([candidate for candidate in undecided if candidate.theme_id not in known], rest)
    return {key: names[key] if key in names else themes.add_theme().id for key in found}


def match(likenesses: Iterable[Likeness]) -> dict[int, int]:
    """Earlier theme → new theme, one to one, the most alike first."""
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    alike = (likeness for likeness in likenesses if likeness.is_enough)
    for likeness in sorted(alike, key=lambda a: (-a.jaccard, -a.contained, a.old_id, a.new_id)):
        if likeness.old_id not in pairs and likeness.new_id not in taken:
            pairs[likeness.old_id] = likeness.new_id
            taken.add(likeness.new_id)
    return pairs


def newest_of_each_aspect(decisions: Iterable[ThemeDecision]) -> Mapping[str, ThemeDecision]:
    """name, priority and status: the decision that holds for each. Expects the oldest first."""
    return {ASPECTS[decision.kind]: decision for decision in decisions}


def _find_again(earlier: Sequence[CandidateTheme], found: Mapping[str, Collection[int]]) -> dict[str, int]:
    """Key of the new proposal → the earlier theme it is."""
    keys = list(found)
    held = themes.read_members([candidate.id for candidate in earlier])
    pairs = match(_likenesses({candidate.theme_id: held[candidate.id] for candidate in earlier}, list(found.values())))
    return {keys[place]: theme for theme, place in pairs.items()}


def _likenesses(held: Mapping[int, set[int]], found: Sequence[Collection[int]]) -> Iterator[Likeness]:
    for place, comments in enumerate(found):
        new = set(comments)
        for theme, old in held.items():
            if shared := len(old & new):
                yield Likeness(
                    old_id=theme,
                    new_id=place,
                    jaccard=shared / (len(old) + len(new) - shared),
                    contained=shared / len(old),
                )
