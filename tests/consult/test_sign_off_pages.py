"""Double coding and sign-off by plain forms: what each page shows, refuses and keeps."""

import pytest
import sqlalchemy as sa

from consult.extensions import db
from consult.models.people import Role, User
from consult.services import (
    double_coding,
    drafting,
    excerpt_masking,
    theme_replay,
    theme_review,
    theme_set,
    theme_states,
)
from consult.store import double_coding as store
from consult.store import runs
from consult.store.transaction import transaction
from tests.consult import strategy_world as world
from tests.consult.strategy_world import nothing_left_open, store_run  # noqa: F401 (closes what a test left open)

SAID = tuple(f"The {what} {number} is always late" for what in ("bus", "dentist") for number in range(4))


@pytest.fixture
def database_url(sqlite_url):
    """These pages are the same over both databases; the services under them are tested on both."""
    return sqlite_url


@pytest.fixture
def ids(app):
    return world.import_comments([*SAID, "Something else"])


@pytest.fixture
def desk(signed_in, ids):
    page = signed_in(Role.STRATEGIST)
    store_run({"t01": ids[:4], "t02": ids[4:8]})
    return page


def me():
    found = db.session.scalars(sa.select(User).where(User.email == "strategist@example.org")).one().id
    db.session.rollback()
    return found


@pytest.fixture
def colleague(app):
    return world.add_colleague("Ben Colleague").id


def test_a_sample_is_asked_for_coded_by_keyboard_forms_and_handed_in(desk, colleague, ids):
    desk.visit("/staff/double-coding").fill("First person", "Test strategist").fill("Second person", "Ben Colleague")
    desk.press("Draw the sample")
    assert "9 comments of run 1 wait for you" in desk.text
    desk.follow("Code comments")
    assert desk.heading == "Comment 1 of 9"
    desk.press("Save and go on")
    assert (desk.status, desk.errors) == (422, ["Choose at least one theme, or “None of these”."])
    for number in range(9):
        assert "Machine t01" in desk.text
        assert "90%" not in desk.text, "what the machine thinks is not told"
        assert "Raise a concern" in desk.text
        desk.choose("0. None of these" if number else "1. Machine t01").press("Save and go on")
    assert "You have coded every comment" in desk.text
    desk.press("Hand in my codes")
    assert "Figures and codes are shown once both have handed in" in desk.text
    with transaction():
        for each in store.list_sampled(1):
            store.put_code(sampled_id=each.id, user_id=colleague, themes=["other"])
        store.lock(1).second_done_at = store.lock(1).first_done_at
    desk.visit("/staff/double-coding/1")
    assert desk.rows("How far coders agree, on 9 comments")[1][0].startswith("Kappa")
    desk.choose("Machine t02").fill("Why", "It is about teeth").press("Save decision")
    assert "It is about teeth" in desk.text
    assert "Finished" in desk.text


def test_hand_made_addresses_of_double_coding_lead_nowhere(desk, colleague, ids):
    other = world.add_colleague("Cleo Third").id
    double_coding.ask(runs.find_newest_run(), (colleague, other), double_coding.Spread.AREA, by=me())
    assert desk.visit("/staff/double-coding/1/code").status == 404, "only the two open it"
    assert desk.visit("/staff/double-coding/9").status == 404
    assert desk.visit("/staff/double-coding/1?page=0").status == 200, "there is nothing to page through yet"
    assert desk.visit("/staff/themes/sign-off/7").status == 404
    assert [each.coded for each in double_coding.list_progress()] == [(0, 0)]


