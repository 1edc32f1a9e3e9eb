"""Whose voice is missing: who answered, beside the people who live there. Respondents chose themselves: no tests.

Counts of respondents go through `disclosure`; figures of the population are published ones and shown as they are.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.disclosure import HIDDEN, SMALLEST_BASE, CountTable, ShownCount, percentage, protect, show
from analysis.reported import Table

COLUMNS = ("Group", "Answered", "Share of those who said", "Live here", "Share of the population", "Heard")
FEWER, MORE = 0.8, 1.25  # of a group's share of the population: beyond these its share of the answers is called so


class Gap(enum.StrEnum):
    """A group's share of the answers beside its share of the population."""

    NOBODY = "nobody so far"
    FEWER = "fewer than their share"
    ABOUT = "about their share"
    MORE = "more than their share"
    TOO_FEW = "too few answers to say"


@dataclass(frozen=True, slots=True)
class Group:
    """value: as answers hold it. people: how many of them live there."""

    value: str
    name: str
    people: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """One question, for one audience, with the population's figures. about: who is counted in them."""

    audience: str
    question: str
    title: str
    about: str
    groups: tuple[Group, ...]

    @property
    def population(self) -> int:
        return sum(group.people for group in self.groups)


@dataclass(frozen=True, kw_only=True, slots=True)
class ReachedGroup:
    """percent: of everybody who answered the question, None where the base is small; expected: of the population."""

    name: str
    answered: ShownCount
    percent: int | None
    people: int
    expected: int
    gap: Gap


@dataclass(frozen=True, kw_only=True, slots=True)
class Reach:
    """One comparison with what was found."""

    comparison: Comparison
    groups: tuple[ReachedGroup, ...]
    not_said: ShownCount
    everybody: int

    @property
    def says(self) -> str:
        """One sentence: who is missing."""
        missing = [group.name for group in self.groups if group.gap in (Gap.NOBODY, Gap.FEWER)]
        if missing:
            return f"Heard less than their share: {_listed(missing)}."
        if all(group.gap is Gap.TOO_FEW for group in self.groups):
            return "There are too few answers to say whose voice is missing."
        return "No group is heard less than its share, as far as can be said."


def reach(comparison: Comparison, answered: Mapping[str, int]) -> Reach:
    """Compare the people who answered with those who live there.

    answered: value → people (≥ 0); values that are no group of the comparison count as not said. Where fewer than 20
    said anything, no figure is shown. Raises ValueError where the population has nobody in it.
    """
    if not comparison.population:
        raise ValueError(f"{comparison.title}: the population has nobody in it")
    everybody = sum(answered.values())
    said = [answered.get(group.value, 0) for group in comparison.groups]
    base = show(sum(said))
    is_enough = base.value is not None and base.value >= SMALLEST_BASE
    shown = _shown(comparison, said) if is_enough else [HIDDEN] * len(said)
    return Reach(
        comparison=comparison,
        groups=tuple(
            _group(group, count, base, comparison.population)
            for group, count in zip(comparison.groups, shown, strict=True)
        ),
        not_said=show(everybody - sum(said)) if is_enough else HIDDEN,
        everybody=everybody,
    )


def _shown(comparison: Comparison, answered: Sequence[int]) -> list[ShownCount]:
    """Beside those who live there and did not answer; how many live there, and answered at all, is known."""
    pairs = zip(answered, comparison.groups, strict=True)
    counts = tuple((said, max(group.people - said, 0)) for said, group in pairs)
    columns = tuple(zip(*counts, strict=True))
    table = protect(
        CountTable(
            rows=tuple(group.name for group in comparison.groups),
            columns=("Answered", "Did not"),
            counts=counts,
            row_totals=tuple(map(sum, counts)),
            column_totals=tuple(map(sum, columns)),
            total=sum(map(sum, counts)),
            columns_add_up=True,
            row_totals_known=True,
            column_totals_known=True,
        )
    )
    return [row[0] for row in table.counts]


def _group(group: Group, answered: ShownCount, base: ShownCount, population: int) -> ReachedGroup:
    percent = percentage(answered, base)
    return ReachedGroup(
        name=group.name,
        answered=answered,
        percent=percent,
        people=group.people,
        expected=round(100 * group.people / population),
        gap=_gap(answered, percent, 100 * group.people / population),
    )


def _gap(answered: ShownCount, percent: int | None, expected: float) -> Gap:
    if answered.value == 0:
        return Gap.NOBODY
    if percent is None:
        return Gap.TOO_FEW
    if percent < FEWER * expected:
        return Gap.FEWER
    return Gap.MORE if percent > MORE * expected else Gap.ABOUT


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def reach_table(reached: Reach) -> Table:
    """What was found about one question, for paper and for files: only shown counts."""
    about, none = reached.comparison, "–"
    rows = [
        (
            group.name,
            group.answered.text,
            none if group.percent is None else f"{group.percent}%",
            group.people,
            f"{group.expected}%",
            str(group.gap),
        )
        for group in reached.groups
    ]
    return Table(
        id=f"reach-{about.audience}-{about.question}",
        caption=f"{about.title}, beside {about.about}",
        columns=COLUMNS,
        rows=(*rows, ("Did not say, or none of these", reached.not_said.text, none, none, none, none)),
        note=reached.says,
    )
