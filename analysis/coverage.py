"""A name → how many of a topic's comments it speaks for; and the listed subjects that speak for enough of them."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from analysis.subjects import About, says_so, speaks_widely
from analysis.theme_checks import THIN
from analysis.words import carries_meaning, stem, stems, words

PART = 0.25  # of a comment's points that make it speak for a topic
ONE, SEVERAL = 0.3, 0.4  # of a topic's comments that speak of a listed subject, or of a larger matter
MORE_ONE, MORE_SEVERAL = 3.0, 2.0  # how many times more of them than of all comments
_THIN = frozenset(map(stem, THIN))
_Key = TypeVar("_Key")


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
        self.copies: dict[int, list[int]] = defaultdict(list)  # of each comment of a topic
        self.said: dict[int, dict[str, set[int]]] = defaultdict(dict)  # word → the topic's comments that use it
        here: dict[int, list[tuple[frozenset[int], int]]] = defaultdict(list)
        everywhere: list[tuple[frozenset[int], int]] = []
        for mine in comments:
            spoken = frozenset(int(about.subject[place]) for place in mine if about and about.subject[place] >= 0)
            copies = min(said_by[place] for place in mine)
            everywhere.append((spoken, copies))
            said = frozenset[str]().union(*(stems(points[place]) for place in mine))
            for topic, uses in Counter(labels[list(mine)].tolist()).items():
                if topic >= 0 and uses >= PART * len(mine):
                    for word in said:
                        self.said[topic].setdefault(word, set()).add(len(self.copies[topic]))
                    self.copies[topic].append(copies)
                    here[topic].append((spoken, copies))
        matter_of = [subject.part_of for subject in self.subjects]
        self._everywhere = Shares.of(everywhere, matter_of)
        self._here = {topic: Shares.of(spoken, matter_of) for topic, spoken in here.items()}

    def of(self, topic: int, name: str) -> float:
        """The share of the topic's comments that use a telling word of the name, or all words of a thin one: 0..1."""
        wanted = frozenset(stem(word) for word in words(name) if carries_meaning(word))
        telling = wanted - _THIN
        said, copies = self.said[topic], self.copies[topic]
        using = [said.get(word, set()) for word in telling or wanted]
        speaking = set[int]().union(*using) if telling else set(range(len(copies))).intersection(*using)
        return sum(copies[at] for at in speaking) / max(1, sum(copies))

    def listed(self, topic: int, texts: Sequence[str], least: float = ONE) -> Iterator[str]:
        """Names of listed subjects, and of larger matters, that so many of the topic's comments speak of, best first.

        texts: of the topic, in which the subject must be spoken of in several phrases. least: share of the comments.
        """
        here, everywhere = self._here.get(topic, Shares({}, {})), self._everywhere
        own = {at: _beside(here.of_subject, everywhere.of_subject, at) for at in range(len(self.subjects))}
        telling = {at: share * math.log1p(lift) for at, (share, lift) in own.items()}
        best = sorted(telling, key=lambda at: (-telling[at], at))[:1]
        larger: dict[str, set[int]] = defaultdict(set)
        for at, subject in enumerate(self.subjects):
            larger[subject.part_of].add(at)
        offers = [(self.subjects[at].name, {at}, least, MORE_ONE) for at in best]
        offers += [(name, places, max(least, SEVERAL), MORE_SEVERAL) for name, places in sorted(larger.items())]
        for name, places, wanted, more in offers:
            only = next(iter(places)) if len(places) == 1 else None
            share, lift = _beside(here.of_matter, everywhere.of_matter, name) if only is None else own[only]
            is_fit = share >= wanted and lift >= more and (len(places) == 1 or self._is_shared(own, places))
            if is_fit and says_so(name, texts) and speaks_widely([self.subjects[at] for at in sorted(places)], texts):
                yield name

    def _is_shared(self, own: Mapping[int, tuple[float, float]], places: Iterable[int]) -> bool:
        """Whether a larger matter stands for two of its subjects at least, not for one."""
        first, second, *_ = [*sorted((own[at][0] for at in places), reverse=True), 0.0]
        return second >= first / 3


def _beside(here: Mapping[_Key, float], everywhere: Mapping[_Key, float], key: _Key) -> tuple[float, float]:
    """How many of the topic's comments speak of it, and how many times more than of all."""
    return here.get(key, 0.0), here.get(key, 0.0) / max(everywhere.get(key, 0.0), 1e-9)


@dataclass(frozen=True, slots=True)
class Shares:
    """Of some comments, how many speak of each subject (by its place) and of each larger matter (by its name): 0..1."""

    of_subject: Mapping[int, float]
    of_matter: Mapping[str, float]

    @classmethod
    def of(cls, spoken: Iterable[tuple[frozenset[int], int]], matter_of: Sequence[str]) -> Shares:
        """spoken: the subjects of each comment, and how many comments copy it, itself counted."""
        together: Counter[frozenset[int]] = Counter()
        for each, copies in spoken:
            together[each] += copies
        subjects: Counter[int] = Counter()
        larger: Counter[str] = Counter()
        for each, copies in together.items():
            subjects.update(dict.fromkeys(each, copies))
            larger.update(dict.fromkeys({matter_of[at] for at in each}, copies))
        everyone = max(1, together.total())
        return cls(
            {at: uses / everyone for at, uses in subjects.items()},
            {name: uses / everyone for name, uses in larger.items()},
        )
