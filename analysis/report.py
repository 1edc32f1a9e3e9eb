"""What was heard, counted: Findings (the machine's) + decisions (people's) → ThemeReport → tables, JSON, a page.

The two are carried side by side and never mixed: every theme keeps the machine's name and priority beside the one a
person chose. Counts by group pass through `disclosure`; no true count by group leaves this module.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from plotly.offline import get_plotlyjs

from analysis import disclosure
from analysis.codebook import NONE, OTHER, UNSURE, CandidateTheme, Findings
from analysis.corpus import Comment, Corpus
from analysis.disclosure import CountTable, ProtectedTable, protect
from analysis.duplicates import group_copies
from analysis.priorities import load_priorities
from analysis.redact import mask

BANDS = ((50, "most"), (30, "many"), (10, "some"), (0, "a few"))  # from this per cent of people; published in the notes
BANDS_NOTE = "In words: “most” is 50% of people or more, “many” 30 to 49%, “some” 10 to 29%, “a few” under 10%."
OTHER_NAME = "No theme"
NOT_SAID = "Not said"
REST = "All other answers"
MOST_GROUPS = 12  # columns of a breakdown; smaller groups are put together
MOST_EXCERPTS = 4
LONGEST_EXCERPT = 400  # characters
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")

NOTES = (
    "People chose to take part. These figures say what was said by those who did, not how many residents, "
    "families or staff think so.",
    "This was not a vote. A point made by one person can matter as much as a point made by a hundred.",
    "Themes and priorities are proposed by a program and can be wrong. Where a person has decided, it says so.",
    "A person who makes the same point twice is counted once. One person can be in several themes.",
    BANDS_NOTE,
    disclosure.NOTE,
    "Excerpts are typical, not a sample. E-mail addresses, phone numbers and the like are masked; "
    "a person must check each excerpt, and permission to quote it, before it is published.",
)


class Status(StrEnum):
    """Where a theme stands with people."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, kw_only=True, slots=True)
class ThemeDecision:
    """What people decided about one proposed theme; None where the machine's proposal stands undecided."""

    name: str | None = None
    priority: str | None = None
    status: Status = Status.PROPOSED
    decided_by: str = ""
    decided_at: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ledger:
    """Where every comment went: received = excluded + analysed; analysed = in_themes + in_rejected + in_other."""

    received: int
    excluded: tuple[tuple[str, int], ...]
    analysed: int
    in_themes: int
    in_rejected: int
    in_other: int
    people: int
    distinct_texts: int
    copies: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Excerpt:
    """Masked words of one comment; said_by is one group of at least ten people, or empty."""

    comment_id: str
    text: str
    said_by: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportedTheme:
    """One theme: the machine's proposal, people's decision over it, its size counted three ways."""

    proposed: CandidateTheme
    decision: ThemeDecision
    comments: int
    people: int
    distinct_texts: int
    band: str
    excerpts: tuple[Excerpt, ...]

    @property
    def id(self) -> str:
        return self.proposed.id

    @property
    def name(self) -> str:
        return readable(self.decision.name or self.proposed.name)

    @property
    def priority(self) -> str:
        return self.decision.priority or self.proposed.priority

    @property
    def is_rejected(self) -> bool:
        return self.decision.status is Status.REJECTED


@dataclass(frozen=True, kw_only=True, slots=True)
class PriorityShare:
    """One priority (NONE and UNSURE among them): its themes, and comments mapped to it one by one."""

    id: str
    name: str
    themes: tuple[str, ...]
    comments_in_themes: int
    comments: int
    percent: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Breakdown:
    """Themes by the groups of one column, as it may be shown: rows are theme_ids, OTHER last."""

    by: str
    theme_ids: tuple[str, ...]
    table: ProtectedTable


@dataclass(frozen=True, kw_only=True, slots=True)
class ThemeReport:
    """What the strategy team reads."""

    title: str
    ledger: Ledger
    themes: tuple[ReportedTheme, ...]
    priorities: tuple[PriorityShare, ...]
    breakdowns: tuple[Breakdown, ...]
    method: str
    seed: int
    priority_names: Mapping[str, str]
    notes: tuple[str, ...] = NOTES

    @property
    def standing(self) -> tuple[ReportedTheme, ...]:
        """The themes that nobody rejected, largest first."""
        return tuple(theme for theme in self.themes if not theme.is_rejected)

    def priority_name(self, priority: str) -> str:
        return self.priority_names.get(priority, priority)


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """One table for people: the first column names the row."""

    id: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]
    note: str = ""


