"""Copies and campaigns: found, counted, never dropped. Each copy keeps its place and shares its group's coding."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from analysis.alike import FEWEST_WORDS, MEMBER, Bags
from analysis.corpus import require_texts
from analysis.minhash import Pairs, candidate_pairs

EXACT, NEAR, SINGLE = "exact", "near", ""  # kinds of copy
FEWEST_OF_A_CAMPAIGN = 3  # comments; two that agree may be one person pressing twice
MOST_ROUNDS = 30  # of looking for the centre of what is left of a group

_INVISIBLE = "\u00ad\u200b-\u200f\u2060\ufeff"
# "don't" and "dont", "well-being" and "wellbeing" are one word
_JOINS = re.compile(rf"[{_INVISIBLE}]|(?<=\w)['\u2019\u02bc`\u2010\u2011-](?=\w)")
_WORD = re.compile(r"\w+")

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Copies:
    """Who is a copy of whom among n texts.

    first: position of the first text of each text's group, its own where it is alone: shape (n_texts,).
    centre: position of the first text that has the group's commonest wording: shape (n_texts,).
    kinds: EXACT where another text has the same words, NEAR where others have nearly the same, else SINGLE.
    sizes: texts in the group, 1 or more: shape (n_texts,).
    """

    first: Integers
    centre: Integers
    kinds: tuple[str, ...]
    sizes: Integers


def find_copies(texts: Sequence[str]) -> Copies:
    """Exact copies agree after case, punctuation and spacing are taken away, near copies but for some of their words.

    How many words is `analysis.alike`'s rule: one of 8-12, a fifth to three in ten of a long text; never only the words
    that turn its meaning, never in a text of fewer than 8 words (several people who write “more youth clubs” agree;
    they do not copy). A near copy is like another member and like the centre of its group, so that no chain of small
    changes joins different texts. The same texts in any order give the same groups. Candidates come from MinHash bands:
    time grows with the number of texts and not with its square. Near copies are looked for where words are parted by
    spaces; in Chinese or Thai only exact ones are found. Raises ValueError for what is not a str.
    """
    require_texts(texts)
    keys = [normalised(text) or f"\0{place}" for place, text in enumerate(texts)]  # a blank copies nobody
    uses = Counter(keys)
    ordered = sorted(uses, key=lambda key: (-uses[key], key))  # the commonest first: the centres of campaigns
    places = {key: place for place, key in enumerate(ordered)}
    of_text = np.array([places[key] for key in keys], dtype=np.int64)
    counts = np.array([uses[key] for key in ordered], dtype=np.int64)
    centres = _group(ordered, counts)[of_text]
    firsts, sizes = _first_and_size(centres)
    kinds = tuple(
        EXACT if count > 1 else NEAR if size > 1 else SINGLE
        for count, size in zip(counts[of_text].tolist(), sizes.tolist(), strict=True)
    )
    first_of_key = np.full(len(ordered), len(texts), np.int64)
    np.minimum.at(first_of_key, of_text, np.arange(len(texts)))
    return Copies(firsts, first_of_key[centres] if len(texts) else centres, kinds, sizes)


def group_copies(texts: Sequence[str]) -> Integers:
    """For each text the position of the first text in its group, its own where it is alone: shape (n_texts,)."""
    return find_copies(texts).first


def is_campaign(text: str, size: int) -> bool:
    """Whether a group of `size` copies of this text was written once and sent often.

    Short texts that agree are what several people say, so a campaign has 8 words or more and 3 copies or more.
    """
    return size >= FEWEST_OF_A_CAMPAIGN and normalised(text).count(" ") + 1 >= FEWEST_WORDS


def normalised(text: str) -> str:
    """Lower-case words with single spaces: what two exact copies share; marks alone where there are no words."""
    return " ".join(_WORD.findall(_JOINS.sub("", text.casefold()))) or "".join(text.split())


def _first_and_size(labels: Integers) -> tuple[Integers, Integers]:
    if not len(labels):
        return labels, labels
    _, firsts, inverse, counts = np.unique(labels, return_index=True, return_inverse=True, return_counts=True)
    return firsts[inverse].astype(np.int64), counts[inverse].astype(np.int64)


def _group(keys: Sequence[str], counts: Integers) -> Integers:
    """The centre of each text's group, itself where it is alone; `keys` are distinct: shape (n_keys,)."""
    centres = np.arange(len(keys))
    long = np.array([place for place, key in enumerate(keys) if key.count(" ") + 1 >= FEWEST_WORDS - 1], np.int64)
    if len(long) < 2:
        return centres
    bags = Bags([keys[place] for place in long])
    pairs = candidate_pairs([keys[place] for place in long])
    pairs = pairs[bags.are_copies(pairs)]
    centres[long] = long[_parted(pairs, counts[long], bags)]
    return centres


def _parted(pairs: Pairs, counts: Integers, bags: Bags) -> Integers:
    """Part each connected component round its centres: shape (n_texts,)."""
    centres = np.arange(len(counts))
    for _ in range(MOST_ROUNDS):
        if not len(pairs):
            return centres
        members, centre = _round_centres(pairs, counts)
        belongs = (members == centre) | bags.are_copies(np.c_[centre, members], MEMBER)
        centres[members[belongs]] = centre[belongs]
        is_left = np.zeros(len(counts), dtype=bool)
        is_left[members[~belongs]] = True
        pairs = pairs[is_left[pairs].all(axis=1)]
    for one, other in pairs.tolist():  # a long chain: what is left joins direct neighbours only
        if centres[one] == one and centres[other] == other and one != other:
            centres[other] = one
    return _rooted(centres)


def _round_centres(pairs: Pairs, counts: Integers) -> tuple[Integers, Integers]:
    """Texts that are in a pair, and for each the centre of its component: the most copied, then the most linked."""
    members, links = np.unique(pairs, return_counts=True)
    ends = np.searchsorted(members, pairs)
    graph = sparse.coo_matrix((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(len(members),) * 2)
    _, labels = connected_components(graph, directed=False)
    order = np.lexsort((members, -links, -counts[members], labels))
    _, starts = np.unique(labels[order], return_index=True)
    return members, members[order[starts]][labels]


def _rooted(centres: Integers) -> Integers:
    """A text joined to one that joined another stays with the first text it met only where that is a centre."""
    is_centre = centres == np.arange(len(centres))
    return np.where(is_centre[centres], centres, np.arange(len(centres)))
