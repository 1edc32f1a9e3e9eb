"""What a survey promises is read, agreed to and kept; one press leaves nothing behind."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from consult.extensions import db
from consult.models.base import utcnow
from consult.models.submissions import Submission, Visit
from consult.models.surveys import Confidentiality
from consult.services import concerns, intake, surveys
from consult.store.errors import Conflict
from surveys import Answers, load_all
from surveys.questionnaire import TextQuestion
from tests.consult import asking
from tests.consult.screened import let_it_be_screened

ANONYMOUS = asking.SHORT.replace("\nabout_your_answers", '\nanonymous = ["We cannot find you."]\nabout_your_answers')
SAID = {
    "understood": True, "area": "kingston", "happy": "3", "likes": ("art",), "people": 2, "word": "warm",
    "change": "my stepdad hits me", "may-quote": True,
}  # fmt: skip


@pytest.fixture(autouse=True)
def closed_reads(app):
    yield
    db.session.close()


def open_wave(*, anonymous=(), opens=-timedelta(days=1), source=ANONYMOUS):
    begins, ends = utcnow() + opens, utcnow() + timedelta(days=30)
    return surveys.open_wave("try", "Try", begins, ends, sources=[source], anonymous=anonymous)[0]


def begin(page):
    return page.visit("/survey/short").press("Start now")


# --- the promise -----------------------------------------------------------------------------------------------------


def test_the_words_shown_are_those_of_the_promise(page):
    open_wave(anonymous=["children"])
    begin(page)
    assert "We cannot find you." in page.text
    assert "we have to tell people" not in page.text


def test_without_being_asked_for_a_survey_is_confidential_with_limits(page):
    survey = open_wave()
    assert survey.confidentiality == Confidentiality.WITH_LIMITS
    assert "we have to tell people" in begin(page).text


@pytest.mark.parametrize("audience", ["children", "parents", "partners", "staff"])
def test_every_shipped_survey_has_words_for_both_promises(audience):
    privacy = load_all()[audience].privacy
    assert privacy.confidentiality != privacy.anonymous
    assert all(any("Nobody is reading this right now" in each for each in words) for words in (
        privacy.confidentiality, privacy.anonymous,
    ))  # fmt: skip


def test_a_survey_without_words_for_its_promise_is_not_opened(app):
    with pytest.raises(Conflict, match="has no words for the promise “anonymous”"):
        open_wave(anonymous=["children"], source=asking.SHORT)
    assert surveys.list_surveys() == []


def test_before_it_opens_the_promise_can_be_changed_and_afterwards_not(app):
    open_wave(opens=timedelta(days=2))
    assert open_wave(opens=timedelta(days=2), anonymous=["children"]).confidentiality == Confidentiality.ANONYMOUS
    assert open_wave(opens=-timedelta(days=1)).confidentiality == Confidentiality.ANONYMOUS, "unsaid, it stays"
    with_limits = {"children": Confidentiality.WITH_LIMITS}
    with pytest.raises(Conflict, match="people have relied on it"):
        surveys.install_survey("try", ANONYMOUS, modes=with_limits)


def test_new_words_must_keep_the_promise_that_was_made(app):
    open_wave(anonymous=["children"])
    with pytest.raises(Conflict, match="has no words"):
        surveys.install_survey("try", asking.SHORT)


def test_of_a_truly_anonymous_answer_the_queue_knows_only_the_survey(app):
    survey = open_wave(anonymous=["children"])
    intake.record(survey, Answers(SAID), submitted_at=utcnow())
    let_it_be_screened()
    concern = concerns.list_open()[0].concern
    assert (concern.area, concern.sent_from, concern.sent_until, concern.place) == ("", None, None, "")


# --- the notice ------------------------------------------------------------------------------------------------------


def test_the_notice_that_was_read_is_recorded_before_the_first_free_text(page):
    survey = open_wave()
    begin(page)
    visit = sa.select(Visit).execution_options(populate_existing=True)
    assert db.session.scalars(visit).one().notice == ""
    page.choose("Yes, I have").press("Continue")
    version = surveys.get_instrument(survey.instrument_version_id).privacy.version
    assert db.session.scalars(visit).one().notice == f"confidential with limits, {version}"
    for skipped in ("change", "home"):
        assert page.visit(f"/survey/short/{skipped}").heading == "Where do you live?", "not before its turn"


def test_the_notice_is_kept_with_what_was_sent(app):
    survey = open_wave(anonymous=["children"])
    intake.record(survey, Answers(SAID), submitted_at=utcnow())
    assert db.session.scalars(sa.select(Submission)).one().notice.startswith("anonymous, ")


@pytest.mark.parametrize("audience", ["children", "parents", "partners", "staff"])
def test_beside_every_box_for_free_words_it_says_that_nobody_reads_it_now(audience):
    questions = [q for q in load_all()[audience].questions if isinstance(q, TextQuestion)]
    assert questions
    assert all("Nobody is reading this right now" in question.notice for question in questions)


# --- leaving ---------------------------------------------------------------------------------------------------------


def answered(page):
    begin(page).choose("Yes, I have").press("Continue").choose("Kingston").press("Continue")
    return page


def test_one_press_deletes_the_draft_forgets_the_device_and_leads_elsewhere(page):
    open_wave()
    answered(page)
    answer = page.client.post("/leave")
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert answer.headers["Refresh"] == "0; url=https://www.bbc.co.uk/weather"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert b"Conversation" not in answer.data
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Visit)) == 0
    assert page.visit("/survey/short/area").heading == "There is nothing here any more", "Back shows nothing"
    assert "Somebody has begun" not in page.text


def test_what_was_sent_stays_and_this_device_no_longer_knows_the_way_to_it(page):
    survey = open_wave()
    token = intake.start("short")
    intake.save_page(token, SAID)
    sent = intake.submit(token)
    with page.client.session_transaction() as session:
        session["sent"] = {"short": sent.reference}
    page.client.post("/leave")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Submission)) == 1
    assert sent.reference not in page.visit(f"/survey/{survey.slug}/answers/sent").body


def test_the_button_is_on_every_page_of_a_survey_and_nothing_can_hold_it_up(page):
    open_wave()
    for turn in (lambda: page.visit("/survey/short"), lambda: page.press("Start now"),
                 lambda: page.choose("Yes, I have").press("Continue")):  # fmt: skip
        turn()
        assert "Leaves at once. What you have not sent is deleted." in page.body
        assert page.body.count("Exit this page") == 2
    assert page.client.post("/leave", data={"csrf_token": "stale"}).status_code == 200
    assert "Exit this page" not in page.visit("/").body


def test_another_site_cannot_press_it(page):
    open_wave()
    answered(page)
    assert page.client.post("/leave", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Visit)) == 1
