"""What tells that a word is nobody here: "Grace period", "in May", "my dog Rex", "Victoria Road"."""

from __future__ import annotations

import re

from analysis.redaction.kinds_of_word import Kind
from analysis.redaction.lexicon import lexicon, listed
from analysis.redaction.said import Said

_AGAINST = -3.0
_MONTHS = listed("may june april august march jan")
_NUMBER = re.compile(r"\d\w{0,2}\s{1,3}(?:of\s{1,3})?$")
_YEAR = re.compile(r"\s{1,3}(?:\d)")
_WHERE = listed("in to from of at near around across outside visit leave")


def against(said: Said, place: int) -> float:
    """0 or less: what the words around take away from the evidence for a name."""
    cues = lexicon().cues
    kind, one, following = said.kinds[place], said.previous(place), said.after(place)
    total = 0.0
    if following in cues["things_named"] and not said.words[place].is_possessive:
        is_alike = said.has_capital(place + 1) == said.has_capital(place)
        if (
            kind not in (Kind.GIVEN, Kind.FAMILY, Kind.LIKELY)
            or (is_alike and said.has_capital(place))
            or following in cues["streets"]
        ):
            total += _AGAINST
    if said.words[place].key in lexicon().places and one in _WHERE:
        total += _AGAINST
    if one in cues["pets"]:
        total += 2 * _AGAINST
    if kind is Kind.BOTH:
        total += _against_a_word(said, place)
    elif kind in (Kind.STRANGE, Kind.FAMILY, Kind.FAR, Kind.NEARLY) and one in ("the", "a", "an"):
        total += _AGAINST if kind is Kind.STRANGE else -1.0
    return total


def _against_a_word(said: Said, place: int) -> float:
    word, one = said.words[place], said.previous(place)
    if word.key in _MONTHS and (
        _NUMBER.search(said.text[max(0, word.start - 12) : word.start])
        or _YEAR.match(said.text, word.end)
        or one in _MONTHS
    ):
        return 2 * _AGAINST
    cues = lexicon().cues
    if one in cues["not_before"] or (one in cues["not_before_lower_case"] and not said.shows_capital(place)):
        return _AGAINST
    return 0.0
