"""Topic → a name people can read, and the words that set it apart.

A topic that is largely about one listed subject takes the subject's name. Any other is named by its own phrases, each
said by several people; one of which nothing can be said in such phrases is no topic and has no name.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from analysis.subjects import About
from analysis.words import carries_meaning, stem, word_list, written

Key = tuple[str, ...]  # the stems of a phrase: one key for "youth club" and "Youth Clubs"

LONGEST_PHRASE = 4  # words, small ones inside included: "places to go"
LONGEST_NAME = 6  # words
MOST_READ = 20_000  # points that names are made from
FEWEST_SAYING = 2  # comments that must use a phrase before it may be shown
USUAL = 0.06  # of the points of a topic that must use a phrase for it to be the name
LARGE = 0.15  # of all points: a topic of that size keeps a poor name rather than none
FEWEST_NAMING = 3  # comments that must use it, fewer in small topics
FEW_COMMENTS = 10  # below this one comment is enough
SECOND_PHRASE = 0.08  # share of the topic that the second half of a name must speak for
TELLING = 2.0  # how many times more often than elsewhere the second half must be used
KEYWORDS = 8
PLURAL = 0.25  # of the uses of the singular, from which the plural is shown: themes are about things in general
_INSIDE = frozenset({"to", "for", "of", "and", "in", "at", "with", "on", "the", "a", "their", "our", "from"})
_BONUS = {1: 1.0, 2: 3.0, 3: 4.0, 4: 4.2}  # people read "class sizes" more easily than "sizes"
_LEANING = word_list("names", "leaning")
_DESCRIBING = re.compile(
    r"(?:ional|ful|ous|able|ible|less|[^i]ly|[^e]ed|ier)$"
)  # "polite" is listed above, "friendly" ends so
_THINGS = word_list("names", "things")
_VAGUE = word_list("names", "vague")
_UNNAMED = "Remarks in few words"
_EMPTY = word_list("names", "empty")
_NO_THING = word_list("names", "thin") | _VAGUE | _LEANING


@dataclass(frozen=True, slots=True)
class TopicName:
    """What a topic is called, in sentence case (may be empty), and up to eight words that tell it apart."""

    name: str
    keywords: tuple[str, ...]
    description: str = ""
    phrases: tuple[str, ...] = ()


def name_topics(
    points: Sequence[str],
    labels: NDArray[np.int64],
    said_by: Sequence[int] | None = None,
    about: About | None = None,
) -> list[TopicName]:
    """Name each topic 0, 1… by contrast with the others; no two names are the same, but several may be empty.

    points: the texts, personal data masked. labels: topic of each, below 0 for none: shape (n_points,).
    said_by: how many comments each point stands for (1 each when not given). about: their listed subjects.

    Phrases are weighed by how much of the topic uses them and how little the rest does
    (class-based TF-IDF; M. Grootendorst, 2022), counted by stems and shown in their commonest form.
    """
    counted = _Counted(points, labels, said_by or [1] * len(points))
    names: list[TopicName] = []
    for topic in range(int(labels.max(initial=-1)) + 1):
        ranked = counted.ranked(topic)
        taken = {each.name.casefold() for each in names}
        own = counted.names(topic, ranked)
        listed = about.names(labels == topic) if about else ()
        offers = chain(_offers(listed, own), counted.poor_names(topic))
        name = next((name for name in offers if name.casefold() not in taken), "")
        names.append(TopicName(name, tuple(_keywords(counted, ranked))))
    return names


class _Counted:
    """How many points use each phrase, over all and by topic."""

    def __init__(self, points: Sequence[str], labels: NDArray[np.int64], said_by: Sequence[int]) -> None:
        step = -(-len(points) // MOST_READ) or 1
        self.n_topics = int(labels.max(initial=-1)) + 1
        self.forms: dict[Key, Counter[str]] = {}
        self.cases: dict[str, Counter[str]] = {}
        self.overall: Counter[Key] = Counter()
        self.comments: Counter[Key] = Counter()
        self.within: list[Counter[Key]] = [Counter() for _ in range(self.n_topics)]
        self.said: list[Counter[Key]] = [Counter() for _ in range(self.n_topics)]
        self.members: list[list[frozenset[Key]]] = [[] for _ in range(self.n_topics)]
        self.n_points = len(range(0, len(points), step))
        few = sum(said_by) < FEW_COMMENTS
        for position in range(0, len(points), step):
            self._count(points[position], int(labels[position]), said_by[position])
        self.fewest = 1 if few else FEWEST_SAYING

    def _count(self, point: str, topic: int, said_by: int) -> None:
        keys: set[Key] = set()
        said = written(point)
        if 2 * sum(word[0].isupper() for word in said) < len(said):  # not a text in capitals
            for word in said[1:]:
                self.cases.setdefault(word.lower(), Counter())[word] += 1
        for key, form in phrases(point):
            keys.add(key)
            self.forms.setdefault(key, Counter())[form] += 1
        self.overall.update(keys)
        self.comments.update(dict.fromkeys(keys, said_by))
        if topic >= 0:
            self.within[topic].update(keys)
            self.members[topic].append(frozenset(keys))
            self.said[topic].update(dict.fromkeys(keys, said_by))

    def ranked(self, topic: int) -> list[Key]:
        """Phrases of the topic that say something, the most telling first."""
        shown = (
            key
            for key in self.within[topic]
            if self.comments[key] >= self.fewest and not self.is_proper(key) and self.says_something(key)
        )
        scores = {key: self.score(topic, key) for key in shown}
        return sorted(scores, key=lambda key: (-scores[key], key))

    def is_proper(self, key: Key) -> bool:
        """Whether the phrase holds a word that people write with a capital: it may be somebody's name."""
        return any(word.istitle() for word in self.shown(key).split())

    def says_something(self, key: Key) -> bool:
        """Not "says and mum": no word of saying, moving or telling the time, and one that is not thin."""
        said = self.shown(key).lower().split()
        return _EMPTY.isdisjoint(said) and any(word not in _NO_THING for word in said if carries_meaning(word))

    def stands_alone(self, key: Key) -> bool:
        """Whether a person reads the phrase as a thing: "free childcare", "schools", not "free" or "time"."""
        last = self.shown(key).split()[-1]
        return last not in _LEANING and (last in _THINGS or not _DESCRIBING.search(last))

    def is_usual(self, topic: int, key: Key) -> bool:
        """Whether enough people of the topic use the phrase to call the topic by it."""
        wanted = USUAL * len(self.members[topic])
        return self.within[topic][key] >= wanted and self.said[topic][key] >= min(FEWEST_NAMING, max(1, wanted * 3))

    def share(self, topic: int, key: Key) -> float:
        """How much of the topic uses the phrase, 0..1."""
        return self.within[topic][key] / len(self.members[topic])

    def lift(self, topic: int, key: Key) -> float:
        """How many times more often the topic uses the phrase than all points do."""
        return self.share(topic, key) * (self.n_points + 1) / (self.overall[key] + 1)

    def score(self, topic: int, key: Key) -> float:
        return float(self.share(topic, key) * math.log1p(self.lift(topic, key)) ** 1.5 * _BONUS[len(key)])

    def shown(self, key: Key) -> str:
        """The commonest form, the plural where it is common too; the alphabet decides between equals."""
        forms = self.forms[key]
        form = min(forms.items(), key=lambda form: (-form[1], form[0]))[0]
        if len(key) == 1 and forms[f"{form}s"] >= PLURAL * forms[form]:
            form = f"{form}s"
        return " ".join(self._in_its_case(word) for word in form.split())

    def _in_its_case(self, word: str) -> str:
        """ "SEND", "CAMHS": capitals stay where most people write one in the middle of a sentence."""
        cases = self.cases.get(word)
        if not cases:
            return word
        case, uses = min(cases.items(), key=lambda each: (-each[1], each[0]))
        return case if uses >= FEWEST_SAYING and uses > cases.total() / 2 else word

    def names(self, topic: int, ranked: Sequence[Key]) -> Iterator[str]:
        """Names from best to worst, or none; later ones exist so that two topics never share one."""
        things = [key for key in ranked if self.stands_alone(key) and self.is_usual(topic, key)]
        for first in things[:6]:
            seconds = self._seconds(topic, first, things)
            for second in seconds[:4]:
                yield _sentence(f"{self.shown(first)} and {self.shown(second)}")
            if not seconds or things[0] != first:
                yield _sentence(self.shown(first))
        yield from (_sentence(self.shown(key)) for key in things)

    def poor_names(self, topic: int) -> Iterator[str]:
        """For a topic too large to be left without a name: its commonest words, whatever they are."""
        if len(self.members[topic]) < LARGE * self.n_points:
            return
        said = sorted(self.within[topic], key=lambda key: (-self.score(topic, key), key))
        fit = [key for key in said if self.comments[key] >= self.fewest and not self.is_proper(key)]
        yield from (_sentence(self.shown(key)) for key in sorted(fit, key=lambda key: not self.stands_alone(key)))
        yield from (_UNNAMED, *(f"{_UNNAMED} {number}" for number in range(2, self.n_topics + 2)))

    def _seconds(self, topic: int, first: Key, things: Sequence[Key]) -> list[Key]:
        """What those say who do not use the first phrase."""
        others = [keys for keys in self.members[topic] if first not in keys]
        uses = Counter(key for keys in others for key in keys)
        wanted = max(self.fewest, SECOND_PHRASE * len(self.members[topic]))
        room = LONGEST_NAME - 1 - len(self.shown(first).split())
        fitting = [
            key
            for key in things[:40]
            if uses[key] >= wanted
            and self.lift(topic, key) >= TELLING
            and not set(key) & set(first)
            and len(self.shown(key).split()) <= room
        ]
        return sorted(fitting, key=lambda key: -self.score(topic, key) * uses[key] / self.within[topic][key])


