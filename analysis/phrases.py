"""Topics → the things their members speak about, most telling first. What names, descriptions and keywords are made of.

A phrase counts by how much of the topic uses it and how little the rest does (class-based TF-IDF; M. Grootendorst,
"BERTopic", 2022), over noun phrases instead of any words. Forms of a phrase count together and the commonest is shown.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from analysis.casing import Casing, is_ordinary
from analysis.grammar import DESCRIBING, NounPhrase, kind, noun_phrases
from analysis.theme_checks import SWEARING, THIN
from analysis.words import british, carries_meaning, singular, stem, word_list, word_lists, written
from analysis.workers import Hands, in_parts, workers, worth

Key = tuple[str, ...]  # the stems of a phrase: one key for "youth club" and "Youth Clubs"

MOST_READ = 12_000  # points that phrases are counted in
PART_READ = 1_000  # of them that a process reads at a time
MANY, SOME = 30, 10  # comments from which a phrase must be used by three, by two
WHOLE = 0.3  # of the uses of a phrase in which it is not part of a longer one: no "risk youth" of "at-risk youth"
PLURAL = 0.15  # of the uses of the singular, from which the plural is shown: themes are about things in general
ONE_OF_MANY = 0.2  # of the uses of a phrase after "a": it can be counted, so that its plural is shown
HOME = 0.6  # of the share of the topic that uses a phrase most
PART = 0.5  # of the uses of a phrase that are within a longer one, from which the longer one is meant
TELLING = 1.5  # how many times more often than elsewhere a phrase must be used
_BONUS = {1: 1.0, 2: 2.4, 3: 2.8}  # people read "class sizes" more easily than "sizes"
_LONG = 2.6
_DEBRIS = word_list("names", "when_and_how_much") | word_list("names", "taking_sides")
_SAYS_NOTHING = _DEBRIS | frozenset(("kind", "kinds", "sort", "sorts", "type", "types", "bit", "part", "rest"))
_MATTERS = {word: matter for matter, said in word_lists("matters").items() for word in said}
_IN_FULL = {short: " ".join(full) for short, *full in map(str.split, word_list("spelling", "in_full"))}
_NOT_COUNTED = re.compile(r"(?:icity|ality|ility|arity|ersity|ness|ism|ship|ation|cation|ance|ence|hood)$")
_COUNTED = frozenset(("ambulance", "audience", "facility", "station", "neighbourhood", "neighborhood", "university"))


class Phrases:
    """How many members of each topic use each phrase, and what may be shown of it."""

    def __init__(
        self,
        points: Sequence[str],
        labels: NDArray[np.int64],
        said_by: Sequence[int],
        comments: Sequence[Sequence[int]] = (),
        processes: Hands = 1,
    ) -> None:
        """comments: positions of the points of each; every point is a comment of its own where none are given."""
        self.n_topics = int(labels.max(initial=-1)) + 1
        self.forms: dict[Key, Counter[str]] = {}
        self.ones: Counter[Key] = Counter()
        self.spoken: Counter[Key] = Counter()
        self.known: Counter[Key] = Counter()
        self.whole: Counter[Key] = Counter()
        self.begun: Counter[Key] = Counter()  # uses of "quality" in "quality of life"
        self.casing = Casing()
        self.overall: Counter[Key] = Counter()  # in distinct comments, as `within`
        self.comments: Counter[Key] = Counter()  # copies counted, as `said`
        self.within: list[Counter[Key]] = [Counter() for _ in range(self.n_topics)]
        self.said: list[Counter[Key]] = [Counter() for _ in range(self.n_topics)]
        self.members: list[list[frozenset[Key]]] = [[] for _ in range(self.n_topics)]
        self._shown: dict[Key, str] = {}  # asked many times once everything is counted
        self._fit: dict[Key, bool] = {}
        self.read = _to_read(points, comments or [(place,) for place in range(len(points))])
        self.n_comments = len(self.read)
        places = sorted({at for mine in self.read for at in mine})
        with workers(worth(processes, len(places))) as work:
            found_in = chain.from_iterable(work.each(_named, in_parts([points[place] for place in places], PART_READ)))
            keys = {place: self._keys(points[place], named) for place, named in zip(places, found_in, strict=True)}
        for place, found in keys.items():
            self.comments.update(dict.fromkeys(found, said_by[place]))
            if labels[place] >= 0:
                self.said[labels[place]].update(dict.fromkeys(found, said_by[place]))
        for mine in self.read:
            self._count([keys[place] for place in mine], labels[list(mine)].tolist())
        self.fewest = 3 if sum(said_by) >= MANY else 2 if sum(said_by) >= SOME else 1

    def _count(self, keys: Sequence[frozenset[Key]], topics: Sequence[int]) -> None:
        """One comment: it counts once for each of its topics, with what it says there."""
        self.overall.update(frozenset().union(*keys))
        for topic in sorted(set(topics) - {-1}):
            here = frozenset().union(*(found for found, its in zip(keys, topics, strict=True) if its == topic))
            self.within[topic].update(here)
            self.members[topic].append(here)

    def _keys(self, point: str, named: Sequence[NounPhrase]) -> frozenset[Key]:
        said = written(point)
        self.casing.read(said)
        keys: set[Key] = set()
        for phrase in named:
            if key := _key(form := _in_full(phrase.words)):
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
        return frozenset(keys)

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
        if key not in self._fit:
            self._fit[key] = self._is_fit(key)
        return self._fit[key]

    def _is_fit(self, key: Key) -> bool:
        uses = self.forms[key].total()
        if self.comments[key] < self.fewest or min(self.whole[key], uses - self.begun[key]) < WHOLE * uses:
            return False
        said = self.shown(key).split()
        lower = [word.lower() for word in said]
        return (
            _DEBRIS.isdisjoint(lower)
            and any(word not in THIN for word in lower if carries_meaning(word))
            and not any(map(self.casing.is_name, said))
            and not any(word.startswith(SWEARING) for word in lower)
            and kind(lower[-1]) != DESCRIBING
        )

    def is_spoken(self, key: Key) -> bool:
        """Whether people say the phrase itself, not only something of its matter ("slow" is of speed)."""
        return self.spoken[key] >= self.fewest

    def share(self, topic: int, key: Key) -> float:
        """How many of the topic's comments use the phrase there, 0..1."""
        return self.within[topic][key] / max(1, len(self.members[topic]))

    def is_at_home(self, topic: int, key: Key) -> bool:
        """Whether no other topic speaks of it much more: "streets" are not part of the name of every topic."""
        return self.share(topic, key) >= HOME * max(self.share(other, key) for other in range(self.n_topics))

    def is_part(self, topic: int, key: Key, among: Iterable[Key]) -> bool:
        """Whether the topic mostly says it within a longer phrase: "colour" within "people of colour"."""
        most = self.within[topic][key] * PART
        return any(
            len(other) > len(key) and set(key) < set(other) and self.within[topic][other] >= most for other in among
        )

    def lift(self, topic: int, key: Key) -> float:
        """How many times more often the topic uses the phrase than the rest does; high where there is no rest."""
        outside = self.n_comments - len(self.members[topic])
        if not outside:
            return 10.0
        return self.share(topic, key) * (outside + 1) / (self.overall[key] - self.within[topic][key] + 1)

    def score(self, topic: int, key: Key) -> float:
        bonus = _BONUS.get(len(self.shown(key).split()), _LONG)
        return float(self.share(topic, key) * math.log1p(self.lift(topic, key)) ** 1.5 * bonus)

    def shown(self, key: Key) -> str:
        """The commonest form, in the plural where it can be counted, spelt as we spell."""
        if key not in self._shown:
            self._shown[key] = self._commonest(key)
        return self._shown[key]

    def _commonest(self, key: Key) -> str:
        forms = self.forms[key]
        form = min(forms.items(), key=lambda form: (-form[1], form[0]))[0]
        plural = next((each for each in _plurals(form) if each in forms), "")
        if forms[plural] >= PLURAL * forms[form]:
            form = plural
        elif not form.endswith("s") and (self.ones[key] >= ONE_OF_MANY * forms.total() or self._is_counted(form)):
            form = next(iter(_plurals(form)), form)
        return " ".join(british(self.casing.of(word)) for word in form.split())

    def _is_counted(self, form: str) -> bool:
        """Whether people use the last word in the plural as much as not: "my personal adviser", "the advisers"."""
        last = form.rpartition(" ")[2]
        forms = self.forms.get((stem(last),), Counter())
        return any(forms[plural] >= max(2, forms[last]) for plural in _plurals(last))

    def with_article(self, key: Key) -> str:
        """As in the middle of a sentence: "buses", "the park", "kindness"."""
        shown = self.shown(key)
        last = shown.split()[-1]
        is_counted = last in _COUNTED or not _NOT_COUNTED.search(last)
        is_known = self.known[key] > self.forms[key].total() / 2 and singular(shown) == shown and is_counted
        return f"the {shown}" if is_known else shown


