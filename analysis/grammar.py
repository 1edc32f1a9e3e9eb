"""A text → the things it names: "waiting times", "places for young people". Rules and a word list, no trained model.

What a word most often is comes from a list (`grammar.toml`) and from its ending; the words around it decide between a
thing and a doing (E. Brill, "A simple rule-based part of speech tagger", 1992). Good enough to name themes, where a
phrase counts that several people use; not good enough to parse one sentence.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from analysis.redaction.spans import MASK
from analysis.words import STOP_WORDS, singular, written

THING, VERB, EITHER, DESCRIBING = "thing", "verb", "either", "describing"
DOING, DONE, ADVERB, SMALL = "doing", "done", "adverb", "small"
MOST_WORDS = 4  # of a phrase without a preposition
MOST_JOINED = 6  # of one with
_FILE: dict[str, dict[str, str]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_LISTS = {name: frozenset(said.split()) for name, said in _FILE["around"].items()}
_BREAKS = re.compile(r"[^\w\s'’-]+|\s-+\s|\w*\d\w*|(?<=s)['’](?=\s)")
_HALVES = _LISTS["halves"]
_OTHER_HALVES = _LISTS["other_halves"]
_DESCRIBES = re.compile(r"(?:ous|ful|able|ible|ive|ic|ical|less|ish|ial|ual|ant|ent|ary|ional|est)$")
_JOINING = _LISTS["joining"]
_POINTING = _LISTS["pointing"]
_KNOWN = frozenset({"the", "our", "my", "this", "your"})
_OBJECT = (THING, DESCRIBING, DOING, DONE)
_ONE = _LISTS["one"]
_PERSON = _LISTS["person"]
_WOULD = _LISTS["would"]
_DOES = _WOULD - {"to", "just", "not", "always", "never"}
_QUANTITY = _LISTS["quantity"]
_ASKING = _LISTS["asking"]
_BEING = _LISTS["being"]
_DOES_TO = _LISTS["does_to"]
_SMALL = _LISTS["also_small"] | _JOINING | _POINTING | _PERSON


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """words: as written. left: what describes it and is left out ("at-risk", "people of"). is_one: said as one of many
    ("a card"). is_known: said as the one that all know ("the park").
    """

    words: tuple[str, ...]
    left: tuple[str, ...] = ()
    is_one: bool = False
    is_known: bool = False


def noun_phrases(text: str) -> Iterator[NounPhrase]:
    """Every run of words that names something, shorter ones inside longer ones too.

    "waiting times", "times" (with "waiting" left), then "waiting times for appointments". Masked details, figures
    and punctuation part runs.
    """
    for piece in _BREAKS.split(MASK.sub(" . ", text)):
        said = _with_pairs(written(piece))
        kinds = _kinds_of([word.lower() for word in said])
        runs = list(_runs(kinds))
        for (begin, stop), (start, end) in pairwise([(0, 0), *runs]):
            before = said[start - 1].lower() if start else ""
            left = tuple(said[begin:stop]) if before == "of" and stop == start - 1 else ()
            for first in range(max(start, end - MOST_WORDS), end):
                if _may_begin(kinds, first, end):
                    left_out = (*left, *said[start:first])
                    yield NounPhrase(tuple(said[first:end]), left_out, before in _ONE, before in _KNOWN)
        for (start, middle), (after, end) in pairwise(runs):
            if _is_joined(said[middle:after]) and end - start <= MOST_JOINED:
                yield NounPhrase(tuple(said[start:end]))


def _with_pairs(said: Sequence[str]) -> list[str]:
    """ "at risk youth" is "at-risk youth": two words that describe as one, half of them would say something else."""
    joined: list[str] = []
    for word, after in zip(said, [*said[1:], ""], strict=False):
        if joined and joined[-1].lower() in _HALVES and word.lower() in _OTHER_HALVES and after:
            joined[-1] = f"{joined[-1]}-{word}"
        else:
            joined.append(word)
    return joined


def _is_joined(between: Sequence[str]) -> bool:
    small = [word.lower() for word in between]
    return bool(small) and small[0] in _JOINING and small[1:] in ([], ["the"], ["a"], ["our"], ["their"])


def _runs(kinds: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Stretches of describing words and things that end with a thing: (start, end)."""
    start = 0
    while start < len(kinds):
        end = start
        while end < len(kinds) and kinds[end] in (THING, DESCRIBING, DONE, DOING):
            end += 1
        last = end
        while last > start and kinds[last - 1] not in (THING, DOING):
            last -= 1
        if last > start:
            yield start, last
        start = max(end, start + 1)


def _may_begin(kinds: Sequence[str], first: int, end: int) -> bool:
    """A phrase of things does not begin in the middle of what describes it, but may leave describing words out."""
    return kinds[first] != DOING or end - first > 1 or end == len(kinds) or kinds[end] == SMALL


