"""ThemeReport → tables of figures and words: for the page, for CSV and for the web application."""

from __future__ import annotations

import re
from collections.abc import Mapping

from analysis import disclosure
from analysis.codebook import OTHER
from analysis.disclosure import ProtectedTable
from analysis.reported import (
    BANDS_NOTE,
    OTHER_NAME,
    Breakdown,
    PriorityShare,
    Table,
    ThemeDecision,
    ThemeReport,
    readable,
)


def tables(report: ThemeReport) -> tuple[Table, ...]:
    """Everything the report says in figures, for the page, for CSV and for the web application."""
    return (
        _totals(report),
        _exclusions(report),
        priorities_table(report),
        themes_table(report),
        *(breakdown_table(report, breakdown) for breakdown in report.breakdowns),
        *(voices_table(report, voices) for voices in report.voices),
    )


def _totals(report: ThemeReport) -> Table:
    ledger = report.ledger
    left_out = sum(count for _, count in ledger.excluded)
    return Table(
        id="totals",
        caption="Where every comment went",
        columns=("Comments", "Number"),
        rows=(
            ("Received", ledger.received),
            ("Left out of the analysis", left_out),
            ("Analysed (received less left out)", ledger.analysed),
            ("Analysed: in a theme", ledger.in_themes),
            ("Analysed: in no theme", ledger.in_other),
            ("Analysed: only in themes that people rejected", ledger.in_rejected),
            ("Analysed: different texts", ledger.distinct_texts),
            ("Analysed: copies of those, exact or near", ledger.copies),
            ("People who made the analysed comments", ledger.people),
        ),
        note=f"{ledger.received:,} received − {left_out:,} left out = {ledger.analysed:,} analysed.",
    )


def _exclusions(report: ThemeReport) -> Table:
    rows = tuple((readable(reason), count) for reason, count in report.ledger.excluded)
    return Table(
        id="exclusions",
        caption="Comments left out, and why",
        columns=("Reason", "Comments"),
        rows=(*rows, ("All left out", sum(count for _, count in report.ledger.excluded))),
    )


def priorities_table(report: ThemeReport) -> Table:
    """The six priorities, “none of the six” first."""
    named = {theme.id: theme.name for theme in report.themes}
    return Table(
        id="priorities",
        caption="Strategic priorities: what fits none of them comes first",
        columns=("Priority", "Themes", "Comments in these themes", "Comments mapped one by one", "Per cent"),
        rows=tuple(
            (
                share.name,
                "; ".join(named[theme] for theme in share.themes) or "no theme",
                share.comments_in_themes,
                share.comments,
                percent_text(share),
            )
            for share in report.priorities
        ),
        note="Themes go where a person put them, else where the program proposes. "
        "The last two columns are the program's own reading of each comment by itself.",
    )


def percent_text(share: PriorityShare) -> str:
    """“12%”, or “under 1%” where rounding would say that nobody did."""
    return "under 1%" if share.comments and not share.percent else f"{share.percent}%"


def themes_table(report: ThemeReport) -> Table:
    """Every theme, rejected ones too, with what the machine proposed beside what people decided."""
    return Table(
        id="themes",
        caption="Themes, largest first",
        columns=(
            "Theme",
            "Keywords",
            "People",
            "Comments",
            "Different texts",
            "In words",
            "Priority",
            "Probability of the proposed priority",
            "Status",
            "Proposed by the program",
        ),
        rows=tuple(
            (
                theme.name,
                readable(", ".join(theme.proposed.keywords)),
                theme.people,
                theme.comments,
                theme.distinct_texts,
                theme.band,
                report.priority_name(theme.priority),
                f"{theme.proposed.priority_probability:.2f}",
                _status(theme.decision),
                readable(f"{theme.proposed.name} – {report.priority_name(theme.proposed.priority)}"),
            )
            for theme in report.themes
        ),
        note=BANDS_NOTE,
    )


def _status(decision: ThemeDecision) -> str:
    by = f" by {readable(decision.decided_by)}" if decision.decided_by else ""
    at = f", {readable(decision.decided_at)}" if decision.decided_at else ""
    return f"{decision.status.value}{by}{at}"


def breakdown_table(report: ThemeReport, breakdown: Breakdown) -> Table:
    """People of each theme by group, with per cent of the group where that may be said; the base comes first."""
    return _by_group(
        breakdown,
        {theme.id: theme.name for theme in report.themes} | {OTHER: OTHER_NAME},
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


def slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "group"
