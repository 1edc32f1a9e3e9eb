"""Rules over words, written as words: compiled to regular expressions over codes, tried only where they can match.

A pattern is words and CLASSES in order: “KIN ..3 HIT ME|us”. “a|B” is either, “word?” may be missing, “..n” is up to
n words (never past the end of a sentence), “!word” must not follow, “<word” must not stand before, “^” is the start of
a sentence and “$” its end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from analysis.screening.lexicon import STOP, Lexicon

COMMON = 60  # how much commoner than a telling word a filler word is taken to be


class BadPattern(ValueError):
    """A pattern names what the lexicon does not have."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern; `key`: one of these codes is in every text that it can match."""

    source: str
    expression: re.Pattern[str]
    key: frozenset[str]


def compile_pattern(source: str, lexicon: Lexicon) -> Pattern:
    """Raises BadPattern."""
    keys: list[frozenset[str]] = []
    written = "".join(_element(element, source, lexicon, keys) for element in source.split())
    if not keys:
        raise BadPattern(f"“{source}”: at least one word must be there in every match")
    fillers = {lexicon.codes[word] for word in lexicon.filler}
    key = min(keys, key=lambda codes: (len(codes) + COMMON * len(codes & fillers), sorted(codes)))
    return Pattern(source, re.compile(written), key)


def _element(element: str, source: str, lexicon: Lexicon, keys: list[frozenset[str]]) -> str:
    if element.startswith(".."):
        return f"[^{STOP}]{{0,{int(element[2:])}}}?"
    if element in "^$":
        return f"(?:(?<=[{STOP}])|^)" if element == "^" else f"(?=[{STOP}]|$)"
    sign = element[0] if element[0] in "!<" else ""
    codes = frozenset(_codes(element.lstrip("!<").rstrip("?"), source, lexicon))
    one = "[" + "".join(sorted(codes)) + "]"
    if sign:
        return f"(?{'!' if sign == '!' else '<!'}{one})"
    if element.endswith("?"):
        return one + "?"
    keys.append(codes)
    return one


def _codes(names: str, source: str, lexicon: Lexicon) -> Iterator[str]:
    for name in names.split("|"):
        if name in lexicon.classes:
            yield from (lexicon.codes[word] for word in lexicon.classes[name])
        elif name in lexicon.codes:
            yield lexicon.codes[name]
        else:
            raise BadPattern(f"“{source}”: the lexicon has no class or word “{name}”")


class PatternIndex:
    """Patterns found by the words of a text, so that most are never tried."""

    def __init__(self, patterns: Iterable[tuple[int, Pattern]]) -> None:
        self.by_code: dict[str, list[tuple[int, Pattern]]] = {}
        self.order: list[tuple[int, Pattern]] = list(patterns)
        for place, (_, pattern) in enumerate(self.order):
            for code in pattern.key:
                self.by_code.setdefault(code, []).append((place, pattern))

    def candidates(self, codes: Iterable[str]) -> list[tuple[int, Pattern]]:
        """(number of the rule, pattern) for every pattern that may match, in the order of the rules."""
        places = {place for code in codes if code in self.by_code for place, _ in self.by_code[code]}
        return [self.order[place] for place in sorted(places)]


def words_of(sources: Iterable[str]) -> Iterator[str]:
    """The plain words that patterns name: the lexicon has to know them."""
    for source in sources:
        for element in source.split():
            if not element.startswith("..") and element not in "^$":
                names = element.lstrip("!<").rstrip("?").split("|")
                yield from (name for name in names if name and not name.isupper())
