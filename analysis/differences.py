"""Where groups differ from everybody, worked out from protected figures alone: nothing hidden can be told from it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from analysis.disclosure import percentage, share_range
from analysis.reported import NOT_SAID, REST, UNTHEMED, Breakdown

SMALLEST_GAP = 5  # points of per cent: below it rounding could make the difference
NO_GROUP = (NOT_SAID, REST)


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """share and everybody: whole per cent of the group's people, and of all people, who raised the theme.

    least, most: between which points the true gap is. Figures are rounded to five people, so that no more is known;
    this is no confidence interval, as nobody was drawn by lot.
    """

    theme_id: str
    group: str
    share: int
    everybody: int
    least: int
    most: int

    @property
    def gap(self) -> int:
        return self.share - self.everybody


def differences(breakdown: Breakdown) -> tuple[Difference, ...]:
    """Differences of five points and more that rounding alone does not make, largest first.

    They describe who answered; they test nothing. Themes by group only where both shares may be shown; “not said” is no
    group, and no theme is no theme.
    """
    table = breakdown.table
    found = [
        difference
        for row, theme_id in enumerate(breakdown.theme_ids)
        for column, group in enumerate(table.columns)
        if theme_id not in UNTHEMED and group not in NO_GROUP
        if (difference := _between(breakdown, row, column)) is not None
    ]
    telling = (each for each in found if abs(each.gap) >= SMALLEST_GAP and not each.least <= 0 <= each.most)
    return tuple(sorted(telling, key=lambda each: (-abs(each.gap), each.group, each.theme_id)))


def _between(breakdown: Breakdown, row: int, column: int) -> Difference | None:
    table = breakdown.table
    said, base = (table.counts[row][column], table.column_totals[column]), (table.row_totals[row], table.total)
    share, everybody = percentage(*said), percentage(*base)
    own, all_ = share_range(*said), share_range(*base)
    if share is None or everybody is None or own is None or all_ is None:
        return None
    return Difference(
        theme_id=breakdown.theme_ids[row],
        group=table.columns[column],
        share=share,
        everybody=everybody,
        least=math.floor(own[0] - all_[1]),
        most=math.ceil(own[1] - all_[0]),
    )
