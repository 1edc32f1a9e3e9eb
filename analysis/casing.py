"""Texts → which words keep their capitals, and which may be the name of somebody or of a place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from analysis.redaction.kinds_of_word import Kind, kind_of
from analysis.redaction.lexicon import folded, lexicon
from analysis.words import word_list

IN_SMALL, USUALLY_SMALL = 10, 0.3  # uses without a capital, and their share, that show that a word is nobody's name
CAPITALS, CAPITALS_IF_STRANGE = 0.5, 0.2  # of a word's uses, from which it is shown in capitals; less in no dictionary
MAY_BE_A_NAME = 0.3  # of the uses of a word that no dictionary has that begin with a capital
FEWEST = 2  # uses in capitals
_PROPER = {word.lower(): word for word in word_list("spelling", "capitals")}
_NAMES = frozenset({Kind.GIVEN, Kind.LIKELY, Kind.FAMILY})


class Casing:
    """How people write each word in the middle of a sentence."""

    def __init__(self) -> None:
        self._cases: dict[str, Counter[str]] = {}

    def read(self, said: Sequence[str]) -> None:
        """Learn from the words of a text; one in capitals, or a word that begins it with one capital, tells nothing."""
        if 2 * sum(word[0].isupper() for word in said) < len(said):
            for word in [*said[1:], *(word for word in said[:1] if len(word) > 1 and word.isupper())]:
                self._cases.setdefault(word.lower(), Counter())[word] += 1

    def of(self, word: str) -> str:
        """A word in lower case as most people write it: "SEND", "CAMHS", "EHCPs"."""
        if word in _PROPER:
            return _PROPER[word]
        for one, ending in _ones(word):
            cases = self._uses(one)
            least = CAPITALS if is_ordinary(one) else CAPITALS_IF_STRANGE
            if len(one) > 1 and cases[one.upper()] >= max(FEWEST, least * cases.total()):
                return one.upper() + ending
        cases = self._cases.get(word, Counter())
        title = cases[word.title()]
        return word.title() if title >= FEWEST and title > cases.total() / 2 else word

    def is_name(self, shown: str) -> bool:
        """Whether it may be the name of somebody or a place: people write it so, or no dictionary has it small."""
        word = folded(shown)
        if kind_of(word) in _NAMES or (word in lexicon().places and not is_ordinary(word)):
            return True
        cases = self._cases.get(shown.lower())
        if not cases:
            return False
        capital = cases[shown.title()]
        small = cases.total() - capital
        if not is_ordinary(word) and capital >= max(FEWEST, MAY_BE_A_NAME * cases.total()):
            return True
        return capital > small and (small < IN_SMALL or small < USUALLY_SMALL * cases.total())

    def _uses(self, one: str) -> Counter[str]:
        """With those of the plural: "EHCPs" is "EHCP"."""
        plural = {form[:-1]: uses for form, uses in self._cases.get(f"{one}s", Counter()).items()}
        return self._cases.get(one, Counter()) + Counter(plural)


def _ones(word: str) -> tuple[tuple[str, str], ...]:
    return ((word, ""), (word[:-1], "s")) if word.endswith("s") else ((word, ""),)


@lru_cache(maxsize=50_000)
def is_ordinary(word: str) -> bool:
    """Whether a dictionary has the word in lower case."""
    return folded(word) in lexicon().ordinary
