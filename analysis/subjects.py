"""Points → what they are about, as far as a list of subjects knows. It steers topics and lends them names, no more.

The list, `subjects.toml`, is read by people and can be mended, replaced or emptied (`find_themes(subjects=())`).
A matter that it does not know is found and named all the same (docs/decisions/0007-subjects-steer-not-decide.md).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.preprocessing import normalize

from analysis.subject_list import BadSubjects, Phrase, Subject, default_subjects, load_subjects, spoken
from analysis.words import carries_meaning, singular, stem, stems, words

__all__ = ["About", "BadSubjects", "Subject", "SubjectProfile", "default_subjects", "load_subjects", "matters"]

LARGER = 0.8  # weight of a larger matter beside its subject
LARGELY = 0.4  # of the points that speak about any subject: then it may name the topic
SPEAKING = 0.4  # of a topic's points that must speak about any subject at all
OF_ALL = 0.4  # of all points of a topic that must speak about the subject
MOST_WORDS = 0.6  # of a name that a topic's texts must use
SOME, MANY = 0.03, 0.6  # of a topic's texts that use a word of the name
FEWEST_PHRASES = 3.0  # of a subject that a topic must use: where one or two carry it, they are the better name
MOST_READ = 1_000  # texts of a topic in which its phrases are counted
TELLING = 2.0  # how many times more often than among all points


class SubjectProfile(TransformerMixin, BaseEstimator):
    """How much of each text is about each subject.

    A phrase counts by how rare it is in the texts fitted, longer phrases more, so that "waiting list"
    outweighs "wait"; a phrase of two subjects counts half for each.
    """

    def __init__(self, subjects: Sequence[Subject]) -> None:
        self.subjects = subjects

    def fit(self, texts: Sequence[str], y: object = None) -> Self:
        """Learn how rare each phrase is."""
        self.fit_transform(texts)
        return self

    def fit_transform(self, texts: Sequence[str], y: object = None) -> sparse.csr_matrix:
        """As `fit`, then the profile of the same texts."""
        self.finder_ = _Finder(self.subjects)
        hits = self.finder_.hits(texts)
        uses = np.bincount(hits.indices, minlength=hits.shape[1])
        rarity = 1 + np.log((1 + len(texts)) / (1 + uses))
        belonging = _belonging(self.subjects, self.finder_.listed)
        self.names_ = matters(self.subjects)
        self.weights_ = sparse.csr_matrix(rarity[:, None] * belonging @ _parts(self.subjects), dtype=np.float32)
        return self._weighted(hits)

    def transform(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Rows of length 1, or empty: shape (n_texts, n_matters), subjects first, then what they are part of."""
        return self._weighted(self.finder_.hits(texts))

    def _weighted(self, hits: sparse.csr_matrix) -> sparse.csr_matrix:
        spoken = sparse.csr_matrix(hits @ self.weights_)
        return normalize(spoken) if all(spoken.shape) else spoken


