"""Which passwords are refused, and with which advice."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from consult.services import passwords
from consult.services.passwords import TOO_CLOSE, TOO_COMMON, TOO_LONG, TOO_SHORT

ABOUT = ("Zofia Wrzesniewska", "zofia.w@brightside-council.example", "Nordvale Trust")


@pytest.mark.parametrize(
    "password",
    ["Password2024!", "P@ssw0rd1234", "passwordpassword1", "qwertyuiop12", "1qaz2wsx3edc", "zaq12wsxcde3",
     "aaaaaaaaaaaa", "abcabcabcabc", "123456789012", "letmein123456", "iloveyouiloveyou", "Liverpool1892",
     "Summer-2026-!!!", "football-sunshine", "correcthorsebatterystaple", "Ｐａｓｓｗｏｒｄ１２３４"],
)  # fmt: skip
def test_a_common_password_is_refused_however_it_is_dressed_up(password):
    assert passwords.fault(password) == TOO_COMMON


@pytest.mark.parametrize("password", ["Wrzesniewska1", "nordvale-trust", "brightsidecouncil9", "Nordv@leTrust2026"])
def test_a_password_that_is_ones_own_or_the_organisations_name_is_refused(password):
    assert passwords.fault(password) == ""
    assert passwords.fault(password, about=ABOUT) in (TOO_CLOSE, TOO_SHORT)


@pytest.mark.parametrize(
    "password", ["lantern mosaic otter", "five wooden ladders", "x7#Kq!9vLmPw", "bakomi-rutape-lonise"]
)
def test_a_phrase_or_a_random_password_is_good(password):
    assert passwords.fault(password, about=ABOUT) == ""


def test_short_and_endless_ones_are_refused_with_the_remedy():
    assert passwords.fault("x7#Kq!9vLmP") == TOO_SHORT
    assert passwords.fault("lantern mosaic otter" * 11) == TOO_LONG


def test_some_thousand_common_words_are_shipped():
    assert len(passwords.common_words()) > 5_000


@example(word="asasasas", number=100, sign="!")  # a word that is a repeat itself
@given(st.sampled_from(sorted(passwords.common_words())), st.integers(0, 999), st.sampled_from(["", "!", "?!", "..."]))
def test_no_common_word_becomes_good_by_a_number_and_a_sign(word, number, sign):
    assert passwords.fault(f"{word.capitalize()}{number}{sign}") in (TOO_COMMON, TOO_SHORT)


@given(st.text(max_size=210))
def test_any_text_gets_an_answer(text):
    assert passwords.fault(text, about=(text, "ada@example.org")) in ("", TOO_COMMON, TOO_CLOSE, TOO_SHORT, TOO_LONG)
