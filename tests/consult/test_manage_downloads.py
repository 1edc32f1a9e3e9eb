"""Downloads: a table a spreadsheet opens safely, without equality answers and without withheld words."""

from __future__ import annotations

import csv
import io

import pytest

from analysis.cells import restore
from consult.extensions import db
from consult.models.comments import Comment
from consult.models.people import Role
from consult.models.submissions import EqualityAnswers
from consult.services import concerns, exports_submissions
from consult.store import people
from consult.store.transaction import transaction
from tests.consult import received

HOSTILE = '=HYPERLINK("http://example.org","win")\nand, more'


@pytest.fixture(autouse=True)
def closed_reads(app):
    """A read that a test leaves open is closed before the database goes away."""
    yield
    db.session.close()


@pytest.fixture
def surveys(app):
    return received.open_wave()


def table(survey):
    head, *rows = exports_submissions.submission_rows(survey.id)
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_a_submission_is_one_row_by_question_id(surveys):
    with transaction():
        received.submission(
            surveys["children"], texts={"good": "My youth worker"}, age_band="8-11", help_used=["school", "health"],
            change=None,
        )  # fmt: skip
    (row,) = table(surveys["children"])
    assert (row["good"], row["age-band"], row["help-used"]) == ("My youth worker", "8-11", "school; health")
    assert row["change"] == "[skipped]"
    assert row["feel-safe"] == ""


def test_columns_are_the_questions_in_order_without_the_equality_questions(surveys):
    instrument = exports_submissions.surveys.get_instrument(surveys["children"].instrument_version_id)
    asked = [question.id for page in instrument.pages for question in page.asked]
    (head,) = exports_submissions.submission_rows(surveys["children"].id)
    assert list(head[len(exports_submissions.ABOUT) :]) == asked
    assert instrument.equality_pages
    assert not {question.id for page in instrument.equality_pages for question in page.questions} & set(head)


def test_equality_answers_and_tests_stay_behind(surveys):
    with transaction():
        sent = received.submission(surveys["children"])
        db.session.add(EqualityAnswers(submission_id=sent.id, answers={"religion": "said-nowhere-else"}))
        received.submission(surveys["children"], is_test=True)
    (row,) = table(surveys["children"])
    assert "said-nowhere-else" not in row.values()


def test_withheld_words_are_replaced_until_they_are_cleared(surveys, user):
    me = user(Role.SAFEGUARDING_LEAD)
    with transaction():
        received.submission(surveys["children"], texts={"good": "Something worrying", "change": "More swings"})
    comment = db.session.query(Comment).filter_by(question_id="good").one()
    concern = concerns.raise_concern(comment.id, by=me.id)
    assert [(row["good"], row["change"]) for row in table(surveys["children"])] == [("[withheld]", "More swings")]
    received.put_back(concern.id)
    assert [row["good"] for row in table(surveys["children"])] == ["Something worrying"]


def test_more_submissions_than_one_piece_are_all_there_in_order(surveys, monkeypatch):
    monkeypatch.setattr(exports_submissions.store, "CHUNK", 3)
    with transaction():
        sent = [str(received.submission(surveys["staff"]).id) for _ in range(7)]
    assert [row["submission_id"] for row in table(surveys["staff"])] == sent


def test_a_manager_downloads_a_file_that_a_spreadsheet_opens_safely(signed_in, surveys):
    manager = signed_in(Role.MANAGER)
    with transaction():
        received.submission(surveys["staff"], texts={"good": HOSTILE})
    answer = manager.client.get(f"/staff/surveys/{surveys['staff'].id}/submissions.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=staff-submissions-")
    assert answer.data.startswith("\ufeff".encode())
    (row,) = csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""))
    assert row["good"] == f"'{HOSTILE}"
    assert restore(row["good"]) == HOSTILE
    assert people.list_audit()[0].action == "submissions exported"


def test_the_codebook_says_what_each_column_means(signed_in, surveys):
    manager = signed_in(Role.MANAGER)
    answer = manager.client.get(f"/staff/surveys/{surveys['children'].id}/codebook.csv")
    rows = {row["question_id"]: row for row in csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""))}
    assert rows["area"]["kind"] == "one-choice"
    assert "kingston = Kingston" in rows["area"]["choices"]
    assert people.list_audit()[0].action == "codebook exported"


def test_an_unknown_survey_has_no_download(signed_in):
    assert signed_in(Role.MANAGER).visit("/staff/surveys/4711/submissions.csv").status == 404
