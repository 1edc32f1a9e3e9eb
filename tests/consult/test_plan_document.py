"""A frozen version on paper: the plan, where each sentence comes from, what became of the themes, and who was heard."""

import io

import docx
import pytest
from docx.oxml.ns import qn

from consult.models.people import Role
from consult.services import excerpt_masking, frozen_reading, plan_document
from consult.store.errors import Conflict
from tests.consult import plan_world
from tests.consult.strategy_world import nothing_left_open  # noqa: F401 (closes what a test left open)
from tests.consult.test_freezing import by_hand


@pytest.fixture
def there(app):
    return plan_world.build()


@pytest.fixture
def frozen(there):
    text = f"""## What we heard
Many young people said that [figure:theme/{there.buses}/people] of them wait for buses [theme:{there.buses}].
- One of them said [excerpt:{there.excerpt}].
- We will talk to the bus company."""
    return plan_world.frozen_plan(there, text)


def written(number):
    return plan_document.word_file(frozen_reading.open_report(number))


def words(content):
    body = docx.Document(io.BytesIO(content)).element.body
    return "\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p")))


def test_each_sentence_of_the_plan_stands_with_its_note_and_where_that_leads(frozen):
    text = words(written(frozen))
    assert "Many young people said that 301 of them wait for buses2." in text  # 30 people, note 1; theme, note 2
    assert "One of them said “The bus came late, day 0”3." in text
    assert "Where each sentence comes from: Stronger families: All areas" in text
    assert "Theme “Late buses”" in text


def test_headings_and_items_of_the_plan_are_real_ones(frozen):
    paper = docx.Document(io.BytesIO(written(frozen)))
    styles = {each.text: each.style.name for each in paper.paragraphs}
    assert styles["What we heard"] == "Heading 3"
    assert styles["We will talk to the bus company."] == "List Bullet"
    raised = [run.text for each in paper.paragraphs for run in each.runs if run.font.superscript]
    assert raised == ["1", "2", "3"]


def test_outcomes_reach_figures_and_the_ledger_are_in_it(frozen):
    paper = docx.Document(io.BytesIO(written(frozen)))
    chapters = [each.text for each in paper.paragraphs if each.style.name == "Heading 1"]
    assert chapters == [
        "The plan",
        "What became of the themes",
        "Who was heard, and who was not",
        "The figures",
        "How to check that nobody changed it",
    ]
    text = words(written(frozen))
    assert "Directors’ meeting" in text
    assert "Without an outcome when this version was frozen: Clubs in the evening." in text


def test_the_same_version_gives_the_same_bytes(frozen):
    assert written(frozen) == written(frozen)


def test_an_excerpt_that_may_not_be_shown_any_more_is_not_in_it(there, frozen):
    excerpt_masking.withdraw(there.excerpt, seen=3, by=there.second.id)
    text = words(written(frozen))
    assert "The bus came late, day 0" not in text
    assert "One of them said (words not shown)3." in text


def test_a_reader_takes_it_away_and_one_changed_by_hand_is_not_given(signed_in, frozen):
    page = signed_in(Role.STRATEGIST).visit("/staff/report-versions/1")
    taken = page.client.get("/staff/report-versions/1.docx")
    assert taken.headers["Content-Disposition"] == "attachment; filename=report-version-1.docx"
    assert "What we heard" in words(taken.data)
    by_hand("report_version", content="{}\n")
    with pytest.raises(Conflict, match="changed by hand"):
        plan_document.take_away(1, by=1)
    assert page.client.get("/staff/report-versions/1.docx").status_code == 409
