"""The report adds up, keeps machine and people apart, gives nobody away, and reads as one page or one JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import html5lib
import pytest
from jsonschema import Draft202012Validator
from plotly.offline import get_plotlyjs

from analysis import page
from analysis.codebook import NONE, NOT_SURE, OTHER, CandidateTheme, Coding, Exclusion, Findings, PriorityCoding
from analysis.corpus import Comment, Corpus
from analysis.disclosure import CONFIDENTIAL
from analysis.page import report_html, report_json
from analysis.report import Status, Table, ThemeDecision, ThemeReport, band, build_report
from analysis.schema import report_schema
from analysis.tables import tables

NASTY = "<script>alert(1)</script> & “club” \x00 \ud800 =1+1"


def comment(number: int, text: str = "", audience: str = "Staff", said_by: str = "") -> Comment:
    words = text or f"We would like club number {number} to open again, {'x' * number} please"
    groups = {"audience": audience} if audience else {}
    return Comment(id=f"c{number:03}", text=words, said_by=said_by, groups=groups)


def theme(
    theme_id: str, name: str, priority: str = "positive-futures", excerpts: tuple[str, ...] = ()
) -> CandidateTheme:
    return CandidateTheme(
        id=theme_id,
        name=name,
        keywords=("clubs", "sport"),
        comments=0,
        excerpts=excerpts,
        priority=priority,
        priority_probability=0.8,
    )


def found(corpus: Corpus, themes: Mapping[CandidateTheme, range], excluded: range = range(0)) -> Findings:
    """Codings by the numbers of the comments; what is in no range is coded to OTHER."""
    left_out = {f"c{number:03}" for number in excluded}
    codings = [
        Coding(comment_id=f"c{number:03}", theme_id=each.id, probability=0.9)
        for each, numbers in themes.items()
        for number in numbers
    ]
    coded = {coding.comment_id for coding in codings} | left_out
    codings += [Coding(comment_id=c.id, theme_id=OTHER, probability=0.5) for c in corpus if c.id not in coded]
    return Findings(
        themes=tuple(themes),
        codings=tuple(codings),
        priorities=tuple(mapped(c.id) for c in corpus if c.id not in left_out),
        excluded=tuple(Exclusion(comment_id=each, reason="blank") for each in sorted(left_out)),
        seed=7,
        method="word counts",
    )


def mapped(comment_id: str) -> PriorityCoding:
    return PriorityCoding(
        comment_id=comment_id,
        priority=NONE,
        probability=0.6,
        second="positive-futures",
        second_probability=0.3,
        reason="words",
    )


CLUBS = theme("t01", "Clubs and sport", excerpts=("c000", "c001", "c002"))
PAY = theme("t02", "Pay", "excellent-workforce", excerpts=("c040",))


@pytest.fixture
def corpus() -> Corpus:
    staff = [comment(number) for number in range(60)]
    return Corpus.of([*staff, *(comment(number, audience="Child") for number in range(60, 100))])


@pytest.fixture
def report(corpus: Corpus) -> ThemeReport:
    return build_report(corpus, found(corpus, {CLUBS: range(50), PAY: range(40, 75)}, range(95, 100)))


def table(report: ThemeReport, table_id: str) -> Table:
    return next(each for each in tables(report) if each.id == table_id)


def test_the_ledger_adds_up_to_the_comment(report: ThemeReport) -> None:
    ledger = report.ledger
    assert ledger.received == sum(count for _, count in ledger.excluded) + ledger.analysed == 100
    assert ledger.analysed == ledger.in_themes + ledger.in_rejected + ledger.in_other == 95
    assert ledger.analysed == ledger.distinct_texts + ledger.copies


def test_findings_that_lose_a_comment_are_refused(corpus: Corpus) -> None:
    findings = found(corpus, {CLUBS: range(50)})
    lost = Findings(
        themes=findings.themes, codings=findings.codings[1:], priorities=(), excluded=(), seed=0, method="words"
    )
    with pytest.raises(ValueError, match="do not add up"):
        build_report(corpus, lost)


def test_people_are_counted_and_not_pieces_of_text() -> None:
    corpus = Corpus.of([comment(1, said_by="p"), comment(2, said_by="p"), comment(3, said_by="q")])
    [clubs] = build_report(corpus, found(corpus, {CLUBS: range(1, 4)})).themes
    assert (clubs.comments, clubs.people) == (3, 2)


def test_a_campaign_is_counted_with_and_without_its_copies() -> None:
    letter = "Please keep the family hub on the corner open, it is the only place we have"
    corpus = Corpus.of([comment(number, letter) for number in range(30)] + [comment(30)])
    ledger = build_report(corpus, found(corpus, {CLUBS: range(31)})).ledger
    assert (ledger.analysed, ledger.distinct_texts, ledger.copies) == (31, 2, 29)


def test_peoples_decisions_lie_over_the_proposal_and_never_replace_it(corpus: Corpus) -> None:
    decision = ThemeDecision(name="Things to do", priority=NONE, status=Status.ACCEPTED, decided_by="Sam Strategist")
    report = build_report(corpus, found(corpus, {CLUBS: range(50)}), theme_decisions={"t01": decision})
    [clubs] = report.themes
    assert (clubs.name, clubs.priority) == ("Things to do", NONE)
    assert (clubs.proposed.name, clubs.proposed.priority) == ("Clubs and sport", "positive-futures")
    assert "accepted by Sam Strategist" in table(report, "themes").rows[0]
    assert report.priorities[0].themes == ("t01",)


def test_a_rejected_themes_comments_stay_in_the_ledger(corpus: Corpus) -> None:
    rejected = {"t02": ThemeDecision(status=Status.REJECTED)}
    report = build_report(corpus, found(corpus, {CLUBS: range(50), PAY: range(40, 75)}), theme_decisions=rejected)
    assert (report.ledger.in_themes, report.ledger.in_rejected, report.ledger.in_other) == (50, 25, 25)
    assert "Pay" not in [row[0] for row in table(report, "by-audience").rows]
    assert "Pay" in [row[0] for row in table(report, "themes").rows]


def test_a_decision_about_an_unknown_theme_is_refused(corpus: Corpus) -> None:
    with pytest.raises(ValueError, match="t99"):
        build_report(corpus, found(corpus, {}), theme_decisions={"t99": ThemeDecision()})


def test_none_of_the_six_comes_first_and_unsure_second(report: ThemeReport) -> None:
    assert [row[0] for row in table(report, "priorities").rows][:3] == [
        "None of the six",
        "Not sure",
        "Stronger families",
    ]


def test_no_group_of_fewer_than_eight_is_shown(corpus: Corpus) -> None:
    report = build_report(corpus, found(corpus, {CLUBS: range(20, 65)}))
    shown = [cell for row in table(report, "by-audience").rows for cell in row[1:]]
    numbers = [int(str(cell).split(" ")[0]) for cell in shown if str(cell)[0].isdigit()]
    assert numbers
    assert all(number % 5 == 0 and number != 5 for number in numbers)
    assert CONFIDENTIAL in shown


def test_who_speaks_about_which_priority_is_told_by_audience(report: ThemeReport) -> None:
    [base, none, *_] = table(report, "priorities-by-audience").rows
    assert base == ("All people", "60", "35", "95")
    assert none == ("None of the six", "[c]", "[c]", "95")  # of a whole group it is not said what all said


def test_a_column_that_nobody_filled_has_no_breakdown(report: ThemeReport) -> None:
    assert [breakdown.by for breakdown in report.breakdowns] == ["audience"]


def test_people_who_did_not_say_are_a_group_of_their_own() -> None:
    corpus = Corpus.of(comment(number, audience="Staff" if number < 50 else "") for number in range(100))
    report = build_report(corpus, found(corpus, {CLUBS: range(100)}))
    assert report.breakdowns[0].table.columns == ("Staff", "Not said")


def test_many_small_groups_are_put_together() -> None:
    corpus = Corpus.of(comment(number, audience=f"Ward {number % 40}") for number in range(400))
    columns = build_report(corpus, found(corpus, {CLUBS: range(200)})).breakdowns[0].table.columns
    assert len(columns) == 13
    assert columns[-1] == "All other answers"


@pytest.mark.parametrize(
    ("people", "word"),
    [(0, "none"), (1, "a few"), (9, "a few"), (10, "some"), (30, "many"), (50, "most"), (100, "most")],
)
def test_shares_are_put_in_words_by_the_published_bands(people: int, word: str) -> None:
    assert band(people, 100) == word


def test_excerpts_are_masked_and_withheld_words_never_shown() -> None:
    corpus = Corpus.of([comment(0, "Ring me on 020 7946 0018 about the clubs"), comment(1, "secret words about clubs")])
    report = build_report(corpus, found(corpus, {CLUBS: range(2)}), withheld={"c001"})
    assert [excerpt.text for excerpt in report.themes[0].excerpts] == ["Ring me on [phone] about the clubs"]
    assert "secret" not in report_html(report) + report_json(report)


def test_a_person_is_quoted_once_in_the_whole_report() -> None:
    corpus = Corpus.of(
        [comment(0, said_by="p"), comment(1, said_by="p"), comment(40, said_by="p"), comment(2, "More sport")]
    )
    report = build_report(corpus, found(corpus, {CLUBS: range(3), PAY: range(40, 41)}))
    assert [len(each.excerpts) for each in report.themes] == [2, 0]


def test_an_excerpt_names_its_group_only_where_the_count_is_shown(report: ThemeReport) -> None:
    small = Corpus.of(comment(number, audience="Staff") for number in range(5))
    [alone] = build_report(small, found(small, {CLUBS: range(5)})).themes
    assert {excerpt.said_by for excerpt in alone.excerpts} == {""}


def test_the_same_comments_give_the_same_bytes_in_any_order(corpus: Corpus) -> None:
    findings = found(corpus, {CLUBS: range(50), PAY: range(40, 75)})
    turned = Corpus.of(reversed(corpus.comments))
    assert report_json(build_report(turned, findings)) == report_json(build_report(corpus, findings))
    assert report_html(build_report(turned, findings)) == report_html(build_report(corpus, findings))


def test_the_json_carries_shown_counts_only(report: ThemeReport) -> None:
    [breakdown] = json.loads(report_json(report))["breakdowns"]
    values = [count["value"] for row in breakdown["table"]["counts"] for count in row]
    assert all(value is None or value % 5 == 0 for value in values)


@pytest.fixture(scope="module")
def nasty_page() -> str:
    """A page on which every text that somebody can type is hostile."""
    clubs = theme("t01", NASTY, excerpts=("c000",))
    corpus = Corpus.of(
        [comment(0, NASTY, audience=NASTY), *(comment(number, audience=NASTY) for number in range(1, 40))]
    )
    decisions = {"t01": ThemeDecision(name=NASTY, decided_by=NASTY)}
    findings = found(corpus, {clubs: range(30)})
    return report_html(build_report(corpus, findings, theme_decisions=decisions, title=NASTY))


def test_the_page_is_valid_html_with_one_heading_that_begins_its_title(nasty_page: str) -> None:
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    page = parser.parse(re.sub(r"<script>.*?</script>", "", nasty_page, flags=re.DOTALL))
    assert parser.errors == []
    [heading] = page.iter("h1")
    assert page.find("head/title").text == heading.text
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert page.get("lang") == "en-GB"
    assert not list(page.iter("img")) + [link for link in page.iter("link") if not link.get("href").startswith("data:")]


def test_every_table_has_a_caption_and_headers_with_a_scope(nasty_page: str) -> None:
    page = html5lib.parse(re.sub(r"<script>.*?</script>", "", nasty_page, flags=re.DOTALL), namespaceHTMLElements=False)
    for each in page.iter("table"):
        assert each.find("caption").text
        assert {cell.get("scope") for cell in each.iter("th")} == {"col", "row"}


def test_every_link_on_the_page_leads_somewhere(nasty_page: str) -> None:
    for target in re.findall(r'href="#([^"]+)"', nasty_page):
        assert f'id="{target}"' in nasty_page


def test_the_only_thing_printed_unescaped_is_the_librarys_program_which_cannot_end_its_own_script() -> None:
    template = (Path(page.__file__).parent / "templates" / "report.html").read_text(encoding="utf-8")
    assert re.findall(r"[\w.]+\s*\|\s*safe", template) == ["plotly_js | safe"]
    assert "</script" not in get_plotlyjs().casefold()


def test_what_people_typed_cannot_become_markup(nasty_page: str) -> None:
    assert "<script>alert" not in nasty_page
    assert "\x00" not in nasty_page
    nasty_page.encode("utf-8")


def test_the_page_asks_nothing_of_the_network(nasty_page: str) -> None:
    assert not re.search(r"<(?:script|iframe|img)[^>]+src=|@import|url\(", nasty_page.split("<script>")[0])
    assert "Plotly.newPlot" in nasty_page


@pytest.mark.parametrize("comments", [[], [comment(1)]])
def test_nothing_and_one_comment_still_make_a_report(comments: list[Comment]) -> None:
    corpus = Corpus.of(comments)
    report = build_report(corpus, found(corpus, {}))
    assert report.ledger.received == len(comments)
    assert "<h1>" in report_html(report)
    assert json.loads(report_json(report))["seed"] == 7


def test_the_json_follows_its_published_schema(corpus: Corpus) -> None:
    decided = {"t01": ThemeDecision(name="Clubs", status=Status.ACCEPTED, decided_by="Fern Okafor", decided_at="May")}
    report = build_report(corpus, found(corpus, {CLUBS: range(50), PAY: range(40, 75)}), theme_decisions=decided)
    Draft202012Validator.check_schema(report_schema())
    Draft202012Validator(report_schema()).validate(json.loads(report_json(report)))


def test_the_published_schema_is_the_one_of_today() -> None:
    published = Path(__file__).parents[2] / "docs" / "report.schema.json"
    assert json.loads(published.read_text()) == report_schema(), "python -m analysis.schema > docs/report.schema.json"


def test_json_with_a_field_that_the_schema_does_not_know_is_refused(report: ThemeReport) -> None:
    told = json.loads(report_json(report)) | {"surprise": 1}
    assert not Draft202012Validator(report_schema()).is_valid(told)


def test_what_the_machine_is_not_sure_of_has_a_line_of_its_own(corpus: Corpus) -> None:
    findings = found(corpus, {CLUBS: range(50)})
    unsure = [replace(each, theme_id=NOT_SURE) for each in findings.codings if each.theme_id == OTHER][:15]
    ids = {each.comment_id for each in unsure}
    codings = (*(each for each in findings.codings if each.comment_id not in ids), *unsure)
    report = build_report(corpus, replace(findings, codings=codings))
    ledger = report.ledger
    assert (ledger.in_themes, ledger.in_not_sure, ledger.in_other) == (50, 15, 35)
    assert ("Analysed: not sure which theme", 15) in table(report, "totals").rows
    assert report.breakdowns[0].theme_ids == ("t01", NOT_SURE, OTHER)
