"""The coverage board: who has been heard, against targets, as answers and points arrive (B9)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from consult.extensions import db
from consult.models.listening import Method, NoteKind
from consult.models.people import Role
from consult.models.submissions import EqualityAnswers
from consult.services import coverage, coverage_targets, event_planning, listening
from consult.services.coverage_groups import Group, Stands
from consult.services.event_planning import ARRANGED
from consult.store import people
from consult.store.errors import Conflict
from consult.store.transaction import transaction
from tests.consult import planned, received

CHILDREN_OF_KINGSTON = Group("children", "kingston", "")


@pytest.fixture
def survey(app):
    return received.open_wave()["children"]


@pytest.fixture
def manager(user):
    return user(Role.MANAGER).id


def answer(survey, count, age="8-11", area="kingston", **equality):
    with transaction():
        for _ in range(count):
            sent = received.submission(survey, age_band=age)
            sent.area = area
            if equality:
                db.session.add(EqualityAnswers(submission_id=sent.id, answers=equality))


def line(group):
    return next(line for line in coverage.look().lines if line.group == group)


def make_event(survey, by, **other):
    about = {"title": "Club", "held_on": date.today(), "place": "Hall", "area": "kingston", "audience": "children"}
    return listening.add_event(**{**about, "method": Method.TALK, "wave_id": survey.wave_id, "by": by, **other}).id


def test_what_arrives_is_on_the_board_at_once(survey, manager):
    coverage_targets.put(survey.wave_id, CHILDREN_OF_KINGSTON, number=40, share=None, by=manager)
    assert line(CHILDREN_OF_KINGSTON).stands is Stands.NOBODY
    answer(survey, 30)
    before = coverage.look().as_of
    assert (line(CHILDREN_OF_KINGSTON).people.text, line(CHILDREN_OF_KINGSTON).percent) == ("30", 75)
    answer(survey, 10)
    assert line(CHILDREN_OF_KINGSTON).stands is Stands.REACHED
    event_id = make_event(survey, manager)
    for number in range(3):
        said = {"kind": NoteKind.VERBATIM, "text": f"Swing {number}", "once": f"{number}", "by": manager}
        listening.add_note(event_id=event_id, **said)
        assert line(CHILDREN_OF_KINGSTON).events.points == number + 1
    assert line(CHILDREN_OF_KINGSTON).people.text == "40", "points are not people"
    assert coverage.look().as_of > before


def test_five_per_cent_of_those_who_live_there_is_a_target(survey, manager):
    coverage_targets.put(survey.wave_id, CHILDREN_OF_KINGSTON, number=None, share=50, by=manager)
    assert line(CHILDREN_OF_KINGSTON).wanted == 1450
    assert line(CHILDREN_OF_KINGSTON).target == "5% of 29,000: 1,450"
    with pytest.raises(Conflict, match="no figure"):
        coverage_targets.put(survey.wave_id, Group("children", "kingston", "send"), number=None, share=50, by=manager)
    assert people.list_audit()[0].detail == "5%, was none"


def test_small_groups_are_hidden_and_the_order_does_not_tell_them(survey):
    answer(survey, 40, disability="no", carer="no")
    answer(survey, 3, disability="yes", carer="no")
    answer(survey, 20, area="richmond", disability="yes", carer="yes")
    send, carers = line(Group("children", "", "send")), line(Group("children", "", "young-carers"))
    assert carers.people.text == "20"
    assert send.people.text in ("25", "[c]")
    answer(survey, 4, area="windsor-and-maidenhead")
    assert line(Group("children", "windsor-and-maidenhead", "")).people.text == "[c]"
    assert line(Group("children", "windsor-and-maidenhead", "")).stands is Stands.TOO_FEW
    assert line(Group("children", "windsor-and-maidenhead", "")).percent is None


def test_events_stand_beside_as_bands_and_planned_ones_are_coming(survey, manager):
    carers = Group("children", "", "young-carers")
    held = make_event(survey, manager)
    planned.say_who_was_there(held, by=manager, headcount="11-20", room={"8-11": "11-20", "young-carers": "6-10"})
    coming = make_event(survey, manager, held_on=date.today() + timedelta(days=3), title="Carers’ evening")
    called_off = make_event(survey, manager, title="Rained off")
    planned.say_who_was_there(called_off, by=manager, headcount="0", room={})
    assert (line(carers).events.bands, line(carers).events.coming) == (("6-10",), 0)
    assert line(carers).stands is Stands.EVENTS_ONLY
    values = event_planning.read(listening.get_event(coming), ARRANGED)
    wanted = {**values, "aims": ["young-carers"]}
    event_planning.change(coming, wanted, mark=event_planning.seen(values), by=manager)
    assert line(carers).events.coming == 1
    assert line(CHILDREN_OF_KINGSTON).events.bands == ("11-20",)
    assert line(Group("children", "richmond", "")).stands is Stands.NOBODY


def test_gaps_come_first(survey, manager):
    answer(survey, 30)
    answer(survey, 50, area="richmond")
    for area in ("kingston", "richmond"):
        coverage_targets.put(survey.wave_id, Group("children", area, ""), number=50, share=None, by=manager)
    stands = [line.stands for line in coverage.look().of("children")]
    assert stands == sorted(stands, key=list(Stands).index)
    assert coverage.look().unheard[0].stands is Stands.NOBODY


def test_a_facilitator_reads_the_board_and_sets_no_targets(survey, signed_in):
    page = signed_in(Role.FACILITATOR).visit("/staff/coverage")
    assert "Whom we have heard, and whom not yet" in page.heading
    assert "Set targets" not in page.text
    assert page.visit(f"/staff/coverage/{survey.wave_id}/targets").status == 403


@pytest.mark.parametrize(
    ("amount", "kind", "said"),
    [
        ("", "a number of people", "Enter a number"),
        ("many", "a number of people", "Enter a whole number"),
        ("2.5", "a number of people", "Enter a whole number"),
        ("NaN", "a number of people", "Enter a whole number"),
        ("0", "a percentage of those who live there", "Enter a percentage"),
        ("101", "a percentage of those who live there", "Enter a percentage"),
        ("1e400", "a percentage of those who live there", "Enter a percentage"),
    ],
)
def test_a_target_that_is_no_number_is_said(survey, signed_in, amount, kind, said):
    page = signed_in(Role.MANAGER).visit(f"/staff/coverage/{survey.wave_id}/targets")
    page.choose(kind).fill("How many, or which percentage?", amount).press("Save the target")
    assert page.errors[0].startswith(said)


def test_a_target_is_set_shown_changed_and_taken_away(survey, signed_in):
    page = signed_in(Role.MANAGER).visit("/staff/coverage").follow("Set targets")
    page.fill("Which of them?", "Young carers").fill("How many, or which percentage?", "60").press("Save the target")
    assert "Young carers, all areas (children and young people) 60" in page.text.replace(")60", ") 60")
    page.fill("Which of them?", "Young carers").choose("a percentage").fill("How many, or which percentage?", "5")
    page.press("Save the target")
    assert "5% of 1,300: 65" in page.text
    page.press("Take away: Young carers, all areas")
    assert "Young carers, all areas (" not in page.text
    page.fill("Who?", "Staff").fill("Which of them?", "Young carers").press("Save the target")
    assert page.errors[0].startswith("This audience has no such group")


def test_before_any_wave_the_board_opens(app, signed_in):
    assert "There is no wave yet" in signed_in(Role.STRATEGIST).visit("/staff/coverage").text
