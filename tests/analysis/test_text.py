"""What happens to a text before topics are looked for: leaving out, hiding, parting, encoding, finding copies."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.encode import default_encoder
from analysis.exclusions import reason_to_exclude
from analysis.ideas import ideas
from analysis.redact import mask
from tests.analysis.voices import TEXTS


@pytest.mark.parametrize(
    ("text", "question", "reason"),
    [
        ("", "", "blank"),
        (" \n\u200b", "", "blank"),
        ("N/A", "What should change?", "no comment"),
        ("No comment.", "", "no comment"),
        ("none", "What do you like?", "no comment"),
        ("Nothing.", "What could be better?", None),
        ("nothing", "What should we change?", None),
        ("🙂👍", "", "no words"),
        ("10/10 !!", "", "no words"),
        ("공원이 더 필요해요", "", "not in English"),
        ("Potrzebujemy więcej miejsc dla dzieci i nie jest bezpiecznie", "", "not in English"),
        ("Necesitamos más parques para los niños y las familias", "", "not in English"),
        ("parks", "", None),
        ("wana go owt wiv m8s coz its borin", "", None),
        ("I would like more clubs for all of us in the area", "", None),
    ],
)
def test_only_what_cannot_be_analysed_is_left_out(text, question, reason):
    assert reason_to_exclude(text, question) == reason


@pytest.mark.parametrize("text", TEXTS)
def test_what_people_say_is_kept(text):
    assert reason_to_exclude(text) is None


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("write to jo.b+x@mail.example.co.uk now", "write to [e-mail] now"),
        ("ring 020 7946 0123 or +44 7700 900123", "ring [phone] or [phone]"),
        ("we live at KT1 2AB ok", "we live at [postcode] ok"),
        ("NHS no 943 476 5919", "NHS no [NHS number]"),
        ("see https://example.org/a?b or www.example.com", "see [web address] or [web address]"),
        ("follow @kid_one", "follow [handle]"),
        ("Miss Patel and Mr O'Brien helped", "[name] and [name] helped"),
        ("miss patel is nice, DR KHAN too", "[name] is nice, [name] too"),
        ("Mrs Anna Smith came", "[name] came"),
        ("I miss school and they miss out", "I miss school and they miss out"),
        ("the doctor said 3 in 10", "the doctor said 3 in 10"),
    ],
)
def test_personal_data_of_fixed_form_is_hidden(text, masked):
    assert mask(text).text == masked


@given(st.text(max_size=200))
def test_spans_say_where_the_hidden_text_stood(text):
    found = mask(text)
    rebuilt, position = "", 0
    for span in found.spans:
        assert position <= span.start < span.end <= len(text)
        rebuilt += f"{text[position : span.start]}[{span.kind}]"
        position = span.end
    assert rebuilt + text[position:] == found.text


def test_hiding_a_megabyte_ends():
    for piece in ("a", "1 ", "a.", "0", "@a", "miss "):
        mask(piece * (300_000 // len(piece)))


def test_a_comment_is_parted_into_the_points_it_makes():
    assert ideas("The bus is late. Fix the swings!") == ("The bus is late.", "Fix the swings!")
    assert ideas("buses, safer parks, and youth clubs") == ("buses", "safer parks", "youth clubs")
    assert ideas("I like the club but it shuts too early") == ("I like the club", "but it shuts too early")
    assert ideas("I") == ("I",)
    assert ideas("…") == ()


def test_vectors_have_length_one_and_do_not_depend_on_their_neighbours():
    encoder = default_encoder()
    vectors = encoder.encode([*TEXTS, ""])
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors[:-1], axis=1), 1, atol=1e-5)
    assert not vectors[-1].any()
    assert np.array_equal(encoder.encode([TEXTS[3]])[0], vectors[3])


def test_notes_in_shorthand_are_english_though_a_letter_is_a_word_elsewhere():
    assert reason_to_exclude("joint working w schools, early help w families, better referrals w health") is None
