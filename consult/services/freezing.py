"""Freezes the report, the outcomes, the approved sections and the ledger as version N, and checks that none changed.

A frozen version holds no words of respondents: excerpts are only named, so what is withdrawn leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import asdict
from typing import Any

from sqlalchemy.exc import IntegrityError

from analysis.reach import reach_table
from analysis.report import Table
from analysis.tables import tables
from consult.models.base import utcnow
from consult.models.frozen import ReportVersion
from consult.models.plan import SectionApproval, SectionVersion, ThemeOutcome
from consult.models.themes import AnalysisRun
from consult.plan import snapshot
from consult.services import drafting, plan_themes, reach, readings, theme_counting, theme_reports
from consult.services.drafting import Draft
from consult.services.standing import StandingTheme
from consult.store import frozen, outcomes, people
from consult.store.errors import Conflict
from consult.store.transaction import transaction

FROZEN = "report frozen"  # what the sealed record calls it
FORMAT = 1
PEOPLE = ("owner_id", "recorded_by", "written_by", "approved_by")  # whose names go with it
LONGEST_WHY = 200


def freeze(why: str, readers: Collection[int], *, by: int) -> int:
    """The number of the new version. readers: the decision-makers who are asked to read it."""
    plain = " ".join(why.split())
    if not plain or len(plain) > LONGEST_WHY:
        raise Conflict(f"Say in at most {LONGEST_WHY} characters what this version is for.")
    run = plan_themes.find_run()
    if run is None:
        raise Conflict("There is no report to freeze yet: find themes first.")
    theme_counting.bring_up_to_date(run)
    readings.refuse_strangers(readers)
    number = frozen.next_number()
    content = snapshot.to_bytes(_taken_now(number, plain))
    try:
        with transaction():
            sha256 = snapshot.digest(content)
            frozen.add_report(number=number, content=content.decode(), sha256=sha256, why=plain, user_id=by)
            people.record(user_id=by, action=FROZEN, subject=subject_of(number), detail=sha256)
    except IntegrityError as error:
        raise Conflict(
            f"Somebody else froze version {number} at the same moment. Look at it before you go on."
        ) from error
    if readers:
        readings.ask(number, readers, by=by)
    return number


def subject_of(number: int) -> str:
    return f"report version {number}"


def content_of(report: ReportVersion) -> bytes:
    return report.content.encode()


def run_part(run: AnalysisRun) -> dict[str, Any]:
    """What the report of a run says, in whole numbers and words."""
    report, themes = theme_reports.get_report(run), plan_themes.list_themes()
    return {
        "run": {
            "id": run.id,
            "seed": run.seed,
            "method": run.method,
            "received": run.received,
            "finished_at": run.finished_at.isoformat(),
        },
        "notes": list(report.themes.notes),
        "ledger": _table(report.ledger),
        "tables": [_table(table) for table in tables(report.themes)],
        "themes": [_theme(theme) for theme in sorted(themes, key=lambda theme: theme.theme_id)],
    }


def outcome_part(outcome: ThemeOutcome) -> dict[str, Any]:
    easy = {"easy_words": outcome.easy_words} if outcome.easy_words else {}  # early versions were frozen without
    return easy | {
        "theme": outcome.theme_id,
        "number": outcome.number,
        "taken": str(outcome.taken),
        "why": outcome.why,
        "considered_by": outcome.considered_by,
        "considered_on": outcome.considered_on.isoformat(),
        "owner_id": outcome.owner_id,
        "tell_on": outcome.tell_on.isoformat(),
        "told_on": outcome.told_on.isoformat() if outcome.told_on else None,
        "recorded_by": outcome.user_id,
        "recorded_at": outcome.at.isoformat(),
    }


def section_part(draft: Draft, version: SectionVersion, approval: SectionApproval | None) -> dict[str, Any]:
    return {
        "section": draft.section.id,
        "priority": draft.section.priority,
        "area": draft.section.area,
        "number": version.number,
        "text": version.text,
        "figures": version.figures,
        "written_by": version.user_id,
        "written_at": version.at.isoformat(),
        "approved_by": approval.user_id if approval else None,
        "approved_at": approval.at.isoformat() if approval else None,
    }


def _taken_now(number: int, why: str) -> dict[str, Any]:
    run = plan_themes.find_run()
    assert run is not None, "freeze() has asked for it"  # noqa: S101
    held = outcomes.list_newest()
    drafts = drafting.list_drafts()
    standing = {theme.theme_id for theme in plan_themes.list_themes() if plan_themes.stands(theme)}
    decided, sections = [outcome_part(held[theme]) for theme in sorted(held)], list(_sections(drafts))
    return {
        "format": FORMAT,
        "number": number,
        "why": why,
        "frozen_at": utcnow().isoformat(),
        "names": _names({part[key] for part in (*decided, *sections) for key in PEOPLE if key in part}),
        "report": run_part(run),
        "outcomes": decided,
        "without_outcome": sorted(standing - held.keys()),
        "reach": [_table(reach_table(each)) for each in reach.look().comparisons],
        "sections": sections,
    }


def _names(user_ids: set[int]) -> dict[str, str]:
    """Of those who decided, wrote and approved, as they are called now."""
    return {str(user.id): user.name for user in people.list_users() if user.id in user_ids}


def _sections(drafts: Collection[Draft]) -> Iterator[dict[str, Any]]:
    for draft in sorted(drafts, key=lambda each: each.section.id):
        if draft.approved:
            yield section_part(draft, draft.approved, draft.approvals[draft.approved.id])


def _theme(theme: StandingTheme) -> dict[str, Any]:
    return {
        "id": theme.theme_id,
        "name": theme.name,
        "priority": theme.priority,
        "status": str(theme.status),
        "people": theme.people,
        "comments": theme.comments,
        "band": theme.band,
        "is_found": theme.is_found,
    }


def _table(table: Table) -> dict[str, Any]:
    return {**asdict(table), "columns": list(table.columns), "rows": [list(row) for row in table.rows]}
