"""What people decided outlives a new run: carried over to the new theme that holds the same comments.

Called inside the transaction that stores the run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from consult.models.themes import CandidateTheme, DecisionKind, ThemeDecision
from consult.store import coded, themes

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


def carry_over(run_id: int) -> int:
    """Decisions of earlier runs that none has taken over yet → this run's themes; how many themes found theirs."""
    decided = themes.list_decided_before(run_id)
    pairs = match(_likenesses([theme.id for theme in decided], run_id))
    for old in sorted(decided, key=lambda theme: (-theme.run_id, theme.id)):
        if old.id in pairs:
            _carry(old, pairs[old.id])
    return len(pairs)


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


def _likenesses(old_ids: list[int], run_id: int) -> list[Likeness]:
    old_sizes, new_sizes = coded.count_of_themes(old_ids), coded.count_by_theme(run_id)
    return [
        Likeness(
            old_id=overlap.old_id,
            new_id=overlap.new_id,
            jaccard=overlap.shared / (old_sizes[overlap.old_id] + new_sizes[overlap.new_id] - overlap.shared),
            contained=overlap.shared / old_sizes[overlap.old_id],
        )
        for overlap in themes.list_overlaps(old_ids, run_id)
    ]


def _carry(old: CandidateTheme, new_id: int) -> None:
    new = themes.get_theme(new_id)
    proposed = {"name": new.name, "priority": new.priority, "status": "proposed"}
    holding = newest_of_each_aspect(themes.list_decisions([old.id]))
    for number, (aspect, decision) in enumerate(sorted(holding.items(), key=lambda item: item[1].number), start=1):
        themes.add_decision(
            theme_id=new_id,
            number=number,
            kind=decision.kind,
            before=proposed[aspect],
            after=decision.after,
            user_id=decision.user_id,
            at=decision.at,
            carried_from=decision.id,
        )