def phrases(point: str) -> Iterator[tuple[Key, str]]:
    """Runs of up to four words that begin and end with a word that carries meaning: (stems, as written)."""
    said = [word.lower() for word in written(point)]
    for start, word in enumerate(said):
        if not carries_meaning(word):
            continue
        key: Key = ()
        for end in range(start, min(start + LONGEST_PHRASE, len(said))):
            if carries_meaning(said[end]):
                if stem(said[end]) in key:
                    break
                key = (*key, stem(said[end]))
                yield key, " ".join(said[start : end + 1]).removesuffix("'s")
            elif said[end] not in _INSIDE:
                break


def _keywords(counted: _Counted, ranked: Iterable[Key]) -> Iterator[str]:
    """Single words and phrases, none made of words already shown."""
    seen: set[str] = set()
    found = 0
    for key in ranked:
        if found < KEYWORDS and not set(key) & seen:
            seen |= set(key)
            found += 1
            yield counted.shown(key)


def _offers(listed: Sequence[str], own: Iterator[str]) -> Iterator[str]:
    """The listed names, then the first of them with a phrase of the topic's own, then its own phrases alone."""
    own_names = list(own)
    yield from listed
    yield from (f"{name}: {phrase[:1].lower()}{phrase[1:]}" for name in listed[:1] for phrase in own_names)
    yield from own_names


def _sentence(phrase: str) -> str:
    return phrase[:1].upper() + phrase[1:]
