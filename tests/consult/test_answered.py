"""The page that says how many chose each answer."""

from __future__ import annotations

import csv
import io

import pytest
import sqlalchemy as sa

from consult.extensions import db
from consult.models.people import AuditEntry, Role
from consult.models.submissions import Submission
from consult.services import answered
from consult.store.errors import NotFound
from consult.store.transaction import transaction
from tests.consult import asking

PATH = "/staff/answers"


@pytest.fixture
def survey(app):
    return asking.open_short()


def send(survey, how_many, answers, *, area="kingston", is_test=False):
    with transaction():
        for _ in range(how_many):
            db.session.add(
                Submission(
                    reference=f"R{db.session.scalar(sa.select(sa.func.count(Submission.id))) or 0:05}",
                    survey_id=survey.id,
                    instrument_version_id=survey.instrument_version_id,
                    audience=survey.audience,
                    area=area,
                    answers=answers,
                    is_test=is_test,
                )
            )
            db.session.flush()


def test_a_manager_sees_how_many_chose_each_answer_without_tests_and_unreached(survey, signed_in):
    send(survey, 20, {"happy": "3"})
    send(survey, 10, {"happy": None})
    send(survey, 12, {"happy": "1"}, area="richmond")
    send(survey, 9, {"likes": ["art"]})
    send(survey, 9, {"happy": "3"}, is_test=True)
    looked = answered.look(survey.id, "happy")
    lines = {row[0]: row[1] for row in looked.tables[0].table.rows}
    assert lines["All people"] == "40"
    assert lines["Skipped"] == "10 (25%)"
    assert [table.dimensions for table in looked.tables] == [("answer",), ("answer", "Area")]
    page = signed_in(Role.MANAGER).visit(f"{PATH}?survey={survey.id}&question=happy")
    assert page.heading == "What people answered"
    assert "no average is worked out" in page.text.lower()


def test_what_several_choose_is_counted_choice_by_choice(survey):
    send(survey, 15, {"likes": ["art", "sport"]})
    send(survey, 15, {"likes": ["art"]})
    send(survey, 10, {"likes": []})
    lines = {row[0]: row[1] for row in answered.look(survey.id, "likes").tables[0].table.rows}
    assert lines["All people"] == "40"
    assert lines["Skipped"].startswith("10")


def test_the_file_says_what_the_page_says_and_is_written_down(survey, signed_in):
    send(survey, 30, {"happy": "3"})
    page = signed_in(Role.STRATEGIST).visit(f"{PATH}?survey={survey.id}&question=happy")
    lines = list(csv.reader(io.StringIO(page.follow("as CSV").body.lstrip("\ufeff"))))
    assert lines[:3] == [["I am happy"], ["Answer", "People"], ["All people", "30"]]
    assert db.session.scalar(sa.select(AuditEntry).where(AuditEntry.action == "answers exported"))


def test_a_question_answered_in_words_has_no_table(survey, signed_in):
    with pytest.raises(NotFound):
        answered.look(survey.id, "change")
    page = signed_in(Role.STRATEGIST)
    assert page.visit(f"{PATH}/{survey.id}.csv?question=change").status == 404
    assert page.visit(f"{PATH}/{survey.id}.csv").status == 404
    assert page.visit(f"{PATH}?survey=99999").status == 404


def test_permission_that_may_be_refused_has_its_two_answers(survey):
    send(survey, 25, {"may-quote": True})
    send(survey, 15, {"may-quote": False})
    asked = {question.id: question for question in answered.list_questions(survey.id)}
    assert "understood" not in asked, "everybody has to agree to it"
    lines = [row[1] for row in answered.look(survey.id, "may-quote").tables[0].table.rows]
    assert lines[:3] == ["40", "25 (62%)", "15 (38%)"]
