"""Every picture says what its table says, draws no hidden count, and needs no colour to be read."""

from __future__ import annotations

import pytest

from analysis.charts import MOST_THEMES, Chart, charts
from analysis.codebook import CandidateTheme, Coding, Findings, PriorityCoding
from analysis.corpus import Comment, Corpus
from analysis.report import ThemeReport, build_report, tables

NAMES = ("Clubs <b>and</b> sport", "Case loads", "Bins")
PRIORITIES = ("positive-futures", "excellent-workforce", "none")


def area(number: int) -> str:
    return "Small" if number < 12 else "Middle" if number < 90 else "Large"


def a_report(count: int = 3) -> ThemeReport:
    """Themes of falling size among 200 people, 12 of them in the smallest area."""
    corpus = Corpus.of(
        Comment(id=f"c{number:03}", text=f"point {number}", groups={"area": area(number)}) for number in range(200)
    )
    themes = tuple(
        CandidateTheme(
            id=f"t{number:02}",
            name=NAMES[number % 3],
            keywords=("a",),
            comments=0,
            excerpts=(),
            priority=PRIORITIES[number % 3],
            priority_probability=0.9,
        )
        for number in range(count)
    )
    codings = tuple(
        Coding(comment_id=comment.id, theme_id=f"t{position % count:02}", probability=0.8)
        for position, comment in enumerate(sorted(corpus, key=lambda each: each.id))
    )
    priorities = tuple(
        PriorityCoding(
            comment_id=comment.id, priority="none", probability=0.9, second="unsure", second_probability=0.1, reason=""
        )
        for comment in corpus
    )
    return build_report(
        corpus, Findings(themes=themes, codings=codings, priorities=priorities, excluded=(), seed=0, method="m")
    )


@pytest.fixture(scope="module")
def pictures() -> dict[str, Chart]:
    return {chart.id: chart for chart in charts(a_report())}


def test_priorities_themes_and_each_group_have_a_picture(pictures: dict[str, Chart]) -> None:
    assert list(pictures) == ["chart-priorities", "chart-themes", "chart-by-area"]


def test_each_picture_comes_with_a_table_of_the_report(pictures: dict[str, Chart]) -> None:
    assert {chart.table for chart in pictures.values()} <= set(tables(a_report()))


def test_only_traces_of_the_basic_bundle_are_used(pictures: dict[str, Chart]) -> None:
    assert {trace.type for chart in pictures.values() for trace in chart.figure.data} <= {"bar", "scatter"}


def test_a_hidden_count_is_written_and_never_drawn(pictures: dict[str, Chart]) -> None:
    traces = pictures["chart-by-area"].figure.data
    drawn = [value for trace in traces if trace.type == "bar" for value in trace.x if value is not None]
    written = [text for trace in traces if trace.type == "scatter" for text in trace.text]
    assert drawn
    assert all(value >= 10 and value % 5 == 0 for value in drawn)
    assert "fewer than 10" in written


def test_none_of_the_six_is_the_first_bar(pictures: dict[str, Chart]) -> None:
    assert pictures["chart-priorities"].figure.data[1].text[0] == "None of the six"


def test_each_bar_names_its_priority_and_has_its_own_pattern(pictures: dict[str, Chart]) -> None:
    bars, labels, _ = pictures["chart-themes"].figure.data
    named = zip(labels.text, ("Positive", "Excellent", "None of"), strict=True)
    assert all(f"<br>{name}" in label for label, name in named)
    assert len(set(bars.marker.pattern.shape)) == 3


def test_what_people_typed_is_not_markup_in_a_picture(pictures: dict[str, Chart]) -> None:
    assert "<b>" not in str(pictures["chart-themes"].figure.to_json())


def test_the_words_for_a_picture_say_its_figures(pictures: dict[str, Chart]) -> None:
    assert "Case loads: 67, Excellent workforce" in pictures["chart-themes"].alt
    assert "None of the six: 200, 100%" in pictures["chart-priorities"].alt


def test_a_picture_of_many_themes_says_what_it_leaves_to_the_table() -> None:
    [_, themes, _] = charts(a_report(20))
    assert len(themes.figure.data[0].y) == MOST_THEMES
    assert "5 smaller themes are in the table only" in themes.alt


def test_there_is_no_picture_of_nothing() -> None:
    empty = Findings(themes=(), codings=(), priorities=(), excluded=(), seed=0, method="m")
    assert charts(build_report(Corpus(()), empty)) == ()
