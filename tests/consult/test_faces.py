"""One survey, several faces: chosen by a card, changed on any page, and no answer is lost by it."""

import pytest
import sqlalchemy as sa

from consult.extensions import db
from consult.models.submissions import Submission, Visit
from consult.services import surveys
from tests.consult import asking
from tests.consult.reader import Page

YOUNG, OLD = "4 to 7 with somebody to help", "Older"
CHANGE = "Change the words or the language"


@pytest.fixture(autouse=True)
def give_connections_back(app):
    yield
    db.session.rollback()


@pytest.fixture
def young(page, app):
    asking.open_faced()
    return page.visit("/survey/short").press(YOUNG).choose("Yes, I have").press("Continue")


def saved():
    return db.session.scalar(sa.select(Visit.answers))


def sent():
    return db.session.scalars(sa.select(Submission)).one()


def finish(page):
    """Everything that is left is skipped, and sent."""
    while page.heading != "Check your answers":
        assert any(button.get("name") == "skip_page" for button in page.tree.iter("button")), page.heading
        page.press(next(b for b in ("Skip this question", "Skip these questions") if b in page.text))
    return page.press("Send my answers")


def test_the_start_page_asks_which_face_and_the_card_that_is_pressed_begins_it(page, app):
    asking.open_faced()
    page.visit("/survey/short")
    assert "How old are you?" in page.text
    page.press(YOUNG)
    assert page.title.startswith("Before you start – A short survey for the young")
    assert "We keep it safe." in page.text


def test_what_the_card_says_is_not_asked_again_and_is_sent(young):
    assert young.heading == "Are you happy?"
    finish(young.choose("Yes").press("Continue"))
    assert sent().answers["area"] == "kingston" == sent().area
    assert (sent().face, sent().language) == ("young", "en")
    assert sent().notice != ""


def test_a_survey_with_one_face_only_asks_nothing(page, app):
    asking.open_short()
    assert page.visit("/survey/short").press("Start now").heading == "Before you start"
    assert CHANGE not in page.text


def test_a_wrong_face_is_changed_on_any_page_and_nothing_that_was_said_is_lost(young):
    young.choose("Yes").press(CHANGE)
    assert young.heading == CHANGE
    assert "You have this one now" in young.text
    young.press(OLD)
    assert young.heading == "I am happy"
    assert saved() == {"understood": True, "area": "kingston", "happy": "3"}
    assert young.press("Continue").heading == "What do you like?"


def test_somebody_on_the_first_page_can_change_before_agreeing_to_anything(page, app):
    asking.open_faced()
    page.visit("/survey/short").press(OLD).press(CHANGE).press(YOUNG)
    assert (page.heading, saved()) == ("Before you start", {})
    assert "We keep it safe." in page.text


def test_an_answer_that_the_other_face_does_not_show_is_kept_and_said_in_words(page, app):
    asking.open_faced()
    page.visit("/survey/short").press(OLD).choose("Yes, I have").press("Continue").choose("Richmond").press("Continue")
    page.choose("And more").press(CHANGE).press(YOUNG)
    assert "You said “And more”. We keep that, unless you choose again." in page.text
    page.press("Continue")
    assert saved()["happy"] == "4"
    finish(page)
    assert sent().answers["happy"] == "4"
    assert sent().answers["area"] == "kingston"


def test_an_answer_to_a_question_that_the_other_face_leaves_out_stays_in_the_draft(page, app):
    asking.open_faced()
    page.visit("/survey/short").press(OLD).choose("Yes, I have").press("Continue").choose("Richmond").press("Continue")
    page.choose("Always").press("Continue").choose("Art").press(CHANGE).press(YOUNG)
    assert page.heading == "Your home"
    assert saved()["likes"] == ["art"]
    page.press(CHANGE).press(OLD)
    assert "Art" in page.visit("/survey/short/likes").body
    assert saved()["area"] == "kingston"


def test_a_page_sent_from_a_tab_with_the_other_face_is_kept(page, app):
    asking.open_faced()
    page.visit("/survey/short").press(OLD).choose("Yes, I have").press("Continue").choose("Richmond").press("Continue")
    page.choose("Always").press("Continue")
    other = Page(app)
    other.client = page.client
    other.visit("/survey/short/way").press(YOUNG)
    page.choose("Art").press("Continue")
    assert saved()["likes"] == ["art"]
    assert page.heading == "Your home"


def test_back_to_the_cards_and_another_pressed_goes_on_in_that_one(page, app):
    asking.open_faced()
    page.visit("/survey/short")
    cards = Page(app)
    cards.client = page.client
    cards.visit("/survey/short")
    page.press(OLD).choose("Yes, I have").press("Continue")
    assert cards.press(YOUNG).heading == "Are you happy?"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Visit)) == 1


def test_the_next_person_on_the_device_is_asked_again(young):
    young.visit("/survey/short")
    assert "How old are you?" not in young.text
    young.press("Start again")
    assert saved() == {"understood": True}
    young.press(OLD)
    assert saved() == {}


@pytest.mark.parametrize("address", ["/survey/short", "/survey/short/way"])
def test_an_unknown_face_has_its_plain_page_and_loses_nothing(young, address):
    young.visit(address)
    token = next(i.get("value") for i in young.tree.iter("input") if i.get("name") == "csrf_token")
    answer = young.client.post(address, data={"csrf_token": token, "face": "nobody’s"})
    assert answer.status_code == 404
    assert "This survey does not come in that way" in answer.get_data(as_text=True)
    assert saved() == {"understood": True}


def test_a_page_that_only_another_face_has_leads_to_the_nearest(young):
    young.choose("Yes").press("Continue")
    assert young.visit("/survey/short/likes").heading == "Your home"
    assert young.visit("/survey/short/nonsense").heading == "This survey has no such page"


def test_without_a_visit_the_way_page_leads_to_the_start(page, app):
    asking.open_faced()
    assert page.visit("/survey/short/way").path == "/survey/short"


def test_a_browser_that_forgot_its_visit_goes_on_in_the_face_of_its_page(young):
    with young.client.session_transaction() as kept:
        kept.pop("visits")
    young.choose("Yes").press("Continue")
    assert db.session.scalars(sa.select(Visit.face).order_by(Visit.id)).all() == ["young", "young"]


def test_what_was_seen_can_be_shown_again_in_its_own_words(young):
    finish(young.choose("Yes").press("Continue"))
    surveys.install_survey("try", asking.faced(asking.YOUNG.replace("Are you happy?", "Are you glad?")))
    stored = sent()
    seen = surveys.get_shown(stored.instrument_version_id, stored.face, stored.language)
    assert seen.question("happy").text == "Are you happy?"
    assert stored.notice == f"confidential with limits, {seen.privacy.version}"
    assert seen.privacy.version != surveys.get_shown(stored.instrument_version_id, "old").privacy.version


def test_what_is_promised_can_be_read_in_the_words_of_every_face_before_one_begins(page, app):
    asking.open_faced()
    page.visit("/privacy/short")
    younger = page.follow("4 to 7").text
    assert page.heading == "About your answers"
    assert page.follow(OLD).text != younger
    assert page.visit("/privacy/short?face=nobody").status == 404