@dataclass(frozen=True, slots=True)
class About:
    """Which listed subject each point is mostly about, and how many comments make it.

    subject: shape (n_points,), below 0 for none. uses: shape (n_points,).
    """

    subjects: tuple[Subject, ...]
    subject: NDArray[np.int64]
    uses: NDArray[np.int64]

    @classmethod
    def of(cls, subjects: Sequence[Subject], profile: sparse.csr_matrix, uses: Sequence[int]) -> About:
        """From the profile of the points: shape (n_points, n_matters)."""
        own = profile[:, : len(subjects)].toarray() if len(subjects) else np.zeros((profile.shape[0], 1))
        best = np.where(own.any(axis=1), own.argmax(axis=1), -1).astype(np.int64)
        return cls(tuple(subjects), best, np.asarray(uses, np.int64))

    def names(self, members: NDArray[np.bool_], texts: Sequence[str] = ()) -> tuple[str, ...]:
        """What the topic of these points may be called, best first; empty where no listed subject is most of it.

        texts: of all points. Where they are given, a name also needs that the topic speaks of its subject in several
        of its phrases: a topic that only says "foster" is not about foster care and children's homes.
        """
        if not self.subjects or (self.subject[members] >= 0).mean() < SPEAKING:
            return ()
        here, everywhere = self._counts(members), self._counts(np.ones_like(members))
        inside = here / max(1.0, here.sum())
        of_all = here / max(1.0, self.uses[members].sum())
        lift = of_all / np.maximum(everywhere / self.uses.sum(), 1e-9)
        larger = np.array([subject.part_of for subject in self.subjects])
        within = larger == max(sorted(set(larger)), key=lambda name: inside[larger == name].sum())
        first, second = -np.sort(-np.append(inside[within], 0.0))[:2]
        best = int(inside.argmax())
        is_one = inside[best] >= LARGELY and of_all[best] >= OF_ALL and lift[best] >= TELLING
        is_several = (
            inside[within].sum() >= LARGELY and of_all[within].sum() >= OF_ALL and lift[within].max() >= TELLING
        )
        one, several = self.subjects[best], [self.subjects[at] for at in np.flatnonzero(within)]
        if texts:
            said = [texts[at] for at in np.flatnonzero(members)[:: -(-int(members.sum()) // MOST_READ) or 1]]
            is_one = is_one and speaks_widely([one], said) and says_so(one.name, said)
            is_several = is_several and speaks_widely(several, said) and says_so(several[0].part_of, said)
        larger_name = several[0].part_of
        offers = ((larger_name, is_several and second >= first / 2), (one.name, is_one), (larger_name, is_several))
        return tuple(dict.fromkeys(name for name, is_fit in offers if is_fit))

    def _counts(self, members: NDArray[np.bool_]) -> NDArray[np.float64]:
        """How many comments are about each subject: shape (n_subjects,)."""
        counted = members & (self.subject >= 0)
        counts = np.bincount(self.subject[counted], self.uses[counted], minlength=len(self.subjects))
        return np.asarray(counts, np.float64)


def speaks_widely(subjects: Sequence[Subject], texts: Sequence[str]) -> bool:
    """Whether the texts use several phrases of the subjects, none of them most of the time.

    Measured as the number of phrases equally used that would be as varied (inverse Simpson index; M. Hill, 1973).
    """
    uses = np.asarray(_Finder(subjects).hits(texts).sum(axis=0), np.float64).ravel()
    wanted = min(FEWEST_PHRASES, len(uses) / 2)  # of a list of two phrases one is enough
    return bool(uses.sum() ** 2 >= wanted * (uses**2).sum() > 0)


def says_so(name: str, texts: Sequence[str]) -> bool:
    """Whether the words of a name are the texts' own: most of them, or one that many texts use."""
    wanted = {stem(word) for word in words(name) if carries_meaning(word)}
    uses = Counter(found for text in texts for found in wanted & stems(text))
    some = sum(count >= SOME * len(texts) for count in uses.values())
    return some >= MOST_WORDS * len(wanted) or max(uses.values(), default=0) >= MANY * len(texts)


def matters(subjects: Sequence[Subject]) -> tuple[str, ...]:
    """The names of the columns of a profile: subjects in their order, then larger matters by name."""
    return (*(subject.name for subject in subjects), *sorted({subject.part_of for subject in subjects}))


def _parts(subjects: Sequence[Subject]) -> NDArray[np.float32]:
    """Subject by matter: each is itself, and to a part its larger matter, so that near subjects draw together."""
    larger = sorted({subject.part_of for subject in subjects})
    table = np.array([[subject.part_of == name for name in larger] for subject in subjects], np.float32)
    return np.hstack([np.eye(len(subjects), dtype=np.float32), LARGER * table.reshape(len(subjects), len(larger))])


def _listed(subjects: Sequence[Subject]) -> list[Phrase]:
    return sorted({phrase for subject in subjects for phrase in subject.said})


def _belonging(subjects: Sequence[Subject], listed: Sequence[Phrase]) -> NDArray[np.float32]:
    """Phrase by subject: a phrase of several words weighs more than a word; one of several subjects is shared."""
    table = np.array([[phrase in subject.said for subject in subjects] for phrase in listed], np.float32)
    table = table.reshape(len(listed), len(subjects))
    longer = np.array([[len(phrase) ** 0.5] for phrase in listed], np.float32).reshape(len(listed), 1)
    return np.asarray(table * longer / np.maximum(1, table.sum(axis=1, keepdims=True)), np.float32)


class _Finder:
    """Finds the listed phrases in a text; of phrases that overlap the longest counts."""

    def __init__(self, subjects: Sequence[Subject]) -> None:
        self.listed = _listed(subjects)
        self.starting: dict[str, list[tuple[Phrase, int]]] = defaultdict(list)
        for place, phrase in enumerate(self.listed):
            self.starting[phrase[0]].append((phrase, place))
        self.words = {word for phrase in self.listed for word in phrase}
        for phrases in self.starting.values():
            phrases.sort(key=lambda each: -len(each[0]))

    def hits(self, texts: Sequence[str]) -> sparse.csr_matrix:
        found = [sorted(set(self._places(text))) for text in texts]
        ends = np.r_[0, np.cumsum([len(places) for places in found], dtype=np.int64)]
        columns = np.array([place for places in found for place in places], np.int64)
        shape = (len(texts), len(self.listed))
        return sparse.csr_matrix((np.ones(len(columns), np.float32), columns, ends), shape=shape)

    def _places(self, text: str) -> Iterator[int]:
        said = tuple(word if word in self.words else singular(word.lower()) for word in spoken(text))
        position = 0
        while position < len(said):
            step = 1
            for phrase, place in self.starting.get(said[position], ()):
                if said[position : position + len(phrase)] == phrase:
                    yield place
                    step = len(phrase)
                    break
            position += step
