"""Text for paper: what a file and a line of text can hold, whatever somebody typed."""

from __future__ import annotations

import re
import textwrap

from analysis.reported import readable

_TURNS_THE_LINE = re.compile("[\u202a-\u202e\u2066-\u2069]")  # would turn the words after it round as well
_ENDS_A_LINE = re.compile("\r\n?|[\u0085\u2028\u2029]")
LONGEST_LINE = 200  # characters of a heading or a caption; the tables have all of a name
LONGEST_DESCRIPTION = 4_000  # characters of a picture's description


def plain(text: str) -> str:
    """Readable, and without the signs that turn the rest of a line round. Marks that belong to a script stay."""
    return readable(_TURNS_THE_LINE.sub("", _ENDS_A_LINE.sub("\n", text)))


def one_line(text: str, longest: int = LONGEST_LINE) -> str:
    """One line of at most so many characters."""
    whole = " ".join(plain(text).split())
    if len(whole) <= longest:
        return whole
    short = textwrap.shorten(whole, longest, placeholder="…")
    return short if short.strip("…") else whole[: longest - 1] + "…"
