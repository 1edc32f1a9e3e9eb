"""One comment → the separate points it makes, so that a comment about two matters can belong to two themes."""

from __future__ import annotations

import re

MOST_IDEAS = 60  # of one comment; the last takes the rest
_ENDS = re.compile(r"(?<=[.!?;])[\s\"\u201d\u2019)]+|\s*\n\s*|\s*[•●▪]\s*|\s+(?=(?:but|however)\b)", re.IGNORECASE)
_COMMAS = re.compile(r",\s+(?:and\s+|or\s+)?|\s+&\s+")
_HAS_A_WORD = re.compile(r"[^\W\d_]{2}")


def ideas(text: str) -> tuple[str, ...]:
    """The points in order: sentences, bullets, halves around "but", and the items of a list of short phrases.

    A text with words makes at least one point; a text without words makes none.
    """
    sentences = _ENDS.split(text, maxsplit=MOST_IDEAS)
    points = [point.strip() for sentence in sentences for point in _list_items(sentence)]
    return tuple(point for point in points if _HAS_A_WORD.search(point)) or _whole(text)


def _list_items(sentence: str) -> list[str]:
    """A list is three or more pieces of five words or fewer on average."""
    items = _COMMAS.split(sentence, maxsplit=MOST_IDEAS)
    is_list = len(items) >= 3 and sum(len(item.split()) for item in items) <= 5 * len(items)
    return items if is_list else [sentence]


def _whole(text: str) -> tuple[str, ...]:
    return (text.strip(),) if any(map(str.isalpha, text)) else ()
