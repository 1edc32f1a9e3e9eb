"""No sentence with a number or a claim of what people said goes unlisted, and one citation settles it."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.plan.sentences import Block, Want, split, uncited

PLAIN = st.sampled_from(["We will open a room", "Our doors stay open", "The plan begins", "This is our promise"])
CLAIMS = st.sampled_from(
    [
        "Many parents asked for it",
        "Young people told us so",
        "We opened 14 rooms",
        "Most staff agree",
        "Half of it is done",
    ]
)
MARKS = st.sampled_from(["[theme:3]", "[excerpt:12]", "[source:Inspection, p. 3. May]", "[figure:theme/3/people]"])
TEXT = st.text(max_size=300) | st.lists(
    st.sampled_from(
        ["We heard. ", "\n", "\n\n", "- ", "## ", "[theme:1]", "[them:1]", "3.5 ", "e.g. ", "Mr. X ", "“So!” "]
    )
).map("".join)


@given(TEXT)
def test_sentences_hold_every_word_once_and_in_order(text):
    found = split(text)
    assert [sentence.text for sentence in found] == [text[sentence.start : sentence.end] for sentence in found]
    assert all(before.end <= after.start for before, after in pairwise(found))
    left = "".join(text[a:b] for a, b in _gaps(text, found))
    assert not any(letter.isalpha() for letter in left)


def _gaps(text, found):
    edges = [0, *(edge for sentence in found for edge in (sentence.start, sentence.end)), len(text)]
    return zip(edges[::2], edges[1::2], strict=True)


@given(st.lists(st.tuples(PLAIN | CLAIMS, st.none() | MARKS, st.sampled_from([" ", "\n\n", "\n- "])), min_size=1))
def test_exactly_the_claims_without_a_citation_are_listed(pieces):
    plain = {"We will open a room", "Our doors stay open", "The plan begins", "This is our promise"}
    text = "".join(f"{words}{' ' + mark if mark else ''}.{gap}" for words, mark, gap in pieces)
    wanted = [words for words, mark, _ in pieces if words not in plain and mark is None]
    assert [sentence.text.rstrip(".") for sentence in uncited(text)] == wanted


@given(CLAIMS, MARKS)
def test_a_citation_settles_a_sentence_and_only_its_own(claim, mark):
    text = f"{claim} {mark}. {claim}."
    assert [sentence.number for sentence in uncited(text)] == [2]


@pytest.mark.parametrize(
    "words",
    [
        "Many parents asked for evening clinics.",
        "Young people told us that buses are late",
        "We heard that waiting is hard.",
        "Most of the families we met felt listened to.",
        "You said you wanted more to do.",
        "Some children do not feel safe on the way home.",
        "Staff are worried about paperwork.",
        "There was strong feeling about school places.",
        "Feedback was clear.",
        "A majority of carers agreed.",
        "Nobody asked for this.",
    ],
)
def test_a_claim_of_what_people_said_is_noticed(words):
    (sentence,) = uncited(words)
    assert Want.CLAIM in sentence.wants


@pytest.mark.parametrize(
    "words",
    [
        "It costs £3m.",
        "A third of them left.",
        "Ninety per cent",
        "Twice as long",
        "By 2026 it is open.",
        "5% more",
        "½",
    ],
)
def test_a_number_is_noticed_in_digits_and_in_words(words):
    assert [Want.NUMBER in sentence.wants for sentence in uncited(words)] == [True]


@pytest.mark.parametrize(
    "words", ["We will open a youth hub in every area.", "One day it will be better.", "", "   \n"]
)
def test_a_plain_promise_needs_no_citation(words):
    assert uncited(words) == ()


def test_a_heading_over_what_was_heard_is_no_claim_but_one_that_claims_is():
    assert uncited("## What we heard\n\n## Feedback") == ()
    assert len(uncited("## Most parents want clubs\n\n## 5 ideas")) == 2


def test_a_citation_after_the_full_stop_belongs_to_the_sentence_before_it():
    text = "Many parents asked for it. [theme:3] [excerpt:4] We will do it."
    first, second = split(text)
    assert [citation.target for citation in first.citations] == ["3", "4"]
    assert (second.text, second.citations) == ("We will do it.", ())


def test_a_figure_after_a_full_stop_begins_the_next_sentence():
    first, second = split("Waiting is long. [figure:theme/3/people] people raised it.")
    assert (first.citations, len(second.citations)) == ((), 1)


def test_a_broken_marker_settles_nothing():
    assert len(uncited("Many parents asked for it [them:3].")) == 1


def test_abbreviations_and_decimals_end_no_sentence():
    assert len(split("Dr. Shah, e.g. in St. John’s, waited 3.5 weeks. Then she came.")) == 2


def test_headings_lists_and_paragraphs_are_told_apart():
    text = "## What we heard\nFirst line\ngoes on. Second.\n\n- one item\n2. another item\nLast"
    found = [(sentence.block, sentence.text) for sentence in split(text)]
    assert found == [
        (Block.HEADING, "What we heard"),
        (Block.PARAGRAPH, "First line\ngoes on."),
        (Block.PARAGRAPH, "Second."),
        (Block.ITEM, "one item"),
        (Block.ITEM, "another item"),
        (Block.PARAGRAPH, "Last"),
    ]


@pytest.mark.parametrize("piece", ["a", "a ", ". ", "[theme:", "many of the ", "people x ", "1. ", "\n", "[theme:1]"])
def test_a_very_long_text_of_anything_is_read_in_seconds(piece):
    """Twice as long as a section may be."""
    began = time.monotonic()
    uncited(piece * (120_000 // len(piece)))
    assert time.monotonic() - began < 20
