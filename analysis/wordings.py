"""In which wording people answered: a survey has several, and their answers are counted together. Shown counts only."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.disclosure import CountTable, percentage, protect
from analysis.reported import Table, readable

COLUMNS = ("Wording", "People", "Share")
POOLED = (
    "One survey is worded in several ways: for younger and older children, in Easy Read, in several languages. The "
    "questions have the same numbers in all of them and an answer means the same, so the answers are counted together. "
    "A wording for the youngest asks fewer questions and shows three steps where others show five: yes, maybe and no "
    "count as the highest, the middle and the lowest. The youngest press the best answer more often than older "
    "children do, so their answers are never reported alone."
)


def wordings_table(id: str, caption: str, counted: Sequence[tuple[str, int]]) -> Table:
    """How many people answered in each wording, protected; how many there are in all is known.

    counted: (name, people ≥ 0), each person in exactly one. Shares are whole per cents of the rounded figures, “–”
    where a figure is hidden or the base is under 20.
    """
    people = tuple(count for _, count in counted)
    shown = protect(
        CountTable(
            rows=tuple(name for name, _ in counted),
            columns=("People",),
            counts=tuple((count,) for count in people),
            row_totals=people,
            column_totals=(sum(people),),
            total=sum(people),
            columns_add_up=True,
            column_totals_known=True,
        )
    )
    rows = []
    for place, (name, _) in enumerate(counted):
        share = percentage(shown.counts[place][0], shown.column_totals[0])
        rows.append((readable(name), shown.counts[place][0].text, "–" if share is None else f"{share}%"))
    return Table(id=id, caption=caption, columns=COLUMNS, rows=tuple(rows))
