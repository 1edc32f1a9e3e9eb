"""ThemeReport → tables of figures and words: for the page, for CSV and for the web application."""

from __future__ import annotations

from analysis.group_tables import breakdown_table, differences_table, voices_table
from analysis.reported import (
    BANDS_NOTE,
    STANCES,
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
        matrix_table(report),
        doubts_table(report),
        *(breakdown_table(report, breakdown) for breakdown in report.breakdowns),
        *(table for breakdown in report.breakdowns if (table := differences_table(report, breakdown)).rows),
        *(voices_table(report, voices) for voices in report.voices),
    )


def _totals(report: ThemeReport) -> Table:
    ledger = report.ledger
    left_out = sum(count for _, count in ledger.excluded)
    return Table(
        id="totals",
        caption="Comments received, left out and analysed",
        columns=("Comments", "Number"),
        rows=(
            ("Received", ledger.received),
            ("Left out of the analysis", left_out),
            ("Analysed (received less left out)", ledger.analysed),
            ("Analysed: in a theme", ledger.in_themes),
            ("Analysed: not sure which theme", ledger.in_not_sure),
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
    return Table(
        id="priorities",
        caption="Strategic priorities: what fits none of them comes first",
        columns=("Priority", "Themes", "Comments in these themes", "Comments mapped one by one", "Per cent"),
        rows=tuple(
            (
                share.name,
                report.themes_of(share),
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


def matrix_table(report: ThemeReport) -> Table:
    """Themes × priorities: comments of each theme that the machine, reading each by itself, maps to each priority."""
    columns = tuple(share.id for share in report.priorities)
    return Table(
        id="matrix",
        caption="Comments of each theme, by the priority of each comment",
        columns=("Theme", *(report.priority_name(each) for each in columns)),
        rows=tuple(
            (theme.name, *(dict(theme.evidence.by_priority).get(each, 0) for each in columns))
            for theme in report.standing
        ),
        note="The program's own reading of each comment by itself. A comment in two themes is counted in both.",
    )


def doubts_table(report: ThemeReport) -> Table:
    """How sure the machine is of each theme, and the weak signals inside it."""
    return Table(
        id="doubts",
        caption="How sure the program is of each theme",
        columns=(
            "Theme",
            "Firmness",
            "Comes back",
            "Comments that rather do not belong",
            "Probability of the proposed priority",
            *(f"Comments {stance}" for stance in STANCES),
            "Tone",
        ),
        rows=tuple(
            (
                theme.name,
                theme.proposed.firmness or "not measured",
                f"{round(100 * theme.proposed.stability)}%" if theme.proposed.firmness else "",
                theme.evidence.doubtful,
                f"{theme.proposed.priority_probability:.2f}",
                *(dict(theme.evidence.stances).get(stance, 0) for stance in STANCES),
                f"{theme.evidence.tone:+.1f}",
            )
            for theme in report.standing
        ),
        note="“Comes back” is how much of a theme is found again when comments are drawn anew: firm, fair or loose. "
        "For and against, and tone from -1 (negative) to +1 (positive), are weak signals: read the comments.",
    )