def _named(_: object, points: Sequence[str]) -> list[list[NounPhrase]]:
    return [list(noun_phrases(point)) for point in points]


def _to_read(points: Sequence[str], comments: Sequence[Sequence[int]]) -> list[Sequence[int]]:
    """All comments, or an even part of them with about 12,000 points, the same in any order of rows."""
    mine = [places for places in comments if len(places)]
    total = sum(map(len, mine))
    if total <= MOST_READ:
        return mine
    return sorted(mine, key=lambda places: crc32(points[places[0]].encode("utf-8", "replace")))[
        : len(mine) * MOST_READ // total
    ]


def _key(form: str) -> Key:
    stems = tuple(stem(word) for word in form.split() if carries_meaning(word))
    return stems if stems and len(set(stems)) == len(stems) else ()


def _plurals(form: str) -> tuple[str, ...]:
    """How the form may end in the plural; none that no dictionary has ("childs"), unless it is a word of its own."""
    *before, last = form.split(" ")
    if last == "child":
        return (f"{form}ren",)
    if last.endswith("y") and last[-2:-1] not in tuple("aeiou"):
        plural = f"{last[:-1]}ies"
    else:
        plural = f"{last}es" if last.endswith(("s", "x", "ch", "sh")) else f"{last}s"
    return (" ".join((*before, plural)),) if is_ordinary(plural) or not is_ordinary(last) else ()


def _in_full(said: Sequence[str]) -> str:
    """The phrase in lower case, shorthand written out, and "childs coat" as "child's coat"."""
    *before, last = (_IN_FULL.get(word.lower(), word) for word in said)
    possessors = [f"{word[:-1]}'s" if _is_wrong_plural(word) else word for word in before]
    return " ".join((*possessors, last[:-1] if _is_wrong_plural(last) else last)).lower().removesuffix("'s")


def _is_wrong_plural(word: str) -> bool:
    """ "childs": the plural of an ordinary word that no dictionary has; an acronym may have any."""
    one = word[:-1]
    return word.endswith("s") and not one.isupper() and is_ordinary(one) and not is_ordinary(word)


def unlike(keys: Iterable[Key], most: int) -> Iterator[Key]:
    """The first keys that share no word with one before."""
    seen: set[str] = set()
    found = 0
    for key in keys:
        if found < most and seen.isdisjoint(key):
            seen |= set(key)
            found += 1
            yield key
