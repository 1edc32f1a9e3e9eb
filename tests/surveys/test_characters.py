"""What was typed is kept, without what only deceives the eye."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.characters import TURNING, clean, is_seen

OVERRIDE = "\u202e"
ENGLAND = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"  # a flag


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (f"good {OVERRIDE}dab{OVERRIDE} bus", "good dab bus"),
        ("sw\u200bings and sl\u00adides\u2060", "swings and slides"),
        ("\u200b\u200d\ufeff \u3164", ""),
        ("\u2800\u2800", ""),
        ("👍🏽👩‍👩‍👧", "👍🏽👩‍👩‍👧"),
        (ENGLAND, ENGLAND),
        ("hi\U000e0068\U000e0069", "hi"),
        ("مرحبا\u200f!", "مرحبا\u200f!"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("a\r\nb\u2028c", "a\nb\nc"),
    ],
)  # fmt: skip
def test_words_emoji_and_scripts_stay_and_what_deceives_goes(typed, kept):
    assert clean(typed) == kept


@given(st.text())
def test_cleaning_twice_changes_nothing_and_no_letter_is_lost(typed):
    once = clean(typed)
    assert clean(once) == once
    assert not any(sign in once for sign in (OVERRIDE, "\u2066", "\x00", "\u200b"))
    seen = [sign for sign in typed.strip() if unicodedata.category(sign)[0] in "LNPS" and sign not in "\u3164\uffa0"]
    assert all(sign in once for sign in seen if sign not in "\u115f\u1160")


def test_the_turning_characters_are_those_of_the_standard():
    turning = [chr(code) for code in range(0x2000, 0x2100) if unicodedata.bidirectional(chr(code)) in
               {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}]  # fmt: skip
    assert all(clean(f"a{sign}b") == "ab" for sign in turning)
    assert len(turning) == 9
    assert len(TURNING) == 6
    assert not is_seen("\u200d")
