"""Did anyone say something that worries you? Whom to ring is never far, and only that somebody rang is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from consult.extensions import db
from consult.models.base import utcnow
from consult.models.listening import Method
from consult.models.people import Role
from consult.services import event_closing, listening
from consult.services.event_closing import Call
from consult.store import people, schema
from consult.store.errors import Conflict
from tests.consult import planned, received


@pytest.fixture(autouse=True)
def closed_reads(app):
    yield
    db.session.close()


@pytest.fixture
def held(signed_in):
    page = signed_in(Role.FACILITATOR)
    by = db.session.scalar(sa.text("SELECT id FROM user_account"))
    event = listening.add_event(
        title="Club night", held_on=received.SAID_ON, place="Hall", area="richmond", audience="children",
        method=Method.TALK, headcount="6-10", by=by,
    )  # fmt: skip
    planned.say_who_was_there(event.id, by=by)
    return page.visit(f"/staff/events/{event.id}")


def test_an_event_is_closed_with_the_question_and_opened_again_for_more_points(held):
    held.follow("Close this event")
    assert "999" in held.text
    held.press("Close the event")
    assert held.errors == ["Choose yes or no"]
    held.choose("No").press("Close the event")
    assert "This event was closed" in held.text
    with pytest.raises(Conflict, match="closed"):
        listening.add_note(event_id=1, kind="verbatim", text="Late", once="x", by=1)
    held.press("Open again, to add points").fill("What was said?", "More swings").press("Add this point")
    assert "1 point so far" in held.text


def test_a_worry_is_closed_only_with_when_it_was_passed_on_and_its_reference(held):
    held.follow("Close this event").choose("Yes").press("Close the event")
    assert len(held.errors) == 2, "the day is today’s unless another is typed"
    assert next(held.tree.iter("textarea"), None) is None, "there is no box for what was said"
    held.fill("Day you told them", "4 5 2026").fill("Time you told them", "15:40")
    held.fill("Reference", "she told me her uncle").press("Close the event")
    assert held.errors == [
        "Enter the reference they gave you: a number, with letters if it has some. Nothing else is kept here"
    ]
    held.fill("Reference", "SPA 4711").press("Close the event")
    assert "A worry was passed on, reference SPA 4711." in held.text
    (worry,) = event_closing.list_worries()
    assert (worry.reference, worry.called_at.isoformat()) == ("SPA 4711", "2026-05-04T14:40:00+00:00")


def test_a_time_that_has_not_come_is_refused(held):
    tomorrow = utcnow() + timedelta(days=1)
    held.follow("Close this event").choose("Yes").fill("Day you told them", f"{tomorrow:%d %m %Y}")
    held.fill("Time you told them", "15:40").fill("Reference", "SPA 1").press("Close the event")
    assert "This time has not come yet" in held.errors[0]


def test_the_lead_sees_that_a_worry_was_passed_on(held, user, page):
    event_closing.close_event(1, somebody_worried=True, call=Call(called_at=utcnow(), reference="SPA 1"), by=1)
    lead = user(Role.SAFEGUARDING_LEAD)
    held.press("Sign out").fill("E-mail address", lead.email).fill("Password", "correct horse battery").press("Sign in")
    assert held.visit("/staff/concerns/").rows("Worries that facilitators passed on")[1][-1] == "SPA 1"


def test_a_worry_without_a_report_is_refused_by_the_service_too(held):
    with pytest.raises(Conflict, match="Ring the number first"):
        event_closing.close_event(1, somebody_worried=True, by=1)
    with pytest.raises(Conflict, match="Ring the number first"):
        event_closing.record_call(1, Call(called_at=utcnow(), reference="  "), by=1)


QUESTION = "Did anyone say something that worries you about a child’s safety?"


def told(page, clock, reference):
    page.fill("Day you told them", "4 5 2026").fill("Time you told them", clock).fill("Reference", reference)
    return page.press("Write it down")


@pytest.mark.parametrize("page_of_event", ["", "/finish"])
def test_the_question_is_one_press_away_on_every_page_of_an_event(held, page_of_event):
    held.visit(f"/staff/events/1{page_of_event}").follow(QUESTION)
    assert held.heading == QUESTION
    assert "999" in held.text
    assert "0800 1111" in held.text
    assert next(held.tree.iter("textarea"), None) is None, "there is no box for what was said"


def test_calls_are_written_down_at_any_time_each_once_and_more_than_one(held):
    told(held.follow(QUESTION), "15:40", "SPA 1")
    assert "Written down that you passed it on" in held.text
    told(held, "15:40", "SPA 1")
    assert "stored once" in held.text
    told(held, "16.05", "SPA 2")
    assert "reference SPA 1, written down by Test facilitator" in held.text
    assert [call.reference for call in event_closing.list_calls(1)] == ["SPA 1", "SPA 2"]
    assert [entry.action for entry in people.list_audit()].count("worry passed on") == 2


def test_an_event_with_a_call_on_record_is_closed_with_yes_and_needs_no_other(held):
    told(held.follow(QUESTION), "15:40", "SPA 1")
    held.visit("/staff/events/1/finish").choose("No").press("Close the event")
    assert held.errors == ["A call about a worry is on record for this event. Choose yes"]
    held.choose("Yes").press("Close the event")
    assert "This event was closed" in held.text
    told(held.follow(QUESTION), "17:00", "SPA 3")
    assert len(event_closing.list_calls(1)) == 2, "after the end too"
    with pytest.raises(Conflict, match="on record"):
        event_closing.close_event(1, somebody_worried=False, by=1)


def test_a_worry_from_before_there_could_be_several_is_kept(database_url):
    engine = sa.create_engine(database_url)
    event = (
        "INSERT INTO listening_event (id, title, held_on, place, area, audience, method, headcount, created_by,"
        " created_at, closed_at, somebody_worried, reported_at, report_reference) VALUES (7, 'Club', '2026-05-04',"
        " 'Hall', 'richmond', 'children', 'talk', '6-10', 1, '2026-05-04', '2026-05-04', {yes}, '2026-05-04', 'SPA 9')"
    )
    user = (
        "INSERT INTO user_account (id, email, name, role, password_hash, is_active, created_at, failed_sign_ins,"
        " wrong_codes) VALUES (1, 'a@example.org', 'A', 'facilitator', 'x', {yes}, '2026-05-04', 0, 0)"
    )
    schema.downgrade(engine, "0020")
    yes = "1" if engine.dialect.name == "sqlite" else "true"
    with engine.begin() as connection:
        for words in (user, event):
            connection.exec_driver_sql(words.format(yes=yes))
    kept = "SELECT event_id, reference, recorded_by FROM worry_call"
    back = "SELECT report_reference FROM listening_event"
    schema.upgrade(engine)
    with engine.connect() as connection:
        assert connection.exec_driver_sql(kept).all() == [(7, "SPA 9", None)]
    schema.downgrade(engine, "0020")
    with engine.connect() as connection:
        assert connection.exec_driver_sql(back).scalars().all() == ["SPA 9"]
    schema.upgrade(engine)
    engine.dispose()
