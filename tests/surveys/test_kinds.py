"""Putting in order, and the box that says somebody else typed the words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import (
    SKIPPED,
    Answers,
    BadAnswer,
    BadInstrument,
    Instrument,
    Ranking,
    answers_on_path,
    as_submitted,
    display,
    from_json,
    is_complete,
    loads,
    parse,
    to_json,
)
from tests.surveys.factory import HEAD, PRIVACY, question

CHOICES = ", ".join(f'{{ value = "{word}", text = "{word.title()}" }}' for word in ("park", "school", "bus", "home"))


def read(words: str) -> Instrument:
    return loads(HEAD.format(audience="children") + PRIVACY + question(words), "tiny.toml")


def ranking(more: str = "") -> Ranking:
    found = read(f'kind = "ranking"\ntext = "What comes first?"\nchoices = [{CHOICES}]\n{more}').question("q")
    assert isinstance(found, Ranking)
    return found


RANKING, TOP_TWO = ranking(), ranking("most = 2")


def test_what_is_put_in_order_stays_in_that_order_and_places_left_open_close_up():
    assert parse(RANKING, ["bus", "", "park", ""]) == ("bus", "park")
    assert display(RANKING, ("bus", "park")) == "1. Bus\n2. Park"


def test_nothing_put_in_order_is_skipped():
    assert parse(RANKING, ["", "", "", ""]) is SKIPPED


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (["bus", "bus"], "“Bus” is there more than once. Choose it once"),
        (["moon"], "Choose an answer from the list"),
    ],
)
def test_what_cannot_be_put_in_order_is_said(sent, words):
    with pytest.raises(BadAnswer) as fault:
        parse(RANKING, sent)
    assert fault.value.message == words


def test_only_so_many_places_are_taken():
    assert TOP_TWO.places == 2
    with pytest.raises(BadAnswer, match=r"Choose up to 2\. You chose 3"):
        parse(TOP_TWO, ["bus", "park", "home"])


@given(st.permutations(["park", "school", "bus", "home"]), st.integers(1, 4))
def test_every_order_is_shown_again_as_it_was_given(order, length):
    value = parse(RANKING, order[:length])
    assert parse(RANKING, as_submitted(value)) == value == tuple(order[:length])


def test_a_ranking_has_no_choice_that_stands_alone():
    alone = 'kind = "ranking"\ntext = "T"\nchoices = [{ value = "a", text = "A" }, '
    with pytest.raises(BadInstrument, match="it has a choice that stands alone"):
        read(alone + '{ value = "b", text = "B", exclusive = true }]')


# --- someone typed this for me ----------------------------------------------------------------------------------------

TYPED = read('kind = "long-text"\ntext = "What is good?"\nmay_be_typed_for = true')


def test_the_box_is_kept_under_an_id_of_its_own_beside_the_words():
    box = TYPED.question("q-typed-for")
    assert TYPED.page_of("q-typed-for").id == "q"
    assert [parse(box, []), parse(box, ["yes"])] == [False, True]
    said = Answers({"understood": True, "q": "A slide", "q-typed-for": True})
    assert answers_on_path(TYPED, said) == said == from_json(to_json(said))


def test_nobody_has_to_tick_it():
    assert is_complete(TYPED, Answers({"understood": True, "q": "A slide"}))


def test_no_question_can_take_its_id():
    twice = question('kind = "long-text"\ntext = "T"\nmay_be_typed_for = true') + question(
        'kind = "long-text"\ntext = "U"', id="q-typed-for"
    )
    with pytest.raises(BadInstrument, match="question q-typed-for: the id is used twice"):
        loads(HEAD.format(audience="children") + PRIVACY + twice, "tiny.toml")
