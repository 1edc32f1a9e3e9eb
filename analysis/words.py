"""A text → its words: which carry meaning, and which are forms of one another. Shared by finding and naming topics."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from analysis.redaction.spans import MASK

MAX_WORD = 30  # characters; longer strings are noise
REMEMBERED = 50_000  # texts whose words are not looked for again: each is read by features, subjects, names and stance
_WORD = re.compile(
    r"[^\W\d_](?:-[^\W\d_]+)+|[^\W\d_]+-[^\W\d_](?![^\W\d_])|[^\W\d_]+(?:'[^\W\d_]+)*"
)  # "e-mail", "pre-k"; "after-school" is two
_LISTS: dict[str, dict[str, str]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
KEPT = {"fire", "bill", "system", "cry", "interest", "after"}  # stop words elsewhere; people here mean something


def word_list(section: str, name: str) -> frozenset[str]:
    """A list of words.toml; phrases where it has bars."""
    listed = " ".join(_LISTS[section][name].split())
    return frozenset(each.strip() for each in listed.split("|" if "|" in listed else " "))


def word_lists(section: str) -> dict[str, frozenset[str]]:
    """All lists of a section by name."""
    return {name: word_list(section, name) for name in _LISTS[section]}


LANGUAGES = _LISTS["languages"]  # code → name
COMMON_WORDS = word_list("carry_no_meaning", "common")
STOP_WORDS = (COMMON_WORDS | word_list("carry_no_meaning", "in_speech")) - KEPT


def words(text: str) -> list[str]:
    """Every word in lower case with straight apostrophes, in order; what redaction hid is left out."""
    return [word.lower() for word in written(text)]


@lru_cache(maxsize=REMEMBERED)
def written(text: str) -> tuple[str, ...]:
    """The same words as they were written: "CAMHS", "Kingston". Remembered within `reading_once`."""
    found = _WORD.findall(MASK.sub(" . ", text).replace("\u2019", "'"))
    return tuple(word for word in found if len(word) <= MAX_WORD)


@contextmanager
def reading_once() -> Iterator[None]:
    """What people wrote is remembered while this lasts, and forgotten with it."""
    try:
        yield
    finally:
        for remembered in (written, _terms, stems):
            remembered.cache_clear()


def terms(text: str) -> list[str]:
    """The stems of the words that carry meaning, in order."""
    return list(_terms(text))


@lru_cache(maxsize=REMEMBERED)
def _terms(text: str) -> tuple[str, ...]:
    return tuple([stem(word) for word in words(text) if carries_meaning(word)])


@lru_cache(maxsize=REMEMBERED)
def stems(text: str) -> frozenset[str]:
    """The same without their order; remembered within `reading_once`."""
    return frozenset(_terms(text))


def carries_meaning(word: str) -> bool:
    """Not a stop word, and more than one letter."""
    return len(word) > 1 and word not in STOP_WORDS


@cache
def _stemmer() -> Any:
    from nltk.stem import SnowballStemmer  # heavy to load: pages that only show themes do not need it

    return SnowballStemmer("english")


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """One key for all forms of a word (Snowball English; M. F. Porter, 2001)."""
    word = word.removesuffix("'s")
    return "bus" if word == "buses" else str(_stemmer().stem(word))  # the one plural here that Snowball misses


@lru_cache(maxsize=100_000)
def singular(word: str) -> str:
    """The word without the ending of a plural or of a possessor: "buses" is "bus", but "training" is not "train"."""
    word = word.removesuffix("'s").removesuffix("'")
    if len(word) < 4 or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith(("ches", "shes", "xes", "sses", "uses")) else word.removesuffix("s")


@lru_cache(maxsize=10_000)
def british(word: str) -> str:
    """The word in British spelling, capitals kept: "neighborhoods" is "neighbourhoods"."""
    lower = word.lower()
    for american, ours in _pairs("american"):
        if lower in (american, f"{american}s", f"{american}'s", f"{american}al", f"{american}ed"):
            return word[0] + f"{ours}{lower[len(american) :]}"[1:]
    for american, ours in _pairs("american_beginnings"):
        if lower.startswith(american):
            return word[0] + f"{ours}{lower[len(american) :]}"[1:]
    return word


@cache
def _pairs(name: str) -> tuple[tuple[str, str], ...]:
    return tuple((american, ours) for american, ours in map(str.split, sorted(word_list("spelling", name))))
