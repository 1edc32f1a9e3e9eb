"""What is published of a report names no small theme, no person and no comment."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.codebook import NONE, OTHER, CandidateTheme, Coding, Exclusion, Findings, PriorityCoding
from analysis.corpus import Comment, Corpus
from analysis.cubes import NotReleasable
from analysis.publication import for_publication, merge_small, public_tables
from analysis.report import build_report
from analysis.reported import Status, ThemeDecision


def made(seed: int, sizes: tuple[int, ...] = (60, 25, 9, 4)) -> tuple[Corpus, Findings]:
    """Invented comments in themes of these sizes, some in two, some in none, some left out."""
    chance = random.Random(seed)
    ids = [f"c{number:03}" for number in range(sum(sizes) + 30)]
    corpus = Corpus.of(
        Comment(
            id=id_,
            text=f"words {id_}",
            said_by=f"p{number // 2}" if number % 9 == 0 else "",
            groups={"audience": chance.choice(["child", "child", "parent", "staff"]), "area": chance.choice("EW")},
        )
        for number, id_ in enumerate(ids)
    )
    codings, start = [], 0
    for number, size in enumerate(sizes):
        codings += [
            Coding(comment_id=id_, theme_id=f"t{number:02}", probability=0.7) for id_ in ids[start : start + size]
        ]
        start += size - (1 if number else 0)
    coded = {coding.comment_id for coding in codings}
    excluded = [Exclusion(comment_id=id_, reason=chance.choice(["blank", "test entry"])) for id_ in ids[-12:]]
    left = coded | {each.comment_id for each in excluded}
    codings += [Coding(comment_id=id_, theme_id=OTHER, probability=0.6) for id_ in ids if id_ not in left]
    themes = tuple(
        CandidateTheme(
            id=f"t{number:02}",
            name=f"Theme number {number}",
            keywords=("a",),
            comments=size,
            excerpts=(),
            priority=NONE,
            priority_probability=0.5,
        )
        for number, size in enumerate(sizes)
    )
    mapped = {coding.comment_id for coding in codings}
    priorities = tuple(
        PriorityCoding(comment_id=id_, priority=NONE, probability=1, second="", second_probability=0, reason="")
        for id_ in sorted(mapped)
    )
    return corpus, Findings(
        themes=themes, codings=tuple(codings), priorities=priorities, excluded=tuple(excluded), seed=0, method="none"
    )


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1_000), st.tuples(*[st.integers(1, 60)] * 4))
def test_every_published_figure_is_confidential_or_zero_or_rounded(seed, sizes):
    for table in for_publication(*made(seed, sizes)):
        for row in table.rows:
            for cell in row[1:]:
                assert isinstance(cell, str)
                if found := re.fullmatch(r"([\d,]+)(?: \(\d+%\))?", cell):
                    count = int(found.group(1).replace(",", ""))
                    assert count % 5 == 0
                    assert count != 5


def test_a_theme_of_fewer_than_ten_people_is_among_no_theme():
    corpus, findings = made(1)
    merged = merge_small(corpus, findings)
    assert [theme.id for theme in merged.themes] == ["t00", "t01"]
    assert {coding.comment_id for coding in merged.codings} == {coding.comment_id for coding in findings.codings}
    assert build_report(corpus, merged).ledger.analysed == build_report(corpus, findings).ledger.analysed
    words = str(for_publication(corpus, findings))
    assert "Theme number 1" in words
    assert "Theme number 2" not in words


def test_a_report_with_small_themes_is_not_published():
    with pytest.raises(ValueError, match="have to be merged first: t02, t03"):
        public_tables(build_report(*made(1)))


def test_a_rejected_theme_and_the_names_of_staff_are_not_published():
    decisions = {
        "t00": ThemeDecision(name="Clubs", status=Status.ACCEPTED, decided_by="Sam Strategist"),
        "t01": ThemeDecision(status=Status.REJECTED),
        "t03": ThemeDecision(status=Status.ACCEPTED),
    }
    words = str(for_publication(*made(1), theme_decisions=decisions))
    assert "Clubs" in words
    assert "Sam Strategist" not in words
    assert "Theme number 1" not in words
    assert "c001" not in words


def test_a_table_that_is_not_on_the_list_is_refused():
    with pytest.raises(NotReleasable, match="“school”"):
        for_publication(*made(1), ["school"])
