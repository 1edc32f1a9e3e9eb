"""A text as the rules about names look at it: its words, their kinds, their neighbours in the same sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.redaction.kinds_of_word import Kind, kind_of
from analysis.redaction.tokens import Word, words_of

_SHOUT = 0.7  # share of words that begin with a capital from which capitals say nothing
_FEW = 6  # words: too few to say that


@dataclass(frozen=True, slots=True)
class Said:
    """The words of a text with their kinds. is_loud: capitals say nothing here."""

    text: str
    words: list[Word]
    kinds: list[Kind]
    is_loud: bool

    @classmethod
    def of(cls, text: str) -> Said:
        """The parts of mask share it: a text is taken apart once."""
        words = words_of(text)
        return cls(text, words, [Kind.PLAIN if word.is_mask else kind_of(word.key) for word in words], _is_loud(words))

    def after(self, place: int, step: int = 1) -> str:
        """The folded word that follows in the same sentence, or ""."""
        words = self.words
        if place + step >= len(words) or words[place + 1].starts_sentence:
            return ""
        for each in range(place + 2, place + step + 1):
            if words[each].starts_sentence:
                return ""
        return words[place + step].key

    def previous(self, place: int, step: int = 1) -> str:
        """The folded word before in the same sentence, or ""."""
        words = self.words
        if place < step or words[place].starts_sentence:
            return ""
        for each in range(place - step + 1, place):
            if words[each].starts_sentence:
                return ""
        return words[place - step].key

    def has_capital(self, place: int) -> bool:
        """Whether the word there begins with a capital, and capitals say something in this text."""
        word = self.words[place]
        return word.is_capital and not self.is_loud and not (word.is_upper and len(word.text) > 1)

    def shows_capital(self, place: int) -> bool:
        """Whether it has such a capital inside a sentence."""
        return self.has_capital(place) and not self.words[place].starts_sentence


def _is_loud(words: Sequence[Word]) -> bool:
    written = [word for word in words if not word.is_mask and len(word.text) > 1]
    if len(written) < _FEW:
        return bool(written) and all(word.is_upper for word in written)
    return sum(word.is_capital for word in written) >= _SHOUT * len(written)
