"""A text → the codes of its words, one character for each, with their places in the original."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.screening.folding import Folded, fold
from analysis.screening.lexicon import COMMA, STOP, UNKNOWN, Lexicon

_LETTER = "[\\w\u0900-\u0963\u0966-\u0dff]"  # with the vowel signs of India's scripts
_TOKEN = re.compile(
    rf"(?P<word>[@$*]?{_LETTER}+(?:['*@$!|]{{1,3}}{_LETTER}+)*)"
    r"|(?P<nothing>\.{2,}|(?<=[^\W\d_])\.(?=[^\W\d_]))|(?P<comma>,)|(?P<stop>[.!?;:\n\r\u2028\u2029]+)|(?P<picture>[\u2600-\u27bf\U0001f300-\U0001faff])"
)
_SPACED = re.compile(r"(?<![^\W_])[^\W\d_](?:[ .\-_*~/|]{1,3}[^\W_](?![^\W_])){2,400}(?:(?<=\.[^\W_])\.)?")


@dataclass(frozen=True, slots=True)
class Reading:
    """codes: one character a word; word i stands at starts[i]..ends[i] of the original."""

    codes: str
    starts: Sequence[int]
    ends: Sequence[int]


def read(text: str, lexicon: Lexicon) -> Reading:
    """Linear in the length of the text."""
    folded = fold(text)
    codes: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    spaced = _spaced_words(folded, lexicon)
    skip_to = 0
    for match in _TOKEN.finditer(folded.text):
        start = match.start()
        if start < skip_to:
            continue
        if start in spaced:
            parts = spaced[start]
            skip_to = parts[-1][2]
        elif match.lastgroup in ("word", "picture"):
            parts = [(code, start + begin, start + end) for code, begin, end in lexicon.read(match.group())]
        elif match.lastgroup == "nothing":  # “i...want...to”: no end of a sentence
            continue
        else:
            parts = [(COMMA if match.lastgroup == "comma" else STOP, start, match.end())]
        for code, begin, end in parts:
            codes.append(code)
            starts.append(folded.starts[begin])
            ends.append(folded.ends[end - 1])
    return Reading("".join(codes), starts, ends)


def _spaced_words(folded: Folded, lexicon: Lexicon) -> dict[int, list[tuple[str, int, int]]]:
    """ "k i l l", "s.h": where each begins → its words, with places in the folded text."""
    found: dict[int, list[tuple[str, int, int]]] = {}
    for match in _SPACED.finditer(folded.text):
        letters = [place for place in range(match.start(), match.end()) if folded.text[place].isalnum()]
        word = "".join(folded.text[place] for place in letters)
        whole = lexicon.code_of(word)
        parts = [(whole, 0, len(word))] if whole else lexicon.run_together(word)
        lost = sum(code == UNKNOWN for code, _, _ in parts)
        if parts and lost <= (0 if len(word) < 12 else len(word) * 0.3):
            found[match.start()] = [(code, letters[begin], letters[end - 1] + 1) for code, begin, end in parts]
    return found
