"""Where groups differ from everybody, worked out from protected figures alone: nothing hidden can be told from it."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.disclosure import percentage
from analysis.reported import NOT_SAID, UNTHEMED, Breakdown

SMALLEST_GAP = 5  # points of per cent: below it rounding could make the difference


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """share and everybody: whole per cent of the group's people, and of all people, who raised the theme."""

    theme_id: str
    group: str
    share: int
    everybody: int

    @property
    def gap(self) -> int:
        return self.share - self.everybody


def differences(breakdown: Breakdown) -> tuple[Difference, ...]:
    """Differences of five points and more, largest first. They describe who answered; they test nothing.

    Themes by group only where both shares may be shown; “not said” is no group, and no theme is no theme.
    """
    table = breakdown.table
    found = [
        Difference(theme_id=theme_id, group=group, share=share, everybody=everybody)
        for row, theme_id in enumerate(breakdown.theme_ids)
        for column, group in enumerate(table.columns)
        if theme_id not in UNTHEMED and group != NOT_SAID
        if (share := table.share(row, column)) is not None
        if (everybody := percentage(table.row_totals[row], table.total)) is not None
    ]
    telling = (each for each in found if abs(each.gap) >= SMALLEST_GAP)
    return tuple(sorted(telling, key=lambda each: (-abs(each.gap), each.group, each.theme_id)))