def _kinds_of(said: Sequence[str]) -> list[str]:
    kinds = [kind(word) for word in said]
    for place, word in enumerate(said):
        before = said[place - 1] if place else ""
        after = said[place + 1] if place + 1 < len(said) else ""
        kinds[place] = _in_place(kinds, place, before, word, after)
    return kinds


def _in_place(kinds: Sequence[str], place: int, before: str, word: str, after: str) -> str:
    """What the word is between its neighbours; kinds before `place` are settled."""
    this, last = kinds[place], kinds[place - 1] if place else ""
    if word == "after":
        return DESCRIBING if after == "school" else SMALL
    following = kinds[place + 1] if place + 1 < len(kinds) else ""
    if singular(word) in _ASKING and before in ("", "to", "and", "or", "also", "please", "by") and following in _OBJECT:
        return VERB
    if this in (EITHER, VERB):
        return _thing_or_verb(this, before, last, after, following)
    if this == THING and (_is_done(before, word, after) or (word in _DOES_TO and following in (THING, DESCRIBING))):
        return VERB
    if this == DONE:
        return DONE if following in (THING, DESCRIBING, EITHER, DOING) and last != THING else VERB
    if this == DOING and after in _JOINING and (last == THING or _is_deed(word)):  # "people recovering from"
        return VERB
    if this == DOING and (before in _BEING or after in _POINTING | {"to", "up", "out"}):
        return VERB
    if this == DOING and _is_deed(word) and before not in _POINTING and last != DESCRIBING:
        return VERB
    return this


def _is_done(before: str, word: str, after: str) -> bool:
    """Whether a word that mostly is a thing is done here: "they school them", "to fund the", "fostering a"."""
    if word.endswith("ing"):
        return after in _POINTING
    if before == "not":
        return after in _POINTING or not after
    return before in _PERSON | _DOES or (before in ("", "to", "and") and after in _POINTING - _QUANTITY)


@lru_cache(maxsize=20_000)
def _is_deed(word: str) -> bool:
    """Whether the word, "ensuring", comes of what is always a verb: what follows is its object, no name."""
    base = word.removesuffix("ing")
    forms = [base, f"{base}e", base[:-1] if base[-2:-1] == base[-1:] else base]
    return any(_listed().get(form) == VERB for each in forms for form in (each, american(each)))


def _thing_or_verb(this: str, before: str, last: str, after: str, following: str) -> str:
    if before in _PERSON or before in _WOULD:
        return VERB
    if before in _POINTING or last == DESCRIBING:
        return THING
    if this == VERB:
        return VERB
    if before in _JOINING:
        return THING
    if not before and (after in _POINTING or following in (THING, DESCRIBING)) and last == "":
        return VERB if after in _POINTING else THING
    return VERB if after in _POINTING - _QUANTITY else THING


@lru_cache(maxsize=100_000)
def kind(word: str) -> str:
    """What a word in lower case most often is."""
    if (word in STOP_WORDS and word not in ("need", "work")) or word in _SMALL:
        return SMALL
    listed = _listed()
    for form in (word, american(word), singular(word)):
        if form in listed:
            return _of_form(word, form, listed[form])
    return _by_ending(word)


def _of_form(word: str, form: str, found: str) -> str:
    """A plural or third person of a listed word: "schools", "supports"; nothing else is formed with an s."""
    return THING if found == DESCRIBING and form != word and word.endswith("s") else found


def _by_ending(word: str) -> str:
    if word.partition("-")[0] in _HALVES and word.partition("-")[2] in _OTHER_HALVES:
        return DESCRIBING
    if word.endswith("ly"):
        return ADVERB
    if word.endswith("ing"):
        return DOING
    if word.endswith("ed"):
        return DONE
    if "'" in word and not word.endswith("'s"):
        return SMALL
    return DESCRIBING if _DESCRIBES.search(word) else THING


def american(word: str) -> str:
    """The list is American: "organise" is in it as "organize"."""
    return re.sub(r"is(e|es|ed|ing)$", r"iz\1", word)


@cache
def _listed() -> dict[str, str]:
    names = {"verbs": VERB, "describing": DESCRIBING, "things": THING, "adverbs": ADVERB}
    found = {word: names[name] for name, said in _FILE["listed"].items() for word in said.split()}
    found |= {word: DONE for word, what in found.items() if what == VERB and word.endswith("ed")}
    ours = {name: set(said.split()) for name, said in _FILE["ours"].items()}
    for name in ("adverbs", "describing", "things", "verbs"):
        found |= dict.fromkeys(ours[name], names[name])
    return found | dict.fromkeys(ours["verbs"] & ours["things"], EITHER)
