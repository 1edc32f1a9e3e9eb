"""Distinct comments → the points they make → which topic each point is about."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.preprocessing import normalize

from analysis.duplicates import normalised
from analysis.encode import Encoder
from analysis.features import TextFeatures
from analysis.ideas import ideas
from analysis.naming import TopicName, name_topics
from analysis.subjects import About, Subject
from analysis.topics import NO_TOPIC, TopicFinder, sensible_maximum
from analysis.workers import Hands, workers, worth

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]

CONTEXT = 0.5  # of a point's vector that is its whole comment's
LEARNED = 12_000  # distinct comments that topics are learned from; the others are placed among them
PLACED = 5_000  # comments placed at a time: bounds memory


@dataclass(frozen=True, slots=True)
class Points:
    """The distinct points that distinct comments make.

    texts: one form of each point. uses: how many comments each stands for, copies counted.
    of_comment: position of a comment that stands for its copies → positions of its points.
    comments: how many there are, copies counted.
    """

    texts: tuple[str, ...]
    uses: tuple[int, ...]
    of_comment: dict[int, tuple[int, ...]]
    comments: int

    @classmethod
    def of(cls, texts: Sequence[str], copies: Integers, parted: Sequence[Sequence[str]] | None = None) -> Points:
        """copies: for each text the one that stands for it. parted: the points of each text, where they are known."""
        distinct, counts = np.unique(copies, return_counts=True)
        places: dict[str, int] = {}
        shown: list[str] = []
        uses: list[int] = []
        of_comment: dict[int, tuple[int, ...]] = {}
        for comment, count in zip(distinct.tolist(), counts.tolist(), strict=True):
            mine: dict[int, None] = {}
            for point in parted[comment] if parted else ideas(texts[comment]):
                place = places.setdefault(normalised(point), len(shown))
                if place == len(shown):
                    shown.append(point)
                    uses.append(0)
                mine[place] = None
            for place in mine:
                uses[place] += count
            of_comment[comment] = tuple(mine)
        return cls(tuple(shown), tuple(uses), of_comment, len(copies))

    @property
    def most_topics(self) -> int:
        """As many as a person can use; a campaign's copies count, but not more than all other voices."""
        return sensible_maximum(min(self.comments, 2 * len(self.of_comment)))

    def only(self, comments: Iterable[int]) -> tuple[Points, Integers]:
        """The points of these comments alone, and where each of them is here."""
        wanted = tuple(comments)
        places = list(dict.fromkeys(place for comment in wanted for place in self.of_comment[comment]))
        here = {place: number for number, place in enumerate(places)}
        part = Points(
            tuple(self.texts[place] for place in places),
            tuple(self.uses[place] for place in places),
            {comment: tuple(here[place] for place in self.of_comment[comment]) for comment in wanted},
            self.comments,
        )
        return part, np.array(places, np.int64)

    def sample(self, size: int) -> Points:
        """An even sample of comments that a few comments more hardly change; all of them where there are no more."""
        if len(self.of_comment) <= size:
            return self
        by_words = sorted(self.of_comment, key=lambda comment: (self._digest(comment), comment))
        return self.only(sorted(by_words[:size]))[0]

    def blocks(self, size: int) -> Iterator[tuple[int, ...]]:
        comments = iter(self.of_comment)
        while block := tuple(islice(comments, size)):
            yield block

    def _digest(self, comment: int) -> bytes:
        said = "\n".join(self.texts[place] for place in self.of_comment[comment])
        return hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=8).digest()


@dataclass(frozen=True, slots=True)
class Topics:
    """What each point is about.

    features: shape (n_points, n_components), rows of length 1 or 0. labels, closeness and probability: shape
    (n_points,); a label is NO_TOPIC where nothing fits, closeness is the cosine to the topic's centre.
    names, and stability (0..1): of each topic; centres: shape (n_topics, n_features).
    """

    features: Floats
    labels: Integers
    closeness: Floats
    probability: Floats
    names: tuple[TopicName, ...]
    stability: tuple[float, ...]
    centres: Floats


def find_topics(
    points: Points, encoder: Encoder, subjects: Sequence[Subject], seed: int, processes: Hands = 1
) -> Topics:
    """Learn topics from a sample of the comments, name them, drop what cannot be named, and place every point."""
    if not points.texts:
        nothing = np.zeros(0, np.float32)
        return Topics(nothing.reshape(0, 1), np.zeros(0, np.int64), nothing, nothing, (), (), nothing.reshape(0, 1))
    learned = points.sample(LEARNED)
    features = TextFeatures(encoder, subjects, random_state=seed)
    rows = in_context(features.fit_transform(learned.texts), learned)
    finder = TopicFinder(points.most_topics, random_state=seed, processes=processes)
    finder.fit(rows, keys=learned.texts)
    about = About.of(subjects, features.subjects_, learned.uses)
    names = name_topics(
        learned.texts, finder.labels_, learned.uses, about, list(learned.of_comment.values()), processes
    )
    finder.drop([topic for topic, each in enumerate(names) if not each.name], rows)
    placed = _placed(finder, rows, finder.labels_, finder.likely_)
    if learned is not points:
        placed = _place_all(points, _Learned(features, finder.set_params(processes=1)), processes)
    named = tuple(each for each in names if each.name)
    return Topics(*placed, named, tuple(map(float, finder.stability_)), finder.centres_)


def in_context(rows: Floats, points: Points) -> Floats:
    """Each point takes on part of the comments that make it: a sentence of a story keeps the subject of the story."""
    places = [place for mine in points.of_comment.values() for place in mine]
    ends = np.cumsum([0, *map(len, points.of_comment.values())])
    made = sparse.csr_matrix((np.ones(len(places), np.float32), places, ends), (len(points.of_comment), len(rows)))
    around = normalize(made.T @ normalize(made @ rows))
    return np.asarray(normalize((1 - CONTEXT) * rows + CONTEXT * around), dtype=np.float32)


Placed = tuple[Floats, Integers, Floats, Floats]  # reduced rows, labels, closeness, probability


@dataclass(frozen=True, slots=True)
class _Learned:
    features: TextFeatures
    finder: TopicFinder


def _placed(finder: TopicFinder, rows: Floats, labels: Integers, probability: Floats) -> Placed:
    centres = np.vstack([finder.centres_, np.zeros((1, rows.shape[1]), np.float32)])  # the last is NO_TOPIC
    closeness = np.einsum("ij,ij->i", rows, centres[labels])
    return finder.reduced(rows), labels, closeness, probability


def _place_all(points: Points, learned: _Learned, processes: Hands) -> Placed:
    """Block by block; a point that several comments make is placed with the first of them."""
    n = len(points.texts)
    reduced = np.zeros((n, learned.finder.reduced_.shape[1]), np.float32)
    labels, is_placed = np.full(n, NO_TOPIC, np.int64), np.zeros(n, bool)
    closeness, probability = np.zeros(n, np.float32), np.zeros(n, np.float32)
    with workers(worth(processes, n), learned, points.only) as work:
        for places, found in work.each(_place, points.blocks(PLACED)):
            new = ~is_placed[places]
            here = places[new]
            reduced[here], labels[here], closeness[here], probability[here] = (each[new] for each in found)
            is_placed[places] = True
    return reduced, labels, closeness, probability


def _place(learned: _Learned, block: tuple[Points, Integers]) -> tuple[Integers, Placed]:
    """Where the points of some comments stand among all, and what they are about."""
    part, places = block
    rows = in_context(learned.features.transform(part.texts), part)
    return places, _placed(learned.finder, rows, *learned.finder.place(rows))
