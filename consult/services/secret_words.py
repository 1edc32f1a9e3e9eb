"""A number and five words: what a person writes down, and what we read in whatever they type.

2,048 simple words make 11 bits each: five make 55. The number beside them is public; the words are the secret.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from surveys.messages import Message

WORDS_FILE = Path(__file__).resolve().parents[1] / "receipt_words.txt"
SECRET_WORDS, BITS = 5, 11
DIGITS = 6
LONGEST_WORD = 30  # nothing longer is looked for among ours


class NotWords(Exception):
    """What was typed cannot be a number and five words; the message says what is missing."""


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a person writes down: “482 913” and five words."""

    locator: str
    secret: tuple[str, ...]

    @property
    def number(self) -> str:
        return f"{self.locator[:3]} {self.locator[3:]}"

    def __str__(self) -> str:
        return " ".join((self.locator, *self.secret))


@cache
def all_words() -> tuple[str, ...]:
    return tuple(WORDS_FILE.read_text(encoding="ascii").split())


@cache
def _known() -> frozenset[str]:
    return frozenset(all_words())


def random_locator() -> str:
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def random_words() -> Words:
    return Words(locator=random_locator(), secret=tuple(secrets.choice(all_words()) for _ in range(SECRET_WORDS)))


def read(text: str) -> Words:
    """The number and the words in what somebody typed: in any case, with commas or hyphens, one below the other."""
    plain = unicodedata.normalize("NFKC", text)
    locator = "".join(str(unicodedata.digit(sign)) for sign in re.findall(r"\d", plain))
    typed = tuple(re.findall(r"[^\W\d_]+", plain.lower()))
    if len(locator) != DIGITS:
        raise NotWords(Message("Type your number too. It has {digits} digits.", digits=DIGITS))
    if len(typed) != SECRET_WORDS:
        counted = {"all": SECRET_WORDS, "seen": len(typed)}
        raise NotWords(Message("Type your number and all {all} words. We can see {seen} of them.", **counted))
    if unknown := [word for word in typed if word not in _known()]:
        raise NotWords(_not_ours(unknown[0]))
    return Words(locator=locator, secret=typed)


def _not_ours(word: str) -> Message:
    """The list is no secret: to name its nearest word gives nothing away."""
    near = get_close_matches(word[:LONGEST_WORD], all_words(), n=1, cutoff=0.7)
    if near:
        return Message(
            "Look at “{word}” again, letter by letter. It is not one of our words. Did you mean “{near}”?",
            word=word,
            near=near[0],
        )
    return Message("Look at “{word}” again, letter by letter. It is not one of our words.", word=word)
