"""What people chose in a question with choices: how many of all who were asked, and by group. Whole groups only.

Counts, never averages: the steps of a scale are words, and under ten years most children press the happiest face
whatever is asked (Read and MacFarlane, “Using the Fun Toolkit and other survey methods to gather opinions in child
computer interaction”, 2006).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.disclosure import NOTE, CountTable, ProtectedTable, protect
from analysis.explore import Explored, lay_out
from analysis.reported import Breakdown, readable

ANSWER = "answer"
SKIPPED = ""  # asked, and passed over on purpose
OF_WHOM = (
    "Of the people who were asked this question, test answers left out. Who was not shown it is not counted. No "
    "average is worked out: the steps of a scale are words, and young children often choose the happiest face "
    "whatever is asked."
)
SEVERAL = " Somebody could choose several."


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A question: its choices as (value, words). is_several: somebody can have chosen more than one."""

    id: str
    title: str
    choices: tuple[tuple[str, str], ...]
    is_several: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """So many people of one group gave just these values; none of them where they skipped it. people ≥ 1."""

    values: tuple[str, ...]
    group: str
    people: int


def answered(asked: Asked, said: Sequence[Said]) -> Explored:
    """How many gave each answer. A value that is no choice any more has a line of its own, by its value."""
    table = _alone(_rows(asked, said), _count(asked, said, ("",), by_group=False), asked, _people(said))
    return _laid_out(asked, table, "", {})


def answered_by(asked: Asked, said: Sequence[Said], by: str, names: Mapping[str, str]) -> Explored:
    """The same by group. by: what the groups are (“Area”); names: of the groups, in the order of their columns.

    The totals of answers and of groups stand in tables of their own, so both count as known.
    Raises ValueError where nobody was asked, and for a group without a name.
    """
    present = {each.group for each in said}
    if not present:
        raise ValueError("nobody was asked, so there are no groups")
    if unknown := present - set(names):
        raise ValueError(f"no name for the group “{readable(sorted(unknown)[0])}”")
    groups = tuple(group for group in names if group in present)
    rows, counts, total = _rows(asked, said), _count(asked, said, groups), _people(said)
    sizes = tuple(sum(each.people for each in said if each.group == group) for group in groups)
    row_sizes = tuple(int(size) for size in counts.sum(axis=1))
    shown = protect(
        CountTable(
            rows=rows,
            columns=groups,
            counts=_plain(counts),
            row_totals=row_sizes,
            column_totals=sizes,
            total=total,
            columns_add_up=not asked.is_several,
            row_totals_known=True,
            column_totals_known=True,
        )
    )
    answers = _alone(rows, counts.sum(axis=1, keepdims=True), asked, total)
    bases = _alone(groups, np.array(sizes)[:, None], None, total)
    table = ProtectedTable(
        rows=rows,
        columns=groups,
        counts=shown.counts,
        row_totals=tuple(line[0] for line in answers.counts),
        column_totals=tuple(line[0] for line in bases.counts),
        total=answers.total,
    )
    return _laid_out(asked, table, by, names)


def _laid_out(asked: Asked, table: ProtectedTable, by: str, names: Mapping[str, str]) -> Explored:
    words = {value: readable(text) for value, text in asked.choices} | {SKIPPED: "Skipped"}
    return lay_out(
        Breakdown(by=by, theme_ids=table.rows, table=table),
        id=f"{asked.id}-by-{by.lower().replace(' ', '-')}" if by else asked.id,
        caption=f"{readable(asked.title)}{f' By {by.lower()}' if by else ''}",
        dimensions=(ANSWER, by) if by else (ANSWER,),
        first="Answer",
        rows=words,
        columns=names,
        note=f"{NOTE} {OF_WHOM}{SEVERAL if asked.is_several else ''}",
    )


def _alone(rows: tuple[str, ...], counts: NDArray[np.int64], asked: Asked | None, total: int) -> ProtectedTable:
    """A table of one dimension: of answers, or of groups where asked is None."""
    return protect(
        CountTable(
            rows=rows,
            columns=("People",),
            counts=_plain(counts),
            row_totals=tuple(int(size) for size in counts[:, 0]),
            column_totals=(total,),
            total=total,
            columns_add_up=asked is None or not asked.is_several,
            column_totals_known=True,
        )
    )


def _rows(asked: Asked, said: Sequence[Said]) -> tuple[str, ...]:
    """The choices in their order, then values that are choices no more, then those who skipped it."""
    known = [value for value, _ in asked.choices]
    older = sorted({value for each in said for value in each.values} - set(known))
    return (*known, *older, SKIPPED)


def _count(asked: Asked, said: Sequence[Said], groups: Sequence[str], *, by_group: bool = True) -> NDArray[np.int64]:
    """True counts of people, shape (answers, groups)."""
    rows = {value: place for place, value in enumerate(_rows(asked, said))}
    columns = {group: place for place, group in enumerate(groups)}
    counts = np.zeros((len(rows), len(columns)), dtype=np.int64)
    for each in said:
        for value in set(each.values) or {SKIPPED}:
            counts[rows[value], columns[each.group] if by_group else 0] += each.people
    return counts


def _people(said: Sequence[Said]) -> int:
    return sum(each.people for each in said)


def _plain(counts: NDArray[np.int64]) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(int(count) for count in line) for line in counts)
