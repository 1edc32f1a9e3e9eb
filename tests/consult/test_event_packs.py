"""Prompts come from the wave's survey or from people; the pack is what a facilitator prints."""

from __future__ import annotations

from datetime import date

import pytest

from consult.models.group_links import GroupKind
from consult.models.listening import Method
from consult.models.people import Role
from consult.services import event_planning, event_prompts, group_links, listening, points
from consult.services.event_planning import ARRANGED
from consult.services.points import Said, Sender
from consult.store.errors import Conflict
from consult.store.transaction import transaction
from tests.consult import received


@pytest.fixture
def survey(app):
    return received.open_wave()["children"]


@pytest.fixture
def event(survey, user):
    about = {"title": "Club night", "place": "Hall", "area": "kingston", "audience": "children"}
    held_on = {"held_on": date.today(), "method": Method.TABLE, "wave_id": survey.wave_id}
    return listening.add_event(**about, **held_on, by=user(Role.MANAGER).id)


def codes(event):
    return [(prompt.code, prompt.question_id) for prompt in event_prompts.list_prompts(event.id)]


def test_prompts_are_chosen_in_the_words_of_a_face_or_written_and_keep_their_codes(event, signed_in):
    page = signed_in(Role.FACILITATOR).visit(f"/staff/events/{event.id}/prompts")
    assert "as it is worded for “8" in page.text
    easiest = next(offer for offer in event_prompts.list_offers(event) if offer.face_id == "4-7")
    key, words = next(one for one in easiest.questions if one[0] == "good")
    page.choose(words).fill("Or in your own words, one on each line", "What about the park?\n\nWho helps you?\n")
    page.press("Add")
    assert [code for code, _ in codes(event)] == ["P1", "P2", "P3"]
    assert codes(event)[0] == ("P1", key)
    page.fill("Or in your own words, one on each line", "What about the park?").press("Add")
    assert "Nothing new was chosen" in page.text
    page.fill("Or in your own words, one on each line", "y" * 301).press("Add")
    assert "fit on one sheet" in page.errors[0]


def test_a_prompt_with_points_stays_and_a_code_is_never_given_twice(event, user):
    by = event.created_by
    event_prompts.add(event.id, chosen=(), own=["One", "Two"], by=by)
    first, second = event_prompts.list_prompts(event.id)
    event_prompts.remove(event.id, second.id, by=by)
    event_prompts.add(event.id, chosen=(), own=["Three"], by=by)
    assert [code for code, _ in codes(event)] == ["P1", "P3"]
    with transaction():
        points.write(listening.get_event(event.id), Said(text="Swings", prompt_id=first.id), Sender(by=by), once="a")
    with pytest.raises(Conflict, match="it stays"):
        event_prompts.remove(event.id, first.id, by=by)
    with pytest.raises(Conflict, match="at most 20"):
        event_prompts.add(event.id, chosen=(), own=[f"More {number}" for number in range(20)], by=by)


def test_the_pack_has_what_to_say_prompts_codes_boxes_and_the_way_to_the_survey(event, survey, signed_in):
    event_prompts.add(event.id, chosen=(), own=["What is good here?"], by=event.created_by)
    page = signed_in(Role.FACILITATOR).visit(f"/staff/events/{event.id}/pack")
    for words in ("Say this first", "P1-A", "P1-F", "12 to 17", "Young carers", "Would you rather write?", "999"):
        assert words in page.text
    assert f"/survey/{survey.slug}" in page.text
    assert page.visit(f"/staff/events/{event.id}/pack/code.svg").body.startswith("<?xml")


def test_the_link_of_a_group_is_used_where_one_was_chosen(event, survey, signed_in):
    of_club = {"name": "Heron club", "kind": GroupKind.CLUB, "area": "kingston", "expected": 9, "is_shared": False}
    link = group_links.add(survey_slug=survey.slug, rests=60, by=event.created_by, **of_club)
    page = signed_in(Role.FACILITATOR).visit(f"/staff/events/{event.id}/arrange")
    page.fill("Link for those who would rather write", "Heron club").press("Save")
    assert f"/g/{link.code}" in page.visit(f"/staff/events/{event.id}/pack").text
    group_links.close(link.id, by=event.created_by)
    assert f"/survey/{survey.slug}" in page.visit(f"/staff/events/{event.id}/pack").text


def test_an_event_in_no_wave_has_a_pack_without_a_code(user, signed_in):
    page = signed_in(Role.FACILITATOR)
    event = listening.add_event(
        title="Walk", held_on=date(2023, 6, 20), place="River", area="kingston", audience="parents",
        method=Method.WALK, by=user(Role.MANAGER).id,
    )  # fmt: skip
    assert "there is no code to scan" in page.visit(f"/staff/events/{event.id}/pack").text
    assert page.visit(f"/staff/events/{event.id}/pack/code.svg").status == 404
    assert set(event_planning.read(event, ARRANGED)) == set(ARRANGED)
