"""Answers are taken in once, whole, in the wording they answered."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa

from consult.extensions import db
from consult.models.base import utcnow
from consult.models.comments import Comment
from consult.models.submissions import EqualityAnswers, Submission, Visit
from consult.models.surveys import InstrumentVersion, Survey
from consult.services import intake, surveys
from consult.services.surveys import Status
from consult.store.errors import Conflict
from surveys import SKIPPED
from tests.consult import asking

ANSWERS = {
    "understood": True,
    "area": "richmond",
    "happy": "3",
    "likes": ("art", "music"),
    "people": 4,
    "word": "Cosy",
    "change": "More buses",
    "may-quote": True,
}


@pytest.fixture(autouse=True)
def give_connections_back(app):
    yield
    db.session.rollback()


@pytest.fixture
def survey(app):
    return asking.open_short()


def begin(**more):
    token = intake.start("short")
    intake.save_page(token, {**ANSWERS, **more})
    return token


def count(table):
    return db.session.scalar(sa.select(sa.func.count()).select_from(table))


def test_a_page_is_kept_as_soon_as_it_is_saved(survey):
    token = intake.start("short")
    intake.save_page(token, {"area": "kingston"})
    intake.save_page(token, {"change": SKIPPED})
    assert dict(intake.find_draft("short", token).answers) == {"area": "kingston", "change": SKIPPED}


def test_only_the_hash_of_a_token_is_stored(survey):
    token = intake.start("short")
    assert db.session.scalar(sa.select(Visit.token_hash)) == intake.hash_token(token) != token


def test_ten_thousand_visits_have_ten_thousand_different_tokens(survey):
    tokens = {intake.start("short") for _ in range(50)} | {intake.secrets.token_urlsafe(32) for _ in range(9_950)}
    assert len(tokens) == 10_000
    assert all(len(token) >= 43 for token in tokens)


def test_sending_stores_the_answers_on_the_path_and_empties_the_draft(survey):
    token = begin(happier="off the path", happy="3")
    draft = intake.submit(token)
    stored = db.session.scalar(sa.select(Submission))
    assert stored.reference == draft.reference
    assert (stored.audience, stored.area) == ("children", "richmond")
    assert stored.instrument_version_id == draft.instrument.version
    assert stored.answers["likes"] == ["art", "music"]
    assert "happier" not in stored.answers
    assert db.session.scalar(sa.select(Visit.answers)) == {}


def test_every_open_answer_becomes_a_comment_in_the_same_transaction(survey):
    intake.submit(begin())
    found = {c.question_id: c for c in db.session.scalars(sa.select(Comment))}
    assert set(found) == {"word", "change"}
    change = found["change"]
    assert (change.text, change.question, change.area) == ("More buses", "What should change?", "richmond")
    assert (change.audience, change.source, change.may_quote) == ("children", "survey", True)
    assert change.said_on == utcnow().date()


def test_words_are_not_to_be_quoted_unless_somebody_said_so(survey):
    intake.submit(begin(**{"may-quote": SKIPPED}))
    assert not any(db.session.scalars(sa.select(Comment.may_quote)))


def test_an_area_that_was_not_said_is_kept_as_not_said(survey):
    intake.submit(begin(area="prefer-not-to-say", change=SKIPPED, word=SKIPPED))
    assert db.session.scalar(sa.select(Submission.area)) == "not-said"
    assert count(Comment) == 0


def test_sending_twice_gives_the_same_reference_once(survey):
    token = begin()
    assert intake.submit(token).reference == intake.submit(token).reference
    assert count(Submission) == 1


def test_an_unfinished_draft_is_not_sent(survey):
    token = intake.start("short")
    with pytest.raises(intake.NotFinished):
        intake.submit(token)
    assert count(Submission) == 0


def test_a_sent_draft_is_not_changed_by_a_forgotten_tab(survey):
    token = begin()
    sent = intake.submit(token)
    assert intake.save_page(token, {"change": "Too late"}).reference == sent.reference
    assert db.session.scalar(sa.select(Submission.answers))["change"] == "More buses"


def test_two_tabs_that_save_at_once_both_keep_their_page(app, survey):
    token = intake.start("short")
    pages = [{"area": "kingston"}, {"happy": "2"}, {"change": "Swings"}, {"likes": ("art",)}]

    def save(page):
        with app.app_context():
            intake.save_page(token, page)

    with ThreadPoolExecutor(4) as tabs:
        list(tabs.map(save, pages))
    assert set(intake.find_draft("short", token).answers) == {"area", "happy", "change", "likes"}


def test_ten_parallel_sendings_make_one_submission(app, survey):
    token = begin()

    def send(_):
        with app.app_context():
            return intake.submit(token).reference

    with ThreadPoolExecutor(10) as presses:
        references = set(presses.map(send, range(10)))
    assert len(references) == 1
    assert count(Submission) == 1
    assert count(Comment) == 2


def test_equality_answers_are_kept_apart_and_grow_page_by_page(survey):
    token = begin()
    assert not intake.save_equality_page(token, {"sex": "female"}).is_sent
    intake.submit(token)
    intake.save_equality_page(token, {"sex": "female"})
    intake.save_equality_page(token, {"carer": SKIPPED})
    assert db.session.scalar(sa.select(EqualityAnswers.answers)) == {"sex": "female", "carer": None}
    assert "sex" not in db.session.scalar(sa.select(Submission.answers))


def test_two_tabs_with_equality_questions_both_keep_their_page(app, survey):
    token = begin()
    intake.submit(token)
    pages = [{"sex": "male"}, {"carer": "yes"}] * 4

    def save(page):
        with app.app_context():
            intake.save_equality_page(token, page)

    with ThreadPoolExecutor(8) as tabs:
        list(tabs.map(save, pages))
    assert db.session.scalar(sa.select(EqualityAnswers.answers)) == {"sex": "male", "carer": "yes"}


def test_references_are_easy_to_read_out():
    for _ in range(500):
        assert re.fullmatch(
            r"BC-[2346789ACDEFGHJKMNPQRTVWXY]{4}-[2346789ACDEFGHJKMNPQRTVWXY]{4}", intake.new_reference()
        )


def test_starting_again_deletes_the_draft_that_was_given_up_but_nothing_that_was_sent(survey):
    old = begin()
    intake.start("short", in_place_of=old)
    assert intake.find_draft("short", old) is None
    sent = begin()
    intake.submit(sent)
    intake.start("short", in_place_of=sent)
    assert intake.find_draft("short", sent).is_sent


def test_whoever_has_begun_may_finish_within_a_day_of_closing(survey):
    token = begin()
    asking.end_wave(utcnow() - timedelta(hours=23))
    with pytest.raises(surveys.SurveyClosed):
        intake.start("short")
    intake.save_page(token, {"change": "One more thing"})
    assert intake.submit(token).reference


def test_a_day_after_closing_a_draft_cannot_be_sent_any_more_but_is_kept(survey):
    token = begin()
    asking.end_wave(utcnow() - timedelta(hours=25))
    with pytest.raises(surveys.SurveyClosed):
        intake.submit(token)
    assert db.session.scalar(sa.select(Visit.answers))["change"] == "More buses"


def test_a_token_of_one_survey_opens_no_other(survey):
    asking.open_wave()
    assert intake.find_draft("children", intake.start("short")) is None


# --- opening surveys -------------------------------------------------------------------------------------------------


def test_opening_a_wave_twice_changes_nothing(app):
    first = asking.open_wave()
    again = asking.open_wave()
    assert [s.slug for s in again] == [s.slug for s in first] == ["children", "parents", "partners", "staff"]
    assert count(Survey) == 4
    assert count(InstrumentVersion) == 4


def test_a_later_wave_has_addresses_of_its_own(app):
    asking.open_wave()
    later = surveys.open_wave("plan-2030", "Plan 2030", utcnow(), utcnow() + timedelta(days=9))
    assert later[0].slug == "children-plan-2030"


def test_a_changed_wording_is_a_new_version_and_old_answers_keep_the_old_one(survey):
    sent, begun = begin(), begin()
    intake.submit(sent)
    changed = surveys.install_survey("try", asking.SHORT.replace("What should change?", "What must change?"))
    assert changed.id == survey.id
    intake.submit(begun)
    later = begin()
    intake.submit(later)
    asked = db.session.scalars(sa.select(Comment.question).where(Comment.question_id == "change").order_by(Comment.id))
    assert list(asked) == ["What should change?", "What should change?", "What must change?"]
    versions = set(db.session.scalars(sa.select(Submission.instrument_version_id)))
    assert len(versions) == 2
    assert {surveys.get_instrument(v).question("change").text for v in versions} == {
        "What should change?",
        "What must change?",
    }


def test_a_survey_that_does_not_say_who_reads_it_cannot_be_opened(app):
    asking.open_wave()
    with pytest.raises(Conflict, match="cannot be opened yet"):
        surveys.install_survey(
            "plan", asking.SHORT.replace('readers = ["Our team reads every answer."]', "readers = []")
        )


def test_a_survey_that_asks_for_words_before_the_limits_of_confidentiality_cannot_be_opened(app):
    asking.open_wave()
    with pytest.raises(Conflict, match="cannot be opened yet"):
        surveys.install_survey("plan", asking.SHORT.replace("shows_privacy = true\n", ""))


def test_the_clock_of_the_server_decides(survey):
    opens, closes = survey.wave.opens_at, surveys.closing_time(survey)
    assert surveys.status(survey, opens - timedelta(seconds=1)) == Status.NOT_YET
    assert surveys.status(survey, opens) == Status.OPEN
    assert surveys.status(survey, closes - timedelta(seconds=1)) == Status.OPEN
    assert surveys.status(survey, closes) == Status.CLOSED


def test_a_manager_can_close_a_survey_early_and_open_it_again(survey, user):
    from consult.models.people import Role

    manager = user(Role.MANAGER)
    surveys.close_survey(survey.id, by=manager.id)
    assert surveys.status(surveys.get_survey("short"), utcnow() + timedelta(seconds=1)) == Status.CLOSED
    surveys.reopen_survey(survey.id, by=manager.id)
    assert surveys.status(surveys.get_survey("short")) == Status.OPEN


def test_what_two_tabs_and_leaving_did_since_a_page_was_read_is_not_lost(survey):
    token = intake.start("short")
    seen = intake.find_draft("short", token)
    intake.save_page(token, {"area": "kingston"})
    assert intake.save_page(token, {"change": "Swings"}, seen=seen).answers == {"area": "kingston", "change": "Swings"}
    assert intake.find_draft("short", token).answers == {"area": "kingston", "change": "Swings"}
    intake.leave(token)
    assert intake.save_page(token, {"change": "Slides"}, seen=seen) is None
    assert intake.find_draft("short", token) is None


def test_a_page_read_before_the_answers_were_sent_changes_nothing_after(survey):
    token = intake.start("short")
    intake.save_page(token, ANSWERS)
    seen = intake.find_draft("short", token)
    sent = intake.submit(token)
    assert intake.save_page(token, {"change": "Too late"}, seen=seen).reference == sent.reference
    assert intake.find_draft("short", token).answers.get("change") == sent.answers.get("change")
