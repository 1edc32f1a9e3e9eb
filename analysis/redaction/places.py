"""Schools and settings by a local list and by how such names are made; addresses. Towns and parks stay readable."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from analysis.redaction.addresses import find_addresses
from analysis.redaction.kinds_of_word import Kind
from analysis.redaction.lexicon import folded, lexicon, listed, lists
from analysis.redaction.said import Said
from analysis.redaction.spans import SCHOOL, SETTING, Span

_MOST_WORDS = 6  # of a school's own name
_SAINT = frozenset({"st", "saint", "ss"})
_GOING = listed("at from attend attends attending attended")
_GO = listed("go goes going went moved move")
_BEGINNINGS = listed("the little new old our")
_SMALL = listed("of and the upon s")


def find_places(said: Said) -> Iterator[Span]:
    """Addresses, schools and settings; they may overlap, the surest first."""
    yield from find_addresses(said.text)
    yield from _listed(said, SCHOOL, _local("schools"))
    yield from _listed(said, SETTING, _local("settings"))
    yield from _schools(said)
    yield from _settings(said)


@cache
def _local(name: str) -> frozenset[str]:
    return lists("local.toml")[name]


@cache
def _first_words(name: str) -> frozenset[str]:
    """Of the phrases of a list."""
    return frozenset(phrase.split()[0] for phrase in _local(name)) | {
        phrase.split()[0].removesuffix("'s") for phrase in _local(name)
    }


def first_words() -> frozenset[str]:
    """Words with which a listed school or setting begins: without one, and without a sort, there is none."""
    return _first_words("schools") | _first_words("settings")


def _key(said: Said, place: int) -> str:
    word = said.words[place]
    return f"{word.key}'s" if word.is_possessive else word.key


def _listed(said: Said, kind: str, phrases: frozenset[str]) -> Iterator[Span]:
    name = "schools" if kind == SCHOOL else "settings"
    for place, word in enumerate(said.words):
        if word.key not in _first_words(name):
            continue
        for length in range(min(6, len(said.words) - place), 0, -1):
            last = place + length - 1
            if " ".join(_key(said, each) for each in range(place, last + 1)) in phrases:
                yield Span(word.start, _end(said, _over_sorts(said, last)), kind)
                break


def _end(said: Said, place: int) -> int:
    word = said.words[place]
    is_plural_owner = said.text[word.end : word.end + 1] in ("'", "’")
    return word.end + (2 if word.is_possessive else int(is_plural_owner and word.text.endswith("s")))


def _over_sorts(said: Said, last: int) -> int:
    """The last of the words for sorts of school that follow: "… Primary School"."""
    best = last
    most = last + _MOST_WORDS
    while last < most and last + 1 < len(said.words) and said.words[last + 1].before.strip(" '’") in ("", "&"):
        if said.words[last + 1].key not in _local("school_sorts"):
            break
        last += 1
        if said.words[last].key in _local("school_ends"):
            best = last
    return best


def _schools(said: Said) -> Iterator[Span]:
    """Names that end with a sort of school: "St Mark's Primary", "Brookvale Academy"."""
    taken = -1
    for place, word in enumerate(said.words):
        if place <= taken or word.key not in _local("school_ends") or word.is_possessive:
            continue
        first_sort = place
        while (
            place - first_sort < _MOST_WORDS
            and first_sort > 0
            and _is_joined(said, first_sort)
            and _is_sort(said, first_sort - 1)
        ):
            first_sort -= 1
        first = _first_of_name(said, first_sort, place)
        if first is not None:
            taken = _over_sorts(said, place)
            yield Span(said.words[first].start, _end(said, taken), SCHOOL)


def _is_joined(said: Said, place: int) -> bool:
    """Whether only a space (or the point of "St.") parts the word from the one before."""
    gap = said.words[place].before
    return gap in (" ", "  ", "' ", "’ ", " & ", "'s ", "’s ") or (gap == ". " and said.words[place - 1].key in _SAINT)


def _first_of_name(said: Said, first_sort: int, end: int) -> int | None:
    """Where the school's own name begins, or None: "the primary school"."""
    first = None
    place = first_sort
    while place > 0 and first_sort - place < _MOST_WORDS and _is_joined(said, place):
        place -= 1
        word = said.words[place]
        if (
            said.words[end].key != "high"
            and place > 0
            and said.words[place - 1].key in _SAINT
            and _is_joined(said, place)
        ):
            return place - 1
        if not (_is_own_name(said, place, first_sort, end) or (word.key in _SMALL and first is not None)):
            break
        if word.key not in _SMALL:
            first = place
    return _plain_name(said, first_sort, end) if first is None else _with_beginning(said, first)


