"""What is left out, and why: nothing without a reason, and nothing that somebody said."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus import Comment, Corpus
from analysis.exclusions import Polarity, exclude, polarity, reason_to_exclude, says_nothing
from analysis.language import language_of, other_language
from tests.analysis.voices import TEXTS


@pytest.mark.parametrize(
    ("text", "question", "reason"),
    [
        ("", "", "blank"),
        (" \n\u200b\u202e\ufeff\0", "", "blank"),
        ("NaN", "What should change?", "empty cell"),
        ("Nan", "Who helps you?", None),
        ("N/A", "What should change?", "no comment"),
        ("No comment.", "", "no comment"),
        ("No\u200b com\u00adment", "", "no comment"),
        ("nothing", "", "no comment"),
        ("none", "Is there anything else you would like to tell us?", "no comment"),
        ("No", "Any other comments?", "no comment"),
        ("none", "What would help?", "no comment"),
        ("Nothing.", "What could be better?", None),
        ("nothing", "What should we change?", None),
        ("None", "What do you like?", None),
        ("nothing", "What is good about your area?", None),
        ("No", "Do you feel listened to?", None),
        ("idk", "What should change?", "does not know"),
        ("I don\u2019t know.", "", "does not know"),
        ("I don't know", "Do you know whom to ask for help?", None),
        ("See above", "", "points to another answer"),
        ("I see above all a lack of clubs", "", None),
        ("test", "", "test entry"),
        ("TEST 123", "What should change?", "test entry"),
        ("asdfgh", "", "test entry"),
        ("hhhhh jkjkjk", "", "test entry"),
        ("test", "What worries you at school?", None),
        ("tests", "", None),
        ("fewer tests", "", None),
        ("we were there", "", None),
        ("aaargh", "", None),
        ("\U0001f642\U0001f44d\ufe0f", "", "only emoji"),
        ("10/10 !!", "", "no words"),
        ("...", "", "no words"),
        ("공원이 더 필요해요", "", "not English (Korean): waiting for translation"),
        ("نحن بحاجة إلى المزيد من الحدائق", "", "not English (Arabic): waiting for translation"),
        ("எங்களுக்கு பூங்காக்கள் வேண்டும்", "", "not English (Tamil): waiting for translation"),
        ("Więcej miejsc dla dzieci proszę", "", "not English (Polish): waiting for translation"),
        ("Potrzebujemy parków. We need more parks for the children.", "", None),
        ("Necesitamos más parques para los niños", "", "not English (Spanish): waiting for translation"),
        ("Merci beaucoup", "", None),
        ("parks", "", None),
        ("\U0001d40c\U0001d428\U0001d42b\U0001d41e clubs please", "", None),
        ("I would like more clubs for all of us in the area", "", None),
        ("joint working w schools, early help w families, better referrals w health", "", None),
    ],
)
def test_only_what_cannot_be_analysed_is_left_out(text, question, reason):
    assert reason_to_exclude(text, question) == reason


@pytest.mark.parametrize(
    "text",
    [
        *TEXTS,
        "wana go owt wiv m8s coz its borin",
        "idk tbh dey shud fix da park m8",
        "nuffin fam its dead round ere",
        "PLZ MORE FOOTIE PITCHES N SKATE PARK",
        "mor rugbee and futbol plees",
        "SEND CAMHS EHCP DfE LA NHS",
        "Kingston Richmond Windsor Maidenhead Surbiton",
        "pizza pasta tiramisu lasagne",
        "café, crèche, après ski",
        "nothing for teenagers",
        "not sure the council listens",
    ],
)
def test_what_people_say_is_kept_however_they_spell_it(text):
    assert reason_to_exclude(text) is None


@pytest.mark.parametrize(
    ("question", "asks_for"),
    [
        ("What could be better?", Polarity.WRONG),
        ("What do you like, and what would you change?", Polarity.WRONG),
        ("What don\u2019t you like about your area?", Polarity.WRONG),
        ("What do you like about your area?", Polarity.RIGHT),
        ("What would you like to tell us?", Polarity.OPEN),
        ("Is there anything else that could be better?", Polarity.OPEN),
        ("", Polarity.OPEN),
    ],
)
def test_a_question_asks_for_what_is_wrong_or_right_or_neither(question, asks_for):
    assert polarity(question) is asks_for


@given(st.lists(st.text(max_size=60)), st.sampled_from(["", "What could be better?", "What is good?"]))
def test_every_comment_is_kept_or_has_a_reason(texts, question):
    comments = [Comment(id=str(number), text=text, question=question) for number, text in enumerate(texts)]
    kept, excluded = exclude(comments)
    assert sorted([comment.id for comment in kept] + [each.comment_id for each in excluded], key=int) == [
        str(number) for number in range(len(texts))
    ]
    assert all(each.reason for each in excluded)


def test_does_not_know_and_no_comment_say_nothing():
    assert says_nothing("Don\u2019t know")
    assert says_nothing("nothing")
    assert not says_nothing("nothing", "What could be better?")


def test_a_language_has_a_code_and_a_probability():
    assert language_of("We need more parks and clubs for the children here").code == "en"
    assert language_of("12 !") == ("und", 0.0)
    found = other_language("Mehr Spielplätze für unsere Kinder bitte")
    assert found is not None
    assert (found.code, found.name) == ("de", "German")
    assert 0.85 <= found.probability <= 1


def test_a_megabyte_in_a_cell_is_looked_at_quickly_and_kept():
    assert reason_to_exclude("We need parks. " * 70_000) is None
    assert reason_to_exclude("\0" * 1_000_000) == "blank"
    assert reason_to_exclude("a" * 1_000_000) is None
    assert reason_to_exclude("\ud800 broken") is None


def test_a_text_that_is_not_text_is_refused_with_its_id():
    with pytest.raises(ValueError, match="comment 'c7' has nan for its text"):
        Corpus.of([Comment(id="c7", text=math.nan)])


def test_a_short_answer_beside_questions_in_another_language_is_not_called_english():
    """A survey in Polish: “Brak miejsc” is Polish; what a parent writes in English there is still read."""
    assert reason_to_exclude("Brak miejsc w szkole", asked_in="pl") == ("not English (Polish): waiting for translation")
    assert reason_to_exclude("More buses for the children please", asked_in="pl") is None
    assert reason_to_exclude("More school places", asked_in="ar") is None
