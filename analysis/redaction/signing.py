"""People who name themselves: "im Ade and i am 8", "Kind regards, Ade", "love from Ade"."""

from __future__ import annotations

import re

from analysis.redaction.kinds_of_word import Kind
from analysis.redaction.said import Said

_UNLISTED = (Kind.STRANGE, Kind.SLIP)
_LONGEST_REST, _MOST_WORDS = 60, 5  # characters and words that may follow a signature
_GOES_ON = re.compile(r"(?:,?\s(?:and|n|&)\s(?:i|im|i'm|my)\b|[,.]?\s(?:i|im|i'm)\b|\s(?:from|in)\s|,)")
_CLOSING = re.compile(
    r"(?:regards|sincerely|faithfully|wishes|thanks|thank you|(?:^|[.!?,\n]\s{0,3}|lots of |much )love|signed|cheers)"
    r"[,.!\s-]{1,4}(?:from\s)?$"
)
_BY = re.compile(r"(?:^|[.!?\n]\s{0,3})(?:by|from|love)\s$|\blove from\s$")
_ENDS = re.compile(r"[\s.!,x]*(?:(?:age|aged|from|in|y|yr|year)?\s*\d{0,2}[\s.!]*)?")


def tells_own_name(said: Said, place: int) -> bool:
    """ "my name is X", "my names X", "im X and i am 8", "I am Parveen, mother of three"."""
    one, two, three = (said.previous(place, step) for step in (1, 2, 3))
    kind = said.kinds[place]
    if (
        (one == "is" and two == "name")
        or (one == "names" and two == "my")
        or (one in ("name", "name's") and two == "my")
    ):
        return kind is not Kind.SLIP and said.words[place].key not in ("important", "not")
    if not (one in ("im", "i'm") or (one == "am" and two == "i") or (one == "is" and two == "this")):
        return False
    end = said.words[place].end
    goes_on = bool(_GOES_ON.match(said.text[end : end + 30].lower()))
    if kind in (Kind.BOTH, Kind.STRANGE):
        return (said.shows_capital(place) and not (kind is Kind.BOTH and three == "when")) or (
            kind is Kind.BOTH and goes_on
        )
    return kind is not Kind.SLIP


def signs(said: Said, place: int) -> bool:
    """The name under a letter: "Kind regards, X", "love from X", "by X", and nothing after but an age."""
    word, kind = said.words[place], said.kinds[place]
    rest = said.text[word.end : word.end + _LONGEST_REST + 1]
    if len(rest) > _LONGEST_REST or len(rest.split()) > _MOST_WORDS:
        return False
    before = said.text[max(0, word.start - 40) : word.start].lower()
    if _CLOSING.search(before):
        return kind not in _UNLISTED or said.has_capital(place)
    return bool(_BY.search(before) and _ENDS.fullmatch(rest.lower())) and kind not in _UNLISTED
