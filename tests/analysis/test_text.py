"""What happens to a text before topics are looked for: leaving out, hiding, parting, encoding, finding copies."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.encode import default_encoder
from analysis.redact import mask
from tests.analysis.voices import TEXTS


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


def test_vectors_have_length_one_and_do_not_depend_on_their_neighbours():
    encoder = default_encoder()
    vectors = encoder.encode([*TEXTS, ""])
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors[:-1], axis=1), 1, atol=1e-5)
    assert not vectors[-1].any()
    assert np.array_equal(encoder.encode([TEXTS[3]])[0], vectors[3])
