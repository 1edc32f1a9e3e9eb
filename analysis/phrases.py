"""Topics → the things their members speak about, most telling first. What names, descriptions and keywords are made of.

A phrase counts by how much of the topic uses it and how little the rest does (class-based TF-IDF; M. Grootendorst,
"BERTopic", 2022), over noun phrases instead of any words. Forms of a phrase count together and the commonest is shown.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.grammar import DESCRIBING, kind, noun_phrases
from analysis.redaction.kinds_of_word import Kind, kind_of
from analysis.redaction.lexicon import folded
from analysis.words import british, carries_meaning, singular, stem, word_list, word_lists, written

Key = tuple[str, ...]  # the stems of a phrase: one key for "youth club" and "Youth Clubs"

MOST_READ = 12_000  # points that phrases are counted in
MANY, SOME = 30, 10  # comments from which a phrase must be used by three, by two
WHOLE = 0.3  # of the uses of a phrase in which it is not part of a longer one: no "risk youth" of "at-risk youth"
IN_SMALL, USUALLY_SMALL = 10, 0.3  # uses without a capital, and their share, that show that a word is nobody's name
PLURAL = 0.15  # of the uses of the singular, from which the plural is shown: themes are about things in general
ONE_OF_MANY = 0.2  # of the uses of a phrase after "a": it can be counted, so that its plural is shown
TELLING = 1.5  # how many times more often than elsewhere a phrase must be used
_BONUS = {1: 1.0, 2: 2.4, 3: 2.8}  # people read "class sizes" more easily than "sizes"
_LONG = 2.6
_DEBRIS = word_list("names", "when_and_how_much") | word_list("names", "taking_sides")
_SAYS_NOTHING = _DEBRIS | frozenset(("kind", "kinds", "sort", "sorts", "type", "types", "bit", "part", "rest"))
_VAGUE = word_list("names", "vague")
_THIN = word_list("names", "thin") | _VAGUE
_MATTERS = {word: matter for matter, said in word_lists("matters").items() for word in said}
_NAMES = frozenset({Kind.GIVEN, Kind.LIKELY, Kind.FAMILY})
_IN_FULL = {short: " ".join(full) for short, *full in map(str.split, word_list("spelling", "in_full"))}
_NOT_COUNTED = re.compile(r"(?:icity|ality|ility|arity|ersity|ness|ism|ship|ation|cation|ance|ence|hood)$")
_COUNTED = frozenset(("ambulance", "audience", "facility", "station", "neighbourhood", "neighborhood", "university"))
_PROPER = {word.lower(): word for word in word_list("spelling", "capitals")}
_SWEARING = tuple(word_list("names", "swearing"))


class Phrases:
    """How many members of each topic use each phrase, and what may be shown of it."""

    def __init__(self, points: Sequence[str], labels: NDArray[np.int64], said_by: Sequence[int]) -> None:
        step = -(-len(points) // MOST_READ) or 1
        self.n_topics = int(labels.max(initial=-1)) + 1
        self.forms: dict[Key, Counter[str]] = {}
        self.ones: Counter[Key] = Counter()
        self.spoken: Counter[Key] = Counter()
        self.known: Counter[Key] = Counter()
        self.whole: Counter[Key] = Counter()
        self.begun: Counter[Key] = Counter()  # uses of "quality" in "quality of life"
        self.cases: dict[str, Counter[str]] = {}
        self.overall: Counter[Key] = Counter()
        self.comments: Counter[Key] = Counter()
        self.within: list[Counter[Key]] = [Counter() for _ in range(self.n_topics)]
        self.said: list[Counter[Key]] = [Counter() for _ in range(self.n_topics)]  # in comments, copies counted
        self.members: list[list[frozenset[Key]]] = [[] for _ in range(self.n_topics)]
        self.n_points = len(range(0, len(points), step))
        for position in range(0, len(points), step):
            self._count(points[position], int(labels[position]), said_by[position])
        said = sum(said_by)
        self.fewest = 3 if said >= MANY else 2 if said >= SOME else 1

    def _count(self, point: str, topic: int, said_by: int) -> None:
        said = written(point)
        if 2 * sum(word[0].isupper() for word in said) < len(said):  # not a text in capitals
            for word in said[1:]:
                self.cases.setdefault(word.lower(), Counter())[word] += 1
        keys: set[Key] = set()
        for phrase in noun_phrases(point):
            form = " ".join(_IN_FULL.get(word.lower(), word.lower()) for word in phrase.words).removesuffix("'s")
            if key := _key(form):
                keys.add(key)
                self.forms.setdefault(key, Counter())[form] += 1
                self.ones[key] += phrase.is_one
                self.known[key] += phrase.is_known
                self.spoken[key] += 1
                self.whole[key] += _SAYS_NOTHING.issuperset(word.lower() for word in phrase.left)
                if "of" in phrase.words[1:]:
                    self.begun[_key(" ".join(phrase.words[: phrase.words.index("of")]).lower())] += 1
        for matter in {_MATTERS[word.lower()] for word in said if word.lower() in _MATTERS}:
            keys.add(key := (stem(matter),))
            self.forms.setdefault(key, Counter())[matter] += 1
            self.whole[key] += 1
        self.overall.update(keys)
        self.comments.update(dict.fromkeys(keys, said_by))
        if topic >= 0:
            self.within[topic].update(keys)
            self.said[topic].update(dict.fromkeys(keys, said_by))
            self.members[topic].append(frozenset(keys))

    def ranked(self, topic: int) -> list[Key]:
        """Phrases of the topic that may be shown and tell it apart, the most telling first."""
        shown = (key for key in self.within[topic] if self.may_be_shown(key) and self.lift(topic, key) >= TELLING)
        scores = {key: self.score(topic, key) for key in shown}
        return sorted(scores, key=lambda key: (-scores[key], key))

    def common(self, topic: int) -> list[Key]:
        """Phrases that may be shown, the commonest first: for a topic in which nothing is telling."""
        fit = [key for key in self.within[topic] if self.may_be_shown(key)]
        return sorted(fit, key=lambda key: (-self.score(topic, key), key))

    def may_be_shown(self, key: Key) -> bool:
        """Used by several people, nobody's name, taking no side, saying more than "people" or "time"."""
        uses = self.forms[key].total()
        if self.comments[key] < self.fewest or min(self.whole[key], uses - self.begun[key]) < WHOLE * uses:
            return False
        said = self.shown(key).split()
        lower = [word.lower() for word in said]
        return (
            _DEBRIS.isdisjoint(lower)
            and any(word not in _THIN for word in lower if carries_meaning(word))
            and not any(map(self._is_proper, said))
            and not any(word.startswith(_SWEARING) for word in lower)
            and kind(lower[-1]) != DESCRIBING
        )

    def is_spoken(self, key: Key) -> bool:
        """Whether people say the phrase itself, not only something of its matter ("slow" is of speed)."""
        return self.spoken[key] >= self.fewest

    def share(self, topic: int, key: Key) -> float:
        """How much of the topic uses the phrase, 0..1."""
        return self.within[topic][key] / max(1, len(self.members[topic]))

    def lift(self, topic: int, key: Key) -> float:
        """How many times more often the topic uses the phrase than the rest does; high where there is no rest."""
        outside = self.n_points - len(self.members[topic])
        if not outside:
            return 10.0
        return self.share(topic, key) * (outside + 1) / (self.overall[key] - self.within[topic][key] + 1)

    def score(self, topic: int, key: Key) -> float:
        bonus = _BONUS.get(len(self.shown(key).split()), _LONG)
        return float(self.share(topic, key) * math.log1p(self.lift(topic, key)) ** 1.5 * bonus)

    def shown(self, key: Key) -> str:
        """The commonest form, in the plural where it can be counted, spelt as we spell."""
        forms = self.forms[key]
        form = min(forms.items(), key=lambda form: (-form[1], form[0]))[0]
        plural = next((each for each in _plurals(form) if each in forms), "")
        if forms[plural] >= PLURAL * forms[form]:
            form = plural
        elif self.ones[key] >= ONE_OF_MANY * forms.total() and not form.endswith("s"):
            form = _plurals(form)[0]
        return " ".join(british(self._in_its_case(word)) for word in form.split())

    def with_article(self, key: Key) -> str:
        """As in the middle of a sentence: "buses", "the park", "kindness"."""
        shown = self.shown(key)
        last = shown.split()[-1]
        is_counted = last in _COUNTED or not _NOT_COUNTED.search(last)
        is_known = self.known[key] > self.forms[key].total() / 2 and singular(shown) == shown and is_counted
        return f"the {shown}" if is_known else shown

    def _in_its_case(self, word: str) -> str:
        """ "SEND", "CAMHS": capitals stay where most people write one in the middle of a sentence."""
        if word in _PROPER:
            return _PROPER[word]
        cases = self.cases.get(word, Counter())
        case, uses = min(cases.items(), key=lambda each: (-each[1], each[0]), default=(word, 0))
        if case == word and word.endswith("s") and word[:-1] in self.cases:
            one = self._in_its_case(word[:-1])
            return f"{one}s" if one.isupper() else word  # "ATMs"
        return case if uses >= 2 and uses > cases.total() / 2 else word

    def _is_proper(self, shown: str) -> bool:
        """Whether most people write the word with a capital, and hardly anyone without: it may be somebody's name."""
        if kind_of(folded(shown)) in _NAMES:
            return True
        cases = self.cases.get(shown.lower())
        if not cases:
            return False
        capital = cases[shown.title()]
        small = cases.total() - capital
        return capital > small and (small < IN_SMALL or small < USUALLY_SMALL * cases.total())


def _key(form: str) -> Key:
    stems = tuple(stem(word) for word in form.split() if carries_meaning(word))
    return stems if stems and len(set(stems)) == len(stems) else ()


def _plurals(form: str) -> tuple[str, ...]:
    """How the form may end in the plural, the likelier first."""
    if form.endswith("child"):
        return (f"{form}ren",)
    if form.endswith("y") and form[-2:-1] not in tuple("aeiou"):
        return (f"{form[:-1]}ies",)
    return (f"{form}es",) if form.endswith(("s", "x", "ch", "sh")) else (f"{form}s",)


def unlike(keys: Iterable[Key], most: int) -> Iterator[Key]:
    """The first keys that share no word with one before."""
    seen: set[str] = set()
    found = 0
    for key in keys:
        if found < most and seen.isdisjoint(key):
            seen |= set(key)
            found += 1
            yield key
