"""A comment is parted into the points it makes, and every point says where it stood."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.ideas import MOST_IDEAS, ideas, ideas_with_offsets
from tests.analysis.voices import TEXTS


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("The bus is late. Fix the swings!", ("The bus is late.", "Fix the swings!")),
        ("buses, safer parks, and youth clubs", ("buses", "safer parks", "youth clubs")),
        ("youth clubs, parks and cheaper buses", ("youth clubs", "parks", "cheaper buses")),
        (
            "clubs, a plan made and kept by the young people of the town",
            ("clubs, a plan made and kept by the young people of the town",),
        ),
        ("I like the club but it shuts too early", ("I like the club", "but it shuts too early")),
        ("The staff were friendly, quick and kind.", ("The staff were friendly, quick and kind.",)),
        ("nothing but praise for the school", ("nothing but praise for the school",)),
        ("Clubs for teenagers; cheaper swimming", ("Clubs for teenagers;", "cheaper swimming")),
        ("- more parks\n- cleaner toilets\n* a skate ramp", ("more parks", "cleaner toilets", "a skate ramp")),
        ("1. parks 2. clubs 3) football", ("parks", "clubs", "football")),
        ("\u2022 parks \u2022 clubs", ("parks", "clubs")),
        ("See Dr. Khan, e.g. on Mondays. Buses next", ("See Dr. Khan, e.g. on Mondays.", "Buses next")),
        ("It costs 3.50 a day. Too much money", ("It costs 3.50 a day.", "Too much money")),
        ("Fix the park.We need lights", ("Fix the park.", "We need lights")),
        ("Yes. More parks please. I do.", ("Yes. More parks please. I do.",)),
        ("Clubs shut at 5 p.m. on Fridays", ("Clubs shut at 5 p.m. on Fridays",)),
        ("the club is fun, however it is far away", ("the club is fun", "however it is far away")),
        ("I", ("I",)),
        ("\u2026", ()),
        ("", ()),
    ],
)
def test_a_comment_is_parted_into_the_points_it_makes(text, points):
    assert ideas(text) == points


PIECES = [*TEXTS, "but", "and", ", ", ". ", "e.g. ", "\n- ", "1) ", "parks", "buses", "I", "yes", "; ", "\u2022"]
comments = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES)).map(" ".join))


@given(comments)
def test_points_stand_where_they_say_in_order_without_overlap(text):
    position = 0
    for idea in ideas_with_offsets(text):
        assert position <= idea.start < idea.end <= len(text)
        assert idea.text == text[idea.start : idea.end] == idea.text.strip()
        position = idea.end


@given(comments)
def test_no_word_is_lost_but_what_links_a_list(text):
    held = {place for idea in ideas_with_offsets(text) for place in range(idea.start, idea.end)}
    for word in re.finditer(r"[^\W\d_]{2,}", text):
        assert word.group().casefold() in {"and", "or"} or set(range(*word.span())) <= held


def test_a_very_long_comment_makes_sixty_points_and_loses_nothing():
    found = ideas_with_offsets("More parks. " * 500)
    assert len(found) == MOST_IDEAS
    assert found[-1].end == len("More parks. " * 500) - 1


def test_odd_megabytes_end():
    began = time.monotonic()
    for piece in ("a", "a, ", "1. ", "- ", "but ", " ", ". ", "A.", "and ", "\n", "a and b, "):
        ideas("x " + piece * (50_000 // len(piece)))
    assert time.monotonic() - began < 30
