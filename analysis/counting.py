"""Who said what, counted: the true counts, which never leave this module but protected or as sizes of themes."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from analysis.codebook import NOT_SURE, OTHER, Coding, Findings
from analysis.corpus import Comment, Corpus
from analysis.disclosure import CountTable, protect
from analysis.reported import (
    DOUBTFUL,
    MOST_GROUPS,
    NOT_SAID,
    REST,
    STANCES,
    Breakdown,
    Evidence,
    Ledger,
    Status,
    ThemeDecision,
    readable,
)


@dataclass(slots=True)
class Count:
    """Who said what: the true counts, which stay in here."""

    corpus: Corpus
    findings: Findings
    decisions: Mapping[str, ThemeDecision]
    comments: dict[str, Comment] = field(init=False)
    members: dict[str, set[str]] = field(init=False)  # theme id → comment ids
    text_of: dict[str, int] = field(init=False)  # comment id → its group of copies

    def __post_init__(self) -> None:
        excluded = {exclusion.comment_id for exclusion in self.findings.excluded}
        self.comments = {comment.id: comment for comment in self.corpus if comment.id not in excluded}
        theme_ids = (theme.id for theme in self.findings.themes)
        self.members = {theme_id: set() for theme_id in (*theme_ids, NOT_SURE, OTHER)}
        for coding in self.findings.codings:
            if coding.theme_id not in self.members:
                raise ValueError(f"comment {coding.comment_id!r} is coded to {coding.theme_id!r}, which is no theme")
            self.members[coding.theme_id].add(coding.comment_id)
        coded = set().union(*self.members.values())
        received = {comment.id for comment in self.corpus}
        if coded != self.comments.keys() or not excluded <= received or len(excluded) != len(self.findings.excluded):
            raise ValueError("codings and exclusions do not add up to the corpus: each comment must be in one of them")
        self.text_of = self._grouped()

    def _grouped(self) -> dict[str, int]:
        from analysis.duplicates import group_copies  # heavy: pages that only show a report do not need it

        firsts = group_copies([comment.text for comment in self.comments.values()])
        return dict(zip(self.comments, (int(first) for first in firsts), strict=True))

    def ledger(self) -> Ledger:
        themes = self.members.keys() - {NOT_SURE, OTHER}
        standing = self._union(theme for theme in themes if not self._is_rejected(theme))
        rejected = self._union(theme for theme in themes if self._is_rejected(theme)) - standing
        unsure = self.members[NOT_SURE] - standing - rejected
        reasons = Counter(exclusion.reason for exclusion in self.findings.excluded)
        distinct = self.texts(self.comments)
        return Ledger(
            received=len(self.corpus),
            excluded=tuple(sorted(reasons.items(), key=lambda reason: (-reason[1], reason[0]))),
            analysed=len(self.comments),
            in_themes=len(standing),
            in_rejected=len(rejected),
            in_not_sure=len(unsure),
            in_other=len(self.comments.keys() - standing - rejected - unsure),
            people=len(self.people(self.comments)),
            distinct_texts=distinct,
            copies=len(self.comments) - distinct,
        )

    def people(self, comment_ids: Iterable[str]) -> set[str]:
        return {self.comments[comment_id].person for comment_id in comment_ids}

    def texts(self, comment_ids: Iterable[str]) -> int:
        return len({self.text_of[comment_id] for comment_id in comment_ids})

    def evidence(self) -> dict[str, Evidence]:
        """What the machine makes of each theme's comments: theme id → Evidence."""
        priority_of = {coding.comment_id: coding.priority for coding in self.findings.priorities}
        codings: defaultdict[str, list[Coding]] = defaultdict(list)
        for coding in self.findings.codings:
            codings[coding.theme_id].append(coding)
        return {theme: _evidence(codings[theme], priority_of) for theme in self.members}

    def has(self, column: str) -> bool:
        return any(comment.groups.get(column) for comment in self.comments.values())

    def breakdown(self, column: str) -> Breakdown:
        """People of each theme that stands, by group, protected."""
        standing = (theme.id for theme in self.findings.themes if not self._is_rejected(theme.id))
        theme_ids = (*standing, *((NOT_SURE,) if self.members[NOT_SURE] else ()), OTHER)
        return self._by_group(column, {theme: self.members[theme] for theme in theme_ids})

    def voices(self, column: str, priorities: Iterable[str]) -> Breakdown:
        """People with a comment that the machine mapped to each priority, by group, protected."""
        said: dict[str, set[str]] = {priority: set() for priority in priorities}
        for coding in self.findings.priorities:
            said.setdefault(coding.priority, set()).add(coding.comment_id)
        return self._by_group(column, said)

    def _by_group(self, column: str, rows: Mapping[str, Collection[str]]) -> Breakdown:
        groups = self._groups(column)
        everybody = self._people_by_group(self.comments, column, groups)
        counts = [self._people_by_group(comment_ids, column, groups) for comment_ids in rows.values()]
        columns = [*dict.fromkeys(sorted(groups.values(), key=lambda name: _column_order(name, everybody)))]
        total = len(self.people(self.comments))
        table = CountTable(
            rows=tuple(rows),
            columns=tuple(columns),
            counts=tuple(tuple(len(row[group]) for group in columns) for row in counts),
            row_totals=tuple(len(self.people(comment_ids)) for comment_ids in rows.values()),
            column_totals=tuple(len(everybody[group]) for group in columns),
            total=total,
            rows_add_up=sum(len(everybody[group]) for group in columns) == total,
            row_totals_known=True,
        )
        return Breakdown(by=column, theme_ids=tuple(rows), table=protect(table))

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


def _evidence(codings: Sequence[Coding], priority_of: Mapping[str, str]) -> Evidence:
    priorities = Counter(priority_of[coding.comment_id] for coding in codings if coding.comment_id in priority_of)
    stances = Counter(coding.stance for coding in codings)
    return Evidence(
        doubtful=sum(coding.probability < DOUBTFUL for coding in codings),
        by_priority=tuple(sorted(priorities.items(), key=lambda each: (-each[1], each[0]))),
        stances=tuple((stance, stances[stance]) for stance in STANCES),
        tone=round(math.fsum(coding.tone for coding in codings) / len(codings), 2) if codings else 0.0,
    )


def _column_order(name: str, everybody: Mapping[str, set[str]]) -> tuple[int, int, str]:
    return (REST, NOT_SAID).index(name) + 1 if name in (REST, NOT_SAID) else 0, -len(everybody[name]), name