def build_report(
    corpus: Corpus,
    findings: Findings,
    by: Sequence[str] = ("audience", "area"),
    *,
    priority_names: Mapping[str, str] | None = None,
    theme_decisions: Mapping[str, ThemeDecision] | None = None,
    withheld: Collection[str] = (),
    copies: Mapping[str, int] | None = None,
    title: str = "What people said",
) -> ThemeReport:
    """Count the findings, with people's decisions (by theme id) laid over them.

    by: columns of Comment.groups to break down by; one that no comment has is left out. withheld: ids of comments
    whose words may not be shown (no permission, a concern for somebody's safety). copies: analysed comment id → number
    of its group of copies, where the caller has found them already (they are the slow part of a large report).
    Raises ValueError where codings and exclusions do not add up to the corpus, or a decision names an unknown theme.
    """
    names = dict(priority_names if priority_names is not None else load_priorities().names)
    decisions = dict(theme_decisions or {})
    if unknown := sorted(decisions.keys() - {theme.id for theme in findings.themes}):
        raise ValueError(f"decisions about themes that the findings do not have: {', '.join(unknown)}")
    count = _Count(corpus, findings, decisions, copies)
    breakdowns = tuple(count.breakdown(column) for column in by if count.has(column))
    return ThemeReport(
        title=title,
        ledger=count.ledger(),
        themes=tuple(_themes(count, findings, breakdowns, withheld)),
        priorities=tuple(_priorities(count, findings, names)),
        breakdowns=breakdowns,
        method=findings.method,
        seed=findings.seed,
        priority_names=names,
    )


def readable(text: str) -> str:
    """Text that every page, file and screen can hold: no control characters, no lone surrogates."""
    return CONTROL.sub(" ", text).encode("utf-8", "replace").decode("utf-8")


def band(part: int, whole: int) -> str:
    """A share in words, by the published bands; “none” of nobody."""
    if not part or not whole:
        return "none"
    return next(word for least, word in BANDS if 100 * part >= least * whole)


@dataclass(slots=True)
class _Count:
    """Who said what: the true counts, which stay in here."""

    corpus: Corpus
    findings: Findings
    decisions: Mapping[str, ThemeDecision]
    copies: Mapping[str, int] | None
    comments: dict[str, Comment] = field(init=False)
    members: dict[str, set[str]] = field(init=False)  # theme id → comment ids
    text_of: dict[str, int] = field(init=False)  # comment id → its group of copies

    def __post_init__(self) -> None:
        excluded = {exclusion.comment_id for exclusion in self.findings.excluded}
        self.comments = {comment.id: comment for comment in self.corpus if comment.id not in excluded}
        self.members = {theme_id: set() for theme_id in (*(theme.id for theme in self.findings.themes), OTHER)}
        for coding in self.findings.codings:
            if coding.theme_id not in self.members:
                raise ValueError(f"comment {coding.comment_id!r} is coded to {coding.theme_id!r}, which is no theme")
            self.members[coding.theme_id].add(coding.comment_id)
        coded = set().union(*self.members.values())
        received = {comment.id for comment in self.corpus}
        if coded != self.comments.keys() or not excluded <= received or len(excluded) != len(self.findings.excluded):
            raise ValueError("codings and exclusions do not add up to the corpus: each comment must be in one of them")
        self.text_of = dict(self.copies) if self.copies is not None else self._grouped()

    def _grouped(self) -> dict[str, int]:
        firsts = group_copies([comment.text for comment in self.comments.values()])
        return dict(zip(self.comments, (int(first) for first in firsts), strict=True))

    def ledger(self) -> Ledger:
        standing = self._union(theme for theme in self.members if theme != OTHER and not self._is_rejected(theme))
        rejected = self._union(theme for theme in self.members if self._is_rejected(theme)) - standing
        reasons = Counter(exclusion.reason for exclusion in self.findings.excluded)
        distinct = self.texts(self.comments)
        return Ledger(
            received=len(self.corpus),
            excluded=tuple(sorted(reasons.items(), key=lambda reason: (-reason[1], reason[0]))),
            analysed=len(self.comments),
            in_themes=len(standing),
            in_rejected=len(rejected),
            in_other=len(self.comments.keys() - standing - rejected),
            people=len(self.people(self.comments)),
            distinct_texts=distinct,
            copies=len(self.comments) - distinct,
        )

    def people(self, comment_ids: Iterable[str]) -> set[str]:
        return {self.comments[comment_id].person for comment_id in comment_ids}

    def texts(self, comment_ids: Iterable[str]) -> int:
        return len({self.text_of[comment_id] for comment_id in comment_ids})

    def has(self, column: str) -> bool:
        return any(comment.groups.get(column) for comment in self.comments.values())

    def breakdown(self, column: str) -> Breakdown:
        """People of each theme that stands, by group, protected."""
        theme_ids = (*(theme.id for theme in self.findings.themes if not self._is_rejected(theme.id)), OTHER)
        groups = self._groups(column)
        everybody = self._people_by_group(self.comments, column, groups)
        rows = [self._people_by_group(self.members[theme], column, groups) for theme in theme_ids]
        columns = [*dict.fromkeys(sorted(groups.values(), key=lambda name: _column_order(name, everybody)))]
        total = len(self.people(self.comments))
        table = CountTable(
            rows=theme_ids,
            columns=tuple(columns),
            counts=tuple(tuple(len(row[group]) for group in columns) for row in rows),
            row_totals=tuple(len(self.people(self.members[theme])) for theme in theme_ids),
            column_totals=tuple(len(everybody[group]) for group in columns),
            total=total,
            rows_add_up=sum(len(everybody[group]) for group in columns) == total,
            row_totals_known=True,
        )
        return Breakdown(by=column, theme_ids=theme_ids, table=protect(table))

    def _groups(self, column: str) -> dict[str, str]:
        """Each value of the column → the name it is counted under: its own where it is among the largest."""
        sizes = Counter(comment.groups.get(column, "") for comment in self.comments.values())
        largest = sorted((value for value in sizes if value), key=lambda value: (-sizes[value], value))[:MOST_GROUPS]
        return {value: readable(value) if value in largest else REST if value else NOT_SAID for value in sizes}

    def _people_by_group(
        self, comment_ids: Iterable[str], column: str, groups: Mapping[str, str]
    ) -> defaultdict[str, set[str]]:
        people: defaultdict[str, set[str]] = defaultdict(set)
        for comment_id in comment_ids:
            comment = self.comments[comment_id]
            people[groups[comment.groups.get(column, "")]].add(comment.person)
        return people

    def _union(self, themes: Iterable[str]) -> set[str]:
        return set().union(*(self.members[theme] for theme in themes))

    def _is_rejected(self, theme: str) -> bool:
        return theme in self.decisions and self.decisions[theme].status is Status.REJECTED


