"""How much of what was heard says something: in words and figures, each way in apart, never added together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from analysis.differences import Difference, differences
from analysis.disclosure import ProtectedTable, ShownCount, percentage, share_range
from analysis.overview import Overview
from analysis.reported import NOT_SAID, REST, Breakdown, band
from analysis.tabulating import Tally

QUIET = 0.5  # of an even share: a group with less of the people than that is called quiet
HIDDEN_SHARE = "not told"


@dataclass(frozen=True, kw_only=True, slots=True)
class Heard:
    """By one way in: so many of so many said it. words: the band, as published."""

    way: str
    count: int
    base: int

    @property
    def words(self) -> str:
        return band(self.count, self.base)

    @property
    def percent(self) -> str:
        share = round(100 * self.count / self.base) if self.base else 0
        return "under 1%" if self.count and not share else f"{share}%"


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """One cell of a protected table: a count beside its base. label: of the row or the column that it is about."""

    label: str
    count: ShownCount
    base: ShownCount

    @property
    def percent(self) -> int | None:
        return percentage(self.count, self.base)

    @property
    def percent_text(self) -> str:
        return HIDDEN_SHARE if self.percent is None else f"{self.percent}%"

    @property
    def range_text(self) -> str:
        """“38 to 42%”: where the true share can be, as figures are rounded."""
        ends = share_range(self.count, self.base)
        return HIDDEN_SHARE if ends is None else f"{int(ends[0])} to {-int(-ends[1] // 1)}%"

    @property
    def words(self) -> str:
        """The band of the rounded figures; nothing where they are not told."""
        known = self.count.value is not None and self.base.value is not None
        return band(self.count.value or 0, self.base.value or 0) if known else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Quiet:
    """A group that few of those who spoke belong to, and what it raises more than everybody."""

    by: str
    group: str
    share: Share
    raises: tuple[Difference, ...]


def heard(overview: Overview, said: Tally) -> tuple[Heard, ...]:
    """Of each way in by which anything came."""
    bases = zip(overview.ways, said.voices, overview.everything.voices, strict=True)
    return tuple(Heard(way=way, count=count, base=base) for way, count, base in bases if base)


def across(breakdown: Breakdown | None, row_id: str) -> tuple[Share, ...]:
    """One row by its groups; nothing where the table has no such row."""
    if breakdown is None or row_id not in breakdown.theme_ids:
        return ()
    table, row = breakdown.table, breakdown.theme_ids.index(row_id)
    return tuple(_share(table, row, column, name) for column, name in enumerate(table.columns))


def down(breakdown: Breakdown | None, group: str) -> tuple[Share, ...]:
    """One group by the rows, labelled with their ids: the largest first, those that are not told last."""
    if breakdown is None or group not in breakdown.table.columns:
        return ()
    table, column = breakdown.table, breakdown.table.columns.index(group)
    found = [_share(table, row, column, row_id) for row, row_id in enumerate(breakdown.theme_ids)]
    return tuple(sorted(found, key=lambda share: -1 if share.count.value is None else share.count.value, reverse=True))


def _share(table: ProtectedTable, row: int, column: int, label: str) -> Share:
    return Share(label=label, count=table.counts[row][column], base=table.column_totals[column])


def group_sizes(overview: Overview, by: str) -> tuple[Share, ...]:
    """The groups of one dimension, each beside everybody."""
    breakdown = overview.table(by)
    if breakdown is None:
        return ()
    table = breakdown.table
    return tuple(
        Share(label=name, count=row[0], base=table.total) for name, row in zip(table.rows, table.counts, strict=True)
    )


def quiet_groups(overview: Overview, by: str) -> tuple[Quiet, ...]:
    """Groups with less than half of an even share of the people; “not said” is no group."""
    groups = [share for share in group_sizes(overview, by) if share.label not in (NOT_SAID, REST)]
    table = overview.table("theme", by)
    found = differences(table) if table else ()
    return tuple(
        Quiet(by=by, group=each.label, share=each, raises=tuple(_raised(found, each.label)))
        for each in groups
        if each.percent is None or each.percent < QUIET * 100 / len(groups)
    )


def _raised(found: tuple[Difference, ...], group: str) -> Iterator[Difference]:
    return (each for each in found if each.group == group and each.gap > 0)