def _plain_name(said: Said, first_sort: int, end: int) -> int | None:
    """ "at oak hill academy", "goes to hampton school": plain words after a way of going there."""
    is_clear = end > first_sort or said.words[end].key in ("academy", "primary", "juniors", "infants")
    for first in range(first_sort - 1, max(first_sort - 4, 0), -1):
        word = said.words[first]
        if not _is_joined(said, first + 1) or word.is_mask or word.key in _local("no_school_names"):
            return None
        is_gone_to = said.previous(first) in _GOING or (said.previous(first) == "to" and said.previous(first, 2) in _GO)
        if is_gone_to and (is_clear or word.key in lexicon().places):
            return first
    return None


def _with_beginning(said: Said, first: int) -> int:
    """Plain words that begin a name: "The Willows", "Little Acorns", "Our Lady of Lourdes"."""
    if first == 0 or not _is_joined(said, first) or said.words[first - 1].key not in _BEGINNINGS:
        return first
    return first - 1 if said.words[first].is_capital and said.words[first - 1].is_capital else first


def _is_sort(said: Said, place: int) -> bool:
    key = said.words[place].key
    return key in _local("school_sorts") or (key == "of" and said.previous(place) in ("c", "church"))


def _is_own_name(said: Said, place: int, first_sort: int, end: int) -> bool:
    word, kind = said.words[place], said.kinds[place]
    if word.is_mask:
        return word.text == "[name]"
    if word.key in _local("no_school_names"):
        return False
    if said.words[end].key == "high" and not (
        said.has_capital(end) and said.shows_capital(end) and said.has_capital(place)
    ):
        return False
    if said.has_capital(place) and not word.is_upper:
        return said.has_capital(end) or said.has_capital(first_sort) or kind is Kind.STRANGE
    return kind not in (Kind.PLAIN, Kind.SLIP, Kind.BOTH) or (
        kind is not Kind.SLIP and _is_gone_to(said, place, first_sort, end)
    )


def _is_gone_to(said: Said, place: int, first_sort: int, end: int) -> bool:
    """ "goes to riverside high school": a plain word is a name there, before two sorts or "academy"."""
    is_clear = end > first_sort or said.words[end].key in ("academy", "primary")
    one, two = said.previous(place), said.previous(place, 2)
    return is_clear and (one in _GOING or (one == "to" and two in _GO))


def _settings(said: Said) -> Iterator[Span]:
    """ "Eastside Youth Club", "1st Norbiton Scouts", "I live at Maple Lodge"."""
    ends = _local("setting_ends")
    starts = _first_words("setting_ends")
    for place in range(1, len(said.words)):
        if said.words[place].key not in starts:
            continue
        for length in (3, 2, 1):
            last = place + length - 1
            if last < len(said.words) and " ".join(_key(said, each) for each in range(place, last + 1)) in ends:
                start = _own_start(said, place - 1) if _is_joined(said, place) else None
                if start is not None and start < said.words[place].start:
                    yield Span(start, _end(said, last), SETTING)
                break
    for place in range(1, len(said.words)):
        if said.words[place].key in _local("houses") and _is_lived_in(said, place):
            yield Span(_own_start(said, place - 1), _end(said, place), SETTING)


def _own_start(said: Said, place: int) -> int:
    """Where the run of words with a capital that ends here begins, an ordinal included; else the next word's start."""
    start = said.words[place + 1].start
    while place >= 0 and said.has_capital(place) and said.words[place].key not in _local("no_school_names"):
        if folded(said.words[place].text) in ("our", "some"):
            break
        start = said.words[place].start
        if not _is_joined(said, place):
            break
        place -= 1
    ordinal = re.search(r"\b\d{1,3}(?:st|nd|rd|th)\s$", said.text[max(0, start - 8) : start])
    return start - len(ordinal.group()) if ordinal else start


def _is_lived_in(said: Said, place: int) -> bool:
    """Whether a house with a name of its own is where somebody stays."""
    if not (said.has_capital(place) and said.has_capital(place - 1) and _is_joined(said, place)):
        return False
    if said.words[place - 1].key in lexicon().cues["titles"] | _local("no_school_names"):
        return False
    before = said.text[max(0, said.words[place].start - 70) : said.words[place].start].lower()
    return bool(
        re.search(r"\b(?:live[sd]?|living|stay|stays|stayed|moved|placed|placement|unit|home|hostel)\b", before)
    )
