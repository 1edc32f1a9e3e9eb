"""Schools without a word that says so: "my school is called Redwood", "i go to st bedes"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.redaction.kinds_of_word import Kind, kind_of
from analysis.redaction.lexicon import folded, lexicon, listed
from analysis.redaction.slots import slots
from analysis.redaction.spans import SCHOOL, Span

_SORTS = (
    r"(?i:[ ](?:c of e|church of england|ce|rc|catholic|primary|infants?|juniors?|secondary|grammar|high|special"
    r"|nursery|academy|school|college|prep|boys'?|girls'?))"
)
_WORD = r"[^\W\d_][\w'’-]{1,30}"
_CAPITAL = r"[A-Z][\w'’-]{1,30}"
_CALLED = re.compile(
    r"\b(?i:school|nursery|college|academy|preschool|pre-school)(?i:'s|s)?[ ](?i:name[ ])?(?i:(?:is|was|were)[ ])?"
    rf"(?i:called|named)[ ](?P<it>(?i:(?:the[ ])?(?:st\.?[ ])?{_WORD})(?:[ ]{_CAPITAL}){{0,3}}{_SORTS}{{0,3}})"
)
_KIND_OF = r"old|new|last|first|primary|secondary|junior|infant|son's|daughter's|sons|daughters"
_IS = re.compile(
    rf"\b(?i:my|our|his|her|their)[ ](?i:(?:{_KIND_OF})[ ]){{0,2}}(?i:school|nursery|college|academy)[ ](?i:is|was)[ ]"
    rf"(?P<it>(?i:(?:st\.?[ ])?{_WORD}(?:[ ]{_WORD})?){_SORTS}{{1,3}}|(?:St\.?[ ])?{_CAPITAL}(?:[ ]{_CAPITAL}){{0,2}})"
)
_SAINT = re.compile(
    rf"\b(?:st\.?|saint|ss)[ ](?P<own>{_WORD})(?P<sorts>(?:[ ](?:and|&)[ ](?:st\.?[ ])?{_WORD})?{_SORTS}{{0,4}})",
    re.IGNORECASE,
)
_GOING = re.compile(
    r"\b(?:(?:go(?:es|ing)?|went|moved|moving)[ ]to|at|attend(?:s|ed|ing)?|from|left|leaving|joined"
    r"|school[ ](?:is|was))[ ]$",
    re.IGNORECASE,
)
_BEFORE_AT = r"pupil|student|teacher|year [0-9]{1,2}|yr ?[0-9]{1,2}"
_AT = re.compile(
    rf"\b(?:(?i:go|goes|going|went)[ ](?i:to)|(?i:attends?|attended|attending)|(?i:{_BEFORE_AT})[ ](?i:at))[ ]"
    r"(?P<it>[A-Z][a-z'’-]{3,30}(?:[ ][A-Z][a-z'’-]{2,30})?)"
    r"(?=[ ]?(?:$|[.,!?;)]|and[ ]|but[ ]|in[ ](?:year|yr)|school))"
)


_NEXT_WORD = re.compile(r"\s(\w+)")


def find_my_school(text: str, written: set[str]) -> Iterator[Span]:
    """Spans of schools; written: the text's runs of letters in lower case, to pass over what cannot be there."""
    if not written.isdisjoint(_CUES):
        for match in (*_CALLED.finditer(text), *_IS.finditer(text)):
            if _is_school(match["it"]):
                yield Span(match.start("it"), match.end("it"), SCHOOL)
    if not written.isdisjoint(_SAINTS):
        yield from _saints(text)
    if not written.isdisjoint(_GO):
        for match in _AT.finditer(text):
            if _is_unknown(match["it"]):
                yield Span(match.start("it"), match.end("it"), SCHOOL)


_CUES = listed("school schools nursery college academy preschool")
_SAINTS = listed("st saint ss")
_GO = listed("go goes going went attend attends attended attending pupil student teacher year yr")


def _is_school(words: str) -> bool:
    first = folded(words.split()[0])
    return first not in slots()["no_school"] or (first in ("the", "st", "st.") and words.split()[-1][0].isupper())


def _is_unknown(words: str) -> bool:
    """Whether the words are in no dictionary and on no map."""
    known = lexicon()
    keys = [folded(word).removesuffix("'s") for word in words.split()]
    return not any(key in known.places or key in known.ordinary for key in keys[:1]) and kind_of(keys[0]) in (
        Kind.STRANGE,
        Kind.FAMILY,
        Kind.FAR,
    )


def _saints(text: str) -> Iterator[Span]:
    """ "st bedes" where somebody goes to it; "St Hilda's Primary" anywhere."""
    for match in _SAINT.finditer(text):
        own = folded(match["own"]).replace("'", "")
        following = _NEXT_WORD.match(text, match.end())
        next_word = folded(following[1]) if following else ""
        if own in slots()["not_after_saint"] or next_word in slots()["not_after_saint"]:
            continue
        is_gone_to = bool(_GOING.search(text[max(0, match.start() - 25) : match.start()]))
        if re.search(r"\w", re.sub(r"(?i)^[ ](?:and|&).*", "", match["sorts"])) or is_gone_to:
            yield Span(match.start(), match.end(), SCHOOL)
