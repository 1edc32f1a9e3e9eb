"""A frozen version as it is read and taken away. Excerpts are looked up now: what was withdrawn since is not shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from analysis.report import Table
from consult.models.frozen import ReportVersion
from consult.plan import snapshot
from consult.services import citing, freezing, readings
from consult.services.citing import CitedText
from consult.services.drafting import PLAN_AREAS, PLAN_PRIORITIES
from consult.services.readings import ReportRead
from consult.store import frozen, people
from consult.store.errors import Conflict
from consult.store.transaction import transaction


@dataclass(frozen=True, kw_only=True, slots=True)
class FrozenSection:
    title: str
    number: int
    written_by: str
    approved_by: str
    text: CitedText


@dataclass(frozen=True, kw_only=True, slots=True)
class FrozenOutcome:
    """What became of a theme, in the words that were frozen."""

    theme: str
    taken: str
    why: str
    considered_by: str
    considered_on: date
    owner: str
    tell_on: date
    told_on: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class FrozenReport:
    """read: the version with its readers. run: when themes were found, and how. without_outcome: names of themes.

    reach: who had answered, beside who lives there; a table for each question.
    """

    read: ReportRead
    run: dict[str, Any]
    notes: tuple[str, ...]
    ledger: Table
    tables: tuple[Table, ...]
    outcomes: tuple[FrozenOutcome, ...]
    without_outcome: tuple[str, ...]
    sections: tuple[FrozenSection, ...]
    reach: tuple[Table, ...]


def open_report(number: int) -> FrozenReport:
    """Raises Conflict where the version was changed by hand and cannot be read."""
    read = readings.get_read(number)
    value = value_of(read.report)
    report, names = value["report"], value["names"]
    themes = {theme["id"]: theme["name"] for theme in report["themes"]}
    known = citing.look_up(section["text"] for section in value["sections"])
    return FrozenReport(
        read=read,
        run=report["run"],
        notes=tuple(report["notes"]),
        ledger=_table(report["ledger"]),
        tables=tuple(map(_table, report["tables"])),
        outcomes=tuple(_outcome(each, themes, names) for each in value["outcomes"]),
        without_outcome=tuple(themes[theme] for theme in value["without_outcome"]),
        sections=tuple(_section(each, names, known) for each in value["sections"]),
        reach=tuple(map(_table, value.get("reach", ()))),  # versions of the first months have none
    )


def take_away(number: int, *, by: int) -> bytes:
    """The very bytes that were frozen."""
    content = freezing.content_of(frozen.get_report(number))
    with transaction():
        people.record(user_id=by, action="report version exported", subject=freezing.subject_of(number))
    return content


def value_of(report: ReportVersion) -> dict[str, Any]:
    """What was frozen. Raises Conflict where it was changed by hand."""
    content = freezing.content_of(report)
    if snapshot.digest(content) != report.sha256:
        raise Conflict(
            f"Report version {report.number} was changed by hand after it was frozen, so it is not shown. Open its"
            " check, and restore it from a backup."
        )
    value: dict[str, Any] = snapshot.from_bytes(content)
    return value


def _outcome(each: dict[str, Any], themes: dict[int, str], names: dict[str, str]) -> FrozenOutcome:
    return FrozenOutcome(
        theme=themes.get(each["theme"], f"Theme {each['theme']}"),
        taken=each["taken"],
        why=each["why"],
        considered_by=each["considered_by"],
        considered_on=date.fromisoformat(each["considered_on"]),
        owner=names.get(str(each["owner_id"]), ""),
        tell_on=date.fromisoformat(each["tell_on"]),
        told_on=date.fromisoformat(each["told_on"]) if each["told_on"] else None,
    )


def _section(each: dict[str, Any], names: dict[str, str], known: citing.Known) -> FrozenSection:
    priority = PLAN_PRIORITIES.get(each["priority"], each["priority"])
    return FrozenSection(
        title=f"{priority}: {PLAN_AREAS.get(each['area'], each['area'])}",
        number=each["number"],
        written_by=names.get(str(each["written_by"]), ""),
        approved_by=names.get(str(each["approved_by"]), ""),
        text=citing.read(each["text"], known, each["figures"]),
    )


def _table(each: dict[str, Any]) -> Table:
    rows = tuple(tuple(row) for row in each["rows"])
    return Table(id=each["id"], caption=each["caption"], columns=tuple(each["columns"]), rows=rows, note=each["note"])
