"""Is a frozen version what was frozen? Its bytes, the sealed record, and the rows it was made of are compared."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from consult.models.frozen import ReportVersion
from consult.plan import snapshot
from consult.services import drafting, freezing, plan_themes
from consult.services.drafting import PLAN_AREAS, PLAN_PRIORITIES
from consult.store import audit, frozen, outcomes
from consult.store.errors import NotFound

MOST_NAMED = 50  # places that moved


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """faults: what somebody changed by hand, in sentences. moved: places of the report that read otherwise today.

    is_same_today: made anew from today's rows it has the same bytes.
    """

    number: int
    sha256: str
    faults: tuple[str, ...]
    moved: tuple[str, ...]
    is_same_today: bool


def check(number: int) -> Verdict:
    report = frozen.get_report(number)
    content = freezing.content_of(report)
    value = _read(content)
    faults = tuple(_faults_of_bytes(report, content))
    if value is None:
        unreadable = f"Version {number} cannot be read any more: it was changed by hand."
        return Verdict(number=number, sha256=report.sha256, faults=(*faults, unreadable), moved=(), is_same_today=False)
    again = regenerate(value)
    hand = tuple(_faults_of_rows(value, again))
    moved = [place for place in snapshot.differences(value, again) if place.startswith("report")]
    return Verdict(
        number=number,
        sha256=report.sha256,
        faults=(*faults, *hand),
        moved=tuple(moved[:MOST_NAMED]),
        is_same_today=snapshot.to_bytes(again) == content,
    )


def check_all() -> tuple[Verdict, ...]:
    """The oldest first."""
    return tuple(check(report.number) for report in reversed(frozen.list_reports()))


def regenerate(value: dict[str, Any]) -> dict[str, Any]:
    """The frozen value made anew from the database's rows: the same where nothing was changed or taken back since."""
    run = plan_themes.find_run()
    report = freezing.run_part(run) if run and run.id == value["report"]["run"]["id"] else value["report"]
    found = outcomes.find_numbers({(each["theme"], each["number"]) for each in value["outcomes"]})
    kept = [found.get((each["theme"], each["number"])) for each in value["outcomes"]]
    return {
        **value,
        "report": report,
        "outcomes": [freezing.outcome_part(each) if each else None for each in kept],
        "sections": [_section_again(each) for each in value["sections"]],
    }


def _section_again(frozen_one: dict[str, Any]) -> dict[str, Any] | None:
    try:
        draft = drafting.get_draft(frozen_one["section"], of_any_area=True)
        version = draft.version(frozen_one["number"])
    except NotFound:
        return None
    return freezing.section_part(draft, version, draft.approvals.get(version.id))


def _read(content: bytes) -> dict[str, Any] | None:
    try:
        value = snapshot.from_bytes(content)
        return value if snapshot.to_bytes(value) == content and value["format"] == freezing.FORMAT else None
    except (ValueError, TypeError, KeyError, json.JSONDecodeError):
        return None


def _faults_of_bytes(report: ReportVersion, content: bytes) -> Iterator[str]:
    number, made = report.number, snapshot.digest(content)
    sealed = frozen.find_sealed(freezing.FROZEN, freezing.subject_of(number))
    if made != report.sha256:
        yield f"Version {number} was changed by hand: its content has the hash {made}, and {report.sha256} was kept."
    if sealed != report.sha256:
        yield (
            f"The kept hash of version {number} was changed by hand: the sealed audit record says"
            f" {sealed or 'nothing about this version'}."
        )
    if fault := audit.verify().fault:
        yield f"The audit record itself was changed: {fault}"


def _faults_of_rows(value: dict[str, Any], again: dict[str, Any]) -> Iterator[str]:
    """Outcomes, versions and approvals are only ever added to, so any difference was made by hand."""
    for was, now in zip(value["outcomes"], again["outcomes"], strict=True):
        if was != now:
            yield f"Outcome {was['number']} of theme {was['theme']} was changed by hand: {_where(was, now)}."
    for was, now in zip(value["sections"], again["sections"], strict=True):
        if was != now:
            priority, area = PLAN_PRIORITIES.get(was["priority"], ""), PLAN_AREAS.get(was["area"], "")
            name = f"Version {was['number']} of the section “{priority}: {area}”"
            yield f"{name} was changed by hand: {_where(was, now)}."


def _where(was: dict[str, Any], now: dict[str, Any] | None) -> str:
    return "it is not there any more" if now is None else ", ".join(snapshot.differences(was, now))
