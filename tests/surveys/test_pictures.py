"""Pictures beside words, and faces on the points of a scale."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from surveys import BadInstrument, Look, Scale, loads, picture_of
from surveys.pictures import PICTURES
from tests.surveys.factory import HEAD, PRIVACY, question

DRAWN = Path(__file__).resolve().parents[2] / "consult/static/pictures"
FACES = {f"{row}-{step}" for row in ("face", "happy") for step in range(1, 6)}
FIVE = "".join(f'{{ value = "{n}", text = "Word {n}" }}, ' for n in range(1, 6))
NOT_SURE = '{ value = "not-sure", text = "I don’t know", off_scale = true }'


def read(words: str) -> Scale:
    instrument = loads(HEAD.format(audience="children") + PRIVACY + question(words), "tiny.toml")
    found = instrument.question("q")
    assert isinstance(found, Scale)
    return found


def scale(look: str, points: str) -> str:
    return f'kind = "scale"\nlook = "{look}"\ntext = "All is well"\nchoices = [{points}]'


def test_every_picture_that_can_be_named_has_been_drawn_and_no_other():
    drawn = {file.stem.removeprefix("picture-") for file in DRAWN.glob("picture-*.svg")}
    assert drawn == PICTURES | FACES | {"welcome"}


def test_the_pictures_ask_nobody_else_for_anything():
    for file in DRAWN.iterdir():
        text = file.read_text(encoding="utf-8").replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert not re.search("http|<script|href", text), file.name


@pytest.mark.parametrize(("look", "row"), [("faces", "face"), ("happy-faces", "happy")])
def test_five_points_have_five_faces_and_i_do_not_know_has_none(look, row):
    asked = read(scale(look, FIVE + NOT_SURE))
    assert [picture_of(asked, choice) for choice in asked.choices] == [*(f"{row}-{n}" for n in range(1, 6)), ""]


def test_three_points_have_the_first_the_middle_and_the_last_face():
    three = '{ value = "1", text = "No" }, { value = "3", text = "Maybe" }, { value = "5", text = "Yes" }'
    asked = read(scale("faces", three))
    assert [picture_of(asked, choice) for choice in asked.points] == ["face-1", "face-3", "face-5"]


def test_a_plain_scale_has_no_faces():
    asked = read(scale("plain", FIVE))
    assert asked.look is Look.PLAIN
    assert {picture_of(asked, choice) for choice in asked.choices} == {""}


def test_a_picture_or_a_look_that_does_not_exist_is_named_with_those_that_do():
    with pytest.raises(BadInstrument, match=r"question q: there is no picture 'dragon'\. Use one of: art, book"):
        read(scale("plain", FIVE + '{ value = "6", text = "Six", picture = "dragon" }'))
    with pytest.raises(BadInstrument, match=r"question q: 'stars' is not a look\. Use one of: plain, faces"):
        read(scale("stars", FIVE))


def test_faces_for_six_points_would_say_nothing_and_are_refused():
    with pytest.raises(BadInstrument, match="there are no faces for 6 points"):
        read(scale("faces", FIVE + '{ value = "6", text = "Six" }'))
