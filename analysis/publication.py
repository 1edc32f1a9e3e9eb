"""What of a theme report may be published: small themes merged, every count through `disclosure`, no comment named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from analysis import disclosure
from analysis.codebook import OTHER, Coding, Findings
from analysis.corpus import Corpus
from analysis.cubes import cube
from analysis.disclosure import SMALLEST_BREAKDOWN, CountTable, ProtectedTable, protect
from analysis.group_tables import breakdown_table, voices_table
from analysis.report import build_report
from analysis.reported import BANDS_NOTE, Table, ThemeDecision, ThemeReport, readable

FEWEST_PEOPLE = SMALLEST_BREAKDOWN  # of a theme that is published under its own name


def for_publication(
    corpus: Corpus,
    findings: Findings,
    by: Sequence[str] = ("audience", "area"),
    *,
    theme_decisions: Mapping[str, ThemeDecision] | None = None,
    priority_names: Mapping[str, str] | None = None,
) -> tuple[Table, ...]:
    """The tables that everyone may read: counts are “[c]”, 0 or rounded to 5; no excerpt, no id, no name of staff.

    by: columns of Comment.groups; each makes one table of themes by its groups, on the list of `analysis.cubes`.
    Names of themes can tell of somebody by themselves (“the fire at our school”): a person has to read them first.
    Raises NotReleasable for a table that is not on the list, ValueError as `analysis.report.build_report` does.
    """
    for column in by:
        cube("theme", column)
    decisions = dict(theme_decisions or {})
    merged = merge_small(corpus, findings)
    kept = {theme.id for theme in merged.themes}
    report = build_report(
        corpus,
        merged,
        by,
        priority_names=priority_names,
        theme_decisions={theme: decision for theme, decision in decisions.items() if theme in kept},
    )
    return public_tables(report)


def merge_small(corpus: Corpus, findings: Findings) -> Findings:
    """The findings with every theme of fewer than ten people made part of OTHER; each comment stays in one place."""
    person = {comment.id: comment.person for comment in corpus}
    people: defaultdict[str, set[str]] = defaultdict(set)
    for coding in findings.codings:
        people[coding.theme_id].add(person[coding.comment_id])
    small = {theme.id for theme in findings.themes if len(people[theme.id]) < FEWEST_PEOPLE}
    kept = [coding for coding in findings.codings if coding.theme_id not in small]
    placed = {coding.comment_id for coding in kept}
    moved: dict[str, Coding] = {
        coding.comment_id: replace(coding, theme_id=OTHER)
        for coding in findings.codings
        if coding.theme_id in small and coding.comment_id not in placed
    }
    themes = tuple(theme for theme in findings.themes if theme.id not in small)
    return replace(findings, themes=themes, codings=(*kept, *moved.values()))


def public_tables(report: ThemeReport) -> tuple[Table, ...]:
    """The tables of a report whose small themes are merged. Raises ValueError where one is not."""
    if small := [theme.id for theme in report.standing if theme.people < FEWEST_PEOPLE]:
        raise ValueError(f"themes of fewer than {FEWEST_PEOPLE} people have to be merged first: {', '.join(small)}")
    return (
        _totals(report),
        _exclusions(report),
        _themes(report),
        _priorities(report),
        *(breakdown_table(report, breakdown) for breakdown in report.breakdowns),
        *(voices_table(report, voices) for voices in report.voices),
    )


def _one_way(labels: Sequence[str], counts: Sequence[int], total: int, *, adds_up: bool) -> ProtectedTable:
    """A list of counts under one total, protected like any table."""
    return protect(
        CountTable(
            rows=tuple(labels),
            columns=("",),
            counts=tuple((count,) for count in counts),
            row_totals=tuple(counts),
            column_totals=(total,),
            total=total,
            columns_add_up=adds_up,
        )
    )


def _lines(shown: ProtectedTable) -> tuple[tuple[str, str], ...]:
    """Each label with its count."""
    return tuple((label, line[0].text) for label, line in zip(shown.rows, shown.counts, strict=True))


def _totals(report: ThemeReport) -> Table:
    ledger = report.ledger
    left_out = sum(count for _, count in ledger.excluded)
    parts = {
        "Left out of the analysis": left_out,
        "In a theme": ledger.in_themes,
        "Not sure which theme": ledger.in_not_sure,
        "In no theme": ledger.in_other,
        "Only in themes that people rejected": ledger.in_rejected,
    }
    shown = _one_way(tuple(parts), tuple(parts.values()), ledger.received, adds_up=True)
    return Table(
        id="public-totals",
        caption="Where every comment went",
        columns=("Comments", "Number"),
        rows=(
            ("Received", shown.total.text),
            *_lines(shown),
            ("People who made the analysed comments", disclosure.show(ledger.people).text),
        ),
        note=disclosure.NOTE,
    )


def _exclusions(report: ThemeReport) -> Table:
    reasons = [readable(reason) for reason, _ in report.ledger.excluded]
    counts = [count for _, count in report.ledger.excluded]
    shown = _one_way(reasons, counts, sum(counts), adds_up=True)
    return Table(
        id="public-exclusions",
        caption="Comments left out, and why",
        columns=("Reason", "Comments"),
        rows=(*_lines(shown), ("All left out", shown.total.text)),
        note=disclosure.NOTE,
    )


def _themes(report: ThemeReport) -> Table:
    themes = report.standing
    names = [theme.name for theme in themes]
    shown = _one_way(names, [theme.people for theme in themes], report.ledger.people, adds_up=False)
    return Table(
        id="public-themes",
        caption="Themes, largest first",
        columns=("Theme", "People", "Per cent", "In words", "Priority"),
        rows=tuple(
            (
                theme.name,
                shown.counts[row][0].text,
                _percent(shown, row),
                theme.band,
                report.priority_name(theme.priority),
            )
            for row, theme in enumerate(themes)
        ),
        note=f"{disclosure.NOTE} {BANDS_NOTE} Themes of fewer than {FEWEST_PEOPLE} people are among “no theme”.",
    )


def _priorities(report: ThemeReport) -> Table:
    shares = report.priorities
    counts = [share.comments for share in shares]
    shown = _one_way([share.name for share in shares], counts, sum(counts), adds_up=True)
    return Table(
        id="public-priorities",
        caption="Strategic priorities: what fits none of them comes first",
        columns=("Priority", "Themes", "Comments mapped one by one", "Per cent"),
        rows=tuple(
            (
                share.name,
                report.themes_of(share),
                shown.counts[row][0].text,
                _percent(shown, row),
            )
            for row, share in enumerate(shares)
        ),
        note=f"{disclosure.NOTE} The last two columns are the program's own reading of each comment by itself.",
    )


def _percent(shown: ProtectedTable, row: int) -> str:
    share = shown.share(row, 0)
    return "" if share is None else f"{share}%"
