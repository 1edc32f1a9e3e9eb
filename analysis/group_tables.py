"""ThemeReport → tables of who said what. Counts by group come protected and stay so."""

from __future__ import annotations

import re
from collections.abc import Mapping

from analysis import disclosure
from analysis.differences import differences
from analysis.disclosure import ProtectedTable
from analysis.reported import Breakdown, Table, ThemeReport, readable


def breakdown_table(report: ThemeReport, breakdown: Breakdown) -> Table:
    """People of each theme by group, with per cent of the group where that may be said; the base comes first."""
    return _by_group(
        breakdown,
        report.theme_names,
        table_id=f"by-{slug(breakdown.by)}",
        first="Theme",
        caption=f"People in each theme, by {readable(breakdown.by).lower()}",
    )


def voices_table(report: ThemeReport, voices: Breakdown) -> Table:
    """Who speaks about which priority: people with at least one comment mapped to it, by group."""
    return _by_group(
        voices,
        report.priority_names,
        table_id=f"priorities-by-{slug(voices.by)}",
        first="Priority",
        caption=f"Who speaks about which priority: people, by {readable(voices.by).lower()}",
    )


def _by_group(breakdown: Breakdown, names: Mapping[str, str], *, table_id: str, first: str, caption: str) -> Table:
    shown = breakdown.table
    base = ("All people", *(count.text for count in shown.column_totals), shown.total.text)
    rows = tuple(
        (
            names.get(each, each),
            *(_with_share(shown, row, column) for column in range(len(shown.columns))),
            shown.row_totals[row].text,
        )
        for row, each in enumerate(breakdown.theme_ids)
    )
    return Table(
        id=table_id,
        caption=caption,
        columns=(first, *shown.columns, "All"),
        rows=(base, *rows),
        note=f"{disclosure.NOTE} Percentages are of the group's people in the first row.",
    )


def _with_share(shown: ProtectedTable, row: int, column: int) -> str:
    share = shown.share(row, column)
    return shown.counts[row][column].text + ("" if share is None else f" ({share}%)")


def differences_table(report: ThemeReport, breakdown: Breakdown) -> Table:
    """Where groups differ from everybody by five points and more."""
    names, by = report.theme_names, readable(breakdown.by)
    return Table(
        id=f"differences-{slug(breakdown.by)}",
        caption=f"Where groups differ from everybody, by {by.lower()}",
        columns=("Theme", by, "Of the group", "Of everybody", "Difference in points", "As rounding leaves it open"),
        rows=tuple(
            (
                names[each.theme_id],
                each.group,
                f"{each.share}%",
                f"{each.everybody}%",
                f"{each.gap:+}",
                f"{each.least:+} to {each.most:+}",
            )
            for each in differences(breakdown)
        ),
        note="From rounded figures; differences under five points and groups too small to show are left out. "
        "People chose to take part, so this says who spoke here, not what all of a group think.",
    )


def slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "group"
