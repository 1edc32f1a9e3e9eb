"""The words that masking knows: names from many places, ordinary English words, places. Read when first needed."""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "`": "'", "\u2010": "-", "\u2011": "-"})


def folded(word: str) -> str:
    """One spelling for looking up: no accents, lower case, straight apostrophes. "Zoë" → "zoe"."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word.translate(_APOSTROPHES).lower())
    return "".join(character for character in plain if not unicodedata.combining(character)).casefold()


def listed(text: str) -> frozenset[str]:
    """The words of a list written as one text."""
    return frozenset(text.split())


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Folded words. A word may be in several sets: "grace" is a given name and ordinary.

    given: first names common in the three areas. elsewhere: first names of other lists. family: surnames.
    ordinary: English words. mostly_names: ordinary on paper, names in life ("harry"). also_words: first names as
    often words as names ("hope"). places: towns, countries. public: well-known people and brands, as phrases.
    cues: the lists of words that stand around names.
    """

    given: frozenset[str]
    elsewhere: frozenset[str]
    family: frozenset[str]
    families_without_apostrophe: frozenset[str]
    ordinary: frozenset[str]
    mostly_names: frozenset[str]
    also_words: frozenset[str]
    places: frozenset[str]
    public: frozenset[str]
    public_starts: frozenset[str]
    cues: dict[str, frozenset[str]]


@cache
def lexicon() -> Lexicon:
    """The shipped lists."""
    people = lists("people.toml")
    cues = lists("cues.toml")
    public = cues.pop("public")
    surnames = _words("family.txt") | _words("family_more.txt") | people.pop("family")
    given = _words("given.txt").union(_words("given_more.txt"), *people.values())
    return Lexicon(
        given=given,
        elsewhere=_words("given_elsewhere.txt") - given,
        family=surnames,
        families_without_apostrophe=frozenset(name.replace("'", "") for name in surnames if "'" in name),
        ordinary=_words("ordinary.txt") | cues.pop("ordinary"),
        mostly_names=people["mostly_names"],
        also_words=people["also_words"],
        places=cues.pop("places"),
        public=public,
        public_starts=frozenset(phrase.split()[0].removesuffix("'s") for phrase in public),
        cues=cues,
    )


def _words(name: str) -> frozenset[str]:
    return frozenset((FOLDER / name).read_text(encoding="utf-8").split())


def lists(name: str) -> dict[str, frozenset[str]]:
    """The lists of a TOML file: words, or phrases where bars part them."""
    read: dict[str, str] = tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))
    return {key: _phrases(value) if "|" in value else listed(value) for key, value in read.items()}


def _phrases(text: str) -> frozenset[str]:
    return frozenset(" ".join(phrase.split()) for phrase in text.split("|"))
