"""What is wrong with a set of theme names: too long, too vague, too alike, too many. Pure: names and sizes in.

The rules of likeness are those of i.AI Consult's theme review (cosine .9, overlap .7); the rest is plain writing.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from analysis.words import STOP_WORDS, carries_meaning, stem, word_list, words

WORDS = range(3, 8)  # of a name
FEWEST = 3  # comments that make a theme of a large corpus
MOST = 30  # themes that a person can keep in mind
OVERLAP = 0.7  # words in common, of the shorter name
COSINE = 0.9  # of letter triples
ROUNDING = 1e-6
_SIDES = word_list("names", "taking_sides")
THIN = word_list("names", "vague") | word_list("names", "thin")  # words that tell little of a matter
SWEARING = tuple(word_list("names", "swearing"))
_SMALL = word_list("names", "small")
_NEVER_LAST = word_list("names", "never_last")
_NEVER_FIRST = word_list("names", "never_first")


@dataclass(frozen=True, slots=True)
class NameProblem:
    """kind: one word; message: what to mend, for people; names: the one or two it is about, or none for the set."""

    kind: str
    message: str
    names: tuple[str, ...]


def check_names(names: Sequence[str], sizes: Sequence[int] | None = None) -> tuple[NameProblem, ...]:
    """All problems of a set of names, name by name, then pairs, then the set; sizes: comments of each, if known."""
    return (
        *(problem for name in names for problem in check_name(name)),
        *_pairs(names),
        *_sizes(names, sizes or ()),
    )


def check_name(name: str) -> tuple[NameProblem, ...]:
    """What is wrong with one name by itself."""
    said = words(name)
    return tuple(NameProblem(kind, f"“{name}” {what}", (name,)) for kind, what in _faults(name, said))


def _faults(name: str, said: Sequence[str]) -> Iterator[tuple[str, str]]:
    telling = [word for word in said if carries_meaning(word)]
    if len(said) not in WORDS:
        yield "length", "does not have three to seven words; add what it is about or take something out"
    if not name[:1].isupper():
        yield "capital", "does not begin with a capital"
    if said and (said[-1] in _NEVER_LAST or said[0] in _NEVER_FIRST):
        yield "debris", "begins or ends with a small word; finish the phrase"
    elif any(word in STOP_WORDS - _SMALL for word in said):
        yield "debris", "has words in it that say nothing; leave them out"
    if len({stem(word) for word in telling}) < len(telling):
        yield "repeated", "says a word twice"
    if all(word in THIN for word in telling):
        yield "vague", "could be the name of any theme; say what people speak about"
    if not _SIDES.isdisjoint(said):
        yield "side", "takes a side; name the matter and leave praise and blame to the excerpts"
    if any(word.startswith(SWEARING) for word in said):
        yield "swearing", "swears"


def too_alike(one: str, other: str, most: float = OVERLAP) -> bool:
    """Whether people would mistake one name for the other; most: share of the shorter name's words in common, 0..1."""
    first, second = _telling(one), _telling(other)
    overlap = len(first & second) / max(1, min(len(first), len(second)))
    return one.casefold() == other.casefold() or overlap >= most or _cosine(one, other) >= COSINE


@lru_cache(maxsize=1024)  # every name is compared with every other
def _telling(name: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words(name) if carries_meaning(word))


def _cosine(one: str, other: str) -> float:
    (first, length), (second, other_length) = _triples(one), _triples(other)
    dot = sum(count * second.get(triple, 0) for triple, count in first.items())
    lengths = math.sqrt(length * other_length)
    return dot / lengths if lengths else 0.0


@lru_cache(maxsize=1024)
def _triples(name: str) -> tuple[Mapping[str, int], int]:
    """How often each three letters stand in it, and the sum of the squares of that."""
    padded = f"  {name.casefold()} "
    counted = Counter(padded[at : at + 3] for at in range(len(padded) - 2))
    return counted, sum(count * count for count in counted.values())


def _pairs(names: Sequence[str]) -> Iterator[NameProblem]:
    for first, second in _near(names):
        one, other = names[first], names[second]
        if too_alike(one, other):
            yield NameProblem("alike", f"“{one}” and “{other}” are too alike; merge or rename one", (one, other))


def _near(names: Sequence[str]) -> list[tuple[int, int]]:
    """Places of the pairs that can be too alike at all, in order: they share a telling word, or most of their letters.

    Products of matrices, because most pairs of hundreds of names have nothing in common.
    """
    stems, triples = _table([_telling(name) for name in names]), _table([_triples(name)[0] for name in names])
    lengths = np.sqrt((triples**2).sum(axis=1, keepdims=True))
    alike = triples / np.maximum(lengths, 1)
    near = np.triu((stems @ stems.T > 0) | (alike @ alike.T > COSINE - ROUNDING), k=1)
    return [(int(first), int(second)) for first, second in np.argwhere(near)]


def _table(rows: Sequence[Iterable[str] | Mapping[str, int]]) -> NDArray[np.float64]:
    """How often each row has each of the words or letters."""
    counted = [Counter(row) for row in rows]
    column = {key: place for place, key in enumerate(sorted({key for row in counted for key in row}))}
    table = np.zeros((len(rows), max(1, len(column))))
    for place, row in enumerate(counted):
        for key, count in row.items():
            table[place, column[key]] = count
    return table


def _sizes(names: Sequence[str], sizes: Sequence[int]) -> Iterator[NameProblem]:
    for name, size in zip(names, sizes, strict=False):
        if size < FEWEST:
            yield NameProblem(
                "small", f"“{name}” has fewer than {FEWEST} comments; merge it or read them one by one", (name,)
            )
    if len(names) > MOST:
        yield NameProblem("many", f"{len(names)} themes are more than people keep in mind; merge some", ())
