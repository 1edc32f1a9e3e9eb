"""Words that are one slip of the finger away from a listed one (Damerau, 1964: insert, leave out, change, swap)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from analysis.redaction.lexicon import lexicon

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SHORTEST = 4  # letters: shorter words are one slip from too many
_LONGEST = 20


@lru_cache(maxsize=50_000)
def is_nearly_ordinary(word: str) -> bool:
    """Whether the word is an ordinary one with a slip: "freindly"."""
    return _SHORTEST <= len(word) <= _LONGEST and any(near in lexicon().ordinary for near in _one_slip(word))


@lru_cache(maxsize=50_000)
def is_nearly_a_name(word: str) -> bool:
    """Whether the word is a common first name with a slip: "charlote"."""
    known = lexicon()
    return _SHORTEST < len(word) <= _LONGEST and any(
        near in known.given and near not in known.also_words for near in _one_slip(word)
    )


def _one_slip(word: str) -> Iterator[str]:
    for place in range(len(word) + 1):
        head, tail = word[:place], word[place:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in _LETTERS:
            yield head + letter + tail
            if tail:
                yield head + letter + tail[1:]
