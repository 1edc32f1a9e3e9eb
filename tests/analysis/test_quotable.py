"""Files quote what people agreed to publish, and nothing else."""

from __future__ import annotations

from analysis.quotable import Quotable, only_quotable
from analysis.report import Excerpt, ThemeReport
from tests.analysis.taken_away import full_report


def agreed(comment_id: str, *, is_dissenting: bool = False) -> Quotable:
    excerpt = Excerpt(comment_id=comment_id, text=f"words of {comment_id}", said_by="")
    return Quotable(excerpt=excerpt, is_dissenting=is_dissenting)


def shown(report: ThemeReport) -> dict[str, list[str]]:
    return {
        theme.id: [excerpt.comment_id for excerpt in (*theme.excerpts, *theme.dissenting)]
        for theme in report.themes
        if theme.excerpts or theme.dissenting
    }


def test_what_the_program_chose_is_not_quoted_and_no_figure_changes() -> None:
    report = full_report()
    left = only_quotable(report, [], {})
    assert shown(report)
    assert shown(left) == {}
    assert (left.ledger, left.priorities, left.breakdowns) == (report.ledger, report.priorities, report.breakdowns)


def test_an_excerpt_stands_once_in_the_smallest_theme_that_holds_it() -> None:
    report = full_report()
    largest, *_, smallest = report.standing
    both = {largest.id: ["c1", "c2"], smallest.id: ["c1"]}
    found = only_quotable(report, [agreed("c1"), agreed("c2", is_dissenting=True), agreed("c3")], both)
    assert shown(found) == {largest.id: ["c2"], smallest.id: ["c1"]}
    assert next(theme for theme in found.themes if theme.id == largest.id).dissenting


def test_a_theme_that_people_rejected_is_not_quoted() -> None:
    report = full_report()
    [rejected] = [theme for theme in report.themes if theme.is_rejected]
    assert shown(only_quotable(report, [agreed("c1")], {rejected.id: ["c1"]})) == {}
