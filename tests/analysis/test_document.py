"""The Word file: real headings, marked tables, pictures with words, the same bytes always, whatever somebody typed."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from dataclasses import replace
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from analysis.charts import charts
from analysis.document.chapters import MOST_IN_FULL, word_file
from analysis.document.plain import one_line, plain
from analysis.pictures import DOTS, png
from analysis.report import ThemeReport, build_report
from analysis.reported import Table
from tests.analysis.taken_away import RUN, full_report

NASTY = ("\x00\x0b\ud800\ufffe", "=1+1", "a" * 40_000, "\u202eback to front", "</w:t>]]>&amp;", "", "  ", "😀 $x_1$")


@pytest.fixture(scope="module")
def report() -> ThemeReport:
    return full_report()


@pytest.fixture(scope="module")
def written(report: ThemeReport) -> bytes:
    return word_file(report, RUN)


@pytest.fixture(scope="module")
def paper(written: bytes) -> Any:
    return docx.Document(io.BytesIO(written))


def words(content: bytes) -> str:
    """All that stands in the text of a Word file."""
    body = docx.Document(io.BytesIO(content)).element.body
    return "\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p")))


def headings(paper: Any, level: int) -> list[str]:
    return [each.text for each in paper.paragraphs if each.style.name == f"Heading {level}"]


def test_its_chapters_are_headings_in_the_order_of_the_report(paper: Any) -> None:
    assert headings(paper, 1) == [
        "What people said, in short",
        "The strategic priorities, what fits none of them first",
        "The themes",
        "Who said what",
        "Who disagrees",
        "What is uncertain",
        "What was left out, and why",
        "How this was made, and how to check it",
    ]
    assert "Things to do" in headings(paper, 2)


def test_a_theme_that_people_rejected_has_its_line_and_no_part_of_its_own(report: ThemeReport, paper: Any) -> None:
    [rejected] = [theme.name for theme in report.themes if theme.is_rejected]
    assert rejected not in headings(paper, 2)
    assert "rejected" in [cell.text for table in paper.tables for row in table.rows for cell in row.cells]


def test_it_says_its_title_language_and_day_and_not_the_day_it_was_asked_for(paper: Any) -> None:
    about = paper.core_properties
    assert (about.title, about.author, about.language) == ("What people said", RUN.organisation, "en-GB")
    assert about.created == about.modified == RUN.finished_at
    defaults = paper.styles.element.find(qn("w:docDefaults"))
    assert next(defaults.iter(qn("w:lang"))).get(qn("w:val")) == "en-GB"


def test_every_picture_has_a_description_and_a_numbered_caption(report: ThemeReport, paper: Any) -> None:
    pictures = list(paper.element.body.iter(qn("wp:docPr")))
    said = {one_line(chart.alt, 4_000) for chart in charts(report)}
    assert {picture.get("descr") for picture in pictures} == said
    captions = [each.text for each in paper.paragraphs if each.style.name == "Caption"]
    figures = [caption for caption in captions if caption.startswith("Figure")]
    assert [caption.partition(":")[0] for caption in figures] == [f"Figure {n + 1}" for n in range(len(pictures))]


def test_every_table_marks_its_row_of_heads_and_leaves_no_head_empty(paper: Any) -> None:
    for table in paper.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(cell.text for cell in table.rows[0].cells)
        assert table._tbl.tblPr.find(qn("w:tblCaption")) is not None
    captions = [p.text for p in paper.paragraphs if p.style.name == "Caption" and p.text.startswith("Table")]
    assert len(captions) == len(paper.tables)


def test_the_contents_lead_to_every_heading(paper: Any) -> None:
    body = paper.element.body
    marks = {each.get(qn("w:name")) for each in body.iter(qn("w:bookmarkStart"))}
    links = [each.get(qn("w:anchor")) for each in body.iter(qn("w:hyperlink"))]
    assert set(links) <= marks
    assert len(links) == len(headings(paper, 1)) + len(headings(paper, 2))
    assert any("TOC" in (each.text or "") for each in body.iter(qn("w:instrText")))


def test_every_page_has_its_number(paper: Any) -> None:
    foot = paper.sections[0].footer._element
    assert [each.text.strip() for each in foot.iter(qn("w:instrText"))] == ["PAGE"]


def test_a_wide_table_lies_across_and_the_next_chapter_stands_again(paper: Any) -> None:
    widths = [(section.page_width > section.page_height) for section in paper.sections]
    assert True in widths
    assert widths[0] is widths[-1] is False


def test_it_says_nothing_that_disclosure_control_hides(report: ThemeReport, paper: Any) -> None:
    [breakdown] = report.breakdowns
    [table] = [
        each for each in paper.tables if [c.text for c in each.rows[0].cells][1:-1] == [*breakdown.table.columns]
    ]
    shown = [[cell.text for cell in row.cells][1:-1] for row in table.rows[2:]]
    hidden = [cell for row in shown for cell in row if cell == "[c]"]
    assert len(hidden) == sum(count.value is None for row in breakdown.table.counts for count in row) > 0


def test_the_ledger_in_it_adds_up(paper: Any) -> None:
    [ledger] = [table for table in paper.tables if table.rows[0].cells[0].text == "Where"]
    received, *parts = [int(row.cells[1].text.replace(",", "")) for row in ledger.rows[1:]]
    assert received == sum(parts) == 200


def test_excerpts_stand_in_it_and_where_there_is_none_it_says_why(written: bytes) -> None:
    assert "“More clubs near [address], please” (Middle)" in words(written)
    assert "“There are enough clubs”" in words(written)
    assert "none was allowed to be quoted and agreed on by two people" in words(written)


def test_the_same_report_gives_the_same_bytes(report: ThemeReport, written: bytes) -> None:
    assert word_file(report, RUN) == written
    with zipfile.ZipFile(io.BytesIO(written)) as packed:
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_pictures_are_as_fine_as_print(report: ThemeReport) -> None:
    drawn = png(charts(report)[0].figure)
    width, height = struct.unpack(">II", drawn.content[16:24])
    assert (width, height) == (pytest.approx(drawn.width * DOTS, abs=1), pytest.approx(drawn.height * DOTS, abs=1))


def test_a_report_of_nothing_is_a_file_too() -> None:
    from analysis.codebook import Findings
    from analysis.corpus import Corpus

    empty = build_report(Corpus(()), Findings(themes=(), codings=(), priorities=(), excluded=(), seed=0, method="m"))
    assert "No theme was found." in words(word_file(empty, RUN))


def test_of_very_many_themes_the_largest_have_a_part_and_the_file_says_so(report: ThemeReport) -> None:
    one = report.themes[0]
    themes = tuple(replace(one, proposed=replace(one.proposed, id=f"x{n}")) for n in range(MOST_IN_FULL + 5))
    many = words(word_file(replace(report, themes=themes, priorities=(), breakdowns=()), RUN))
    assert "5 smaller themes are in the table above and in the workbook only" in many


def test_no_word_that_somebody_typed_breaks_the_file() -> None:
    report = full_report(len(NASTY))
    themes = []
    for theme, nasty in zip(report.themes, NASTY, strict=True):
        proposed = replace(theme.proposed, name=nasty, description=nasty, keywords=(nasty,), phrases=(nasty,))
        decision = replace(theme.decision, name=nasty, decided_by=nasty)
        excerpts = tuple(replace(excerpt, text=nasty) for excerpt in report.themes[0].excerpts)
        themes.append(replace(theme, proposed=proposed, decision=decision, excerpts=excerpts))
    hostile = replace(report, title="".join(NASTY), themes=tuple(themes))
    content = word_file(hostile, replace(RUN, organisation="".join(NASTY)))
    assert "How this was made" in words(content)
    assert "\u202e" not in words(content)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.differing_executors])
@given(st.text(st.characters(), max_size=80))
@example("\u202e" * 3 + "\x85\x00\ufffe")
def test_any_text_fits_a_line_and_a_table(text: str) -> None:
    from analysis.document.grids import grid

    assert not re.search("[\n\r\u202e]", one_line(text))
    assert len(one_line(text, 20)) <= 20
    table = grid(Table(id="t", caption=text, columns=(text, "b"), rows=((text, text), (text, 1)), note=text), 6.0)
    assert table.xpath(".//w:tr")[1].xpath("string(.//w:t[1])") == plain(text).split("\n")[0]
