"""Topic → a name of three to seven words that people can read, a sentence about it, and the phrases people use.

A topic that is widely about one listed subject takes the subject's name. Any other is named by what its members speak
about: one long phrase, or two or three short ones that together cover it. No name takes a side, and no two are alike
(analysis/theme_checks.py). Why so: docs/decisions/0009-names-from-noun-phrases.md.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from analysis.coverage import Coverage
from analysis.phrases import Key, Phrases, unlike
from analysis.subjects import MOST_READ, About
from analysis.theme_checks import WORDS, check_name, too_alike
from analysis.words import stem, words
from analysis.workers import Hands

SHARE = 0.06  # of a topic's comments that must use the second part of a name
USUAL = 0.04  # of a topic's comments that must use a phrase for it to be part of the name
WIDE = 0.35  # of a topic's comments: one phrase that they use is the name
FURTHER = 0.08  # of a topic's comments that do not use the phrases before, and use this one
FEW = 0.03  # the same where otherwise a name would have one part
SPEAKS_FOR = 0.3  # of a topic's comments that must use a telling word of its name
AT_LEAST = 0.1  # the same where no listed subject is known: what speaks for fewer is no name
LESS = 0.6  # the worth of a phrase that is more another topic's, or part of a longer one
WELL = 0.5  # of them, where a listed subject could be the name as well
LEADING = 8  # phrases that a name may begin with
BESIDE = 0.1  # of the uses of the commonest part that every part must have: no stray word beside a common one
SAME = 5  # letters that begin both "environment" and "environmental issues": one matter said twice
MOST = 0.5  # of a topic's comments that speak of a listed subject: it is the name
LARGE = 0.15  # of all comments: a topic of that size keeps a poor name rather than none
SIDE_BY_SIDE = 0.66  # of the shorter name's words, in common with another of the same report: two of three
KEYWORDS, PHRASES, SPOKEN_OF = 8, 8, 4
SHARED = 12  # phrases that the sentence is made of are looked for among the first
PLAIN = "What people say about"  # a name that says little more than one word
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
    comments: Sequence[Sequence[int]] = (),
    processes: Hands = 1,
) -> list[TopicName]:
    """Name each topic 0, 1… by contrast with the others; no two names are alike, but several may be empty.

    points: the texts, personal data masked. labels: topic of each, below 0 for none: shape (n_points,).
    said_by: how many comments each point stands for (1 each when not given). about: their listed subjects.
    A phrase that fewer than three comments use is shown nowhere, unless there are few comments at all.
    """
    uses = said_by or [1] * len(points)
    phrases = Phrases(points, labels, uses, comments, processes)
    coverage = Coverage(points, labels, phrases.read, uses, about)
    named: list[TopicName] = []
    for topic in range(phrases.n_topics):
        ranked = phrases.ranked(topic)
        listed = about.names(labels == topic, points) if about else ()
        taken = [each.name for each in named if each.name]
        texts = [points[at] for at in np.flatnonzero(labels == topic)[:MOST_READ]]
        own = {name: coverage.of(topic, name) for name in _own_names(phrases, topic, ranked)}
        known = tuple(coverage.listed(topic, texts))
        offers = chain(
            listed,
            (name for name, share in own.items() if share >= WELL and _has_a_phrase(name)),
            coverage.listed(topic, texts, MOST),
            (name for name, share in own.items() if share >= SPEAKS_FOR),
            known,
            (name for name, share in own.items() if share >= AT_LEAST),
            (name for name in _plain_names(phrases, topic, ranked) if coverage.of(topic, name) >= AT_LEAST),
            _poor_names(phrases, topic),
        )
        known = (*listed, *known)
        name = next((offer for offer in offers if _is_fit(offer, taken, offer in known)), "")
        named.append(_described(phrases, topic, ranked, name))
    return named


def _is_fit(name: str, taken: Sequence[str], is_listed: bool) -> bool:
    return (is_listed or not check_name(name)) and not any(too_alike(name, other, SIDE_BY_SIDE) for other in taken)


def _own_names(phrases: Phrases, topic: int, ranked: Sequence[Key]) -> Iterator[str]:
    """From best to worst; later ones exist so that two topics never share one."""
    usual = _usual(phrases, topic, ranked)
    offers = [parts for first in usual[:LEADING] for parts in _led_by(phrases, topic, first, usual)]
    offers.sort(key=lambda parts: (-_worth(phrases, topic, parts), parts))
    yield from (_joined(phrases, sorted(parts, key=lambda key: -phrases.share(topic, key))) for parts in offers)


def _plain_names(phrases: Phrases, topic: int, ranked: Sequence[Key]) -> Iterator[str]:
    """ "What people say about taxes": true where many speak of one thing, and of little else together."""
    some = [key for key in ranked if phrases.share(topic, key) >= SHARE and _is_usual(phrases, topic, key)]
    best = set(_usual(phrases, topic, ranked))
    worth = {key: phrases.share(topic, key) * (1 if key in best else LESS) for key in some}
    for key in sorted(some, key=lambda key: (-worth[key], key)):
        yield _sentence(f"{PLAIN} {phrases.with_article(key)}")


def _usual(phrases: Phrases, topic: int, ranked: Sequence[Key]) -> list[Key]:
    """Phrases that names are made of: many say them, here more than elsewhere, and not within a longer one."""
    usual = [key for key in ranked if _is_usual(phrases, topic, key) and phrases.is_at_home(topic, key)]
    return [key for key in usual if not phrases.is_part(topic, key, usual)]


def _has_a_phrase(name: str) -> bool:
    return any(len(words(part)) > 1 for part in re.split(r",| and ", name))


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
    seconds = _complements(phrases, topic, (first,), usual, FURTHER)
    for second in (seconds or _complements(phrases, topic, (first,), usual, FEW))[:3]:
        yield (first, second)
        for third in _complements(phrases, topic, (first, second), usual, FURTHER)[:2]:
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
        if not _is_said(phrases, key, said)
        and _go_together([phrases.share(topic, each) for each in (*given, key)])
        and uses[key] >= max(phrases.fewest, wanted * len(phrases.members[topic]))
        and len(phrases.shown(key).split()) <= room
    ]
    return sorted(fitting, key=lambda key: -phrases.score(topic, key) * uses[key] / phrases.within[topic][key])


def _go_together(shares: Sequence[float]) -> bool:
    """Whether every part is shared by enough members, beside the commonest too."""
    return min(shares) >= max(SHARE, BESIDE * max(shares))


def _is_said(phrases: Phrases, key: Key, said: Iterable[str]) -> bool:
    """Whether it says a word over again: "care" and "childcare", "environment" and "environmental issues"."""
    return any(_is_in(word, other) for word in phrases.shown(key).split() for other in said)


def _is_in(word: str, other: str) -> bool:
    short = min(word, other, key=len)
    is_inside = len(short) > 3 and (word in other or other in word)
    return stem(word) == stem(other) or word[:SAME] == other[:SAME] or is_inside


def _poor_names(phrases: Phrases, topic: int) -> Iterator[str]:
    """For a topic too large to be left without a name: what it speaks about most, telling or not."""
    if len(phrases.members[topic]) < LARGE * phrases.n_comments:
        return
    for key in phrases.common(topic):
        yield _sentence(f"{PLAIN} {phrases.with_article(key)}")
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
