"""What leaves the platform as a file: the report as a page, and its figures as tables. Each is recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from analysis.cells import BYTE_ORDER_MARK, Cell, csv_lines
from analysis.page import report_html
from analysis.report import Table
from analysis.tables import tables
from consult.models.base import utcnow
from consult.models.themes import AnalysisRun
from consult.services import run_records, theme_counting, theme_reports, theme_states
from consult.services.theme_states import ReviewedTheme
from consult.store import people, runs
from consult.store.errors import NotFound
from consult.store.transaction import transaction

HTML, CSV = "text/html; charset=utf-8", "text/csv; charset=utf-8"
THEME_COLUMNS = (
    "theme_id",
    "name",
    "keywords",
    "comments",
    "people",
    "distinct_texts",
    "priority",
    "status",
    "decided_by",
    "decided_on",
    "proposed_name",
    "proposed_priority",
    "proposed_priority_probability",
)


@dataclass(frozen=True, slots=True)
class Export:
    """A file to download; its name holds the day it was made."""

    file_name: str
    mimetype: str
    content: bytes


def report_page(*, by: int | None) -> Export:
    """One self-contained page with people's decisions laid over."""
    run = newest_run()
    away = run_records.to_take_away(run)
    return recorded("theme-report", "html", HTML, report_html(away.report, away.record).encode(), run=run, by=by)


def themes_table(*, by: int | None) -> Export:
    """One line for each theme: what stands now, and what the machine proposed."""
    run = newest_run()
    report, names, everything = theme_reports.get_report(run), theme_states.priority_names(), theme_states.read_all()
    listed = [*everything.of_run(run.id), *everything.left_behind(run.id)]
    lines = [_theme_line(theme, report, names) for theme in listed]
    return recorded("themes", "csv", CSV, csv_bytes([THEME_COLUMNS, *lines]), run=run, by=by)


def all_tables(*, by: int | None) -> Export:
    """Every table of the report below the other, each after a line with its title."""
    run = newest_run()
    report = theme_reports.get_report(run)
    parts = [line for table in (report.ledger, *tables(report.themes)) for line in _table_lines(table)]
    return recorded("theme-tables", "csv", CSV, csv_bytes(parts), run=run, by=by)


def csv_bytes(rows: Iterable[Sequence[Cell]]) -> bytes:
    return (BYTE_ORDER_MARK + "".join(csv_lines(rows))).encode("utf-8", "replace")


def _theme_line(
    theme: ReviewedTheme, report: theme_reports.StrategyReport, names: Mapping[str, str]
) -> tuple[str | int | float, ...]:
    proposal, newest = theme.proposal, theme.newest
    size = report.find_size(theme.id)
    return (
        theme.id,
        theme.name,
        "; ".join(proposal.keywords) if proposal else "",
        size.comments if size else 0,
        size.people if size else 0,
        size.distinct_texts if size else 0,
        names.get(theme.priority, theme.priority),
        str(theme.status),
        newest.user.name if newest else "",
        f"{newest.at:%Y-%m-%d}" if newest else "",
        theme.proposed_name,
        names.get(proposal.priority, proposal.priority) if proposal else "",
        round(proposal.priority_probability, 4) if proposal else "",
    )


def _table_lines(table: Table) -> list[Sequence[str | int]]:
    note: list[Sequence[str | int]] = [[table.note]] if table.note else []
    return [[table.caption], table.columns, *table.rows, *note, []]


def newest_run() -> AnalysisRun:
    run = runs.find_newest_run()
    if run is None:
        raise NotFound("no themes have been found yet")
    theme_counting.bring_up_to_date(run)
    return run


def recorded(name: str, kind: str, mimetype: str, content: bytes, *, run: AnalysisRun, by: int | None) -> Export:
    """The file to hand out, once it is written down who took it."""
    record(f"run {run.id} {name}.{kind}", by=by)
    return Export(file_name(name, kind), mimetype, content)


def record(subject: str, *, by: int | None) -> None:
    with transaction():
        people.record(user_id=by, action="report exported", subject=subject)


def file_name(name: str, kind: str) -> str:
    return f"{name}-{utcnow():%Y-%m-%d}.{kind}"
