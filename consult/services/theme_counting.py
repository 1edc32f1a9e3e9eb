"""A run, counted: database → ThemeReport without people's decisions. Seconds for a large run, so it is kept.

What is kept is found again by everything it depends on, so it is never out of date.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from analysis.codebook import NOT_SURE, OTHER, CandidateTheme, Coding, Exclusion, Findings, PriorityCoding
from analysis.corpus import Corpus
from analysis.report import ThemeReport, build_report
from consult.models.themes import AnalysisRun
from consult.services import comments as bridge
from consult.services.theme_review import priority_names
from consult.store import comments, runs, themes
from consult.store.runs import CodingRow

BY = ("Audience", "Area")
TITLE = "The Big Conversation: what people said"
Key = tuple[object, ...]
T = TypeVar("T")


class Kept(Generic[T]):
    """The newest few values, each made once however many ask for it at the same time."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._values: dict[Key, T] = {}
        self._lock = threading.RLock()

    def get(self, key: Key, make: Callable[[], T]) -> T:
        with self._lock:
            if key not in self._values:
                value = make()
                while len(self._values) >= self.size:
                    del self._values[next(iter(self._values))]
                self._values[key] = value
            return self._values[key]


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """A run without people's decisions. members: theme key → comments; doors: way in → comments;
    left_out: reason → comments. deleted: comments that were there when the run was made and are gone since;
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


def fingerprint(run: AnalysisRun) -> Key:
    """Everything that the counts of a run depend on."""
    return *runs.identify(run.id), runs.list_set_apart(run.id), run.finished_at


def _count(run: AnalysisRun) -> Counted:
    rows = runs.read_comments(run.id)
    there = {row.id for row in rows}  # a comment can be deleted while we read
    keys = {theme.id: theme.key for theme in themes.list_candidates(run.id)}
    codings = [coding for coding in runs.read_codings(run.id) if coding.comment_id in there]
    left_out = [exclusion for exclusion in runs.read_exclusions(run.id) if exclusion[0] in there]
    accounted = {coding.comment_id for coding in codings} | {exclusion[0] for exclusion in left_out}
    rows = [row for row in rows if row.id in accounted]
    set_apart = len(runs.list_set_apart(run.id))
    report = build_report(
        Corpus.of(bridge.to_analysis(row) for row in rows),
        _findings(run, keys, codings, left_out),
        BY,
        priority_names=priority_names(),
        withheld={str(comment_id) for comment_id in comments.list_withheld_ids()},
        title=TITLE,
    )
    return Counted(
        report=report,
        members=_sets((_place(coding, keys), coding.comment_id) for coding in codings),
        doors=_sets((bridge.door(row), row.id) for row in rows),
        left_out=_sets((reason, comment) for comment, reason in left_out),
        deleted=run.received - set_apart - len(rows),
        set_apart=set_apart,
    )


def _findings(
    run: AnalysisRun,
    keys: Mapping[int, str],
    codings: Iterable[CodingRow],
    left_out: Iterable[tuple[int, str]],
) -> Findings:
    return Findings(
        themes=tuple(
            CandidateTheme(
                id=theme.key,
                name=theme.name,
                keywords=tuple(theme.keywords),
                comments=theme.comments,
                excerpts=tuple(theme.excerpts),
                priority=theme.priority,
                priority_probability=theme.priority_probability,
                description=theme.description,
                phrases=tuple(theme.phrases),
                diverse=tuple(theme.diverse),
                dissenting=tuple(theme.dissenting),
                firmness=theme.firmness,
                stability=theme.stability,
                group=theme.larger,
            )
            for theme in sorted(themes.list_candidates(run.id), key=lambda theme: theme.key)
        ),
        codings=tuple(
            Coding(
                comment_id=str(coding.comment_id),
                theme_id=_place(coding, keys),
                probability=coding.probability,
                stance=coding.stance,
                tone=coding.tone,
            )
            for coding in codings
        ),
        priorities=tuple(
            PriorityCoding(
                comment_id=str(comment),
                priority=priority,
                probability=probability,
                second=second,
                second_probability=second_probability,
                reason=reason,
            )
            for comment, priority, probability, second, second_probability, reason in runs.read_priorities(run.id)
        ),
        excluded=tuple(Exclusion(comment_id=str(comment), reason=reason) for comment, reason in left_out),
        seed=run.seed,
        method=run.method,
    )


def _place(coding: CodingRow, keys: Mapping[int, str]) -> str:
    if coding.theme_id is not None:
        return keys[coding.theme_id]
    return NOT_SURE if coding.is_unsure else OTHER


def _sets(pairs: Iterable[tuple[str, int]]) -> Mapping[str, frozenset[int]]:
    found: defaultdict[str, set[int]] = defaultdict(set)
    for name, comment in pairs:
        found[name].add(comment)
    return {name: frozenset(comments) for name, comments in found.items()}
