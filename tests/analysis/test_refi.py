"""Codebook and project for other programs: by the standard, masked, whole, who coded what, the same bytes always."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.codebook import NOT_SURE, OTHER
from analysis.refi.codes import CODEBOOK, codebook_file
from analysis.refi.project import MACHINE, PROJECT, Source, SourceCoding, project_file
from analysis.refi.writing import clean
from analysis.report import ThemeReport
from tests.analysis import standard_refi as standard
from tests.analysis.taken_away import RUN, full_report

SOURCES = (
    Source(
        comment_id="1",
        text="Write to me at somebody@example.org\r\nabout the club",
        question="What should change?",
        group="Staff",
        priority="Positive futures",
        may_quote=True,
        codings=(SourceCoding(theme_id="t00"), SourceCoding(theme_id="t01", coder="Ana Colleague")),
    ),
    Source(comment_id="2", text="Only rejected", codings=(SourceCoding(theme_id="t02"),)),
    Source(comment_id="3", text="Perhaps", codings=(SourceCoding(theme_id=NOT_SURE),)),
    Source(comment_id="4", text="Something else", codings=(SourceCoding(theme_id=OTHER),)),
    Source(comment_id="5", text="", left_out="blank"),
)


@pytest.fixture(scope="module")
def report() -> ThemeReport:
    return full_report()


def opened(report: ThemeReport, sources: Sequence[Source] = SOURCES) -> tuple[Element, dict[str, str]]:
    """project.qde, and file → text."""
    with zipfile.ZipFile(io.BytesIO(b"".join(project_file(report, sources, RUN)))) as packed:
        texts = {name: packed.read(name).decode() for name in packed.namelist() if name != "project.qde"}
        return ElementTree.fromstring(packed.read("project.qde")), texts


def inside(root: Element, path: str) -> list[Element]:
    return root.findall(path, {"": PROJECT})


def test_the_codebook_follows_the_standard_and_has_priorities_with_their_themes(report: ThemeReport) -> None:
    root = ElementTree.fromstring(codebook_file(report, RUN))
    assert standard.faults(root, standard.CODEBOOK, CODEBOOK) == []
    top = root.findall("Codes/Code", {"": CODEBOOK})
    assert top[0].get("name") == "None of the six"
    themes = [code.get("name") for code in root.findall("Codes/Code/Code", {"": CODEBOOK})]
    assert sorted(map(str, themes)) == sorted(theme.name for theme in report.standing)


def test_the_project_follows_the_standard(report: ThemeReport) -> None:
    root, _ = opened(report)
    assert standard.faults(root, standard.PROJECT, PROJECT) == []


def test_every_reference_leads_to_something_and_no_two_things_share_an_identifier(report: ThemeReport) -> None:
    root, _ = opened(report)
    guids = [guid for each in root.iter() if (guid := each.get("guid"))]
    assert len(guids) == len(set(guids))
    wanted = {each.get(key) for each in root.iter() for key in ("targetGUID", "creatingUser") if each.get(key)}
    assert wanted <= set(guids)


def test_texts_are_masked_and_positions_count_their_signs(report: ThemeReport) -> None:
    root, texts = opened(report)
    first = inside(root, "Sources/TextSource")[0]
    text = texts[f"Sources/{first.get('guid')}.txt"]
    assert text == "Write to me at [e-mail]\nabout the club"
    [selection] = inside(first, "PlainTextSelection")
    assert (selection.get("startPosition"), selection.get("endPosition")) == ("0", str(len(text)))


def test_each_coding_says_whether_the_program_or_a_person_made_it(report: ThemeReport) -> None:
    root, _ = opened(report)
    users = {each.get("guid"): each.get("name") for each in inside(root, "Users/User")}
    codings = inside(root, "Sources/TextSource/PlainTextSelection/Coding")
    assert [users[coding.get("creatingUser")] for coding in codings] == [MACHINE, "Ana Colleague"]


def test_every_comment_is_coded_or_in_a_set_that_says_why_not(report: ThemeReport) -> None:
    root, _ = opened(report)
    sets = {each.get("name"): len(inside(each, "MemberSource")) for each in inside(root, "Sets/Set")}
    assert sets == {
        "Free time": 0,
        "Left out: blank": 1,
        "No theme": 1,
        "Not sure which theme": 1,
        "Only in themes that people rejected": 1,
    }
    assert len(inside(root, "Sources/TextSource")) == sum(sets.values()) + 1


def test_what_people_decided_is_kept_as_a_note_of_the_code(report: ThemeReport) -> None:
    root, _ = opened(report)
    notes = ["".join(each.itertext()) for each in inside(root, "Notes/Note")]
    assert any(
        "Now: Things to do; Positive futures; accepted by Sam Strategist, 3 March 2026." in note for note in notes
    )


def test_the_same_report_gives_the_same_bytes(report: ThemeReport) -> None:
    assert b"".join(project_file(report, SOURCES, RUN)) == b"".join(project_file(report, SOURCES, RUN))
    assert codebook_file(report, RUN) == codebook_file(report, RUN)


def test_a_theme_that_lasts_keeps_its_identifier_from_run_to_run(report: ThemeReport) -> None:
    def guids(number: int) -> set[str | None]:
        root = ElementTree.fromstring(codebook_file(report, replace(RUN, number=number, lasting={"t00": 7})))
        return {code.get("guid") for code in root.findall("Codes/Code/Code", {"": CODEBOOK})}

    assert len(guids(3) & guids(4)) == 1


def test_without_themes_and_comments_there_is_a_project_still(report: ThemeReport) -> None:
    root, _ = opened(replace(report, themes=()), ())
    assert standard.faults(root, standard.PROJECT, PROJECT) == []


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=60), st.text(max_size=20))
def test_whatever_somebody_typed_the_files_can_be_read(text: str, name: str) -> None:
    report = full_report(1)
    themes = (replace(report.themes[0], decision=replace(report.themes[0].decision, name=name or None)),)
    report = replace(report, themes=themes, title=text)
    codings = (SourceCoding(theme_id="t00", coder=name),)
    root, texts = opened(report, [Source(comment_id="1", text=text, question=text, left_out="", codings=codings)])
    assert standard.faults(root, standard.PROJECT, PROJECT) == []
    [(_, words)] = texts.items()
    assert words == clean(words)
    assert all(each.get("endPosition") == str(len(words)) for each in root.iter(f"{{{PROJECT}}}PlainTextSelection"))
