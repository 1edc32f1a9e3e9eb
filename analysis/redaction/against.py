"""What tells that a word is nobody here: "Grace period", "in May", "my dog Rex", "Victoria Road"."""

from __future__ import annotations

import re

from analysis.redaction.kinds_of_word import Kind
from analysis.redaction.lexicon import lexicon, listed
from analysis.redaction.said import Said
from analysis.redaction.slots import slot_after, slot_before, slots

_AGAINST = -3.0
_CLEAR = 3.0
_REIGN = re.compile(r"\s(?:the\s\w+th\b|[IVX]{2,5}\b)")
MONTHS = listed("may june april august march jan")
_NUMBER = re.compile(r"\d\w{0,2}\s{1,3}(?:of\s{1,3})?$")
_YEAR = re.compile(r"\s{1,3}(?:\d)")
_ARTICLES = listed("a an the every any")
_WHERE = listed("in to from of at near around across outside visit leave")


def against(said: Said, place: int) -> float:
    """0 or less: what the words around take away from the evidence for a name."""
    cues = lexicon().cues
    kind, one = said.kinds[place], said.previous(place)
    total = _AGAINST if _names_a_thing(said, place) else 0.0
    if said.words[place].key in lexicon().places and one in _WHERE:
        total += _AGAINST
    if _REIGN.match(said.text, said.words[place].end):
        total += 2 * _AGAINST
    if one in cues["pets"]:
        total += 2 * _AGAINST
    if kind is Kind.BOTH:
        total += _against_a_word(said, place)
    elif kind is Kind.LIKELY and one in _ARTICLES and not said.shows_capital(place):
        total -= 1.0
    elif kind in (Kind.STRANGE, Kind.FAMILY, Kind.FAR, Kind.NEARLY) and one in ("the", "a", "an"):
        total += _AGAINST if kind is Kind.STRANGE else -1.0
    return total


def _names_a_thing(said: Said, place: int) -> bool:
    """ "Victoria Street", "Grace period"."""
    cues, following = lexicon().cues, said.after(place)
    if following not in cues["things_named"] or said.words[place].is_possessive:
        return False
    is_unsure = said.kinds[place] not in (Kind.GIVEN, Kind.FAMILY, Kind.LIKELY)
    both_have_capitals = said.has_capital(place) and said.has_capital(place + 1)
    return is_unsure or both_have_capitals or following in cues["streets"]


def _against_a_word(said: Said, place: int) -> float:
    word, one = said.words[place], said.previous(place)
    if word.key in MONTHS and (
        _NUMBER.search(said.text[max(0, word.start - 12) : word.start])
        or _YEAR.match(said.text, word.end)
        or one in MONTHS
    ):
        return 2 * _AGAINST
    cues = lexicon().cues
    if one in cues["not_before"]:
        return _AGAINST
    if one in cues["not_before_lower_case"] and not said.shows_capital(place):
        is_kin = one in ("is", "was") and said.previous(place, 2) in cues["kin"]
        is_subject = one in slots()["openers"] and slot_after(said, place) >= _CLEAR
        is_object = slot_before(said, place) >= _CLEAR
        return 0.0 if is_kin or is_subject or is_object else _AGAINST
    return 0.0
