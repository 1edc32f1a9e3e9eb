"""The rules of rules.toml and languages.toml over a reading: which say harm, and what takes a hit back."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from analysis.screening.folding import fold
from analysis.screening.lexicon import COMMA, STOP, Lexicon, load_lexicon
from analysis.screening.patterns import Pattern, PatternIndex, compile_pattern, words_of

HIGH, MEDIUM, NONE = "high", "medium", "none"
SAY_NOT = {"NOT", "NEG", "not", "dont", "doesnt", "didnt", "never", "no", "nothing", "nobody", "noone", "wont"} | {
    *("cant", "without", "refuses", "hate")
}
FILES = ("rules.toml", "wide.toml", "broad.toml", "languages.toml")
_NOT_ASCII = re.compile(r"[^\s|]*[^\x00-\x7f][^\s|]*")
BEFORE = 2  # words before a hit in which a “not” takes it back
_NUMBER_OF_GENERAL, _NUMBER_OF_SOFT, _NUMBER_OF_STILL, _NUMBER_OF_EXCEPT = -1, -2, -3, -4


@dataclass(frozen=True, slots=True)
class Hit:
    """Words start..end (end not included) of a reading match a rule."""

    start: int
    end: int
    severity: str
    category: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the rules found, and where they found a figure of speech, a denial or a general matter instead."""

    hits: tuple[Hit, ...]
    taken_back: tuple[tuple[int, int], ...]

    @property
    def known(self) -> tuple[tuple[int, int], ...]:
        """All places that the rules have an opinion on."""
        return (*self.taken_back, *((hit.start, hit.end) for hit in self.hits))


@dataclass(frozen=True, slots=True)
class Rule:
    """What its patterns mean, and by which other patterns a hit is taken back."""

    severity: str
    category: str
    patterns: tuple[str, ...]
    unless: tuple[str, ...] = ()
    negatable: bool = True


class Rules:
    """All rules over one lexicon, ready to be applied."""

    def __init__(self, rules: Iterable[Rule], settings: dict[str, tuple[str, ...]], lexicon: Lexicon) -> None:
        self.rules = tuple(rules)
        self.settings = settings
        self.lexicon = lexicon
        self._negations = frozenset(lexicon.codes[word] for word in lexicon.classes["NEG"])

    @cached_property
    def _positive(self) -> PatternIndex:
        return PatternIndex(
            (number, self._compiled(source)) for number, rule in enumerate(self.rules) for source in rule.patterns
        )

    @cached_property
    def _contrary(self) -> PatternIndex:
        listed = [(number, source) for number, rule in enumerate(self.rules) for source in rule.unless]
        for number, name in (
            (_NUMBER_OF_GENERAL, "general"),
            (_NUMBER_OF_SOFT, "soften"),
            (_NUMBER_OF_STILL, "still"),
            (_NUMBER_OF_EXCEPT, "except"),
        ):
            listed += [(number, source) for source in self.settings[name]]
        return PatternIndex((number, self._compiled(source)) for number, source in listed)

    def _compiled(self, source: str) -> Pattern:
        return compile_pattern(source, self.lexicon)

    def judge(self, codes: str) -> Judgement:
        """Every match, by place (overlapping ones are all there), and what was taken back."""
        present = set(codes)
        raw = [
            (number, match.start(), match.end(), pattern.source)
            for number, pattern in self._positive.candidates(present)
            for match in pattern.expression.finditer(codes)
        ]
        if not raw:
            return Judgement((), ())
        contrary: dict[int, list[tuple[int, int]]] = {}
        for number, pattern in self._contrary.candidates(present):
            contrary.setdefault(number, []).extend(match.span() for match in pattern.expression.finditer(codes))
        judged = [(self._kept(codes, *each, contrary), each[1:3]) for each in raw]
        hits = {hit for hit, _ in judged if hit}
        return Judgement(
            tuple(sorted(hits, key=lambda hit: (hit.start, hit.end, hit.severity, hit.category))),
            tuple(sorted({span for hit, span in judged if not hit})),
        )

    def general(self, codes: str) -> list[tuple[int, int]]:
        """Where a figure of speech or a general matter stands."""
        return [
            match.span()
            for number, pattern in self._contrary.candidates(set(codes))
            if number == _NUMBER_OF_GENERAL
            for match in pattern.expression.finditer(codes)
        ]

    def _kept(
        self, codes: str, number: int, start: int, end: int, source: str, contrary: dict[int, list[tuple[int, int]]]
    ) -> Hit | None:
        rule = self.rules[number]
        general = contrary.get(_NUMBER_OF_GENERAL, ())
        if any(begin < end and start < stop for begin, stop in contrary.get(number, ())):
            return None
        if any(begin < end and start <= stop for begin, stop in general):  # or right after it
            return None
        if rule.negatable and not SAY_NOT & set(source.replace("|", " ").replace("?", "").split()):
            excepted = contrary.get(_NUMBER_OF_EXCEPT, ())
            if self._is_denied(codes, start, end, excepted):
                return None
        hit = Hit(start, end, rule.severity, rule.category)
        first = codes.rfind(STOP, 0, start) + 1
        last = codes.find(STOP, end)
        last = len(codes) if last < 0 else last
        soft = any(first <= begin < last for begin, _ in contrary.get(_NUMBER_OF_SOFT, ()))
        still = any(first <= begin < last for begin, _ in contrary.get(_NUMBER_OF_STILL, ()))
        return replace(hit, severity=MEDIUM) if soft and not still else hit

    def _is_denied(self, codes: str, start: int, end: int, excepted: Iterable[tuple[int, int]]) -> bool:
        for place in range(end - 1, max(start - BEFORE, 0) - 1, -1):
            if place < start and codes[place] in (STOP, COMMA):
                return False
            if codes[place] in self._negations and not any(begin <= place < stop for begin, stop in excepted):
                return True
        return False


@cache
def default_rules() -> Rules:
    """The shipped rules, read once, over a lexicon that knows the words of questions.toml, too."""
    rules: list[Rule] = []
    settings: dict[str, tuple[str, ...]] = {}
    for name in FILES:
        content = _content(name)
        rules += [_rule(each) for each in content["rules"]]
        if "general" in content:
            settings["general"] = tuple(content["general"]["unless"])
            settings["soften"] = tuple(content["soften"]["patterns"])
            settings["still"] = tuple(content["soften"]["unless"])
            settings["except"] = tuple(content["negation"]["except"])
    sources = [source for rule in rules for source in (*rule.patterns, *rule.unless)]
    sources += [source for patterns in settings.values() for source in patterns]
    sources += [
        source for each in _content("questions.toml")["answers"] for source in (*each["asked"], *each["answered"])
    ]
    return Rules(rules, settings, load_lexicon(frozenset(words_of(sources))))


def _content(name: str) -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))


def _rule(given: dict[str, Any]) -> Rule:
    return Rule(
        severity=given["severity"],
        category=given["category"],
        patterns=tuple(map(_folded, given["patterns"])),
        unless=tuple(map(_folded, given.get("unless", ()))),
        negatable=given.get("negatable", True),
    )


def _folded(source: str) -> str:
    """Words in the spelling of the lexicon; the names of classes stay as they are."""
    return _NOT_ASCII.sub(lambda match: fold(match.group()).text, source)
