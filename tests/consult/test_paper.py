"""Answers on paper, also late ones: typed by staff, stored once, screened, and counted apart."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from consult.extensions import db
from consult.models.comments import Comment, Screened
from consult.models.concerns import Concern
from consult.models.people import AuditEntry, Role
from consult.models.receipts import Receipt
from consult.models.submissions import EqualityAnswers, PaperAnswer, Submission, Visit
from consult.services import exports_submissions, ledger, paper, surveys
from consult.services.ledger import Door
from consult.settings import LONDON
from consult.store.errors import Conflict, NotFound
from tests.consult import asking, screened

WORDS = "A swing for the big ones too"
SAVE = "Save this answer"


def day(ago):
    found = datetime.now(LONDON).date() - timedelta(days=ago)
    return f"{found.day} {found.month} {found.year}"


@pytest.fixture
def short(app):
    yield asking.open_short()
    db.session.close()


@pytest.fixture
def typist(signed_in, short):
    page = signed_in(Role.FACILITATOR).visit("/staff/documents/").follow("typed in as an answer on paper")
    return page.follow("Everybody")


def fill(page, ago=0):
    page.fill("Day on which it was received", day(ago)).choose("Yes, I have").choose("Kingston").choose("Always")
    return page.fill("What should change?", WORDS).choose("Yes, share them").choose("Girl")


def only(model):
    return db.session.scalars(sa.select(model)).one()


def test_a_sheet_is_typed_on_one_page_and_counts_as_what_was_said(typist, short):
    fill(typist).press(SAVE)
    sent, typed, said = only(Submission), only(PaperAnswer), only(Comment)
    assert f"Answer {sent.reference} is saved. Write this reference on the sheet" in typist.text
    assert sent.answers["happy"] == "3"
    assert sent.answers["people"] is None  # passed over, as online
    assert (sent.area, sent.visit_id, sent.language) == ("kingston", None, "en")
    assert (said.text, said.question, said.may_quote, said.screening) == (
        WORDS, "What should change?", True, Screened.UNSCREENED,
    )  # fmt: skip
    assert said.said_on == typed.received_on == datetime.now(LONDON).date()
    assert only(EqualityAnswers).answers["sex"] == "female"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Receipt)) == 0
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Visit)) == 0
    entry = db.session.scalar(sa.select(AuditEntry).where(AuditEntry.action == "paper answer typed"))
    assert entry.user_id == typed.typed_by
    assert WORDS not in f"{entry.subject} {entry.detail}"


def test_pressed_twice_it_is_stored_once_and_the_next_sheet_is_another(typist, short):
    fill(typist)
    sheet, path = typist.tree, typist.path
    typist.press(SAVE)
    typist.tree, typist.path = sheet, path  # the same page, pressed again
    assert "It is stored once" in typist.press(SAVE).text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Submission)) == 1
    assert typist._control("Day on which it was received").get("value") == day(0)  # the pile goes on
    fill(typist).press(SAVE)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Submission)) == 2


def test_what_is_open_on_paper_stays_open_and_what_no_page_would_ask_for_is_kept(typist, short):
    typist.fill("Day on which it was received", day(0)).choose("Yes, I have")
    typist.choose("Always").fill("What would make you happier?", "Longer holidays").press(SAVE)
    sent = only(Submission)
    assert "area" not in sent.answers  # nobody guesses for them
    assert sent.area == "not-said"
    assert sent.answers["happier"] == "Longer holidays"  # online it is asked of the unhappy only
    assert only(Comment).text == "Longer holidays"


@pytest.mark.parametrize(
    ("ago", "words"),
    [(-1, "This day has not come yet"), (400, "The survey opened on"), (None, "day, month and year")],
)
def test_a_day_that_cannot_be_is_said_at_its_field_and_nothing_typed_is_lost(typist, short, ago, words):
    fill(typist, 0)
    typist.fill("Day on which it was received", day(ago) if ago is not None else "last week").press(SAVE)
    assert typist.status == 422
    assert words in " ".join(typist.errors)
    assert WORDS in typist.body
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Submission)) == 0


def test_an_empty_sheet_and_one_that_was_not_agreed_to_are_not_taken(typist, short):
    typist.fill("Day on which it was received", day(0)).choose("Yes, I have").press(SAVE)
    assert typist.errors == [paper.NOTHING]
    typist.choose("Always")
    for box in typist.tree.iter("input"):
        if box.get("name") == "understood":
            box.attrib.pop("checked", None)
    assert "hand it in as a document" in typist.press(SAVE).errors[0]


def test_it_is_screened_like_any_text(typist, short):
    fill(typist).fill("What should change?", "My stepdad hits me every night").press(SAVE)
    screened.let_it_be_screened()
    assert only(Comment).screening is Screened.FLAGGED
    assert only(Concern).comment_id == only(Comment).id


def test_received_after_the_survey_had_closed_it_is_late_and_counted_apart(app, short, signed_in):
    surveys.open_wave("older", "Older", datetime.now(LONDON) - timedelta(days=40),
                      datetime.now(LONDON) - timedelta(days=10), sources=[asking.SHORT])  # fmt: skip
    old = next(each for each in surveys.list_surveys() if each.wave.slug == "older")
    page = signed_in(Role.MANAGER)
    for ago in (5, 12):
        fill(page.visit(f"/staff/paper/{old.id}"), ago).press(SAVE)
    assert "counted as late" not in page.text
    book = ledger.read()
    assert (book.on_paper, book.late) == ({old.id: 2}, {(Door.SURVEY, old.id): 1})
    assert book.adds_up
    page.visit("/staff/overview")
    assert "2 submissions were typed from paper by staff. 1 of what was received came late" in page.text
    assert "2 of them typed from paper" in page.text
    assert "1 of them late" in page.text
    head, *rows = exports_submissions.submission_rows(old.id)
    ways = [dict(zip(head, row, strict=True))["came_by"] for row in rows]
    assert ways == ["paper, late", "paper"]


def test_what_is_typed_wrongly_is_set_aside_by_who_typed_it_or_a_manager(typist, short, user):
    fill(typist).press(SAVE)
    key = only(Submission).id
    with pytest.raises(NotFound):
        paper.set_aside(key, role=Role.STRATEGIST, by=user(Role.STRATEGIST).id)
    db.session.rollback()
    typist.visit("/staff/paper/").press(f"Set aside: it is typed wrongly, {only(Submission).reference}")
    assert "It counts no more" in typist.text
    assert only(Submission).is_test
    assert ledger.read().on_paper == {}
    assert ledger.read().adds_up
    paper.set_aside(key, role=Role.MANAGER, by=user(Role.MANAGER).id)  # again: nothing more happens


def test_nothing_is_typed_before_a_survey_opens_or_in_words_that_it_has_not(app, signed_in):
    asking.open_wave(opens=timedelta(days=2))
    survey = surveys.list_surveys()[0]
    page = signed_in(Role.FACILITATOR)
    assert "No survey has opened yet" in page.visit("/staff/paper/").text
    with pytest.raises(Conflict):
        paper.get_survey(survey.id)
    db.session.close()
    assert page.visit(f"/staff/paper/{survey.id}").status == 409


def test_each_face_has_its_own_sheet_with_the_age_it_says(app, signed_in):
    surveys.open_wave("faced", "Faced", datetime.now(LONDON) - timedelta(days=1),
                      datetime.now(LONDON) + timedelta(days=9), sources=[asking.faced()])  # fmt: skip
    page = signed_in(Role.FACILITATOR).visit("/staff/paper/").follow("4 to 7")
    page.fill("Day on which it was received", day(0)).choose("Yes, I have").choose("Maybe").press(SAVE)
    assert (only(Submission).face, only(Submission).area) == ("young", "kingston")
    assert page.visit("/staff/paper/1?face=none").status == 404
    db.session.close()