def _column_order(name: str, everybody: Mapping[str, set[str]]) -> tuple[int, int, str]:
    return (REST, NOT_SAID).index(name) + 1 if name in (REST, NOT_SAID) else 0, -len(everybody[name]), name


def _themes(
    count: _Count, findings: Findings, breakdowns: Sequence[Breakdown], withheld: Collection[str]
) -> Iterator[ReportedTheme]:
    everybody = len(count.people(count.comments))
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
            excerpts=tuple(_excerpts(theme, count, breakdowns[:1], withheld, quoted)),
        )


def _excerpts(
    theme: CandidateTheme,
    count: _Count,
    breakdowns: Sequence[Breakdown],
    withheld: Collection[str],
    quoted: set[str],
) -> Iterator[Excerpt]:
    """Typical words that may be shown: one for each person, masked, shortened, with one group at most."""
    shown = 0
    texts: set[int] = set()
    for comment_id in theme.excerpts:
        comment = count.comments.get(comment_id)
        if comment is None or comment_id in withheld or comment.person in quoted or count.text_of[comment_id] in texts:
            continue
        if shown == MOST_EXCERPTS:
            return
        shown += 1
        quoted.add(comment.person)
        texts.add(count.text_of[comment_id])
        said_by = next((_said_by(comment, theme.id, breakdown) for breakdown in breakdowns), "")
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


def _priorities(count: _Count, findings: Findings, names: Mapping[str, str]) -> Iterator[PriorityShare]:
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


def tables(report: ThemeReport) -> tuple[Table, ...]:
    """Everything the report says in figures, for the page, for CSV and for the web application."""
    return (
        _totals(report),
        _exclusions(report),
        priorities_table(report),
        themes_table(report),
        *(breakdown_table(report, breakdown) for breakdown in report.breakdowns),
    )


def _totals(report: ThemeReport) -> Table:
    ledger = report.ledger
    left_out = sum(count for _, count in ledger.excluded)
    return Table(
        id="totals",
        caption="Where every comment went",
        columns=("Comments", "Number"),
        rows=(
            ("Received", ledger.received),
            ("Left out of the analysis", left_out),
            ("Analysed (received less left out)", ledger.analysed),
            ("Analysed: in a theme", ledger.in_themes),
            ("Analysed: in no theme", ledger.in_other),
            ("Analysed: only in themes that people rejected", ledger.in_rejected),
            ("Analysed: different texts", ledger.distinct_texts),
            ("Analysed: copies of those, exact or near", ledger.copies),
            ("People who made the analysed comments", ledger.people),
        ),
        note=f"{ledger.received:,} received − {left_out:,} left out = {ledger.analysed:,} analysed.",
    )


