"""Topic → a name of three to seven words that people can read, a sentence about it, and the phrases people use.

A topic that is widely about one listed subject takes the subject's name. Any other is named by what its members speak
about: one long phrase, or two or three short ones that together cover it. No name takes a side, and no two are alike
(analysis/theme_checks.py). Why so: docs/decisions/0009-names-from-noun-phrases.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations

import numpy as np
from numpy.typing import NDArray

from analysis.phrases import Key, Phrases, unlike
from analysis.subjects import About
from analysis.theme_checks import WORDS, check_name, too_alike
from analysis.words import stem, words

USUAL = 0.04  # of a topic's points that must use a phrase for it to be part of the name
WIDE = 0.35  # of a topic's points: one phrase that they use is the name
SECOND, THIRD = 0.05, 0.06  # of a topic's points that do not use the phrases before, and use this one
FEW = 0.025  # the same where otherwise a name would have one part
TOGETHER = 0.06  # of a topic's points that two phrases must speak for, where there is no better name
MANY = 0.12  # of a topic's points: one short phrase that they use stands for it, where there is no other
LEADING = 8  # phrases that a name may begin with
LARGE = 0.15  # of all points: a topic of that size keeps a poor name rather than none
SIDE_BY_SIDE = 0.66  # of the shorter name's words, in common with another of the same report: two of three
KEYWORDS, PHRASES, SPOKEN_OF = 8, 8, 4
SHARED = 12  # phrases that the sentence is made of are looked for among the first
UNNAMED = (
    "Short remarks and exclamations",
    "Scattered notes and asides",
    "Loose ends and afterthoughts",
    "Single words and fragments",
    "Sundry mentions and jottings",
    "Passing references and hints",
    "Sketches, outlines and allusions",
)


@dataclass(frozen=True, slots=True)
class TopicName:
    """What a topic is called (in sentence case; empty where it cannot be told), and what people in it say.

    keywords: up to eight words or phrases that tell it apart. description: one neutral sentence. phrases: up to eight
    phrases of two words or more that people use, the most telling first.
    """

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
    """Name each topic 0, 1… by contrast with the others; no two names are alike, but several may be empty.

    points: the texts, personal data masked. labels: topic of each, below 0 for none: shape (n_points,).
    said_by: how many comments each point stands for (1 each when not given). about: their listed subjects.
    A phrase that fewer than three comments use is shown nowhere, unless there are few comments at all.
    """
    phrases = Phrases(points, labels, said_by or [1] * len(points))
    named: list[TopicName] = []
    for topic in range(phrases.n_topics):
        ranked = phrases.ranked(topic)
        listed = about.names(labels == topic, points) if about else ()
        taken = [each.name for each in named if each.name]
        offers = chain(listed, _own_names(phrases, topic, ranked), _poor_names(phrases, topic))
        name = next((offer for offer in offers if _is_fit(offer, taken, offer in listed)), "")
        named.append(_described(phrases, topic, ranked, name))
    return named


def _is_fit(name: str, taken: Sequence[str], is_listed: bool) -> bool:
    return (is_listed or not check_name(name)) and not any(too_alike(name, other, SIDE_BY_SIDE) for other in taken)


def _own_names(phrases: Phrases, topic: int, ranked: Sequence[Key]) -> Iterator[str]:
    """From best to worst; later ones exist so that two topics never share one."""
    usual = [key for key in ranked if _is_usual(phrases, topic, key)]
    offers = [parts for first in usual[:LEADING] for parts in _led_by(phrases, topic, first, usual)]
    offers.sort(key=lambda parts: (-_worth(phrases, topic, parts), parts))
    yield from (_joined(phrases, sorted(parts, key=lambda key: -phrases.share(topic, key))) for parts in offers)
    for key in usual:
        if phrases.share(topic, key) >= MANY:
            yield _sentence(f"What people say about {phrases.with_article(key)}")
    some = [key for key in ranked[:LEADING] if phrases.said[topic][key] >= phrases.fewest]
    for pair in combinations(some, 2):
        if sum(phrases.share(topic, key) for key in pair) >= TOGETHER:
            yield _joined(phrases, pair)


def _worth(phrases: Phrases, topic: int, parts: Sequence[Key]) -> float:
    """How telling the parts are together: each counts for the members that none before it speaks for."""
    left, worth = phrases.members[topic], 0.0
    for key in parts:
        rest = [keys for keys in left if key not in keys]
        worth += phrases.score(topic, key) * (len(left) - len(rest)) / max(1, phrases.within[topic][key])
        left = rest
    return round(worth, 6)


def _joined(phrases: Phrases, parts: Sequence[Key]) -> str:
    return _sentence(_listed([phrases.shown(key) for key in parts]))


def _listed(shown: Sequence[str]) -> str:
    return f"{', '.join(shown[:-1])} and {shown[-1]}" if len(shown) > 1 else shown[0]


def _is_usual(phrases: Phrases, topic: int, key: Key) -> bool:
    uses = phrases.said[topic][key]
    return uses >= min(phrases.fewest, len(phrases.members[topic])) and phrases.share(topic, key) >= USUAL


def _led_by(phrases: Phrases, topic: int, first: Key, usual: Sequence[Key]) -> Iterator[tuple[Key, ...]]:
    """Parts of names that begin with this phrase: alone where it is long and wide, else with what the others say."""
    if len(phrases.shown(first).split()) in WORDS and phrases.share(topic, first) >= WIDE:
        yield (first,)
    seconds = _complements(phrases, topic, (first,), usual, SECOND)
    for second in (seconds or _complements(phrases, topic, (first,), usual, FEW))[:3]:
        yield (first, second)
        for third in _complements(phrases, topic, (first, second), usual, THIRD)[:2]:
            yield (first, second, third)


def _complements(phrases: Phrases, topic: int, given: Sequence[Key], usual: Sequence[Key], wanted: float) -> list[Key]:
    """What those speak about who use none of the given phrases, best first."""
    said = {word for key in given for word in phrases.shown(key).split()}
    rest = [keys for keys in phrases.members[topic] if keys.isdisjoint(given)]
    uses = Counter(key for keys in rest for key in keys)
    room = WORDS.stop - 2 - sum(len(phrases.shown(key).split()) for key in given)
    fitting = [
        key
        for key in usual
        if not any(_is_in(word, other) for word in phrases.shown(key).split() for other in said)
        and uses[key] >= max(phrases.fewest, wanted * len(phrases.members[topic]))
        and len(phrases.shown(key).split()) <= room
    ]
    return sorted(fitting, key=lambda key: -phrases.score(topic, key) * uses[key] / phrases.within[topic][key])


def _is_in(word: str, other: str) -> bool:
    """Whether one says the other over again: "care" and "childcare", "school" and "schools"."""
    return stem(word) == stem(other) or (len(min(word, other, key=len)) > 3 and (word in other or other in word))


def _poor_names(phrases: Phrases, topic: int) -> Iterator[str]:
    """For a topic too large to be left without a name: what it speaks about most, telling or not."""
    if len(phrases.members[topic]) < LARGE * phrases.n_points:
        return
    for key in phrases.common(topic):
        yield _sentence(f"What people say about {phrases.with_article(key)}")
    yield from UNNAMED


def _described(phrases: Phrases, topic: int, ranked: Sequence[Key], name: str) -> TopicName:
    ranked = [key for key in ranked if phrases.is_spoken(key)]
    several = [key for key in ranked if len(phrases.shown(key).split()) > 1]
    keywords = tuple(phrases.shown(key) for key in unlike(ranked, KEYWORDS))
    return TopicName(name, keywords, _description(phrases, topic, ranked, name), _shown(phrases, several))


def _shown(phrases: Phrases, keys: Sequence[Key]) -> tuple[str, ...]:
    chosen: list[Key] = []
    for key in keys:
        if len(chosen) < PHRASES and not any(set(key) <= set(other) or set(other) <= set(key) for other in chosen):
            chosen.append(key)
    return tuple(phrases.shown(key) for key in chosen)


def _description(phrases: Phrases, topic: int, ranked: Sequence[Key], name: str) -> str:
    """ "People speak about waiting lists, therapists and the school nurse": what the name says first, then more."""
    in_name = {stem(word) for word in words(name)}
    usual = [key for key in ranked[:SHARED] if _is_usual(phrases, topic, key)] or list(ranked[:1])
    usual = usual or [key for key in phrases.common(topic) if phrases.is_spoken(key)][:1]
    ordered = sorted(usual, key=lambda key: not in_name >= set(key))
    spoken = [phrases.with_article(key) for key in unlike(ordered, SPOKEN_OF)]
    if not spoken:
        return "People speak about several things in few words." if name else ""
    return f"People speak about {_listed(spoken)}."


def _sentence(phrase: str) -> str:
    return phrase[:1].upper() + phrase[1:]
