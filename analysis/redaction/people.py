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
from analysis.redaction.slots import slots
from analysis.redaction.spans import NAME, Span
from analysis.redaction.titles import titled
from analysis.redaction.tokens import Word

_NEXT_TO_A_NAME = 2.0
_SHORTEST_SURNAME = 4  # letters, less one
_LINKS = listed("al el bin bint ibn abu ap ab van von der de da dos del di la le mac mc o st")
_COMPANY = re.compile(r"\s{0,3}(?:,|&|\+|/|,? ?\band\b|\bn\b|\bor\b)\s{0,3}", re.IGNORECASE)
_INITIALS = re.compile(r"(?:(?:[A-Z]\.\s?){1,3}|(?<![\w.'’])[B-HJ-Z][ ])$")
_MAYBE = re.compile(r"\b(?:[A-Za-z]\.){2,3}")
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
            if near not in maybe or near in named or maybe[near] + _next_to_a_name(said, near) < ENOUGH:
                continue
            if _is_company(said, place, near):
                named.add(near)
                waiting.append(near)


def _next_to_a_name(said: Said, place: int) -> float:
    """What a name beside a word says for it: more for a word that stands bare only as a name."""
    is_bare = said.words[place].key in slots()["often_bare"] or said.words[place].key in lexicon().places
    is_free = said.kinds[place] is Kind.BOTH and not is_bare
    return ENOUGH if is_free or _may_be_surname(said, place) else _NEXT_TO_A_NAME


def _may_be_surname(said: Said, place: int) -> bool:
    """A word of no list in lower case, that is made like no form of a verb: "marta nowicka"."""
    word = said.words[place]
    is_like_verb = word.key.endswith(("ed", "ing", "ly", "es", "nt"))
    return said.kinds[place] is Kind.STRANGE and len(word.key) > _SHORTEST_SURNAME and not is_like_verb


def _is_company(said: Said, place: int, near: int) -> bool:
    first, second = sorted((place, near))
    between = said.text[said.words[first].end : said.words[second].start]
    if second - first == 1 and between in (" ", "-", "'s ", "’s "):
        is_name = said.kinds[near] not in (Kind.BOTH, Kind.STRANGE, Kind.SLIP) or said.shows_capital(near)
        is_name = is_name or (near < place and said.has_capital(near) and said.has_capital(place))
        is_name = is_name or (near > place and _may_be_surname(said, near))
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
        return said.shows_capital(place + 1) or place + 1 in named or _is_surname(said, named, place + 1)
    if len(word.text) == 1:  # "Callum R", "Keisha W."
        return said.shows_capital(place) and word.text not in ("I", "A")
    is_thing = (
        word.key in lexicon().cues["things_named"] and place + 1 < len(said.words) and said.shows_capital(place + 1)
    )
    return said.shows_capital(place) and not is_thing and word.key not in lexicon().cues["no_surnames"]


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
