"""Themes and comments for other programs of qualitative analysis (REFI-QDA): a codebook, and a whole project.

In a project are only words that the screening has read and found clear, that nobody withholds, masked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from analysis.refi.codes import codebook_file
from analysis.refi.project import Source, SourceCoding, project_file
from analysis.report import ThemeReport
from consult.models.themes import AnalysisRun
from consult.services.exports import Export, file_name, newest_run, record, recorded
from consult.services.run_records import to_take_away
from consult.services.theme_replay import replay_run
from consult.services.theme_review import priority_names
from consult.settings import AUDIENCES
from consult.store import exports_coding as store
from consult.store import runs

CODEBOOK, PROJECT = "application/xml", "application/zip"
BY = "Audience"  # the one group that a comment is handed out with


@dataclass(frozen=True, slots=True)
class Stream:
    """A file to download, piece by piece."""

    file_name: str
    mimetype: str
    pieces: Iterator[bytes]


def codebook(*, by: int | None) -> Export:
    run = newest_run()
    away = to_take_away(run)
    return recorded("codebook", "qdc", CODEBOOK, codebook_file(away.report, away.record), run=run, by=by)


def project(*, by: int | None) -> Stream:
    """Everything is read from the database before the first piece leaves."""
    run = newest_run()
    away = to_take_away(run)
    sources = list(_sources(run, away.report))
    record(f"run {run.id} project.qdpx", by=by)
    return Stream(file_name("project", "qdpx"), PROJECT, project_file(away.report, sources, away.record))


def _sources(run: AnalysisRun, report: ThemeReport) -> Iterator[Source]:
    names, groups = priority_names(), _groups_of_ten(report)
    codings, priorities = _codings(run), {row[0]: row[1] for row in runs.read_priorities(run.id)}
    reasons = dict(runs.read_exclusions(run.id))
    for row in store.list_clear_comments(run.id):
        audience = AUDIENCES.get(row.audience, row.audience)
        priority = priorities.get(row.id, "")
        yield Source(
            comment_id=str(row.id),
            text=row.text,
            question=row.question,
            group=audience if audience in groups else "",
            priority=names.get(priority, priority),
            may_quote=row.may_quote,
            left_out=reasons.get(row.id, ""),
            codings=tuple(codings[row.id]),
        )


def _codings(run: AnalysisRun) -> defaultdict[int, list[SourceCoding]]:
    """As they stand: the machine's, with what people put in, took out and merged."""
    found: defaultdict[int, list[SourceCoding]] = defaultdict(list)
    for coding in replay_run(run).standing.findings.codings:
        found[int(coding.comment_id)].append(SourceCoding(theme_id=coding.theme_id))
    return found


def _groups_of_ten(report: ThemeReport) -> set[str]:
    """The audiences that are large enough to be named beside somebody's words."""
    return {
        group
        for breakdown in report.breakdowns
        if breakdown.by == BY
        for group, people in zip(breakdown.table.columns, breakdown.table.column_totals, strict=True)
        if people.value is not None
    }
