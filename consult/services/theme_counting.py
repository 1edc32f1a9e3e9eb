"""What stands in a run, counted: database → ThemeReport without the names and verdicts of people.

Seconds for a large run, so it is kept, and found again by everything it depends on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from analysis.codebook import Findings
from analysis.corpus import Corpus
from analysis.report import ThemeReport, build_report
from consult.models.themes import AnalysisRun
from consult.services import comments as bridge
from consult.services.kept import Kept
from consult.services.theme_replay import fingerprint, replay_run
from consult.services.theme_states import priority_names
from consult.store import comments, runs

BY = ("Audience", "Area")
TITLE = "The Big Conversation: what people said"


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """A run with people's codings and without their names. members: theme's id as text → comments; doors: way in →
    comments; left_out: reason → comments. deleted: comments that were there when the run was made and are gone since;
    set_apart: comments that are still there and count no more: corrected, or marked as a test."""

    report: ThemeReport
    members: Mapping[str, frozenset[int]]
    doors: Mapping[str, frozenset[int]]
    left_out: Mapping[str, frozenset[int]]
    deleted: int
    set_apart: int


_kept: Kept[Counted] = Kept(2)


def count_run(run: AnalysisRun) -> Counted:
    """The excerpts in it may be withheld since: who shows them leaves those out."""
    return _kept.get(fingerprint(run), lambda: _count(run))


def _count(run: AnalysisRun) -> Counted:
    rows = runs.read_comments(run.id)
    findings = _still_there(replay_run(run).standing.findings, {str(row.id) for row in rows})
    accounted = {coding.comment_id for coding in findings.codings} | {each.comment_id for each in findings.excluded}
    rows = [row for row in rows if str(row.id) in accounted]
    set_apart = len(runs.list_set_apart(run.id))
    report = build_report(
        Corpus.of(bridge.to_analysis(row) for row in rows),
        findings,
        BY,
        priority_names=priority_names(),
        withheld={str(comment_id) for comment_id in comments.list_withheld_ids()},
        title=TITLE,
    )
    return Counted(
        report=report,
        members=_sets((coding.theme_id, int(coding.comment_id)) for coding in findings.codings),
        doors=_sets((bridge.door(row), row.id) for row in rows),
        left_out=_sets((each.reason, int(each.comment_id)) for each in findings.excluded),
        deleted=run.received - set_apart - len(rows),
        set_apart=set_apart,
    )


def _still_there(findings: Findings, there: set[str]) -> Findings:
    """A comment can be deleted while we read."""
    return replace(
        findings,
        codings=tuple(coding for coding in findings.codings if coding.comment_id in there),
        excluded=tuple(exclusion for exclusion in findings.excluded if exclusion.comment_id in there),
    )


def _sets(pairs: Iterable[tuple[str, int]]) -> Mapping[str, frozenset[int]]:
    found: defaultdict[str, set[int]] = defaultdict(set)
    for name, comment in pairs:
        found[name].add(comment)
    return {name: frozenset(comments) for name, comments in found.items()}
