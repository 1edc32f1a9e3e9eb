"""The pages about excerpts, without a script: one person proposes and masks, another decides, both see what holds."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from consult.extensions import db
from consult.models.comments import Comment
from consult.models.excerpts import Excerpt, Redaction
from consult.models.people import Role
from consult.services import concerns, excerpts
from consult.store.transaction import transaction
from tests.consult import strategy_world as world
from tests.consult.reader import text
from tests.consult.strategy_world import nothing_left_open  # noqa: F401 (closes what a test left open)
from tests.consult.test_words_and_worries import page_of

WORDS = "My friend Oliver Thornbury waits for hours. The buses in Petersham never come. Please send more of them."


@pytest.fixture
def comment(app):
    ids = world.import_comments([WORDS, "Nobody may quote this"])
    with transaction():
        db.session.execute(sa.update(Comment).where(Comment.id == ids[0]).values(may_quote=True))
    return ids[0]


@pytest.fixture
def strategist(app, comment):
    return page_of(app, Role.STRATEGIST)


@pytest.fixture
def manager(app):
    return page_of(app, Role.MANAGER)


def propose(page, begin="Part 1", end="Part 3"):
    page.visit("/staff/excerpts/").follow("Choose words to propose").follow("Propose as an excerpt")
    return page.fill("Begin with", begin).fill("End with", end).press("Go on to its masking")


def confirm(page):
    page.choose("Nothing").choose("Nobody could tell who said it")
    return page.press("Confirm, and ask a second person")


def test_from_choosing_to_the_approved_list_by_two_people(strategist, manager, comment):
    page = propose(strategist)
    assert page.heading == "Excerpt 1"
    assert "My friend [name] waits for hours." in page.text
    page.fill("Words to hide", "petersham").choose("A street or an address").press("Hide these words")
    assert "The buses in [address] never come." in page.text
    assert "waits for a second person" in confirm(page).text
    assert "Decide as the second person" not in page.text
    manager.visit("/staff/excerpts/").follow("Excerpt 1")
    assert "Hide more" not in manager.text
    assert "Petersham" not in manager.body
    manager.choose("Approve").press("Save this decision")
    assert "Drafts, reports and files can use it" in manager.text
    assert excerpts.list_approved()[0].words == WORDS.replace("Oliver Thornbury", "[name]").replace(
        "Petersham", "[address]"
    )
    assert "[name] waits for hours" in strategist.visit("/staff/excerpts/").text
    assert strategist.rows("How the approved excerpts are spread")[0] == ["Audience", "Excerpts"]


def test_only_words_that_may_be_quoted_are_offered(strategist, comment):
    page = strategist.visit("/staff/excerpts/choose")
    assert "1 comment." in page.text
    assert "Nobody may quote this" not in page.text
    assert page.visit(f"/staff/excerpts/new/{comment + 1}").status == 404
    page.visit("/staff/excerpts/choose?audience=staff&dissenting=yes")
    assert "0 comments." in page.text


def test_a_theme_page_leads_to_the_proposal(strategist, comment):
    from tests.consult import received

    with transaction():
        received.run(theme=[comment], no_theme=[comment + 1], excluded={})
    page = strategist.visit("/staff/themes/1").follow("Propose as an excerpt")
    assert page.heading == "Propose an excerpt"


def test_proposed_words_lead_to_their_excerpt(strategist, comment):
    propose(strategist)
    assert strategist.visit(f"/staff/excerpts/new/{comment}").heading == "Excerpt 1"


def test_what_is_wrong_is_said_beside_the_field(strategist):
    page = propose(strategist, "Part 2", "Part 1")
    assert page.errors == ["Choose an end that does not stand before the beginning"]
    page.fill("Begin with", "Part 1").fill("End with", "Part 2").press("Go on to its masking")
    page.press("Hide these words")
    assert page.errors == ["Type the words to hide as they stand in the excerpt"]
    page.fill("Words to hide", "Please send").press("Hide these words")
    assert page.errors == ["These words do not stand open in the excerpt. Type them as they stand there"]
    page.press("Confirm, and ask a second person")
    assert page.errors == ["Choose what may be said", "Read it that way first"]


def test_hidden_words_are_shown_again_with_a_reason_from_a_list(strategist):
    page = propose(strategist).follow("Read what is hidden, or show it again")
    assert "“Oliver Thornbury” (name)" in page.text
    page.press("Show these words")
    assert page.errors == ["Choose which words may be shown", "Choose why they may be shown"]
    page.choose("“Oliver Thornbury”").choose("It is somebody in public office").press("Show these words")
    assert page.heading == "Excerpt 1"
    assert "My friend Oliver Thornbury waits" in page.text
    assert "somebody in public office, Test strategist" in page.text


def test_a_second_person_sends_back_and_the_first_sees_why(strategist, manager):
    confirm(propose(strategist))
    manager.visit("/staff/excerpts/1").press("Save this decision")
    assert manager.errors == ["Choose whether it may be published"]
    manager.choose("Send back: more must be hidden").press("Save this decision")
    assert "Sent back: more must be hidden." in strategist.visit("/staff/excerpts/1").text
    assert "waits for a second person" in confirm(strategist).text


def test_a_page_that_has_become_old_changes_nothing(app, strategist, manager):
    confirm(propose(strategist))
    manager.visit("/staff/excerpts/1")
    strategist.fill("Words to hide", "buses").press("Hide these words")
    confirm(strategist)
    manager.choose("Approve").press("Save this decision")
    assert manager.status == 409
    assert "Somebody has changed this excerpt since you opened it" in manager.text
    assert excerpts.list_approved() == ()


def test_who_proposed_it_is_refused_whatever_they_send(strategist):
    page = confirm(propose(strategist))
    token = next(i.get("value") for i in page.tree.iter("input") if i.get("name") == "csrf_token")
    sent = {"csrf_token": token, "seen": "2", "verdict": "approve"}
    answer = page._alone(page.client.post, "/staff/excerpts/1/decide", data=sent)
    assert answer.status_code == 409
    assert "Ask a colleague" in answer.get_data(as_text=True)


def test_withheld_words_are_on_no_page_about_excerpts(app, strategist, manager, comment):
    confirm(propose(strategist))
    manager.visit("/staff/excerpts/1").choose("Approve").press("Save this decision")
    manager.press("Raise a concern about comment 1")
    assert concerns.list_open()
    for page in (strategist, manager):
        for path in ("", "1", "choose", f"new/{comment}", "1/original"):
            assert "waits for hours" not in page.visit(f"/staff/excerpts/{path}").body
    assert "Its words are withheld" not in strategist.body
    assert "The words are withheld. The safeguarding lead has them." in manager.visit("/staff/excerpts/1").text
    assert "withdrawn" in manager.visit("/staff/excerpts/").text


def test_every_page_with_words_has_a_way_to_raise_a_concern(strategist, manager, comment):
    strategist.visit(f"/staff/excerpts/new/{comment}")
    pages = [text_of_buttons(strategist)]
    confirm(propose(strategist))
    for page, path in ((strategist, ""), (strategist, "1"), (strategist, "1/original"), (manager, "1"), (manager, "")):
        pages.append(text_of_buttons(page.visit(f"/staff/excerpts/{path}")))
    assert all(any(words.startswith("Raise a concern") for words in buttons) for buttons in pages)


def text_of_buttons(page):
    return [text(button) for button in page.tree.iter("button")]


def test_the_log_survives_everything_but_the_words_themselves(strategist, manager):
    confirm(propose(strategist))
    manager.visit("/staff/excerpts/1").press("Withdraw this excerpt")
    assert db.session.scalar(sa.select(sa.func.count(Redaction.id))) == 1
    assert db.session.scalar(sa.select(Excerpt.state)) == "withdrawn"
