"""Events are planned, changed by several people, and closed once they say who was there (B8)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.extensions import db
from consult.models.comments import Comment
from consult.models.event_plan import EventChange
from consult.models.listening import ListeningEvent, Method, NoteKind
from consult.models.people import Role
from consult.services import event_closing, event_planning, event_room, listening, surveys
from consult.services.event_planning import ABOUT, EventChanged, State
from consult.services.event_room import AGES, BANDS, GROUPS, NotComplete
from consult.store import people
from surveys import list_sources
from tests.consult import planned

TODAY = date(2026, 6, 20)


@pytest.fixture
def someone(user):
    return user(Role.MANAGER).id


@pytest.fixture
def make(someone):
    def make(**other):
        about = {"title": "Table talk", "held_on": TODAY, "place": "Hall", "area": "kingston", "audience": "children"}
        return listening.add_event(**{**about, "method": Method.TABLE, "by": someone, **other}).id

    return make


def close(event_id, by):
    event_closing.close_event(event_id, somebody_worried=False, by=by)


def log(event_id, by, count=1):
    for number in range(count):
        words = {"event_id": event_id, "kind": NoteKind.VERBATIM, "text": f"Swing {number}", "once": f"{number}"}
        listening.add_note(**words, by=by)


def mark(event_id, names=ABOUT):
    return event_planning.seen(event_planning.read(listening.get_event(event_id), names))


# --- before it can be closed -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left_out", "said"),
    [
        ({"headcount": ""}, "how many people were there"),
        ({"room": {"8-11": "0", "send": "1-5"}}, "which ages were there"),
        ({"scribes": []}, "who wrote down the points"),
        ({"consent": None}, "how people agreed to take part"),
        ({"consented": ""}, "how many agreed"),
    ],
)
def test_an_event_without_one_of_these_takes_points_and_is_not_closed(make, someone, left_out, said):
    event_id = make()
    planned.say_who_was_there(event_id, by=someone, **left_out)
    log(event_id, someone)
    with pytest.raises(NotComplete, match=said):
        close(event_id, someone)
    assert len(listening.get_log(event_id).points) == 1
    planned.say_who_was_there(event_id, by=someone)
    close(event_id, someone)
    assert listening.get_event(event_id).closed_at


def test_who_wrote_a_point_is_suggested_and_method_bands_scribe_and_consent_are_asked_in_one_page(make, signed_in):
    page = signed_in(Role.FACILITATOR)
    event_id = make()
    log(event_id, people.find_user("facilitator@example.org").id)
    page.visit(f"/staff/events/{event_id}").follow("Close this event")
    assert page.heading == "Who was there"
    page.fill("About how many people were there?", "11 to 20").fill("8 to 11", "11 to 20").fill(
        "Young carers", "1 to 5"
    )
    page.choose("Each person said or showed yes").fill("About how many agreed?", "11 to 20")
    page.press("Save and close the event")
    assert page.heading == "Close this event"
    page.choose("No").press("Close the event")
    assert "This event was closed" in page.text
    said = listening.get_event(event_id)
    assert (said.headcount, said.room, said.consented) == ("11-20", {"8-11": "11-20", "young-carers": "1-5"}, "11-20")


def test_nobody_and_forty_points_do_not_fit_together_and_both_stay(make, someone, signed_in):
    event_id = make()
    log(event_id, someone, 40)
    page = signed_in(Role.FACILITATOR).visit(f"/staff/events/{event_id}/room")
    page.fill("About how many people were there?", "Nobody: it was called off, or nobody came").press("Save")
    assert page.errors == ["40 points are written down, so somebody was there. Choose about how many"]
    assert len(listening.get_log(event_id).points) == 40


def test_an_event_to_which_nobody_came_is_closed_without_more_and_says_so_when_late_points_arrive(make, someone):
    event_id = make()
    planned.say_who_was_there(event_id, by=someone, headcount="0", room={}, consent=None, consented="", scribes=[])
    assert event_room.missing_of(listening.get_event(event_id)) == ()
    log(event_id, someone)
    assert "1 point is written down" in event_room.missing_of(listening.get_event(event_id))[0]


def test_an_event_made_before_stays_closed_and_shows_what_is_missing(make, signed_in):
    event_id = make(headcount="6-10")
    db.session.execute(sa.update(ListeningEvent).values(closed_at=datetime.now(UTC)))
    db.session.commit()
    page = signed_in(Role.FACILITATOR).visit("/staff/events/")
    assert "Not complete. It does not say which ages were there, who wrote down the points" in page.text
    page.follow("Say who was there")
    assert page.path == f"/staff/events/{event_id}/room"


ROOMS = st.dictionaries(st.sampled_from(sorted(AGES | GROUPS)), st.sampled_from(BANDS))


@settings(max_examples=60)
@given(headcount=st.sampled_from(BANDS), room=ROOMS)
def test_a_room_that_can_be_is_never_refused_and_one_that_cannot_be_always_is(headcount, room):
    fewest = max(
        [sum(event_room.smallest(band) for key, band in room.items() if key in AGES)]
        + [event_room.smallest(band) for band in room.values()]
    )
    assert bool(event_room.faults(headcount, room, "", points=3)) == (fewest > event_room.largest(headcount))


# --- planning and changing -------------------------------------------------------------------------------------------


def waves():
    now = datetime(2026, 6, 10, tzinfo=UTC)
    surveys.open_wave("old", "Last year", now - timedelta(days=365), now - timedelta(days=335), sources=[_parents()])
    surveys.open_wave("new", "This year", now, now + timedelta(days=30), sources=[_parents()])


def _parents():
    return list_sources()["parents"]


def fill(page, day="20", month="6", year="2026"):
    page.visit("/staff/events/new").fill("Title", "Walk").fill("Day", day).fill("Month", month).fill("Year", year)
    page.fill("Place", "River").fill("Area", "Richmond").fill("Who is it for?", "Parents and carers").choose("Walk")
    return page.press("Save and plan the rest")


def test_a_date_in_another_wave_is_said_with_its_name_and_can_be_meant(signed_in):
    waves()
    page = fill(signed_in(Role.FACILITATOR), day="20", month="6", year="2025")
    assert page.errors == [
        "This date is in another wave, “Last year” (10 June 2025 to 10 July 2025). Choose that wave, or change the date"
    ]
    page.choose("It belongs to this wave all the same").press("Save and plan the rest")
    assert page.heading == "Team and access"
    assert "This date is outside “This year”" in fill(page, month="9").errors[0]
    page.fill("Month", "6").press("Save and plan the rest")
    assert page.heading == "Team and access"


def test_two_people_who_change_the_same_event_see_both_versions_and_choose(make, signed_in, someone):
    event_id = make()
    page = signed_in(Role.FACILITATOR).visit(f"/staff/events/{event_id}/change").fill("Place", "Library")
    values = event_planning.read(listening.get_event(event_id), ABOUT)
    event_planning.change(event_id, {**values, "place": "School"}, mark=mark(event_id), by=someone)
    page.press("Save")
    assert page.heading == "Somebody else changed this event"
    assert ["Place", "School", "Library"] in page.rows("Both versions")
    assert listening.get_event(event_id).place == "School"
    page.press("Save mine")
    assert listening.get_event(event_id).place == "Library"
    assert "Until Test facilitator changed it" in page.text
    assert "Place: School" in page.text
    assert "Place: Hall" in page.text


def test_a_change_keeps_what_it_said_before_and_the_audit_names_fields_and_no_words(make, someone):
    event_id = make()
    values = event_planning.read(listening.get_event(event_id), ABOUT)
    event_planning.change(event_id, {**values, "title": "Quixotic"}, mark=mark(event_id), by=someone)
    with pytest.raises(EventChanged):
        event_planning.change(event_id, {**values, "title": "Other"}, mark="old", by=someone)
    assert [change.before for change in db.session.scalars(sa.select(EventChange))] == [{"title": "Table talk"}]
    entry = people.list_audit()[0]
    assert (entry.action, entry.subject, entry.detail) == ("listening event changed", f"event {event_id}", "title")


def test_another_area_and_date_go_to_what_was_said_there(make, someone):
    event_id = make()
    log(event_id, someone)
    values = event_planning.read(listening.get_event(event_id), ABOUT)
    moved = {**values, "area": "richmond", "held_on": "2026-06-21"}
    event_planning.change(event_id, moved, mark=mark(event_id), by=someone)
    said = db.session.execute(sa.select(Comment.area, Comment.said_on, Comment.audience)).one()
    assert tuple(said) == ("richmond", date(2026, 6, 21), "children")


def test_an_event_is_planned_then_today_then_to_complete_then_closed(make, someone):
    event_id = make()

    def where(day):
        found = event_planning.list_by_state(TODAY + timedelta(days=day))
        return next(state for state, listed in found.items() if listed)

    assert [where(day) for day in (-1, 0, 1)] == [State.PLANNED, State.TODAY, State.TO_COMPLETE]
    log(event_id, someone)
    assert where(-1) is State.TO_COMPLETE, "what has points has begun"
    planned.say_who_was_there(event_id, by=someone)
    close(event_id, someone)
    assert where(0) is State.CLOSED


def test_a_past_event_without_points_is_asked_about_and_a_planned_one_goes_on(make, signed_in):
    make(held_on=date(2020, 1, 1))
    make(held_on=date(2099, 1, 1), title="Later")
    page = signed_in(Role.FACILITATOR).visit("/staff/events/")
    assert "Say who was there, or that it was called off" in page.text
    assert page.follow("Choose prompts").heading == "Prompts"


def test_the_team_is_chosen_from_accounts_of_that_area(make, signed_in):
    event_id = make()
    page = signed_in(Role.FACILITATOR).visit(f"/staff/events/{event_id}/arrange")
    page.choose("Test facilitator").fill("What do people need to take part?", "Step-free").press("Save")
    assert "Who leads itTest facilitator" in page.text
    assert "Step-free" in page.text
