"""A listening event sent twice is made once, and two that differ are two."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from consult.extensions import db
from consult.models.listening import Method
from consult.models.people import Role
from consult.services import listening
from consult.store import people
from consult.store.transaction import transaction

WALK = {"title": "Riverside walk", "held_on": date(2023, 6, 20), "place": "River", "area": "kingston"}
WALK |= {"audience": "parents", "method": Method.WALK, "headcount": "6-10"}


@pytest.fixture(autouse=True)
def _put_back_what_was_read(app):
    yield
    db.session.close()


@pytest.fixture
def someone(user):
    return user(Role.FACILITATOR).id


def count_events():
    return len(listening.list_events())


def test_the_form_sent_twice_makes_one_event_and_opens_it(signed_in):
    page = signed_in(Role.FACILITATOR).visit("/staff/events/new")
    for label, value in {"Title": "Walk ", "Day": "6", "Month": "7", "Year": "2023", "Place": "River"}.items():
        page.fill(label, value)
    page.fill("Area", "Richmond").fill("Who is it for?", "Partner organisations").choose("Walk")
    page.fill("About how many people do you expect?", "21 to 50")
    form, path = page.tree, page.path
    first = page.press("Save and start the log").path
    page.tree, page.path = form, path
    assert page.press("Save and start the log").path == first
    assert count_events() == 1
    assert [entry.action for entry in people.list_audit()].count("listening event made") == 1


def test_pressed_at_the_same_moment_it_is_made_once(app, someone):
    def press(_):
        with app.app_context():
            return listening.add_event(**WALK, by=someone).id

    db.session.close()
    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(press, range(8)))) == 1
    assert count_events() == 1


@pytest.mark.parametrize(
    "other",
    [
        {"title": "Second walk"},
        {"held_on": date(2023, 6, 21)},
        {"place": "Park"},
        {"area": "richmond"},
        {"audience": "staff"},
        {"method": Method.TALK},
        {"headcount": "1-5"},
    ],
)
def test_an_event_that_differs_in_anything_is_another(someone, other):
    listening.add_event(**WALK, by=someone)
    listening.add_event(**{**WALK, **other}, by=someone)
    assert count_events() == 2


def test_two_people_may_each_make_the_same_event(someone, user):
    listening.add_event(**WALK, by=someone)
    listening.add_event(**WALK, by=user(Role.MANAGER).id)
    assert count_events() == 2


def test_the_same_event_made_later_on_purpose_is_another(someone):
    first = listening.add_event(**WALK, by=someone)
    with transaction():
        listening.get_event(first.id).created_at -= listening.SAME_WITHIN + timedelta(seconds=1)
    listening.add_event(**WALK, by=someone)
    assert count_events() == 2
