"""Names after a title: "Miss Patel", "mr head", "PC Walker", but not "I miss school" or "the doctor said"."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.redaction.kinds_of_word import Kind
from analysis.redaction.lexicon import lexicon, listed
from analysis.redaction.said import Said
from analysis.redaction.slots import slots
from analysis.words import COMMON_WORDS, word_list

_SURE = frozenset({"mr", "mrs", "ms", "mx", "cllr", "missus"})  # whatever follows is a name
_BEFORE_THE_VERB = listed(
    "i we you they he she it to not dont don't didnt didn't will would really kids children people who never can"
    " also cant can't ill i'll still just and be parents families"
)
_IS = frozenset(["is", "was"])
_OFFICES = listed("mayor president speaker chairman practitioner")  # "Mr Mayor"
_NO_NAMES = COMMON_WORDS | word_list("after_miss", "verb")


def titled(said: Said) -> Iterator[int]:
    """Places of titles that a name follows, and of the names: each name word by its own place."""
    titles = lexicon().cues["titles"]
    for place, word in enumerate(said.words):
        if word.key not in titles or word.is_mask or place + 1 >= len(said.words):
            continue
        following = said.words[place + 1]
        gap = following.before.strip(" \t")
        if gap not in ("", ".") or following.is_mask or "\n" in following.before:
            continue
        if word.is_possessive or not _is_named(said, place):
            continue
        yield place
        yield place + 1


def _is_named(said: Said, place: int) -> bool:
    title, name = said.words[place], said.words[place + 1]
    has_capital = name.is_capital and not said.is_loud
    kind = said.kinds[place + 1]
    if name.key in _OFFICES:
        return False
    if title.key in _SURE:
        is_person = name.key in lexicon().family and said.after(place + 1) in slots()["deeds"] | _IS
        return is_person or name.key not in _NO_NAMES or (has_capital and not name.is_upper and title.is_capital)
    if len(name.text) == 1:
        is_verb = said.previous(place) in _BEFORE_THE_VERB - {"and"}
        is_spoken = title.key == "miss" and not said.is_loud and not is_verb
        return name.key not in ("i", "a", "u", "n") and ((has_capital and title.is_capital) or is_spoken)
    if title.key == "miss":
        return _is_miss(said, place, has_capital)
    if title.key in ("dr", "prof", "rev", "revd", "sir", "pc", "sgt", "mister") and has_capital and title.is_capital:
        return name.key not in _NO_NAMES and (not name.is_upper or kind is not Kind.PLAIN)
    if title.key in ("dr", "prof"):
        return name.key not in _NO_NAMES and name.key not in ("appointment", "appointments", "surgery", "who")
    if has_capital and title.is_capital and not title.is_upper:
        return kind is not Kind.PLAIN or (name.key not in _NO_NAMES and _is_odd(said, place))
    return kind in (Kind.GIVEN, Kind.LIKELY, Kind.FAMILY, Kind.FAR, Kind.NEARLY)


def _is_odd(said: Said, place: int) -> bool:
    """Whether a plain word with a capital after a title is likely a surname: "Inspector Field", not "Sister Act"."""
    if said.words[place].key in ("lady", "lord") and said.words[place + 1].key in lexicon().places:
        return True
    is_rank = said.words[place].key in lexicon().cues["ranks"]
    return is_rank and (not said.words[place].starts_sentence or said.words[place + 1].key in lexicon().family)


def _is_miss(said: Said, place: int, has_capital: bool) -> bool:
    title, name = said.words[place], said.words[place + 1]
    if name.key in _NO_NAMES:
        return has_capital and title.text.istitle() and name.text.istitle() and name.key not in COMMON_WORDS
    is_verb = said.previous(place) in _BEFORE_THE_VERB
    if is_verb:
        return has_capital and title.is_capital
    if said.kinds[place + 1] is Kind.PLAIN:
        return (has_capital and title.is_capital) or name.key.removesuffix("s") in lexicon().family
    return said.kinds[place + 1] is not Kind.SLIP or has_capital
