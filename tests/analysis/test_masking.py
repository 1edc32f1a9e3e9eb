"""What is hidden in an excerpt, step by step: a later step never uncovers what an earlier one hid but by showing it."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from analysis.masking import Change, Piece, hidden_after, pieces, places_of, shown
from analysis.redact import Span

TEXT = "Our Poppy loves the park. Poppy's friend Sam does too. More swings please."


def test_words_stand_as_they_were_written_but_for_what_is_hidden():
    found = pieces(TEXT, 0, len(TEXT), (Span(4, 9, "name"),))
    assert found[:3] == (Piece("Our "), Piece("[name]", "name"), Piece(TEXT[9:]))
    assert shown(found) == "Our [name]" + TEXT[9:]


def test_a_part_of_a_comment_says_that_there_is_more():
    start, end = TEXT.index("Poppy's"), TEXT.index(" More")
    assert shown(pieces(TEXT, start, end, ())) == "[…] Poppy's friend Sam does too. […]"
    assert shown(pieces(TEXT, 0, end, ())).startswith("Our")


def test_what_is_hidden_only_in_part_of_an_excerpt_is_hidden_in_it():
    assert shown(pieces("Ben Smith ran", 4, 13, (Span(0, 9, "name"),))) == "[…] [name] ran"


def test_a_text_that_is_shorter_than_it_was_shows_no_more_than_there_is():
    assert shown(pieces("Hi", 0, 50, (Span(10, 20, "name"),))) in ("Hi[name]", "Hi")


def test_words_are_found_wherever_they_stand_as_whole_words():
    assert places_of("poppy", TEXT, 0, len(TEXT), ()) == ((4, 9), (26, 31))
    assert places_of("swing", TEXT, 0, len(TEXT), ()) == ()
    assert places_of("Poppy’s  friend", TEXT, 0, len(TEXT), ()) == ((26, 40),)
    assert places_of("?!", TEXT, 0, len(TEXT), ()) == ()


def test_words_outside_the_excerpt_or_hidden_already_are_not_found():
    assert places_of("poppy", TEXT, 20, len(TEXT), ()) == ((26, 31),)
    assert places_of("poppy", TEXT, 0, len(TEXT), (Span(4, 9, "name"),)) == ((26, 31),)


def test_showing_takes_away_what_lies_within_and_nothing_else():
    hidden = [Change(0, 5, "name"), Change(10, 15, "school")]
    assert hidden_after([*hidden, Change(0, 5, "name", is_hidden=False)]) == (Span(10, 15, "school"),)
    part = Change(0, 3, "name", is_hidden=False)
    assert hidden_after([*hidden, part]) == (Span(0, 5, "name"), Span(10, 15, "school"))


PLACES = st.tuples(st.integers(0, 40), st.integers(1, 12)).map(lambda pair: (pair[0], pair[0] + pair[1]))
STEPS = st.lists(st.builds(lambda place, hides: Change(*place, "name", hides), PLACES, st.booleans()), max_size=12)


@given(STEPS)
def test_hidden_spans_never_overlap_and_are_in_order(steps):
    found = hidden_after(steps)
    assert all(left.end <= right.start for left, right in pairwise(found))


@given(STEPS, PLACES)
def test_whatever_is_hidden_last_is_hidden(steps, place):
    hidden = hidden_after([*steps, Change(*place, "name")])
    assert set(range(*place)) <= {character for span in hidden for character in range(span.start, span.end)}


@given(st.text(min_size=1, max_size=60), STEPS)
def test_no_hidden_character_is_ever_in_an_excerpt(text, steps):
    hidden = hidden_after(steps)
    covered = {character for span in hidden for character in range(span.start, span.end)}
    expected = "".join(letter for place, letter in enumerate(text) if place not in covered)
    assert "".join(piece.text for piece in pieces(text, 0, len(text), hidden) if not piece.kind) == expected
