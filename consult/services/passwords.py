"""Which passwords are good enough. Pure: a password and who it is for go in, a sentence or nothing comes out.

NIST SP 800-63B-4, 3.1.1.2, and ASVS 5.0, 6.2: long, not a common one, nothing about the person or the service; no rules
about capitals and signs, no changing by the calendar.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

SHORTEST, LONGEST = 12, 200
FILE = Path(__file__).resolve().parents[1] / "common_passwords.txt"
LEET = str.maketrans("013457@$!", "oieastasi")
WALKS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "azertyuiop", "qazwsxedcrfvtgbyhnujmikolp", "abcdefghijklmnopqrstuvwxyz")
DIGITS = ("01234567890", "1q2w3e4r5t6y7u8i9o0p", "147258369", "1qaz2wsx3edc4rfv5tgb")
RUN = 4  # this many characters along a row are a run
NOT_WORDS = re.compile(r"[\W_]+")
SIGN = re.compile(r"(?<=\w)[@$!](?=\w)")
YEAR = re.compile(r"(18|19|20)\d\d")
REPEATED = re.compile(r"(.{1,6}?)\1{2,}")
MOST_PARTS = 2  # of common words: three or more of them are a phrase, and long enough
FEWEST_LEFT = 4  # characters of its own that a password of common parts needs
TOO_SHORT = f"Use a password of at least {SHORTEST} characters. Three or four words work well."
TOO_LONG = f"Use a password of at most {LONGEST} characters."
TOO_COMMON = "This password is easy to guess: it is made of common words, keys in a row or repeats. Try three or four words that have nothing to do with one another."  # noqa: E501
TOO_CLOSE = "This password holds your name, your e-mail address or the name of the organisation, and little else. Try three or four words that have nothing to do with them."  # noqa: E501


def fault(password: str, *, about: Iterable[str] = ()) -> str:
    """What is wrong with it, in a sentence that says what to do; empty where nothing is.

    about: the person's name and e-mail address, the organisation's name.
    """
    if len(password) < SHORTEST:
        return TOO_SHORT
    if len(password) > LONGEST:
        return TOO_LONG
    plain = _plain(password)
    if _left(plain, common_words()) < FEWEST_LEFT:
        return TOO_COMMON
    own = frozenset(_words(about))
    return TOO_CLOSE if own and _left(plain, own, common_words(), parts=MOST_PARTS + len(own)) < FEWEST_LEFT else ""


def _plain(password: str) -> str:
    """Small letters and digits only; a sign inside a word is the letter it looks like."""
    small = unicodedata.normalize("NFKC", password).casefold()
    return NOT_WORDS.sub("", SIGN.sub(lambda sign: sign.group().translate(LEET), small))


@cache
def common_words() -> frozenset[str]:
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def _left(plain: str, *lists: frozenset[str], parts: int = MOST_PARTS) -> int:
    """How many different characters are left without the longest known words, keys in a row, years and repeats.

    Repeats are looked for first and last: some words are repeats themselves.
    """
    return min(_left_of(text, lists, parts) for text in (plain, REPEATED.sub(r"\1", plain)))


def _left_of(text: str, lists: tuple[frozenset[str], ...], parts: int) -> int:
    for words in lists:
        for _ in range(parts):
            text = _without_longest(text, words)
    text = YEAR.sub(" ", _without_runs(text))
    return len(set(text) - {" "})


def _without_longest(text: str, words: frozenset[str]) -> str:
    """The longest of these words is taken out wherever it stands, digits for letters or not."""
    for read in (text, text.translate(LEET)):
        length = len(read)
        for size in range(min(length, 32), 3, -1):
            for start in range(length - size + 1):
                if (word := read[start : start + size]) in words:
                    return _cut(text, read, word)
    return text


def _cut(text: str, read: str, word: str) -> str:
    while (start := read.find(word)) >= 0:
        text = f"{text[:start]} {text[start + len(word) :]}"
        read = f"{read[:start]} {read[start + len(word) :]}"
    return text


def _without_runs(text: str) -> str:
    rows = [row for walk in (*WALKS, *DIGITS) for row in (walk, walk[::-1])]
    for size in range(len(text), RUN - 1, -1):
        for start in range(len(text) - size + 1):
            part = text[start : start + size]
            if any(part in row for row in rows):
                return _without_runs(f"{text[:start]} {text[start + size :]}")
    return text


def _words(about: Iterable[str]) -> Iterable[str]:
    """“Ada Example”, ada.example@council.example → ada…, example, council; and all of it in one piece."""
    for phrase in about:
        pieces = [NOT_WORDS.sub("", piece) for piece in re.split(r"[\W_]+", phrase.casefold())]
        yield from (piece for piece in (*pieces, "".join(pieces)) if len(piece) > 2)
