"""A group's own link: a code, no accounts, how many came. And devices that go from hand to hand."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from consult.extensions import db
from consult.models.base import utcnow
from consult.models.group_links import GroupKind, GroupLink, GroupSubmission
from consult.models.people import Role
from consult.models.submissions import Visit
from consult.services import group_links
from consult.store.transaction import transaction
from tests.consult import asking
from tests.consult.reader import Page, text
from tests.consult.test_respond import agree, answer_all

CANARY = "Quixotic-canary"
CODES = st.text(st.sampled_from(group_links.SIGNS), min_size=group_links.LENGTH, max_size=group_links.LENGTH)
MIDDAY = utcnow().replace(hour=12)


@pytest.fixture
def short(app):
    return asking.open_short()


@pytest.fixture
def make(short, user):
    manager = user(Role.MANAGER)

    def link(*, is_shared=False, expected=30, rests=60):
        return group_links.add(
            survey_slug="short",
            name="Year 4 of Invented School",
            kind=GroupKind.SCHOOL,
            area="kingston",
            expected=expected,
            is_shared=is_shared,
            rests=rests,
            by=manager.id,
        )

    return link


def sent_by(page, link):
    return answer_all(page.visit(f"/g/{link.code}").press("Start now")).press("Send my answers").press("No thank you")


def now(link_id):
    return group_links.get_state(link_id)


# --- the code --------------------------------------------------------------------------------------------------------


@given(CODES)
def test_a_code_is_read_however_it_is_typed(code):
    spaced = f"{code[:3]} {code[3:]}"
    for typed in (code, code.lower(), f"  {spaced}. ", f"{code[:3]}-{code[3:]}", f"https://talk.example/g/{code}/"):
        assert group_links.read_code(typed) == code


def test_codes_spell_no_words_and_hold_nothing_that_looks_like_something_else():
    assert not set("AEIOU01258ILSZ") & set(group_links.SIGNS)


def test_a_code_opens_the_survey_and_counts_who_began_and_who_sent(page, make):
    link = make()
    sent_by(page, link)
    Page(page.client.application).visit(f"/g/{link.code.lower()}").press("Start now")
    state = now(link.id)
    assert (state.link.arrivals, state.completions) == (2, 1)
    assert db.session.scalar(sa.select(GroupSubmission.link_id)) == link.id


def test_opening_the_link_alone_counts_nobody(page, make):
    link = make()
    assert page.visit(f"/g/{link.code}").heading == "A short survey of every kind"
    assert now(link.id).link.arrivals == 0


def test_a_code_can_be_typed_by_hand(page, make):
    link = make()
    page.visit("/g").fill("Your group’s code", f"{link.code[:3].lower()}  {link.code[3:]}").press("Go to the survey")
    assert page.heading == "A short survey of every kind"


def test_no_code_an_unknown_one_and_a_closed_one_have_plain_pages(page, make, user):
    link = make()
    assert page.visit("/g").press("Go to the survey").errors == ["Type the code that is on your sheet"]
    page.visit("/g/NOSUCH")
    assert (page.status, page.heading) == (404, "We do not know this code")
    page.fill("Your group’s code", "!!!").press("Go to the survey")
    assert (page.status, page.heading) == (404, "We do not know this code")
    with transaction():
        db.session.get(GroupLink, link.id).closed_at = utcnow()
    page.visit(f"/g/{link.code}")
    assert (page.status, page.heading) == (410, "This link is closed")
    assert "0800 1111" in page.text


def test_who_has_begun_before_a_link_was_closed_finishes_and_counts(page, make):
    link = make()
    answer_all(page.visit(f"/g/{link.code}").press("Start now"))
    with transaction():
        db.session.get(GroupLink, link.id).closed_at = utcnow()
    page.press("Send my answers")
    assert now(link.id).completions == 1


# --- worth a look ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arrivals", "sent", "words"),
    [
        (31, 30, None),
        (36, 35, None),
        (40, 40, "Is the link used elsewhere too?"),
        (90, 3, "is something in the way?"),
    ],
)
def test_a_class_is_no_burst_and_more_than_a_class_is_worth_a_look(arrivals, sent, words):
    times = [MIDDAY + timedelta(seconds=place) for place in range(sent)]
    notes = group_links.worth_a_look(30, arrivals, times)
    assert any(words in note for note in notes) if words else notes == ()


def test_a_burst_is_told_from_a_slow_week():
    a_week = [MIDDAY + timedelta(hours=3 * place) for place in range(56)]
    assert not any("burst" in note for note in group_links.worth_a_look(30, 56, a_week))
    assert any("burst" in note for note in group_links.worth_a_look(30, 56, [MIDDAY] * 56))


# --- for managers ----------------------------------------------------------------------------------------------------


def test_a_manager_makes_a_link_prints_its_sheet_and_sees_who_came(signed_in, short, app):
    page = signed_in(Role.MANAGER).visit("/staff/groups").follow("Make a link for a group")
    page.press("Make the link")
    assert set(page.errors) == {"Enter a number, for instance 30", "Enter a name"}
    page.fill("What is the group called?", "Otters").fill("How many people do you expect?", "12")
    page.choose("Shared ones, that go from hand to hand").press("Make the link")
    assert page.heading == "Otters"
    code = db.session.scalar(sa.select(GroupLink.code))
    assert "Shared; cleared after 60 seconds" in page.text
    page.follow("Sheet to print")
    assert code in page.text
    assert "You do not have to take part" in page.text
    (drawn,) = [image.get("src") for image in page.tree.iter("img")]
    picture = page.client.get(drawn)
    assert picture.mimetype == "image/svg+xml"
    assert picture.text.startswith("<?xml")
    sent_by(Page(app), db.session.scalar(sa.select(GroupLink)))
    head, row = page.visit("/staff/groups").rows("Groups, the newest first")
    assert head[3:6] == ["Expected", "Began", "Sent"]
    assert row[3:6] == ["12", "1", "1"]
    page.follow("Otters").follow("Change how many").fill("How many people do you expect?", "14").press("Save")
    assert "Expected14" in page.text.replace(" ", "")
    page.press("Close this link").press("Open this link again")
    assert db.session.scalar(sa.select(GroupLink.closed_at)) is None


def test_without_a_survey_there_is_nothing_to_link_to(signed_in):
    assert signed_in(Role.MANAGER).visit("/staff/groups/new").heading == "There is no survey yet"


def test_which_link_somebody_came_by_leaves_in_no_download(signed_in, make, app):
    link = make()
    sent_by(Page(app), link)
    page = Page(app)
    page.visit("/staff/sign-in").fill("E-mail address", "manager@example.org").fill("Password", "correct horse battery")
    answer = page.press("Sign in").client.get(f"/staff/surveys/{link.survey_id}/submissions.csv")
    assert answer.text.count("art; music") == 1
    assert link.code not in answer.text
    assert link.name not in answer.text


# --- devices that go from hand to hand -------------------------------------------------------------------------------


def visits():
    return db.session.scalars(sa.select(Visit).order_by(Visit.id)).all()


def test_the_next_child_on_a_shared_device_finds_nothing_and_gets_another_visit(page, make):
    link = make(is_shared=True)
    page.visit(f"/g/{link.code}").press("Start now")
    agree(page).choose("Richmond").press("Continue")
    first = visits()[0].token_hash
    answer = page.client.post("/survey/short/next-person")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    page.visit("/survey/short/area")
    assert page.heading == "A short survey of every kind"
    assert "has begun this survey" not in page.text
    assert "Richmond" not in page.body
    page.press("Start now")
    assert [visit.token_hash != first for visit in visits()] == [True]
    assert now(link.id).link.arrivals == 2


def test_after_finishing_the_words_are_gone_with_the_press_for_the_next_person(page, make):
    sent_by(page, make(is_shared=True))
    assert "app-receipt__words" in page.body
    page.press("I am done. Next person")
    assert page.heading == "All done. Thank you"
    assert "app-receipt__words" not in page.visit("/survey/short/answers/sent").body
    assert (
        page.visit("/survey/short/done").follow("Start for the next person").heading == "A short survey of every kind"
    )


def test_who_does_not_want_to_presses_once_and_sees_what_the_others_see(app, make):
    link = make(is_shared=True)
    finished, unwilling = Page(app), Page(app)
    sent_by(finished, link).press("I am done. Next person")
    unwilling.visit(f"/g/{link.code}").press("No thank you")
    assert (unwilling.heading, unwilling.text) == (finished.heading, finished.text)
    assert shape(unwilling) == shape(finished)
    assert now(link.id).link.arrivals == 1, "not even that somebody pressed it is kept"


def test_saying_no_needs_no_group(page, short):
    assert page.visit("/survey/short").press("No thank you").heading == "All done. Thank you"
    assert visits() == []


def shape(page):
    return [(e.tag, e.get("class")) for e in next(page.tree.iter("main")).iter()]


def test_every_page_of_a_shared_device_has_the_press_and_asks_before_it_clears(page, make):
    page.visit(f"/g/{make(is_shared=True, rests=120).code}")
    assert "data-rests" not in page.body, "the first page holds nothing that a rest could clear"
    page.press("Start now")
    assert 'data-rests="120"' in page.body
    assert "Are you still there?" in page.body
    answer_all(page)
    assert 'data-rests="120"' in page.body


def test_a_device_of_ones_own_is_never_cleared(page, make):
    page.visit(f"/g/{make().code}").press("Start now")
    assert "Next person" not in page.body
    assert "data-rests" not in page.body


def rest(page):
    with transaction():
        visits()[0].saved_at = utcnow() - timedelta(minutes=11)


def test_without_a_script_nothing_is_shown_after_ten_minutes_before_somebody_says_who_they_are(page, make):
    page.visit(f"/g/{make(is_shared=True).code}").press("Start now")
    agree(page).choose("Richmond").press("Continue")
    rest(page)
    page.visit("/survey/short/area")
    assert page.heading == "Is it still you?"
    assert "Richmond" not in page.body
    assert page.press("Yes, it is still me").press("Carry on").heading == "I am happy"


def test_what_is_sent_after_ten_minutes_is_kept_and_not_shown_to_the_next(page, make):
    page.visit(f"/g/{make(is_shared=True).code}").press("Start now")
    agree(page)
    rest(page)
    page.choose("Richmond").press("Continue")
    assert page.heading == "Is it still you?"
    assert visits()[0].answers["area"] == "richmond"
    page.press("No, I am new here")
    assert page.heading == "A short survey of every kind"
    assert visits() == []


def test_whoever_comes_back_to_a_page_that_is_gone_is_told_in_plain_words(page, short):
    agree(page.visit("/survey/short").press("Start now"))
    page.client.post("/leave")
    page.visit("/survey/short/area")
    assert page.heading == "There is nothing here any more"
    assert "Did you leave quickly?" in page.text
    assert "0800 1111" in page.text
    assert [text(a) for a in page.tree.iter("a") if text(a) == "come back with your words"]
