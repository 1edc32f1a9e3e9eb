"""A respondent's journey, from the front page to the confirmation."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from consult.extensions import db
from consult.help_lines import read_help_lines
from consult.models.base import utcnow
from consult.models.submissions import EqualityAnswers, Submission, Visit
from consult.services import surveys
from consult.store.transaction import transaction
from surveys import load_all
from tests.consult import asking
from tests.consult.reader import text


@pytest.fixture(autouse=True)
def give_connections_back(app):
    yield
    db.session.rollback()


@pytest.fixture
def short(app):
    return asking.open_short()


@pytest.fixture
def started(page, short):
    return page.visit("/survey/short").press("Start now")


def agree(page):
    return page.choose("Yes, I have").press("Continue")


def answer_all(page):
    """To the page that checks the answers."""
    agree(page).choose("Kingston").press("Continue").choose("Always").press("Continue")
    page.choose("Art").choose("Music").press("Continue")
    page.fill("How many people live with you?", "4").fill("One word for your home", "Cosy").press("Continue")
    page.fill("What should change?", "More buses\nand swings").press("Continue")
    return page.choose("Yes, share them").press("Continue")


def count(table):
    return db.session.scalar(sa.select(sa.func.count()).select_from(table))


def saved():
    return db.session.scalar(sa.select(Visit.answers).order_by(Visit.id.desc()).limit(1))


# --- finding a survey ------------------------------------------------------------------------------------------------


def test_the_front_page_shows_four_surveys_and_when_they_close(page, app):
    found = asking.open_wave()
    page.visit("/")
    assert page.heading == "Tell us what you think"
    for who in ("a child or young person", "a parent or carer", "from a partner organisation", "a member of staff"):
        assert f"I am {who}" in page.text
    assert page.text.count("Open now.") == 4
    assert page.follow("I am a child or young person").heading == found[0].title


def test_the_front_page_without_a_survey_says_so(page):
    assert "There is no survey just now" in page.visit("/").text


def test_staff_find_their_sign_in_on_the_front_page(page):
    assert page.visit("/").follow("Sign in for staff").heading == "Sign in"


def test_the_start_page_says_who_asks_who_reads_what_can_change_and_what_your_rights_are(page, short):
    page.visit("/survey/short")
    for words in (
        "Achieving for Children asks.",
        "Our team reads every answer.",
        "We decide by 28 February 2027",
        "We tell you what happened by 30 June 2027",
        "What we do first.",
        "The law.",
        "You can stop when you like.",
    ):
        assert words in page.text


@pytest.mark.parametrize(
    ("opens", "closes", "status", "heading"),
    [
        (timedelta(days=2), timedelta(days=9), 403, "This survey is not open yet"),
        (-timedelta(days=9), -timedelta(days=2), 410, "This survey has closed"),
    ],
)
def test_a_survey_that_cannot_be_answered_now_has_a_page_of_its_own(page, opens, closes, status, heading):
    asking.open_short(opens=opens, closes=closes)
    page.visit("/survey/short")
    assert (page.status, page.heading) == (status, heading)
    assert "0800 1111" in page.text


def test_an_unknown_survey_has_a_page_of_its_own(page):
    page.visit("/survey/childrn")
    assert (page.status, page.heading) == (404, "We cannot find that survey")


def test_an_unknown_page_of_a_survey_has_a_page_of_its_own(page, short):
    page.visit("/survey/short/nonsense")
    assert (page.status, page.heading) == (404, "This survey has no such page")
    page.visit("/survey/short").press("Start now").visit("/survey/short/nonsense")
    assert (page.status, page.heading) == (404, "This survey has no such page")


# --- answering -------------------------------------------------------------------------------------------------------


def test_a_whole_journey_ends_with_one_submission_and_a_reference(started):
    page = answer_all(started)
    assert page.heading == "Check your answers"
    assert "More buses" in page.text
    assert "Art, Music" in page.text
    page.press("Send my answers")
    assert page.heading == "A few questions about you"
    page.press("Yes, I will answer these").choose("Girl").press("Continue").press("Skip this question")
    assert page.heading == "Thank you. Your answers are sent"
    stored = db.session.scalar(sa.select(Submission))
    assert stored.reference in page.text
    assert stored.answers["change"] == "More buses\nand swings"
    assert stored.answers["people"] == 4
    assert db.session.scalar(sa.select(EqualityAnswers.answers)) == {"sex": "female", "carer": None}


def can_skip(page) -> bool:
    return any(button.get("name") == "skip_page" for button in page.tree.iter("button"))


def skip(page) -> None:
    """Whatever the button says: one question, or all of the page."""
    page.press(next(text(button) for button in page.tree.iter("button") if button.get("name") == "skip_page"))


FACES = [(one.id, face.id) for one in load_all().values() for face in one.faces]


def press_card(page, face: str) -> None:
    """The card of a face; the button where there is only one."""
    cards = [text(button) for button in page.tree.iter("button") if button.get("value") == face]
    page.press(cards[0] if cards else "Start now")


def answer_this_page(page) -> None:
    """The first choice, or some words."""
    controls = [one for one in page.tree.iter() if one.tag in ("input", "select", "textarea")]
    first = next(one for one in controls if one.get("type") != "hidden")
    if first.get("type") in ("radio", "checkbox"):
        first.set("checked", "")
    elif first.tag == "select":
        next(option for option in first.iter("option") if option.get("value")).set("selected", "")
    elif first.tag == "textarea":
        first.text = "More places to play"
    page.press("Continue")


@pytest.mark.parametrize(("slug", "face"), FACES, ids=[f"{slug}-{face}" for slug, face in FACES])
def test_every_face_of_each_survey_can_be_answered_and_skipped_through(page, slug, face):
    asking.open_wave()
    press_card(page.visit(f"/survey/{slug}"), face)
    for number in range(60):
        if page.heading == "Check your answers":
            break
        skip(page) if number % 2 and can_skip(page) else answer_this_page(page)
    page.press("Send my answers").press("No thank you")
    assert page.heading == "Thank you. Your answers are sent"
    stored = db.session.scalars(sa.select(Submission)).one()
    assert (stored.audience, stored.face, stored.language) == (slug, face, "en")
    assert {value is None for value in stored.answers.values()} == {True, False}
    assert count(EqualityAnswers) == 0


def test_progress_is_said_in_words(started):
    assert "Question 1 of 7" in started.text
    assert "Question 2 of 7" in agree(started).text


def test_an_unhappy_child_is_asked_what_would_make_it_happier(started):
    agree(started).choose("Kingston").press("Continue").choose("Not at all").press("Continue")
    assert started.heading == "What would make you happier?"


def test_the_first_page_tells_the_limits_of_confidentiality_and_must_be_agreed_to(started):
    assert "If someone is being hurt we have to tell people." in started.text
    started.press("Continue")
    assert started.errors == ["Tick the box “Yes, I have” to go on"]
    assert started.title.startswith("Error: Before you start")
    assert started.status == 422
    started.choose("Yes, I have").press("Continue")
    assert saved()["understood"] is True


def test_what_was_typed_stays_when_something_else_is_wrong(started):
    agree(started).choose("Kingston").press("Continue").press("Skip this question").press("Skip this question")
    started.fill("How many people live with you?", "lots").fill("One word for your home", "Full <b>of</b> love")
    started.press("Continue")
    assert started.errors == ["Enter a whole number between 0 and 30"]
    assert 'value="lots"' in started.body
    assert "Full &lt;b&gt;of&lt;/b&gt; love" in started.body


def test_an_exclusive_choice_beside_another_is_told(started):
    agree(started).choose("Kingston").press("Continue").press("Skip this question")
    started.choose("Art").choose("None of these").press("Continue")
    assert started.errors == ["Choose “None of these” by itself, or choose other answers"]


def test_a_very_long_answer_is_never_cut(started):
    agree(started).visit("/survey/short/area").choose("Kingston").press("Continue")
    for _ in range(3):
        skip(started)
    words = "word " * 2_100
    started.fill("What should change?", words).press("Continue")
    assert "too long" in started.errors[0]
    assert words.strip() in started.body


def test_skipping_is_kept_as_skipped(started):
    agree(started).choose("Kingston").press("Continue").press("Skip this question")
    assert saved() == {"understood": True, "area": "kingston", "happy": None}


def test_a_question_that_must_be_answered_has_no_skip(started):
    agree(started)
    assert not can_skip(started)


def test_beside_every_box_for_words_it_says_that_nobody_reads_this_now(started):
    answer_all(started).visit("/survey/short/change")
    box = next(started.tree.iter("textarea"))
    described = {e.get("id"): "".join(e.itertext()) for e in started.tree.iter() if e.get("id")}
    assert any("Nobody is reading this right now." in described[i] for i in box.get("aria-describedby").split())


def test_going_back_shows_what_was_said(started):
    agree(started).choose("Richmond").press("Continue").follow("Back")
    chosen = [i for i in started.tree.iter("input") if i.get("checked") is not None]
    assert [i.get("value") for i in chosen] == ["richmond"]


def test_a_later_page_than_reached_leads_to_the_first_unanswered_one(started):
    assert started.visit("/survey/short/change").heading == "Before you start"
    assert started.visit("/survey/short/answers/check").heading == "Before you start"
    assert started.visit("/survey/short/sex").heading == "Before you start"
    assert started.visit("/survey/short/answers/sent").heading == "Before you start"


def test_a_page_that_is_not_for_this_person_is_not_shown(started):
    agree(started).choose("Kingston").press("Continue").choose("Always").press("Continue")
    assert started.visit("/survey/short/happier").heading == "What do you like?"


def test_without_a_visit_every_page_says_that_nothing_is_here(page, short):
    for path in ("area", "answers/check", "answers/equality"):
        assert page.visit(f"/survey/short/{path}").heading == "There is nothing here any more"
    assert page.follow("Go to the beginning of the survey").path == "/survey/short"


# --- checking and changing -------------------------------------------------------------------------------------------


def test_after_a_change_one_is_back_at_the_check(started):
    answer_all(started).follow("Change the answer to “What should change?”")
    started.fill("What should change?", "Fewer cars").press("Continue")
    assert started.heading == "Check your answers"
    assert "Fewer cars" in started.text


def test_a_change_that_opens_a_page_asks_it_and_then_returns_to_the_check(started):
    answer_all(started).follow("Change the answer to “I am happy”").choose("Not at all").press("Continue")
    assert started.heading == "What would make you happier?"
    started.fill("What would make you happier?", "A dog").press("Continue")
    assert started.heading == "Check your answers"


def test_an_answer_that_left_the_path_is_not_sent(started):
    answer_all(started).follow("Change the answer to “I am happy”").choose("Not at all").press("Continue")
    started.fill("What would make you happier?", "A dog").press("Continue")
    started.follow("Change the answer to “I am happy”").choose("Always").press("Continue").press("Send my answers")
    assert "happier" not in db.session.scalar(sa.select(Submission.answers))


# --- after sending ---------------------------------------------------------------------------------------------------


def test_the_confirmation_survives_a_refresh_and_a_bookmark(started):
    page = answer_all(started).press("Send my answers").press("No thank you")
    reference = db.session.scalar(sa.select(Submission.reference))
    assert reference in page.visit(page.path).text
    for path in ("area", "answers/check", "answers/equality", "sex"):
        assert page.visit(f"/survey/short/{path}").path == "/survey/short/answers/sent"


def test_the_confirmation_says_what_happens_next_and_where_to_get_help(started):
    page = answer_all(started).press("Send my answers").press("No thank you")
    for words in ("by 28 February 2027", "by 30 June 2027", "Nobody is reading your answers right now", "0800 1111"):
        assert words in page.text


def test_the_confirmation_without_a_visit_makes_sense(page, short):
    page.visit("/survey/short/answers/sent")
    assert page.heading == "There is nothing to see here on this device"


def test_after_sending_the_same_browser_sees_no_answers_any_more(started):
    page = answer_all(started).press("Send my answers")
    assert "More buses" not in page.visit("/survey/short/change").body
    page.visit("/survey/short/answers/equality").press("Yes, I will answer these").choose("Boy").press("Continue")
    page.press("Skip this question")
    assert page.visit("/survey/short/sex").path == "/survey/short/answers/sent"


def test_the_next_child_on_the_same_tablet_starts_afresh(started):
    page = answer_all(started).press("Send my answers").press("No thank you")
    page.press("Finish, and clear for the next person")
    assert page.path == "/survey/short"
    assert page.visit("/survey/short/answers/sent").heading == "There is nothing to see here on this device"
    page.visit("/survey/short").press("Start now")
    assert page.heading == "Before you start"
    assert count(Visit) == 2


def test_no_thank_you_is_as_easy_as_yes(started):
    page = answer_all(started).press("Send my answers")
    look = {(b.get("name"), b.get("class")) for b in next(page.tree.iter("main")).iter("button")}
    assert look == {("yes", "govuk-button"), ("no_thank_you", "govuk-button")}


# --- coming back -----------------------------------------------------------------------------------------------------


def test_an_unfinished_draft_is_offered_without_showing_what_was_said(started):
    answer_all(started).visit("/survey/short")
    assert "Somebody has begun this survey on this device." in started.text
    assert "buses" not in started.body
    assert started.press("Carry on").heading == "Check your answers"


def test_starting_again_clears_what_was_said(started):
    answer_all(started).visit("/survey/short").press("Start again")
    assert started.heading == "Before you start"
    assert count(Visit) == 1
    assert saved() == {}


def test_who_has_begun_may_finish_after_the_survey_has_closed(started):
    answer_all(started)
    asking.end_wave(utcnow() - timedelta(hours=1))
    assert started.visit("/survey/short").press("Carry on").press("Send my answers").status == 200
    assert count(Submission) == 1


def test_a_survey_that_is_closed_for_a_day_takes_nothing_more(started):
    answer_all(started)
    asking.end_wave(utcnow() - timedelta(hours=25))
    started.press("Send my answers")
    assert (started.status, started.heading) == (410, "This survey has closed")
    assert count(Submission) == 0


def test_a_reworded_survey_goes_on_in_the_words_it_began_with(started):
    surveys.install_survey("try", asking.SHORT.replace("Where do you live?", "Where is your home?"))
    assert agree(started).heading == "Where do you live?"


# --- help and privacy ------------------------------------------------------------------------------------------------


def test_help_is_on_every_page_in_the_same_place(page, short):
    page.visit("/")
    seen = [page.visit("/survey/short")] and [_help(page)]
    answer_on = page.press("Start now")
    seen.append(_help(answer_on))
    seen.append(_help(answer_all(page)))
    seen.append(_help(page.press("Send my answers")))
    seen.append(_help(page.press("No thank you")))
    in_passing = ("done", "still-you", "answers/not-here", "answers/stopped", "answers/sent", "area", "nowhere")
    others = ("/survey/nowhere", "/come-back", "/your-answers", "/g", "/g/NOSUCH", "/privacy", "/privacy/short")
    for address in (*(f"/survey/short/{place}" for place in in_passing), *others, "/accessibility", "/"):
        seen.append(_help(page.visit(address)))
    assert len(set(seen)) == 1, "SC 3.2.6: the same words in the same order, before the same footer"
    assert "tel:08001111" in seen[0]
    assert "tel:999" in seen[0]


def _help(page):
    """The last thing in the main part of the page."""
    main = next(page.tree.iter("main"))
    box = list(main[0])[-1]
    assert "app-help" in box.get("class")
    return " ".join(a.get("href") for a in box.iter("a"))


def test_help_lines_are_configuration(app, page, tmp_path):
    file = tmp_path / "lines.toml"
    file.write_text(
        '[[help_line]]\nname = "Local"\nnumber = "020 0000 0000"\ntext = "day"\narea = "kingston"\n'
        "last_checked = 2026-11-23\n"
    )
    lines = read_help_lines(file)
    app.jinja_env.globals["settings"] = type("S", (), {"help_lines": lines, "organisation": "X", "is_demo": False})
    assert "Local (Kingston) 020 0000 0000" in page.visit("/survey/nowhere").text


def test_only_the_session_cookie_is_set_and_it_is_http_only(started):
    answer_all(started)
    cookies = list(started.client._cookies.values())
    assert [c.key for c in cookies] == ["consult"]
    assert cookies[0].http_only


def test_nothing_about_the_browser_is_stored(app, page, short):
    page.client.environ_base.update(REMOTE_ADDR="203.0.113.77", HTTP_USER_AGENT="canary-browser")
    answer_all(page.visit("/survey/short").press("Start now")).press("Send my answers").press("No thank you")
    for table in (Visit, Submission):
        rows = db.session.execute(sa.select(table.__table__)).all()
        assert "203.0.113.77" not in repr(rows)
        assert "canary" not in repr(rows)


def test_two_browsers_never_share_a_visit(app, short):
    from tests.consult.reader import Page

    for _ in range(5):
        Page(app).visit("/survey/short").press("Start now")
    assert count(Visit) == 5
    assert len(set(db.session.scalars(sa.select(Visit.token_hash)))) == 5


def test_every_shipped_question_has_a_field_and_a_macro(app):
    from consult.web.respond.forms import form_for

    with app.test_request_context():
        macros = app.jinja_env.get_template("components/questions.html").module
        for instrument in load_all().values():
            for asked in instrument.all_pages:
                for field in form_for(asked, {}).answer_fields:
                    assert callable(getattr(macros, field.macro))


def test_a_page_asks_the_database_at_most_four_times_and_sending_eight(app, started):
    """Five to twelve: the wish to be screened, the receipt, the end of its words, its likeness, a mark, drawings."""
    statements = []

    @sa.event.listens_for(db.engine, "before_cursor_execute")
    def note(_connection, _cursor, statement, *_rest):
        if not statement.startswith("BEGIN"):
            statements.append(statement)

    real = started.client.open
    most = []

    def counted(*words, **more):
        more["follow_redirects"] = False
        statements.clear()
        answer = real(*words, **more)
        most.append(len(statements))
        return real(answer.headers["Location"]) if answer.status_code == 302 else answer

    started.client.open = counted
    answer_all(started).press("Send my answers").press("Yes, I will answer these").choose("Boy").press("Continue")
    assert sorted(most)[-2:] == [4, 8], most


def test_an_early_closing_is_shown_on_the_front_page(page, short):
    with transaction():
        surveys.store.get_survey("short").closed_at = utcnow() - timedelta(days=2)
    assert "Closed" in page.visit("/").text
