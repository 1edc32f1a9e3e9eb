"""What may be said of who said an excerpt: at most one group, and only where the figures of the group are shown.

The figures are those of the newest report, protected by analysis.disclosure: a group of fewer than ten people is never
named, nor one of which a small or telling number raised the same theme. Then a name would say who it was.
"""

from __future__ import annotations

from dataclasses import dataclass

from consult.models.comments import Comment
from consult.models.excerpts import Attribute
from consult.services.theme_counting import Counted, NotCountedYet, look
from consult.settings import AREAS, AUDIENCES
from consult.store import runs

COLUMN = {Attribute.AUDIENCE: "Audience", Attribute.AREA: "Area"}
NOT_SAID = ("", "not-said")


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """The newest finding of themes, counted; None where there is none: then no group is named."""

    counted: Counted | None

    def allowed(self, comment: Comment) -> dict[Attribute, str]:
        """What may be said of this comment, with its words; nothing always."""
        named = {kind: self.name(comment, kind) for kind in COLUMN}
        return {Attribute.NONE: "", **{kind: name for kind, name in named.items() if name}}

    def may_say(self, comment: Comment, attribute: Attribute) -> bool:
        return attribute == Attribute.NONE or bool(self.name(comment, attribute))

    def name(self, comment: Comment, attribute: Attribute) -> str:
        """The group's name where it has at least ten people and its count of each of the comment's themes is shown.

        Empty otherwise, and for a comment that came in since the themes were found.
        """
        name = _name_of(comment, attribute)
        if self.counted is None or not name:
            return ""
        rows = list(self.counted.sheet.themes_of(comment.id))
        return name if rows and _is_shown(self.counted, COLUMN[attribute], name, rows) else ""


def read_figures() -> GroupFigures:
    """As they were counted last. While a large run waits to be counted no group is named."""
    run = runs.find_newest_run()
    try:
        return GroupFigures(look(run).counted if run else None)
    except NotCountedYet:
        return GroupFigures(None)


def _name_of(comment: Comment, attribute: Attribute) -> str:
    if attribute == Attribute.AUDIENCE:
        return AUDIENCES.get(comment.audience, comment.audience)
    if attribute == Attribute.AREA and comment.area not in NOT_SAID:
        return AREAS.get(comment.area, comment.area)
    return ""


def _is_shown(counted: Counted, column: str, group: str, rows: list[str]) -> bool:
    breakdown = next((breakdown for breakdown in counted.report.breakdowns if breakdown.by == column), None)
    if breakdown is None or group not in breakdown.table.columns or not set(rows) <= set(breakdown.theme_ids):
        return False
    table, place = breakdown.table, breakdown.table.columns.index(group)
    counts = [table.counts[breakdown.theme_ids.index(row)][place] for row in rows]
    return all(count.value is not None for count in (table.column_totals[place], *counts))
