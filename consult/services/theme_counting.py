"""What stands in a run, counted: database → Overview and Sheet, without the names and verdicts of people.

A worker counts and stores, so that pages only read. A small run is counted at once where nothing fits yet; of a large
one pages show what was counted last and say so, until the worker has counted again.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from analysis.codebook import Findings
from analysis.corpus import Corpus
from analysis.counting import Count
from analysis.overview import Overview, from_text, look_over, to_text
from analysis.report import ThemeReport, band, report_of
from analysis.sheet import Sheet, fill, pack, unpack
from analysis.tabulating import tally
from consult.models.base import utcnow
from consult.models.themes import AnalysisRun
from consult.services import comments as bridge
from consult.services import counted_groups
from consult.services.background_work import Progress, nothing_to_report
from consult.services.kept import Kept, Key
from consult.services.theme_replay import fingerprint, replay_run
from consult.services.theme_states import priority_names
from consult.store import counts, runs
from consult.store.transaction import transaction

TITLE = "The Big Conversation: what people said"
VERSION = "1"  # of what is counted: with another one everything is counted again
AT_ONCE = 5_000  # comments that a page may wait for: about a second
PEOPLE = (bridge.SURVEYS, bridge.IMPORTS)  # ways in that bring people; points of events stand beside them


class NotCountedYet(Exception):
    """A large run that no worker has counted yet."""


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A run with people's codings and without their names.

    deleted: comments that were there when the run was made and are gone since; set_apart: comments that are still
    there and count no more: corrected, or marked as a test.
    """

    overview: Overview
    sheet: Sheet
    deleted: int
    set_apart: int
    counted_at: datetime
    state: str

    @property
    def report(self) -> ThemeReport:
        return self.overview.report

    @cached_property
    def members(self) -> Mapping[str, frozenset[int]]:
        """Theme's id as text → its comments: for files; pages ask the sheet."""
        found = {theme: self.sheet.list_of(theme) for theme in self.sheet.themes}
        return {theme: frozenset(self.sheet.comments[self.sheet.place[own]].tolist()) for theme, own in found.items()}


@dataclass(frozen=True, slots=True)
class Shown:
    """What pages show. is_behind: people decided something since, or comments went, and it is being counted again."""

    counted: Counted
    is_behind: bool


_kept: Kept[Counted] = Kept(2)


def count_run(run: AnalysisRun) -> Counted:
    """As it stands now, to the unit: stored, or counted here, which takes minutes for a very large run."""
    return _now(run, fingerprint(run))


def look(run: AnalysisRun) -> Shown:
    """As it stands now, or as it was counted last. Raises NotCountedYet."""
    key, stamp = fingerprint(run), counts.find_stamp(run.id)
    if run.received <= AT_ONCE or (stamp and stamp.state == _state(key)):
        return Shown(_now(run, key), is_behind=False)
    if stamp is None:
        raise NotCountedYet
    last = _kept.get((stamp.state,), lambda: _stored(run, stamp.state) or _count(run, key))
    return Shown(last, is_behind=True)


def find_sheet(run: AnalysisRun) -> Sheet | None:
    """Where each comment stands at this moment, if that is stored."""
    key, stamp = fingerprint(run), counts.find_stamp(run.id)
    return _now(run, key).sheet if stamp and stamp.state == _state(key) else None


def bring_up_to_date(run: AnalysisRun) -> None:
    """For what is kept or leaves the platform: never figures of earlier, however long the counting takes."""
    if run.received > AT_ONCE and not is_counted(run):
        store(run)


def _now(run: AnalysisRun, key: Key) -> Counted:
    return _kept.get((_state(key),), lambda: _stored(run, _state(key)) or _count(run, key))


def is_counted(run: AnalysisRun) -> bool:
    stamp = counts.find_stamp(run.id)
    return stamp is not None and stamp.state == _state(fingerprint(run))


