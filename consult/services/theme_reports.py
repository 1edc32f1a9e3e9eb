"""The theme report as the strategy team reads it: the counts of a run, with people's decisions laid over."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis import disclosure
from analysis.charts import Chart, charts
from analysis.codebook import NOT_SURE, OTHER
from analysis.report import (
    BANDS_NOTE,
    Breakdown,
    Evidence,
    PriorityShare,
    ReportedTheme,
    Status,
    Table,
    ThemeDecision,
    ThemeReport,
)
from consult.models.themes import AnalysisRun
from consult.services import theme_states
from consult.services.kept import Kept
from consult.services.theme_counting import Counted, look
from consult.services.theme_states import ReviewedTheme
from consult.store import comments, runs, themes

Chosen = NDArray[np.bool_]  # which comments of a sheet


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure for the browser, what it shows in words, and its table."""

    id: str
    title: str
    says: str
    alt: str
    figure: dict[str, Any]
    table: Table


@dataclass(frozen=True, kw_only=True)
class StrategyReport:
    """What the pages of the report show."""

    themes: ThemeReport
    ledger: Table
    withheld: int
    unscreened: int
    deleted: int
    set_apart: int

    @cached_property
    def pictures(self) -> tuple[Picture, ...]:
        """Drawn for those who look at them: it takes longer than all the rest."""
        return tuple(
            Picture(chart.id, chart.title, chart.says, chart.alt, _figure(chart), chart.table)
            for chart in charts(self.themes)
        )

    @property
    def note(self) -> str:
        return f"{disclosure.NOTE} {BANDS_NOTE}"

    def find_size(self, theme_id: int) -> ReportedTheme | None:
        """None for a theme that holds no comments in this run."""
        return next((theme for theme in self.themes.themes if theme.id == str(theme_id)), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Size:
    """How large a theme is, and which groups raised it as far as that may be shown."""

    people: int
    everybody: int
    distinct_texts: int
    band: str
    evidence: Evidence
    tables: tuple[Table, ...]


_kept: Kept[StrategyReport] = Kept(2)


def get_report(run: AnalysisRun) -> StrategyReport:
    """As it was counted last; decisions and withheld words are looked at every time. Raises NotCountedYet."""
    return report_of(look(run).counted)


def report_of(counted: Counted) -> StrategyReport:
    """What was counted, with what people decided and what is withheld as of now."""
    withheld, unscreened = frozenset(comments.list_withheld_ids()), len(comments.list_unscreened_ids())
    key = (counted.state, themes.find_last_decision_id(), withheld, unscreened)
    return _kept.get(key, lambda: _lay_over(counted, theme_states.read_all().themes.values(), withheld, unscreened))


def find_size(theme: ReviewedTheme, run: AnalysisRun) -> Size | None:
    """None for a theme that holds no comments in this run."""
    counted, key = look(run).counted.report, str(theme.id)
    reported = next((each for each in counted.themes if each.id == key), None)
    if reported is None:
        return None
    return Size(
        people=reported.people,
        everybody=counted.ledger.people,
        distinct_texts=reported.distinct_texts,
        band=reported.band,
        evidence=reported.evidence,
        tables=tuple(_groups_of(breakdown, key) for breakdown in counted.breakdowns),
    )


def count_new_comments(run: AnalysisRun) -> int:
    """How many have arrived since the run."""
    return runs.count_new_comments(run.id)


def _lay_over(
    counted: Counted, reviewed: Iterable[ReviewedTheme], withheld: frozenset[int], unscreened: int
) -> StrategyReport:
    decisions = {str(theme.id): _decision(theme) for theme in reviewed}
    here = {theme.id for theme in counted.report.themes}
    rejected = {key for key, decision in decisions.items() if decision.status is Status.REJECTED} & here
    report = replace(
        counted.report,
        themes=tuple(_decided(theme, decisions[theme.id], withheld) for theme in counted.report.themes),
        breakdowns=tuple(_without(breakdown, rejected) for breakdown in counted.report.breakdowns),
    )
    standing = counted.sheet.held_by({theme.id for theme in report.standing})
    only_rejected = counted.sheet.held_by(rejected) & ~standing
    ledger = replace(counted.report.ledger, in_themes=_size(standing), in_rejected=_size(only_rejected))
    report = replace(report, ledger=ledger, priorities=tuple(_priorities(report, counted)))
    return StrategyReport(
        themes=report,
        ledger=_ledger_table(counted, standing, only_rejected),
        withheld=_size(np.isin(counted.sheet.comments, sorted(withheld))),
        unscreened=unscreened,
        deleted=counted.deleted,
        set_apart=counted.set_apart,
    )


def _decided(theme: ReportedTheme, decision: ThemeDecision, withheld: frozenset[int]) -> ReportedTheme:
    excerpts = tuple(excerpt for excerpt in theme.excerpts if int(excerpt.comment_id) not in withheld)
    return replace(theme, decision=decision, excerpts=excerpts)


def _figure(chart: Chart) -> dict[str, Any]:
    """Without bold marks in labels: plotly.js would style them inline, which the content security policy forbids."""
    figure: dict[str, Any] = json.loads(re.sub(r"(<|\\u003c)/?b(>|\\u003e)", "", chart.figure.to_json()))
    return figure


def _decision(theme: ReviewedTheme) -> ThemeDecision:
    newest = theme.newest
    return ThemeDecision(
        name=theme.state.name,
        priority=theme.state.priority,
        status=Status(theme.status),
        decided_by=newest.user.name if newest else "",
        decided_at=f"{newest.at.day} {newest.at:%B %Y}" if newest else "",
    )


def _without(breakdown: Breakdown, rejected: set[str]) -> Breakdown:
    """The lines of the themes that stand: fewer lines of a protected table are as safe as all of them."""
    kept = [row for row, theme in enumerate(breakdown.theme_ids) if theme not in rejected]
    table = breakdown.table
    return replace(
        breakdown,
        theme_ids=tuple(breakdown.theme_ids[row] for row in kept),
        table=replace(
            table,
            rows=tuple(table.rows[row] for row in kept),
            counts=tuple(table.counts[row] for row in kept),
            row_totals=tuple(table.row_totals[row] for row in kept),
        ),
    )


def _priorities(report: ThemeReport, counted: Counted) -> Iterable[PriorityShare]:
    for share in report.priorities:
        here = tuple(theme.id for theme in report.standing if theme.priority == share.id)
        yield replace(share, themes=here, comments_in_themes=_size(counted.sheet.held_by(here)))


def _ledger_table(counted: Counted, standing: Chosen, only_rejected: Chosen) -> Table:
    """Each comment in exactly one line below the first, so that the lines add up to it, door by door."""
    sheet = counted.sheet
    elsewhere = ~standing & ~only_rejected
    parts: Mapping[str, Chosen] = {
        "Received": np.ones(len(sheet), dtype=np.bool_),
        "In a theme": standing,
        "Only in themes that people rejected": only_rejected,
        "Not sure which theme": sheet.held_by([NOT_SURE]) & elsewhere,
        "In no theme": sheet.held_by([OTHER]) & elsewhere,
        **{f"Left out: {reason}": sheet.reason == number for number, reason in enumerate(sheet.reasons)},
    }
    lines = {label: part for label, part in parts.items() if part.any() or "rejected" not in label}
    return Table(
        id="ledger",
        caption="Comments received, and where each went",
        columns=("", "All", *sheet.ways),
        rows=tuple(
            (label, _size(part), *(_size(part & (sheet.way == way)) for way in range(len(sheet.ways))))
            for label, part in lines.items()
        ),
    )


def _size(chosen: Chosen) -> int:
    return int(chosen.sum())


def _groups_of(breakdown: Breakdown, key: str) -> Table:
    """One theme by the groups of one column: people of the group who raised it, and all people of the group."""
    row, table = breakdown.theme_ids.index(key), breakdown.table
    lines = []
    for column, group in enumerate(table.columns):
        share = table.share(row, column)
        people = table.counts[row][column].text + (f" ({share}%)" if share is not None else "")
        lines.append((group, people, table.column_totals[column].text))
    return Table(
        id=f"by-{breakdown.by.lower()}",
        caption=f"People who raised this theme, by {breakdown.by.lower()}",
        columns=(breakdown.by, "People who raised it", "All people"),
        rows=tuple(lines),
        note=disclosure.NOTE,
    )
