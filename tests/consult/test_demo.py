"""The demonstration's invented people: enough of them, all different, and not one that could be real."""

from __future__ import annotations

import random
import tomllib
from collections import Counter

import pytest

from consult import demo, demo_faces
from consult.models.listening import Method, NoteKind
from consult.services.listening import HEADCOUNTS
from consult.settings import AREAS, AUDIENCES
from surveys import is_complete, load_all

ANSWERS = [row | {"file": file} for file in demo.FILES for row in demo._rows(file)]


def test_there_are_hundreds_of_comments_and_only_the_letters_of_a_campaign_are_alike():
    texts = Counter(row["text"] for row in ANSWERS if row["file"] != "letters.csv")
    assert len(texts) >= 400
    assert [text for text, uses in texts.items() if uses > 1] == []
    letters = Counter(row["text"] for row in ANSWERS if row["file"] == "letters.csv")
    assert max(letters.values()) >= 30


def test_four_events_have_a_hundred_and_twenty_notes():
    events = tomllib.loads((demo.CONTENT / "events.toml").read_text(encoding="utf-8"))["event"]
    notes = list(demo._rows("notes.csv"))
    assert len(events) == 4
    assert len(notes) == len({note["text"] for note in notes}) == 120
    assert {note["event"] for note in notes} == {event["key"] for event in events}
    for event in events:
        assert event["area"] in AREAS
        assert event["audience"] in AUDIENCES
        assert event["headcount"] in HEADCOUNTS
        assert Method(event["method"])
    assert all(NoteKind(note["kind"]) for note in notes)


@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_invented_respondent_walks_the_real_questionnaire_to_its_end(audience):
    whole, chance = load_all()[audience], random.Random(1)
    people = [person for person in demo._people(random.Random(1)) if person.audience == audience]
    assert people
    faces = set()
    for person in people:
        instrument = demo_faces.choose(whole, person.band, person.words.keys(), chance)
        faces.add(instrument.face_id)
        answers = demo._answers(instrument, person, chance)
        assert is_complete(instrument, answers)
        assert all(answers.get(question) == words for question, words in person.words.items())
    assert faces == {face.id for face in whole.faces}


def test_there_are_nine_hundred_and_every_time_the_same_ones():
    first, again = (list(demo._people(random.Random(demo.SEED))) for _ in range(2))
    assert len(first) == demo.SUBMISSIONS
    assert first == again


def test_personal_details_are_of_nobody():
    """Telephone numbers from the ranges kept for drama, addresses that cannot exist."""
    for row in ANSWERS:
        for word in row["text"].split():
            assert "@" not in word.strip("@.,") or "example" in word, row["respondent"]
