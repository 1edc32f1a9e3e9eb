"""Words that are one slip of the finger away from a listed one (Damerau, 1964: insert, leave out, change, swap)."""

from __future__ import annotations

from functools import cache, lru_cache

from analysis.redaction.lexicon import lexicon

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SHORTEST = 4  # letters: shorter words are one slip from too many
_LONGEST = 20


@lru_cache(maxsize=50_000)
def is_nearly_ordinary(word: str) -> bool:
    """Whether the word is an ordinary one with a slip: "freindly"."""
    return _SHORTEST <= len(word) <= _LONGEST and not lexicon().ordinary.isdisjoint(_one_slip(word))


@lru_cache(maxsize=50_000)
def is_nearly_a_name(word: str) -> bool:
    """Whether the word is a common first name with a slip: "charlote"."""
    return _SHORTEST < len(word) <= _LONGEST and not _only_names().isdisjoint(_one_slip(word))


@cache
def _only_names() -> frozenset[str]:
    return lexicon().given - lexicon().also_words


def _one_slip(word: str) -> set[str]:
    parted = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    left_out = [head + tail[1:] for head, tail in parted[:-1]]
    swapped = [head + tail[1] + tail[0] + tail[2:] for head, tail in parted[:-2]]
    put_in = [head + letter + tail for head, tail in parted for letter in _LETTERS]
    changed = [head + letter + tail[1:] for head, tail in parted[:-1] for letter in _LETTERS]
    return {*left_out, *swapped, *put_in, *changed}
