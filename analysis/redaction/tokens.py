"""A text → its words as masking looks at them: where they stand, how they are written, what stands between them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from analysis.redaction.lexicon import folded
from analysis.redaction.spans import MASK

_LETTER = r"[^\W\d_][\u0300-\u036f]*"
_WORD = re.compile(
    rf"\[[A-Za-z-]{{3,8}}(?: [a-z]{{2,7}}){{0,2}}\]|(?:{_LETTER})+(?:['’‘`\-\u2010\u2011](?:{_LETTER})+){{0,5}}"
)
_ENDS = re.compile(r"[.!?\n:;•\"“(\u2026]|^\s*[-–*]|[\U0001f300-\U0001faff]")


class Word(NamedTuple):
    """One word. text as written and key folded, both without a possessor's ending; before: what parts it from the last.

    is_capital: begins with a capital. is_upper: all capitals, of two letters or more.
    """

    start: int
    end: int
    text: str
    key: str
    before: str
    is_possessive: bool
    is_mask: bool
    is_capital: bool
    is_upper: bool
    starts_sentence: bool


def words_of(text: str) -> list[Word]:
    """All words in order; a mask such as "[name]" is one word."""
    found: list[Word] = []
    position = 0
    for match in _WORD.finditer(text):
        start, end = match.span()
        written = match.group()
        if written[0] != "[":
            found.append(_word(start, written, text[position:start]))
        elif MASK.fullmatch(written):
            found.append(_mask(start, written, text[position:start]))
        else:  # somebody's own brackets
            for inner in _WORD.finditer(text, start + 1, end - 1):
                found.append(_word(inner.start(), inner.group(), text[position : inner.start()]))
                position = inner.end()
            continue
        position = end
    return found


@lru_cache(maxsize=20_000)
def _seen(written: str) -> tuple[str, str, bool, bool, bool]:
    """text, key, is_possessive, is_capital, is_upper."""
    key = folded(written)
    is_possessive = len(key) > 2 and key[-2:] == "'s"
    if is_possessive:
        written, key = written[:-2], key[:-2]
    return written, key, is_possessive, written[0].isupper(), len(written) > 1 and written.isupper()


def _word(start: int, written: str, before: str) -> Word:
    shown, key, is_possessive, is_capital, is_upper = _seen(written)
    starts = before not in (" ", ", ") and (
        not start or bool(_ENDS.search(before)) or (start < 4 and not before.strip(" \t'‘“\""))
    )
    return Word(start, start + len(shown), shown, key, before, is_possessive, False, is_capital, is_upper, starts)


def _mask(start: int, written: str, before: str) -> Word:
    return Word(
        start, start + len(written), written, written, before, False, True, False, False, bool(_ENDS.search(before))
    )
