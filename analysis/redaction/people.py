"""Names of people, found by evidence: what a word is, how it is written, and the words around it.

Every word that may be a name starts with the evidence of its own kind; cues around it add and take away; at ENOUGH it
is a name. The weights are few and stand in kinds_of_word.py and evidence.py; the cues are lists in cues.toml. No
trained model: each decision can be explained by naming its cues, and the same text always gives the same answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.redaction.evidence import ENOUGH, evidence
from analysis.redaction.kinds_of_word import Kind
from analysis.redaction.lexicon import lexicon, listed
from analysis.redaction.said import Said
from analysis.redaction.spans import NAME, Span
from analysis.redaction.titles import titled
from analysis.redaction.tokens import Word

_NEXT_TO_A_NAME = 2.0
_LINKS = listed("al el bin bint ibn abu ap ab van von der de da dos del di la le mac mc o st")
_COMPANY = re.compile(r"\s{0,3}(?:,|&|\+|/|,? ?\band\b|\bn\b|\bor\b)\s{0,3}", re.IGNORECASE)
_INITIALS = re.compile(r"(?:[A-Z]\.\s?){1,3}$")
_MAYBE = re.compile(r"\b(?:[A-Z]\.){2,3}")
_NO_INITIALS = listed("e.g. i.e. u.k. u.s. p.e. r.e. n.h.s. p.s. a.m. p.m. i.t. t.v. d.o.b. o.t. a.s.d. u.s.a.")


def find_people(said: Said) -> list[Span]:
    """Spans of names, titles included, in order; a name of several words is one span."""
    blocked = _public(said)
    named = {place for place in titled(said) if place not in blocked}
    maybe = {
        place: evidence(said, place)
        for place, kind in enumerate(said.kinds)
        if kind is not Kind.PLAIN and place not in blocked and place not in named
    }
    named |= {place for place, score in maybe.items() if score >= ENOUGH}
    masks = {place for place, word in enumerate(said.words) if word.text == f"[{NAME}]"}
    _spread(said, named, masks, maybe)
    _add_surnames(said, named, masks, blocked)
    return [*_joined(said, named), *_initials(said)]


def _public(said: Said) -> set[int]:
    """Places of words that belong to what everybody knows: "Harry Potter"."""
    public, starts, places = lexicon().public, lexicon().public_starts, set[int]()
    for place, word in enumerate(said.words):
        if word.key not in starts:
            continue
        for length in (4, 3, 2, 1):
            here = said.words[place : place + length]
            phrase = " ".join(each.key for each in here)
            if len(here) == length and (phrase in public or (here[-1].is_possessive and f"{phrase}'s" in public)):
                places.update(range(place, place + length))
                break
    return places


def _spread(said: Said, named: set[int], masks: set[int], maybe: dict[int, float]) -> None:
    """A name speaks for the word beside it: "Aisha and Hope", "emily jones". Repeated until nothing changes."""
    waiting = list(named | masks)
    while waiting:
        place = waiting.pop()
        for near in (place - 1, place + 1, place - 2, place + 2):
            is_close = maybe.get(near, -ENOUGH) + _NEXT_TO_A_NAME >= ENOUGH
            if is_close and near not in named and _is_company(said, place, near):
                named.add(near)
                waiting.append(near)


def _is_company(said: Said, place: int, near: int) -> bool:
    first, second = sorted((place, near))
    between = said.text[said.words[first].end : said.words[second].start]
    if second - first == 1 and between in (" ", "-", "'s ", "’s "):
        is_name = said.kinds[near] not in (Kind.BOTH, Kind.STRANGE, Kind.SLIP) or said.shows_capital(near)
        return between in (" ", "-") and is_name and not said.words[second].starts_sentence
    return bool(_COMPANY.fullmatch(between)) and said.kinds[near] is not Kind.SLIP


def _add_surnames(said: Said, named: set[int], masks: set[int], blocked: set[int]) -> None:
    """After a first name a word with a capital is a surname, whatever it means elsewhere: "Deborah Lane"."""
    for place in sorted(named | masks):
        following = place + 1
        while following < len(said.words) and following not in blocked and _is_surname(said, named, following):
            named.add(following)
            following += 1


def _is_surname(said: Said, named: set[int], place: int) -> bool:
    word = said.words[place]
    if place in named or word.is_mask or not re.fullmatch(r"[ \t]{1,2}|\.? ", word.before):
        return False
    if word.key in _LINKS and place + 1 < len(said.words) and said.words[place + 1].before == " ":
        return said.shows_capital(place + 1) or place + 1 in named
    is_thing = (
        word.key in lexicon().cues["things_named"] and place + 1 < len(said.words) and said.shows_capital(place + 1)
    )
    return (
        said.shows_capital(place)
        and len(word.text) > 1
        and not is_thing
        and word.key not in lexicon().cues["no_surnames"]
    )


def _joined(said: Said, named: set[int]) -> Iterator[Span]:
    """Neighbours that only a space parts are one name; initials before it belong to it."""
    start = end = -1
    for place in sorted(named):
        word = said.words[place]
        if end >= 0 and place - 1 in named and re.fullmatch(r"(?:\.?[ \t]{1,3}|-)", said.text[end : word.start]):
            end = word.end
            continue
        if end >= 0:
            yield Span(start, end, NAME)
        start, end = _with_initials(said, word), word.end
    if end >= 0:
        yield Span(start, end, NAME)


def _with_initials(said: Said, word: Word) -> int:
    before = said.text[max(0, word.start - 12) : word.start]
    match = _INITIALS.search(before)
    return word.start - (len(before) - match.start()) if match else word.start


def _initials(said: Said) -> Iterator[Span]:
    """ "J.T. is my mentor", "my son A.J."."""
    for match in _MAYBE.finditer(said.text):
        if match.group().lower() in _NO_INITIALS:
            continue
        before = said.text[max(0, match.start() - 30) : match.start()].lower().split()
        after = said.text[match.end() : match.end() + 30].lower().split()
        cues = lexicon().cues
        if (before and before[-1] in cues["kin"]) or (
            after[:2] in (["is", "my"], ["is", "our"]) or (after[:1] and after[0] in cues["acting"])
        ):
            yield Span(match.start(), match.end(), NAME)