def _exclusions(report: ThemeReport) -> Table:
    rows = tuple((readable(reason), count) for reason, count in report.ledger.excluded)
    return Table(
        id="exclusions",
        caption="Comments left out, and why",
        columns=("Reason", "Comments"),
        rows=(*rows, ("All left out", sum(count for _, count in report.ledger.excluded))),
    )


def priorities_table(report: ThemeReport) -> Table:
    """The six priorities, “none of the six” first."""
    named = {theme.id: theme.name for theme in report.themes}
    return Table(
        id="priorities",
        caption="Strategic priorities: what fits none of them comes first",
        columns=("Priority", "Themes", "Comments in these themes", "Comments mapped one by one", "Per cent"),
        rows=tuple(
            (
                share.name,
                "; ".join(named[theme] for theme in share.themes) or "no theme",
                share.comments_in_themes,
                share.comments,
                percent_text(share),
            )
            for share in report.priorities
        ),
        note="Themes go where a person put them, else where the program proposes. "
        "The last two columns are the program's own reading of each comment by itself.",
    )


def percent_text(share: PriorityShare) -> str:
    """“12%”, or “under 1%” where rounding would say that nobody did."""
    return "under 1%" if share.comments and not share.percent else f"{share.percent}%"


def themes_table(report: ThemeReport) -> Table:
    """Every theme, rejected ones too, with what the machine proposed beside what people decided."""
    return Table(
        id="themes",
        caption="Themes, largest first",
        columns=(
            "Theme",
            "Keywords",
            "People",
            "Comments",
            "Different texts",
            "In words",
            "Priority",
            "Probability of the proposed priority",
            "Status",
            "Proposed by the program",
        ),
        rows=tuple(
            (
                theme.name,
                readable(", ".join(theme.proposed.keywords)),
                theme.people,
                theme.comments,
                theme.distinct_texts,
                theme.band,
                report.priority_name(theme.priority),
                f"{theme.proposed.priority_probability:.2f}",
                _status(theme.decision),
                readable(f"{theme.proposed.name} – {report.priority_name(theme.proposed.priority)}"),
            )
            for theme in report.themes
        ),
        note=BANDS_NOTE,
    )


def _status(decision: ThemeDecision) -> str:
    by = f" by {readable(decision.decided_by)}" if decision.decided_by else ""
    at = f", {readable(decision.decided_at)}" if decision.decided_at else ""
    return f"{decision.status.value}{by}{at}"


def breakdown_table(report: ThemeReport, breakdown: Breakdown) -> Table:
    """People of each theme by group, with per cent of the group where that may be said; the base comes first."""
    named = {theme.id: theme.name for theme in report.themes} | {OTHER: OTHER_NAME}
    shown = breakdown.table
    base = ("All people", *(count.text for count in shown.column_totals), shown.total.text)
    rows = tuple(
        (
            named[theme],
            *(_with_share(shown, row, column) for column in range(len(shown.columns))),
            shown.row_totals[row].text,
        )
        for row, theme in enumerate(breakdown.theme_ids)
    )
    return Table(
        id=f"by-{_slug(breakdown.by)}",
        caption=f"People in each theme, by {readable(breakdown.by)}",
        columns=("Theme", *shown.columns, "All"),
        rows=(base, *rows),
        note=f"{disclosure.NOTE} Percentages are of the group's people in the first row.",
    )


def _with_share(shown: ProtectedTable, row: int, column: int) -> str:
    share = shown.share(row, column)
    return shown.counts[row][column].text + ("" if share is None else f" ({share}%)")


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "group"


def report_json(report: ThemeReport) -> str:
    """The report as JSON: same report, same bytes."""
    return json.dumps(_readable(asdict(report)), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _readable(value: Any) -> Any:
    """Every text in a nested value made readable."""
    if isinstance(value, str):
        return readable(value)
    if isinstance(value, Mapping):
        return {readable(str(key)): _readable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_readable(each) for each in value]
    return value


def _one_readable(value: Any) -> Any:
    """What a template prints, without characters that no page can hold; markup made by templates stays as it is."""
    return readable(value) if type(value) is str else value


_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    finalize=_one_readable,
    trim_blocks=True,
    lstrip_blocks=True,
)


def report_html(report: ThemeReport) -> str:
    """One self-contained page: styles, pictures and their program inside it, nothing fetched from anywhere."""
    from analysis.charts import charts  # pictures are made of this module's tables

    pictures = charts(report)
    page = _TEMPLATES.get_template("report.html")
    drawn = {picture.table.id for picture in pictures}
    return page.render(
        report=report,
        pictures=pictures,
        tables=[table for table in tables(report) if table.id not in drawn],
        figures=[_figure_json(picture.figure.to_json()) for picture in pictures],
        plotly_js=get_plotlyjs() if pictures else "",
    )


def _figure_json(text: str) -> str:
    """JSON that cannot end the script element it stands in."""
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
