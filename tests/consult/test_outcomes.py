"""Every theme ends with an outcome and a reason, and whoever is late is told so."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from consult.extensions import db
from consult.models.base import utcnow
from consult.models.people import Role
from consult.models.plan import Taken, ThemeOutcome
from consult.models.surveys import Wave
from consult.services import drafting, outcomes, theme_review, users
from consult.services.outcomes import DecidedMeanwhile
from consult.store import people
from consult.store.errors import Conflict, NotFound
from consult.store.transaction import transaction
from tests.consult import plan_world, received
from tests.consult.plan_world import decided
from tests.consult.strategy_world import nothing_left_open  # noqa: F401 (closes what a test left open)


@pytest.fixture
def there(app):
    return plan_world.build()


def test_themes_without_an_outcome_are_counted_until_there_are_none(there):
    assert len(outcomes.read_board().without) == 2
    outcomes.record(there.buses, decided(there.writer), seen=0, by=there.writer.id)
    assert [each.theme.theme_id for each in outcomes.read_board().without] == [there.clubs]
    outcomes.record(there.clubs, decided(there.writer, taken=Taken.NOT), seen=0, by=there.second.id)
    assert outcomes.read_board().without == ()


def test_a_rejected_theme_waits_for_no_outcome_and_cannot_be_taken_forward(there):
    theme_review.reject(there.clubs, seen=1, by=there.writer.id)
    assert [each.theme.theme_id for each in outcomes.read_board().without] == [there.buses]
    with pytest.raises(Conflict, match="rejected this theme"):
        outcomes.record(there.clubs, decided(there.writer), seen=0, by=there.writer.id)
    outcomes.record(there.clubs, decided(there.writer, taken=Taken.NOT), seen=0, by=there.writer.id)


def test_the_outcome_of_a_theme_that_becomes_part_of_another_is_still_listed(there):
    outcomes.record(there.buses, decided(there.writer), seen=0, by=there.writer.id)
    theme_review.merge(there.buses, there.clubs, seen=1, by=there.writer.id)
    board = outcomes.read_board()
    assert [each.theme.theme_id for each in board.decided] == [there.buses]
    assert [each.theme.theme_id for each in board.without] == [there.clubs]
    with pytest.raises(Conflict, match=f"became part of theme {there.clubs}"):
        outcomes.record(there.buses, decided(there.writer), seen=1, by=there.writer.id)


def test_whoever_saw_an_older_outcome_overwrites_nothing_and_is_shown_both(there):
    outcomes.record(there.buses, decided(there.writer), seen=0, by=there.writer.id)
    with pytest.raises(DecidedMeanwhile) as clash:
        outcomes.record(there.buses, decided(there.second, why="No money"), seen=0, by=there.second.id)
    assert (clash.value.now.why, clash.value.wanted.why) == ("It can be done.", "No money")
    outcomes.record(there.buses, decided(there.second, why="No money"), seen=1, by=there.second.id)
    assert [each.why for each in outcomes.list_history(there.buses)] == ["It can be done.", "No money"]


def test_of_many_who_decide_in_the_same_moment_exactly_one_is_heard(app, there):
    heard, by = [], there.writer.id
    wanted = [decided(there.writer, why=f"Why {number}") for number in range(4)]
    db.session.rollback()

    def decide(number):
        with app.app_context():
            try:
                outcomes.record(there.buses, wanted[number], seen=0, by=by)
                heard.append("saved")
            except DecidedMeanwhile:
                heard.append("refused")
            finally:
                db.session.rollback()

    threads = [threading.Thread(target=decide, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(heard) == ["refused"] * 3 + ["saved"]


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"why": "  "}, "Write why"),
        ({"considered_by": ""}, "who considered it"),
        ({"considered_on": utcnow().date() + timedelta(days=3)}, "lies ahead"),
        ({"told_on": utcnow().date() + timedelta(days=3)}, "lies ahead"),
    ],
)
def test_an_outcome_that_nobody_could_defend_is_refused(there, more, says):
    with pytest.raises(Conflict, match=says):
        outcomes.record(there.buses, decided(there.writer, **more), seen=0, by=there.writer.id)
    assert outcomes.list_history(there.buses) == []


def test_nothing_is_decided_about_a_theme_that_is_not_there(there):
    with pytest.raises(NotFound):
        outcomes.record(4711, decided(there.writer), seen=0, by=there.writer.id)


def test_an_owner_whose_account_is_closed_is_named_and_cannot_be_chosen_again(there):
    outcomes.record(there.buses, decided(there.second), seen=0, by=there.writer.id)
    users.close_account(there.second.id, by=there.writer.id)
    assert [each.theme.theme_id for each in outcomes.read_board().without_owner] == [there.buses]
    with pytest.raises(Conflict, match="account of this owner is closed"):
        outcomes.record(there.clubs, decided(there.second), seen=0, by=there.writer.id)
    assert there.second.id not in {user.id for user in outcomes.list_owners()}


def test_what_was_promised_and_not_told_is_late_until_people_know(there):
    late = decided(there.writer, tell_on=plan_world.yesterday())
    outcomes.record(there.buses, late, seen=0, by=there.writer.id)
    board = outcomes.read_board()
    assert [each.theme.theme_id for each in board.late] == [there.buses]
    assert board.late_of(there.writer.id) == board.late
    assert board.late_of(there.second.id) == ()
    told = decided(there.writer, tell_on=plan_world.yesterday(), told_on=utcnow().date())
    outcomes.record(there.buses, told, seen=1, by=there.writer.id)
    assert outcomes.read_board().late == ()


def test_twelve_weeks_after_a_wave_closed_a_theme_without_an_outcome_is_late(there):
    received.open_wave()
    (clock,) = outcomes.read_board().clocks
    assert not clock.is_past
    assert clock.answer_by == clock.closed_on + timedelta(weeks=12)
    with transaction():
        db.session.execute(sa.update(Wave).values(closes_at=datetime.now(UTC) - timedelta(weeks=12, days=2)))
    db.session.expire_all()
    board = outcomes.read_board()
    assert board.clocks[0].is_past
    assert len(board.late) == 2


def test_what_was_decided_can_be_neither_changed_nor_deleted(there):
    outcomes.record(there.buses, decided(there.writer), seen=0, by=there.writer.id)
    for change in (sa.update(ThemeOutcome).values(why="Another reason"), sa.delete(ThemeOutcome)):
        with pytest.raises(sa.exc.DBAPIError, match="only ever added to"), transaction():
            db.session.execute(change)


def test_an_outcome_is_recorded_without_its_words(there):
    outcomes.record(there.buses, decided(there.writer, why="Very private words"), seen=0, by=there.writer.id)
    entry = people.list_audit()[0]
    assert (entry.action, entry.subject) == ("theme outcome recorded", f"theme {there.buses} outcome 1")
    assert "private" not in entry.detail


def test_what_is_taken_forward_and_stands_nowhere_in_the_plan_is_named(there):
    plan_world.decide_all(there)
    section = drafting.start_section("stronger-families", "all", by=there.writer.id)
    drafting.save(section, f"Buses come [figure:theme/{there.buses}/people].", seen=0, by=there.writer.id)
    missing = outcomes.read_board().missing_from(drafting.list_cited_themes())
    assert [each.theme.theme_id for each in missing] == [there.clubs]


def fill(page, why="It can be done"):
    page.choose("Taken forward").fill("Why?", why).fill("Who considered it?", "Board")
    page.fill("When was it considered?", "1 2 2026").fill("Who sees to it?", "Wanda")
    return page.fill("By when will people be told?", "30 6 2030")


def test_a_manager_records_an_outcome(signed_in, there):
    page = signed_in(Role.MANAGER).visit("/staff/outcomes")
    assert "2 themes have no outcome yet, of 2" in page.text
    fill(page.follow("Late buses")).press("Record the outcome")
    assert "The outcome is recorded." in page.text
    assert "It can be done Considered by Board on 1 February 2026" in page.text


def test_an_administrator_sees_what_is_late_and_only_reads(signed_in, there):
    outcomes.record(there.buses, decided(there.writer, tell_on=plan_world.yesterday()), seen=0, by=there.writer.id)
    page = signed_in(Role.ADMINISTRATOR).visit("/staff/outcomes")
    assert "1 theme has no outcome yet, of 2" in page.text
    assert "1 theme is late" in page.text
    assert "Record the outcome" not in page.follow("Late buses").body


def test_what_was_typed_stays_where_something_is_wrong_or_somebody_was_quicker(signed_in, there):
    page = signed_in(Role.STRATEGIST).visit(f"/staff/outcomes/{there.buses}")
    fill(page, "My own reason").fill("When was it considered?", "32 2 2026").press("Record the outcome")
    assert page.errors == ["Enter a real date: there is no such day in that month"]
    assert "My own reason" in page.body
    outcomes.record(there.buses, decided(there.writer, why="Quicker"), seen=0, by=there.writer.id)
    page.fill("When was it considered?", "1 2 2026").press("Record the outcome")
    assert (page.status, page.heading) == (409, "Somebody else decided about this theme meanwhile")
    assert page.rows("Both outcomes")[2] == ["Why", "Quicker", "My own reason"]
    page.press("Record mine")
    assert "My own reason" in page.text


def test_the_public_front_page_says_that_we_are_late(page, there):
    received.open_wave()
    assert "We are late" not in page.visit("/").text
    with transaction():
        db.session.execute(sa.update(Wave).values(closes_at=datetime.now(UTC) - timedelta(weeks=12, days=2)))
    db.session.expire_all()
    assert "We are late. We said that we would tell you by" in page.visit("/").text
    for theme in (there.buses, there.clubs):
        told = decided(there.writer, told_on=utcnow().date())
        outcomes.record(theme, told, seen=0, by=there.writer.id)
    assert "We are late" not in page.visit("/").text
