"""A report with everything in it that a file can hold, and its run, for the tests of what is taken away."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from analysis.method import RunRecord
from analysis.report import Excerpt, Status, ThemeDecision, ThemeReport
from tests.analysis.test_charts import a_report

RUN = RunRecord(
    number=3,
    started_at=datetime(2026, 3, 2, 10, 0, tzinfo=UTC),
    finished_at=datetime(2026, 3, 2, 10, 11, tzinfo=UTC),
    organisation="Example Children’s Services",
    written_by="consult 1",
    remarks=("Excerpts that two people agreed to publish: 2.",),
)
ACCEPTED = ThemeDecision(
    name="Things to do", status=Status.ACCEPTED, decided_by="Sam Strategist", decided_at="3 March 2026"
)


def full_report(count: int = 3, *names: str) -> ThemeReport:
    """One theme accepted and renamed, one rejected, excerpts for and against."""
    report = a_report(count, *names)
    themes = list(report.themes)
    excerpt = Excerpt(comment_id="c001", text="More clubs near [address], please", said_by="Middle")
    other = Excerpt(comment_id="c004", text="There are enough clubs", said_by="")
    themes[0] = replace(
        themes[0],
        decision=ACCEPTED,
        excerpts=(excerpt,),
        dissenting=(other,),
        proposed=replace(themes[0].proposed, group="Free time", description="What there is to do."),
    )
    if count > 2:
        themes[2] = replace(themes[2], decision=ThemeDecision(status=Status.REJECTED, decided_by="Ana"))
    return replace(report, themes=tuple(themes))
