"""Pictures of who said what: a row for each theme, a mark for each group, drawn from protected figures alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analysis.differences import Difference
from analysis.drawing import MOST_THEMES, SYMBOLS, Chart, labels, laid_out, marks, rest, spans
from analysis.group_tables import breakdown_table, differences_table
from analysis.reported import UNTHEMED, Breakdown, ThemeReport, readable

MOST_GROUPS = len(SYMBOLS)  # in one picture; the table has all
MOST_DIFFERENCES = 12


def breakdown_chart(report: ThemeReport, breakdown: Breakdown) -> Chart:
    """One row for each theme, one mark for each group: what per cent of the group's people raised it."""
    shown = breakdown.table
    rows, columns = range(len(shown.rows))[:MOST_THEMES], range(len(shown.columns))[:MOST_GROUPS]
    shares = [[shown.share(row, column) for column in columns] for row in rows]
    names = report.theme_names
    drawn = [
        marks(shares, column, f"{shown.columns[column]}, {shown.column_totals[column].text} people")
        for column in columns
    ]
    by = readable(breakdown.by).lower()
    table = breakdown_table(report, breakdown)
    return Chart(
        id=f"chart-{table.id}",
        title=f"Who raised which theme, by {by}",
        says=_who_says(breakdown, shares, names, by),
        alt=f"A row for each theme and a mark for each {by}: the per cent of its people who raised the theme. "
        f"{', '.join(shown.columns[column] for column in columns)}. There is no mark where there are too few people to "
        f"show. The table says the same.{rest(report)}{_fewer_groups(breakdown)}",
        figure=laid_out(
            [spans(shares), *drawn, labels([names[breakdown.theme_ids[row]] for row in rows])],
            rows=len(rows),
            axis="Per cent of each group’s people.<br>No mark: too few people to show.",
            most=1.1 * max((share for row in shares for share in row if share is not None), default=10),
            legend=len(drawn),
        ),
        table=table,
    )


def _who_says(breakdown: Breakdown, shares: Sequence[Sequence[int | None]], names: Mapping[str, str], by: str) -> str:
    known = [
        (-share, row, column)
        for row, line in enumerate(shares)
        for column, share in enumerate(line)
        if share is not None and breakdown.theme_ids[row] not in UNTHEMED
    ]
    if not known:
        return f"There are too few people in each {by} to say who raised what."
    share, row, column = min(known)
    group = breakdown.table.columns[column]
    return f"The largest share is of {group}: {-share}% of them raised “{names[breakdown.theme_ids[row]]}”."


def differences_chart(report: ThemeReport, breakdown: Breakdown, found: Sequence[Difference]) -> Chart:
    """One row for each difference: the group's share beside everybody's."""
    names, by, found = report.theme_names, readable(breakdown.by).lower(), found[:MOST_DIFFERENCES]
    shares = [(each.share, each.everybody) for each in found]
    first = found[0]
    word = "more" if first.gap > 0 else "less"
    table = differences_table(report, breakdown)
    return Chart(
        id=f"chart-{table.id}",
        title=f"Where each {by} differs from everybody",
        says=f"{first.group} speak {word} often than everybody of “{names[first.theme_id]}”: "
        f"{first.share}% of them, {first.everybody}% of everybody.",
        alt="A row for each difference, the largest first: the share of the group and the share of everybody. "
        + " ".join(f"{each.group}, {names[each.theme_id]}: {each.share}% and {each.everybody}%." for each in found),
        figure=laid_out(
            [
                spans(shares),
                marks(shares, 0, "The group"),
                marks(shares, 1, "Everybody"),
                labels([f"{each.group}: {names[each.theme_id]}" for each in found]),
            ],
            rows=len(found),
            axis="Per cent of people who raised the theme",
            most=1.1 * max(max(pair) for pair in shares),
            legend=2,
        ),
        table=table,
    )


def _fewer_groups(breakdown: Breakdown) -> str:
    more = len(breakdown.table.columns) - MOST_GROUPS
    return f" {more} more groups are in the table only." if more > 0 else ""
