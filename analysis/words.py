"""A text → its words: which carry meaning, and which are forms of one another. Shared by finding and naming topics."""

from __future__ import annotations

import re
from functools import lru_cache

from nltk.stem import SnowballStemmer
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

MAX_WORD = 30  # characters; longer strings are noise
MASKS = re.compile(r"\[(?:e-mail|phone|postcode|NHS number|web address|handle|name)\]")
_WORD = re.compile(
    r"[^\W\d_](?:-[^\W\d_]+)+|[^\W\d_]+-[^\W\d_](?![^\W\d_])|[^\W\d_]+(?:'[^\W\d_]+)*"
)  # "e-mail", "pre-k"; "after-school" is two
_CHAT = """
    im ive id dont doesnt didnt cant couldnt wont wouldnt shouldnt isnt arent wasnt werent hasnt havent hadnt thats theres
    theyre youre weve whats lets gonna wanna ok okay please thank thanks lol really just like also lot lots thing things
    stuff get gets getting got make makes making made let etc im't don won't don't doesn't didn't can't couldn't wouldn't
    shouldn't isn't aren't wasn't weren't i'm i've i'd i'll it's that's there's they're you're we've we're let's
    need needs needed should could would want wants needing think thinks thought feel feels know maybe
    sure does doing did say said going go able use used using way ways actually definitely absolutely
    instead especially particularly e.g eg ie able yes
""".split()
STOP_WORDS = ENGLISH_STOP_WORDS.union(_CHAT) - {"fire", "bill", "system", "cry", "interest", "after"}
_stem = SnowballStemmer("english").stem


def words(text: str) -> list[str]:
    """Every word in lower case with straight apostrophes, in order; what redaction hid is left out."""
    return [word.lower() for word in written(text)]


def written(text: str) -> list[str]:
    """The same words as they were written: "CAMHS", "Kingston"."""
    found = _WORD.findall(MASKS.sub(" . ", text).replace("’", "'"))
    return [word for word in found if len(word) <= MAX_WORD]


def terms(text: str) -> list[str]:
    """The stems of the words that carry meaning, in order."""
    return [stem(word) for word in words(text) if carries_meaning(word)]


def carries_meaning(word: str) -> bool:
    """Not a stop word, and more than one letter."""
    return len(word) > 1 and word not in STOP_WORDS


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """One key for all forms of a word (Snowball English; M. F. Porter, 2001)."""
    return str(_stem(word.removesuffix("'s")))
