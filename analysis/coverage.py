"""A name → how many of a topic's comments it speaks for; and the listed subjects that speak for enough of them."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.subjects import About, says_so, speaks_widely
from analysis.theme_checks import THIN
from analysis.words import carries_meaning, stem, terms, words

PART = 0.25  # of a comment's points that make it speak for a topic
ONE, SEVERAL = 0.3, 0.4  # of a topic's comments that speak of a listed subject, or of a larger matter
MORE_ONE, MORE_SEVERAL = 3.0, 2.0  # how many times more of them than of all comments
_THIN = frozenset(map(stem, THIN))


class Coverage:
    """What the comments of each topic say, all of each comment: its words and its listed subjects."""

    def __init__(
        self,
        points: Sequence[str],
        labels: NDArray[np.int64],
        comments: Sequence[Sequence[int]],
        said_by: Sequence[int],
        about: About | None = None,
    ) -> None:
        """comments: positions of the points of each. said_by: how many comments make each point, copies counted."""
        self.subjects = about.subjects if about else ()
        said = {place: frozenset(terms(points[place])) for mine in comments for place in mine}
        self.words: dict[int, list[tuple[frozenset[str], int]]] = defaultdict(list)
        self.spoken: dict[int, list[tuple[frozenset[int], int]]] = defaultdict(list)
        self.overall: list[tuple[frozenset[int], int]] = []
        self._everywhere: dict[frozenset[int], float] = {}
        self._here: dict[int, Mapping[int, float]] = {}
        for mine in comments:
            spoken = frozenset(int(about.subject[place]) for place in mine if about and about.subject[place] >= 0)
            copies = min(said_by[place] for place in mine)
            self.overall.append((spoken, copies))
            for topic, uses in Counter(labels[list(mine)].tolist()).items():
                if topic >= 0 and uses >= PART * len(mine):
                    self.words[topic].append((frozenset().union(*(said[place] for place in mine)), copies))
                    self.spoken[topic].append((spoken, copies))

    def of(self, topic: int, name: str) -> float:
        """The share of the topic's comments that use a telling word of the name, or all words of a thin one: 0..1."""
        wanted = frozenset(stem(word) for word in words(name) if carries_meaning(word))
        telling = wanted - _THIN
        said = self.words[topic]
        uses = sum(n for each, n in said if (not telling.isdisjoint(each) if telling else wanted <= each))
        return uses / max(1, sum(n for _, n in said))

    def listed(self, topic: int, texts: Sequence[str], least: float = ONE) -> Iterator[str]:
        """Names of listed subjects, and of larger matters, that so many of the topic's comments speak of, best first.

        texts: of the topic, in which the subject must be spoken of in several phrases. least: share of the comments.
        """
        own = {at: self._shares(topic, frozenset({at})) for at in range(len(self.subjects))}
        telling = {at: share * math.log1p(lift) for at, (share, lift) in own.items()}
        best = sorted(telling, key=lambda at: (-telling[at], at))[:1]
        larger: dict[str, set[int]] = defaultdict(set)
        for at, subject in enumerate(self.subjects):
            larger[subject.part_of].add(at)
        offers = [(self.subjects[at].name, {at}, least, MORE_ONE) for at in best]
        offers += [(name, places, max(least, SEVERAL), MORE_SEVERAL) for name, places in sorted(larger.items())]
        for name, places, wanted, more in offers:
            share, lift = self._shares(topic, frozenset(places))
            is_fit = share >= wanted and lift >= more and (len(places) == 1 or self._is_shared(own, places))
            if is_fit and says_so(name, texts) and speaks_widely([self.subjects[at] for at in sorted(places)], texts):
                yield name

    def _is_shared(self, own: Mapping[int, tuple[float, float]], places: Iterable[int]) -> bool:
        """Whether a larger matter stands for two of its subjects at least, not for one."""
        first, second, *_ = [*sorted((own[at][0] for at in places), reverse=True), 0.0]
        return second >= first / 3

    def _shares(self, topic: int, subjects: frozenset[int]) -> tuple[float, float]:
        """How many of the topic's comments speak of one of the subjects, and how many times more than of all."""
        if subjects not in self._everywhere:
            self._everywhere[subjects] = _share(self.overall, subjects)
        if len(subjects) == 1:
            if topic not in self._here:
                self._here[topic] = _share_of_each(self.spoken[topic])
            here = self._here[topic].get(next(iter(subjects)), 0.0)
        else:
            here = _share(self.spoken[topic], subjects)
        return here, here / max(self._everywhere[subjects], 1e-9)


def _share(spoken: Sequence[tuple[frozenset[int], int]], subjects: frozenset[int]) -> float:
    return sum(n for each, n in spoken if not subjects.isdisjoint(each)) / max(1, sum(n for _, n in spoken))


def _share_of_each(spoken: Sequence[tuple[frozenset[int], int]]) -> Mapping[int, float]:
    """The share of each subject by itself, all in one pass."""
    uses: Counter[int] = Counter()
    for each, n in spoken:
        uses.update(dict.fromkeys(each, n))
    everyone = max(1, sum(n for _, n in spoken))
    return {subject: n / everyone for subject, n in uses.items()}