def test_a_sign_off_asks_for_its_reasons_and_then_every_button_asks_why(desk, ids):
    desk.visit("/staff/themes/sign-off").press("Sign off 2 themes")
    assert desk.status == 409
    desk.visit("/staff/themes/sign-off")
    desk.fill("Why you sign off without a finished double coding", "A pilot")
    desk.fill("Why themes or conflicts stay undecided", "Directors decide in May").press("Sign off 2 themes")
    assert desk.heading == "Signed-off themes of run 1"
    assert "A pilot" in desk.text
    desk.visit("/staff/themes/review?theme=1").press("Accept theme")
    assert (desk.status, desk.heading) == (409, "These themes are signed off")
    desk.fill("Why", "Left out by mistake").press("Do it as an amendment")
    assert theme_states.get_reviewed(1).status == "accepted"
    desk.visit("/staff/themes/1").fill("Name of the theme", "Late buses in the morning").press("Save name")
    assert desk.heading == "These themes are signed off"
    desk.fill("Why", "Clearer").press("Do it as an amendment")
    assert theme_states.get_reviewed(1).name == "Late buses in the morning"
    desk.visit("/staff/themes/sign-off/1")
    assert "2 amendments" in desk.text
    assert "because: Left out by mistake" in desk.text
    assert "“Late buses in the morning”" in desk.rows("The themes as they were signed off")[1][-1]


def test_rejecting_a_theme_that_the_plan_cites_shows_the_sentences_first(desk, ids):
    section = drafting.start_section("stronger-families", "all", by=me())
    drafting.save(section, "Buses should come on time [theme:1]. Other words.", seen=0, by=me())
    desk.visit("/staff/themes/review?theme=1").press("Reject theme")
    assert (desk.status, desk.heading) == (409, "The plan cites this theme")
    assert "Buses should come on time" in desk.text
    assert "Other words" not in desk.text
    assert theme_states.get_reviewed(1).status == "proposed"
    desk.press("Reject it all the same")
    assert theme_states.get_reviewed(1).status == "rejected"
    desk.visit("/staff/themes/review?theme=2").press("Reject theme")
    assert theme_states.get_reviewed(2).status == "rejected", "nothing cites it, so nothing is asked"


def test_two_merges_that_contradict_leave_one_and_say_which(desk, ids, colleague):
    desk.visit("/staff/themes/review?theme=1").fill("Merge into", "Machine t02")
    theme_review.merge(2, 1, seen=0, by=colleague)
    desk.press("Merge")
    assert desk.status == 409
    assert "itself merged into another" in desk.text
    assert (theme_states.get_reviewed(1).merged_into, theme_states.get_reviewed(2).merged_into) == (None, 1)


def check():
    run = runs.find_newest_run()
    return theme_set.check(theme_states.list_reviewed(run.id), theme_replay.replay_run(run))


def test_what_is_wrong_with_a_set_of_themes_is_said_with_what_to_do(desk, ids, monkeypatch):
    with transaction():
        db.session.execute(sa.text("UPDATE comment SET may_quote = 1"))
        db.session.execute(
            sa.text("UPDATE coding SET stance = CASE WHEN comment_id % 2 = 0 THEN 'for' ELSE 'against' END")
        )
    excerpt_masking.propose(ids[0], first=1, last=1, by=me())
    with transaction():
        db.session.execute(sa.text("UPDATE comment SET may_quote = 0 WHERE id <= :last"), {"last": ids[3]})
    theme_review.rename(1, "Things people want", seen=0, by=me())
    monkeypatch.setattr(theme_set, "LEAST_ON_A_SIDE", 2)
    kinds = {(problem.kind, *(key for key, _ in problem.themes)) for problem in check().problems}
    assert {("mixed", 1), ("mixed", 2), ("permission", 1), ("vague", 1)} <= kinds
    desk.visit("/staff/themes/review")
    assert "Withdraw the excerpt on the page of excerpts" in desk.text
    assert "Rename it after what people speak about." in desk.text


def test_of_many_themes_some_are_listed_and_any_is_chosen_by_its_number(desk, ids):
    store_run({f"t{number:03}": [ids[number % len(ids)]] for number in range(230)})
    desk.visit("/staff/themes/review?theme=50")
    assert "100 of 230 themes, the largest first." in desk.text
    desk.follow("Smaller themes")
    assert "Larger themes" in desk.text
    desk.visit("/staff/themes/review?theme=50").fill("Merge into the theme with this number", "77").press("Merge")
    assert theme_states.get_reviewed(50).merged_into == 77
    desk.visit("/staff/themes/review?theme=none")
    desk.visit("/staff/themes/review?theme=60").fill("Merge into the theme with this number", "many").press("Merge")
    assert "The number of a theme is made of digits." in desk.text
