"""What people decided about the priority of comments. Their decision stands, whatever the machine thinks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from analysis.codebook import UNSURE, PriorityCoding


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonCoding:
    """One person put one comment under a strategic priority id, or NONE."""

    comment_id: str
    priority: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """What people together decided on one comment: votes by priority, most first.

    Most votes decide. Where two priorities have as many, people disagree: the comment is UNSURE for people to settle,
    and the machine learns nothing from it.
    """

    votes: tuple[tuple[str, int], ...]

    @property
    def is_settled(self) -> bool:
        return len(self.votes) == 1 or self.votes[0][1] > self.votes[1][1]

    @property
    def priority(self) -> str:
        return self.votes[0][0] if self.is_settled else UNSURE

    def over(self, machine: PriorityCoding) -> PriorityCoding:
        """The coding as people decided; `second` stays the machine's, or what else people chose."""
        others = [priority for priority, _ in self.votes if priority != self.priority]
        proposed = [machine.priority, machine.second]
        second = next(each for each in [*others, *proposed, ""] if each not in (self.priority, UNSURE))
        return replace(
            machine,
            priority=self.priority,
            probability=1.0,
            second=second,
            second_probability=0.0,
            reason=self._reason(),
        )

    def _reason(self) -> str:
        counted = ", ".join(f"{priority} ({count})" for priority, count in self.votes)
        if not self.is_settled:
            return f"people disagree: {counted}; a person should settle it"
        total = sum(count for _, count in self.votes)
        if len(self.votes) > 1:
            return f"most of {total} people decided: {counted}"
        return "a person decided" if total == 1 else f"{total} people decided"


def decide(codings: Iterable[PersonCoding], known: Collection[str]) -> dict[str, Decision]:
    """Comment id → what people decided. Raises ValueError where a coding names a priority that is not known."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for coding in codings:
        if coding.priority not in known:
            listed = ", ".join(sorted(known))
            raise ValueError(f"comment {coding.comment_id!r}: no priority {coding.priority!r}; choose one of {listed}")
        votes[coding.comment_id][coding.priority] += 1
    return {
        comment_id: Decision(votes=tuple(sorted(counted.items(), key=lambda vote: (-vote[1], vote[0]))))
        for comment_id, counted in votes.items()
    }
