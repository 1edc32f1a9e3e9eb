"""Findings (the machine's) + decisions (people's) → ThemeReport, from which `tables`, `charts` and `page` are made.

The two are carried side by side and never mixed: every theme keeps the machine's name and priority beside the one a
person chose. Counts by group pass through `disclosure`; no true count by group leaves `counting`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from analysis.codebook import NONE, UNSURE, Findings
from analysis.corpus import Comment, Corpus
from analysis.counting import Count
from analysis.priorities import load_priorities
from analysis.redact import mask
from analysis.reported import (
    BANDS_NOTE,
    LONGEST_EXCERPT,
    MOST_DISSENTING,
    MOST_EXCERPTS,
    Breakdown,
    Evidence,
    Excerpt,
    Ledger,
    PriorityShare,
    ReportedTheme,
    Status,
    Table,
    ThemeDecision,
    ThemeReport,
    band,
    readable,
)

__all__ = [
    "Breakdown",
    "Evidence",
    "Excerpt",
    "Ledger",
    "PriorityShare",
    "ReportedTheme",
    "Status",
    "Table",
    "ThemeDecision",
]
__all__ += ["BANDS_NOTE", "ThemeReport", "band", "build_report", "readable"]


def build_report(
    corpus: Corpus,
    findings: Findings,
    by: Sequence[str] = ("audience", "area"),
    *,
    priority_names: Mapping[str, str] | None = None,
    theme_decisions: Mapping[str, ThemeDecision] | None = None,
    withheld: Collection[str] = (),
    title: str = "What people said",
) -> ThemeReport:
    """Count the findings, with people's decisions (by theme id) laid over them.

    by: columns of Comment.groups to break down by; one that no comment has is left out. withheld: ids of comments
    whose words may not be shown (no permission, a concern for somebody's safety).
    Raises ValueError where codings and exclusions do not add up to the corpus, or a decision names an unknown theme.
    """
    names = dict(priority_names if priority_names is not None else load_priorities().names)
    decisions = dict(theme_decisions or {})
    if unknown := sorted(decisions.keys() - {theme.id for theme in findings.themes}):
        raise ValueError(f"decisions about themes that the findings do not have: {', '.join(unknown)}")
    return report_of(Count(corpus, findings, decisions), by, names, withheld=withheld, title=title)


def report_of(
    count: Count, by: Sequence[str], names: Mapping[str, str], *, withheld: Collection[str] = (), title: str
) -> ThemeReport:
    """The report of what is counted already: see `build_report`."""
    findings = count.findings
    breakdowns = tuple(count.breakdown(column) for column in by if count.has(column))
    return ThemeReport(
        title=title,
        ledger=count.ledger(),
        themes=tuple(sorted(_themes(count, findings, breakdowns, withheld), key=lambda theme: -theme.people)),
        priorities=tuple(_priorities(count, findings, names)),
        breakdowns=breakdowns,
        voices=tuple(count.voices(column, names) for column in by[:1] if count.has(column)),
        method=findings.method,
        seed=findings.seed,
        priority_names=names,
    )


def _themes(
    count: Count, findings: Findings, breakdowns: Sequence[Breakdown], withheld: Collection[str]
) -> Iterator[ReportedTheme]:
    everybody, evidence = len(count.people(count.comments)), count.evidence()
    quoted: set[str] = set()  # people: one excerpt for each, in the whole report
    for theme in findings.themes:
        members = count.members[theme.id]
        people = len(count.people(members))
        yield ReportedTheme(
            proposed=theme,
            decision=count.decisions.get(theme.id, ThemeDecision()),
            comments=len(members),
            people=people,
            distinct_texts=count.texts(members),
            band=band(people, everybody),
            excerpts=tuple(_excerpts(theme.excerpts, theme.id, count, breakdowns[:1], withheld, quoted, MOST_EXCERPTS)),
            dissenting=tuple(
                _excerpts(theme.dissenting, theme.id, count, breakdowns[:1], withheld, quoted, MOST_DISSENTING)
            ),
            evidence=evidence[theme.id],
        )


def _excerpts(
    comment_ids: Sequence[str],
    theme_id: str,
    count: Count,
    breakdowns: Sequence[Breakdown],
    withheld: Collection[str],
    quoted: set[str],
    most: int,
) -> Iterator[Excerpt]:
    """Words that may be shown: one excerpt for each person, masked, shortened, with one group at most."""
    shown = 0
    texts: set[int] = set()
    for comment_id in comment_ids:
        comment = count.comments.get(comment_id)
        if comment is None or comment_id in withheld or comment.person in quoted or count.text_of[comment_id] in texts:
            continue
        if shown == most:
            return
        shown += 1
        quoted.add(comment.person)
        texts.add(count.text_of[comment_id])
        said_by = next((_said_by(comment, theme_id, breakdown) for breakdown in breakdowns), "")
        yield Excerpt(comment_id=comment_id, text=_shortened(mask(comment.text).text), said_by=said_by)


def _said_by(comment: Comment, theme_id: str, breakdown: Breakdown) -> str:
    """The comment's group, where its count in this theme is shown."""
    group = readable(comment.groups.get(breakdown.by, ""))
    if theme_id not in breakdown.theme_ids or group not in breakdown.table.columns:
        return ""
    row, column = breakdown.theme_ids.index(theme_id), breakdown.table.columns.index(group)
    return group if breakdown.table.counts[row][column].value is not None else ""


def _shortened(text: str) -> str:
    text = " ".join(readable(text).split())
    return text if len(text) <= LONGEST_EXCERPT else text[: LONGEST_EXCERPT - 1].rstrip() + "…"


def _priorities(count: Count, findings: Findings, names: Mapping[str, str]) -> Iterator[PriorityShare]:
    """None of the six first, then unsure, then the plan's own order."""
    mapped = Counter(coding.priority for coding in findings.priorities)
    themes: defaultdict[str, list[str]] = defaultdict(list)
    for theme in findings.themes:
        decision = count.decisions.get(theme.id, ThemeDecision())
        if decision.status is not Status.REJECTED:
            themes[decision.priority or theme.priority].append(theme.id)
    ordered = dict.fromkeys([NONE, UNSURE, *names, *sorted(mapped), *sorted(themes)])
    for priority in ordered:
        members = set().union(*(count.members[theme] for theme in themes[priority]))
        yield PriorityShare(
            id=priority,
            name=names.get(priority, priority),
            themes=tuple(themes[priority]),
            comments_in_themes=len(members),
            comments=mapped[priority],
            percent=round(100 * mapped[priority] / len(findings.priorities)) if findings.priorities else 0,
        )
