"""Every picture says what its table says, draws no hidden count, and needs no colour to be read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.charts import MOST_THEMES, Chart, charts
from analysis.codebook import NOT_SURE, OTHER, CandidateTheme, Coding, Findings, PriorityCoding
from analysis.corpus import Comment, Corpus
from analysis.differences import differences
from analysis.disclosure import CountTable, protect
from analysis.report import Breakdown, ThemeReport, build_report
from analysis.tables import tables

NAMES = ("Clubs <b>and</b> sport", "Case loads", "Bins")
PRIORITIES = ("positive-futures", "excellent-workforce", "none")


def area(number: int) -> str:
    return "Small" if number < 12 else "Middle" if number < 90 else "Large"


def a_report(count: int = 3, *names: str) -> ThemeReport:
    """Themes of falling size among 200 people, 12 of them in the smallest area."""
    corpus = Corpus.of(
        Comment(id=f"c{number:03}", text=f"point {number}", groups={"area": area(number)}) for number in range(200)
    )
    themes = tuple(
        CandidateTheme(
            id=f"t{number:02}",
            name=[*names, *NAMES][number % 3],
            keywords=("a",),
            comments=0,
            excerpts=(),
            priority=PRIORITIES[number % 3],
            priority_probability=0.9,
            firmness="loose" if number else "firm",
            stability=0.4 if number else 0.9,
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


def drawn(report: ThemeReport, chart_id: str = "chart-themes") -> Chart:
    return next(chart for chart in charts(report) if chart.id == chart_id)


@pytest.fixture(scope="module")
def pictures() -> dict[str, Chart]:
    return {chart.id: chart for chart in charts(a_report())}


def test_each_question_has_its_picture(pictures: dict[str, Chart]) -> None:
    assert list(pictures) == ["chart-priorities", "chart-themes", "chart-matrix", "chart-by-area", "chart-doubts"]


def test_each_picture_comes_with_a_table_of_the_report(pictures: dict[str, Chart]) -> None:
    assert {chart.table for chart in pictures.values()} <= set(tables(a_report()))


def test_only_traces_of_the_basic_bundle_are_used(pictures: dict[str, Chart]) -> None:
    assert {trace.type for chart in pictures.values() for trace in chart.figure.data} <= {"bar", "scatter"}


def test_a_hidden_count_has_no_mark_and_the_picture_says_so(pictures: dict[str, Chart]) -> None:
    chart = pictures["chart-by-area"]
    marks = {trace.name: trace.x for trace in chart.figure.data if trace.mode == "markers"}
    assert list(marks) == ["Large, 110 people", "Middle, 80 people", "Small, 10 people"]
    assert marks["Large, 110 people"][:2] == (32, 32)
    assert set(marks["Small, 10 people"]) == {None}
    assert "No mark: too few people to show" in chart.figure.layout.xaxis.title.text
    assert "no mark where there are too few people" in chart.alt


def test_each_group_has_its_own_shape_and_place_in_the_legend(pictures: dict[str, Chart]) -> None:
    marks = [trace for trace in pictures["chart-by-area"].figure.data if trace.mode == "markers"]
    assert len({trace.marker.symbol for trace in marks}) == len(marks)
    assert all(trace.showlegend is not False for trace in marks)


def test_groups_with_the_same_figure_are_both_seen(pictures: dict[str, Chart]) -> None:
    marks = [trace for trace in pictures["chart-by-area"].figure.data if trace.mode == "markers"]
    places = [(x, y) for trace in marks for x, y in zip(trace.x, trace.y, strict=True) if x is not None]
    assert len(places) == len(set(places))


def test_none_of_the_six_is_the_first_bar(pictures: dict[str, Chart]) -> None:
    assert labels(pictures["chart-priorities"])[0] == "None of the six"


def labels(chart: Chart) -> tuple[str, ...]:
    return next(trace.text for trace in chart.figure.data if trace.type == "scatter" and trace.mode == "text")


def test_each_priority_has_its_own_colour_and_pattern_in_the_legend(pictures: dict[str, Chart]) -> None:
    bars = [trace for trace in pictures["chart-themes"].figure.data if trace.type == "bar"]
    assert [bar.name for bar in bars] == ["None of the six", "Positive futures", "Excellent workforce"]
    assert len({bar.marker.pattern.shape for bar in bars}) == len({bar.marker.color for bar in bars}) == 3


@pytest.mark.parametrize("count", [3, MOST_THEMES, 40])
def test_no_picture_is_higher_than_a_screen_or_two(count: int) -> None:
    assert all(chart.figure.layout.height <= 960 for chart in charts(a_report(count)))


def test_a_long_name_is_one_line_in_a_picture_and_whole_in_the_table() -> None:
    themes = drawn(a_report(1, "Waiting for an assessment of autism and everything that comes after it"))
    assert labels(themes) == ("Waiting for an assessment of autism and…",)
    assert "everything that comes after it" in str(themes.table.rows[0])


def test_what_people_typed_is_not_markup_in_a_picture(pictures: dict[str, Chart]) -> None:
    assert "<b>" not in str(pictures["chart-themes"].figure.to_json())


def test_the_words_for_a_picture_say_its_figures(pictures: dict[str, Chart]) -> None:
    assert "Case loads: 67, Excellent workforce" in pictures["chart-themes"].alt
    assert "None of the six: 200, 100%" in pictures["chart-priorities"].alt


def test_a_picture_of_many_themes_says_what_it_leaves_to_the_table() -> None:
    themes = drawn(a_report(MOST_THEMES + 4))
    assert len(labels(themes)) == MOST_THEMES
    assert "4 smaller themes are in the table only" in themes.alt


def test_there_is_no_picture_of_nothing() -> None:
    empty = Findings(themes=(), codings=(), priorities=(), excluded=(), seed=0, method="m")
    assert charts(build_report(Corpus(()), empty)) == ()


def test_each_picture_says_in_one_sentence_what_it_shows(pictures: dict[str, Chart]) -> None:
    assert all(chart.says.endswith(".") and "\n" not in chart.says for chart in pictures.values())
    assert pictures["chart-themes"].says == "The largest theme is “Clubs <b>and</b> sport”: 67 of 200 people."
    assert pictures["chart-doubts"].says == "2 of 3 themes are loose: read their comments before you rely on them."


def test_the_loosest_theme_stands_first_among_the_doubts(pictures: dict[str, Chart]) -> None:
    assert labels(pictures["chart-doubts"])[0] == "Case loads"


def test_a_theme_whose_comments_speak_to_several_priorities_is_seen() -> None:
    report = a_report(1)
    [clubs, *_] = report.standing
    parted = replace(clubs, evidence=replace(clubs.evidence, by_priority=(("none", 30), ("unsure", 37))))
    mixed = replace(clubs, evidence=replace(clubs.evidence, by_priority=(("none", 20), ("unsure", 24), ("other", 23))))
    assert drawn(replace(report, themes=(parted,)), "chart-matrix").says.startswith("0 of 1 themes")
    assert drawn(replace(report, themes=(mixed,)), "chart-matrix").says.startswith("1 of 1 themes")


def a_breakdown(large: int, small: int) -> Breakdown:
    """One theme that this many of 100 people in each of two areas raised, 20 in a third."""
    counts = CountTable(
        rows=("t00",),
        columns=("Large", "Small", "Not said"),
        counts=((large, small, 20),),
        row_totals=(large + small + 20,),
        column_totals=(100, 100, 100),
        total=300,
        row_totals_known=True,
    )
    return Breakdown(by="area", theme_ids=("t00",), table=protect(counts))


def test_a_group_that_speaks_more_of_a_theme_than_everybody_is_shown() -> None:
    report = replace(a_report(1), breakdowns=(a_breakdown(60, 40),))
    chart = drawn(report, "chart-differences-area")
    assert chart.says == (
        "Large speak more often than everybody of “Clubs <b>and</b> sport”: 60% of them, 40% of everybody."
    )
    assert chart.table.rows == (("Clubs <b>and</b> sport", "Large", "60%", "40%", "+20", "+15 to +25"),)


def test_no_difference_is_told_of_a_hidden_count_or_of_those_who_did_not_say() -> None:
    assert [each.group for each in differences(a_breakdown(60, 4))] == ["Large"]
    assert differences(a_breakdown(22, 20)) == ()


def test_comments_in_no_theme_and_those_nobody_is_sure_of_are_no_difference() -> None:
    breakdown = a_breakdown(60, 40)
    for unthemed in (OTHER, NOT_SURE):
        assert differences(replace(breakdown, theme_ids=(unthemed,))) == ()
