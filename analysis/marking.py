"""A comment in pieces: words that mark its theme, and the words between them. So that a reader sees what decided."""

from __future__ import annotations

import re
from collections.abc import Iterable

from analysis.words import carries_meaning, stem

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
MOST_MARKS = 60  # of one text: more tell nothing


def telling_stems(phrases: Iterable[str]) -> frozenset[str]:
    """The stems of the words in a theme's name, keywords and phrases that carry meaning."""
    found = (match.group().lower().replace("’", "'") for phrase in phrases for match in WORD.finditer(phrase))
    return frozenset(stem(word) for word in found if carries_meaning(word))


def marked(text: str, stems: frozenset[str]) -> tuple[tuple[str, bool], ...]:
    """The text cut where a word's stem is among stems: (piece, whether it is such a word). Joined, it is the text."""
    pieces: list[tuple[str, bool]] = []
    end = 0
    for match in WORD.finditer(text):
        if len(pieces) >= 2 * MOST_MARKS:
            break
        if stem(match.group().lower().replace("’", "'")) in stems:
            if match.start() > end:
                pieces.append((text[end : match.start()], False))
            pieces.append((match.group(), True))
            end = match.end()
    return (*pieces, (text[end:], False)) if end < len(text) else tuple(pieces)
