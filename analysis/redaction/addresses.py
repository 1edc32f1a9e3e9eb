"""Addresses: a house number with a street, a flat, a street where somebody says that they live. Streets alone stay."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.redaction.lexicon import folded, lexicon, listed
from analysis.redaction.spans import ADDRESS, Span
from analysis.words import COMMON_WORDS

_CLEAR = (
    r"street|str|road|rd|avenue|ave|lane|close|crescent|cres|gardens|gdns|grove|terrace|mews|drive|way|court|place|square|villas"
    r"|cottages|wharf|quay|parade|buildings"
)
_DOUBTFUL = (
    r"st|ln|dr|ct|pl|sq|walk|row|hill|green|park|view|rise|house|lodge|estate|gate|croft|vale|approach|mead|field|path"
)
_NAME = r"[^\W\d_][\w'’.-]{0,30}"
_TOWN = r"(?:,?[ ](?P<town>[^\W\d_]{3,20}))?"
_FLAT = r"(?:(?:flat|house|apartment|apt|unit|room|block|floor)[ ]?[0-9]{1,4}[a-z]?|flat[ ][a-h](?=,))"
_NUMBERED = re.compile(
    rf"(?<![\w./£$-])(?:{_FLAT},?[ ])?(?:(?:number|no\.?)[ ])?(?P<number>\d{{1,4}}[a-z]?),?[ ]"
    rf"(?P<name>{_NAME}(?:[ ]{_NAME}){{0,2}}?)[ ]"
    rf"(?:(?P<clear>{_CLEAR})|(?P<doubtful>{_DOUBTFUL})(?![ ](?:{_CLEAR})\b))\b\.?"
    rf"(?:[ ](?:north|south|east|west)\b)?{_TOWN}",
    re.IGNORECASE,
)
_FLAT_ALONE = re.compile(
    rf"\b{_FLAT},?[ ](?P<name>{_NAME}(?:[ ]{_NAME}){{0,2}}?)[ ](?:{_CLEAR}|{_DOUBTFUL})\b", re.IGNORECASE
)
_LIVING = re.compile(
    rf"\b(?:live|lives|lived|living|house is|home is|street is|road is|address is|moved|stay|stays|staying)[ ]"
    rf"(?:(?:on|in|at|to|is|near)[ ])?(?P<it>(?:(?:the[ ])?{_NAME}(?:[ ]{_NAME}){{0,2}}?,[ ])?"
    rf"(?P<name>{_NAME}(?:[ ]{_NAME}){{0,2}}?)[ ](?P<sort>{_CLEAR})\b"
    rf"(?:,?[ ](?:number|no\.?)[ ]?\d{{1,4}}[a-z]?)?)",
    re.IGNORECASE,
)
_HOUSE = re.compile(  # "Ivy Cottage, Church Lane"
    rf"\b(?:The[ ])?[A-Z][\w'’-]{{1,20}}[ ](?:Cottage|House|Lodge|Farm|Barn|Hall|Vicarage|Rectory|Villa|Court),[ ]"
    rf"(?:[A-Z][\w'’-]{{1,20}}[ ]){{1,3}}(?i:{_CLEAR})\b"
)
_BOX = re.compile(r"\bp\.?o\.? ?box \d{1,6}\b", re.IGNORECASE)
_ADDRESSED = re.compile(
    r"(?:\b(?:live[sd]?|living|address|house|home|flat|at|stay)\b[^.!?\n]{0,25}(?:no\. )?|\bnumber )$", re.IGNORECASE
)
_NO_STREETS = (COMMON_WORDS - {"mill", "fire", "bill", "front", "bottom", "top", "well"}) | listed(
    "minute minutes min mins mile miles hour hours day days week weeks month months year years metre metres yard"
    " yards pupils lane lanes bedroom bedrooms bed beds storey story frontage close near next far off children"
    " kids people best new big small good nice safe quiet lovely nearest mph pound pounds percent times way ways"
    " different same busy narrow country dead car bus cycle mum dad long short local free parking play playing"
    " public open tennis basketball netball badminton squash crown county food school test pavement"
)
_HAS_PLACE = re.compile(rf"\b(?:{_CLEAR}|{_DOUBTFUL}|box)\b", re.IGNORECASE)


def find_addresses(text: str) -> Iterator[Span]:
    """Spans of addresses, with the town where it follows at once."""
    if not _HAS_PLACE.search(text):
        return
    for match in (*_BOX.finditer(text), *_HOUSE.finditer(text)):
        yield Span(match.start(), match.end(), ADDRESS)
    for match in _FLAT_ALONE.finditer(text):
        if not {folded(word) for word in match["name"].split()} & _NO_STREETS:
            yield Span(match.start(), match.end(), ADDRESS)
    for match in _NUMBERED.finditer(text):
        if _is_street(match, text):
            yield Span(match.start(), _end(match), ADDRESS)
    for match in _LIVING.finditer(text):
        first, last = match["name"].split()[0], match["name"].split()[-1]
        if not ({folded(first), folded(last)} & _NO_STREETS):
            yield Span(match.start("it"), match.end("it"), ADDRESS)


def _is_street(match: re.Match[str], text: str) -> bool:
    """ "12 elm road", but not "5 minutes walk" or "3 of the main road"."""
    name = match["name"]
    is_addressed = bool(_ADDRESSED.search(text[max(0, match.start() - 40) : match.start()]))
    if name.lower() == "the" and is_addressed:
        return True
    if any(folded(word) in _NO_STREETS for word in name.split()):
        return False
    sort = match["clear"] or match["doubtful"]
    if name[0].isupper() and sort[0].isupper():
        return True
    is_clear = bool(match["clear"]) and folded(sort) not in (
        "way",
        "place",
        "square",
        "close",
    )
    return (
        is_addressed or (is_clear and len(name.split()) <= 2) or match.group().lower().startswith(("flat", "apartment"))
    )


def _end(match: re.Match[str]) -> int:
    """With the town where one follows."""
    town = match["town"]
    if not town or folded(town) in lexicon().places:
        return match.end()
    return match.start() + len(match.string[match.start() : match.start("town")].rstrip(" ,"))