def store(run: AnalysisRun, progress: Progress = nothing_to_report) -> None:
    """Count and put away, in the place of what was counted before."""
    began, key = time.monotonic(), fingerprint(run)
    counted = _count(run, key, progress)
    progress("Saving the figures", 0.98)
    values = {
        "run_id": run.id,
        "state": counted.state,
        "counted_at": counted.counted_at,
        "deleted": counted.deleted,
        "set_apart": counted.set_apart,
        "overview": to_text(counted.overview),
        "sheet": pack(counted.sheet),
    }
    with transaction():
        counts.put(values | {"seconds": round(time.monotonic() - began, 1)})


def _state(key: Key) -> str:
    plain = [sorted(part) if isinstance(part, frozenset) else part for part in key]
    return hashlib.sha256(repr((VERSION, plain)).encode()).hexdigest()


def _stored(run: AnalysisRun, state: str) -> Counted | None:
    """None where another version of this program wrote it, or it was replaced meanwhile."""
    row = counts.find_count(run.id)
    if row is None or row.state != state:
        return None
    try:
        overview, sheet = from_text(row.overview), unpack(row.sheet)
    except (ValueError, KeyError):
        return None
    return Counted(
        overview=overview,
        sheet=sheet,
        deleted=row.deleted,
        set_apart=row.set_apart,
        counted_at=row.counted_at,
        state=row.state,
    )


def _count(run: AnalysisRun, key: Key, progress: Callable[[str, float], None] = nothing_to_report) -> Counted:
    progress("Reading comments", 0.0)
    rows = runs.read_comments(run.id)
    progress("Replaying what people decided", 0.2)
    findings = _still_there(replay_run(run).standing.findings, {str(row.id) for row in rows})
    accounted = {coding.comment_id for coding in findings.codings} | {each.comment_id for each in findings.excluded}
    rows = [row for row in rows if str(row.id) in accounted]
    set_apart = len(runs.list_set_apart(run.id))
    progress("Looking for copies", 0.4)
    count = Count(Corpus.of(bridge.to_analysis(row) for row in rows), findings, {})
    progress("Counting themes", 0.7)
    report = report_of(count, (), priority_names(), title=TITLE)
    sheet = fill(count.corpus, findings, count.text_of, bridge.DOORS, priority_names())
    progress("Counting groups", 0.85)
    return Counted(
        overview=_overview(rows, sheet, report),
        sheet=sheet,
        deleted=run.received - set_apart - len(rows),
        set_apart=set_apart,
        counted_at=utcnow(),
        state=_state(key),
    )


def _overview(rows: Sequence[bridge.Stored], sheet: Sheet, report: ThemeReport) -> Overview:
    """The report's people are those who are people; what was written down at events stands beside them."""
    is_people = sheet.is_read & (sheet.way != sheet.ways.index(bridge.EVENTS))
    groups, equality = counted_groups.columns(sorted(rows, key=lambda row: row.id), is_people)
    overview = look_over(sheet, report, groups=groups, equality=equality, people=PEOPLE)
    everybody = _people(overview, tally(sheet, sheet.is_read).voices)
    themes = [
        replace(theme, people=people, band=band(people, everybody))
        for theme in report.themes
        for people in [_people(overview, overview.themes[theme.id].voices)]
    ]
    shown = {by: overview.table("theme", by) for by in ("audience", "area")}
    voices = overview.table("priority", "audience")
    report = replace(
        report,
        ledger=replace(report.ledger, people=everybody),
        themes=tuple(sorted(themes, key=lambda theme: -theme.people)),
        breakdowns=tuple(replace(table, by=by.capitalize()) for by, table in shown.items() if table),
        voices=(replace(voices, by="Audience"),) if voices else (),
    )
    return replace(overview, report=report)


def _people(overview: Overview, voices: Sequence[int]) -> int:
    return sum(count for way, count in zip(overview.ways, voices, strict=True) if way in PEOPLE)


def _still_there(findings: Findings, there: set[str]) -> Findings:
    """A comment can be deleted while we read. Excerpts go: pages show those that people approved."""
    return replace(
        findings,
        themes=tuple(replace(theme, excerpts=(), diverse=(), dissenting=()) for theme in findings.themes),
        codings=tuple(coding for coding in findings.codings if coding.comment_id in there),
        excluded=tuple(exclusion for exclusion in findings.excluded if exclusion.comment_id in there),
    )
