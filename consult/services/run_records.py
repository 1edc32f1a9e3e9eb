"""What is stored about a run, for the files and the method page that tell of it; and what of its report may leave."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version

from flask import current_app

from analysis.method import MethodPart, RunRecord, method_parts
from analysis.quotable import Quotable, only_quotable
from analysis.report import Excerpt, ThemeReport
from consult.models.themes import AnalysisRun
from consult.services import excerpts, sign_off_records, theme_joining, theme_reports, wordings
from consult.services.theme_counting import count_run
from consult.services.theme_reports import StrategyReport
from consult.settings import AUDIENCES, LONDON, Settings
from consult.store import themes

WRITTEN_BY = f"consult {version('consult')}"


@dataclass(frozen=True, slots=True)
class ToTakeAway:
    """A report whose excerpts may leave the team, and what is known about its run."""

    report: ThemeReport
    record: RunRecord


def to_take_away(run: AnalysisRun) -> ToTakeAway:
    """Excerpts are only those that two people agreed to publish and that may be published at this moment."""
    whole, members = theme_reports.get_report(run), count_run(run).members
    approved = [
        Quotable(
            excerpt=Excerpt(comment_id=str(each.comment_id), text=each.words, said_by=each.said_by),
            is_dissenting=each.is_dissenting,
        )
        for each in excerpts.list_approved()
    ]
    named = {theme: frozenset(map(str, comment_ids)) for theme, comment_ids in members.items()}
    return ToTakeAway(only_quotable(whole.themes, approved, named), _record(run, whole, approved=len(approved)))


def method_of(run: AnalysisRun) -> tuple[MethodPart, ...]:
    away = to_take_away(run)
    return method_parts(away.report, away.record)


def _record(run: AnalysisRun, whole: StrategyReport, *, approved: int) -> RunRecord:
    settings: Settings = current_app.config["SETTINGS"]
    return RunRecord(
        number=run.id,
        started_at=run.started_at.astimezone(LONDON),
        finished_at=run.finished_at.astimezone(LONDON),
        organisation=settings.organisation,
        written_by=WRITTEN_BY,
        ledger=whole.ledger,
        remarks=(*theme_joining.say_joined(run), *_remarks(whole, approved, themes.count_kept(run.id))),
        lasting={theme.id: int(theme.id) for theme in whole.themes.themes},
        coded_twice=sign_off_records.say_coded_twice(run),
        agreement=sign_off_records.list_agreement(run),
        signed_off=sign_off_records.say_signed_off(run),
        amendments=sign_off_records.tabulate_amendments(),
        wordings=tuple(table for audience in AUDIENCES for table in wordings.tabulate(audience, until=run.started_at)),
    )


def _remarks(whole: StrategyReport, approved: int, kept: int) -> list[str]:
    """One sentence for each thing that happened to comments and is not a line of the ledger."""
    said = (
        (whole.withheld, "Comments counted above whose words are withheld by safeguarding or wait for the screening"),
        (whole.deleted, "Comments read in this run and deleted since, as the law or a person asked; not counted"),
        (whole.set_apart, "Comments read in this run and corrected or marked as a test since; not counted"),
    )
    stayed = f"Themes that were accepted before this run and kept their comments: {kept:,}. New comments joined them."
    quoted = f"Excerpts that two people agreed to publish: {approved:,}. Files that leave the platform quote no others."
    return [*(f"{what}: {count:,}." for count, what in said if count), *([stayed] if kept else []), quoted]
