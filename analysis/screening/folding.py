"""A text in one plain spelling: lower case, no accents, no look-alike letters; every character knows its origin."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

_CLUSTER = re.compile(
    "[\u1100-\u115f][\u1160-\u11a7][\u11a8-\u11ff]?"  # a Korean syllable written in its letters
    "|.[\u0300-\u036f\u064b-\u065f\u0670\u3099\u309a]{0,8}",
    re.DOTALL,
)
_HIDDEN = re.compile("[\u00ad\u034f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\u0640]")
_STRIPPED = re.compile("[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670]")
_LATIN_OR_ARABIC = re.compile("[\u0000-\u02af\u0400-\u052f\u0600-\u06ff\u0750-\u077f\u1e00-\u1eff]")
_ALIKE = str.maketrans(
    "_łøđħıßæœþðŧ’‘`´ʼ′ىةکگۓیھہے؟،؛۔।。！？，、；：…",
    " lodhisaotdt''''''يهكك" + "ييهه" + "ي?,;...!?,,;:.",
)


@dataclass(frozen=True, slots=True)
class Folded:
    """The plain text; character i comes from starts[i]..ends[i] (end not included) of the original."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]


def fold(text: str) -> Folded:
    """Linear in the length of the text."""
    if text.isascii():
        return Folded(text.lower().replace("_", " "), range(len(text)), range(1, len(text) + 1))
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in _CLUSTER.finditer(text):
        plain = _plain(match.group())
        characters.append(plain)
        starts += [match.start()] * len(plain)
        ends += [match.end()] * len(plain)
    return Folded("".join(characters), starts, ends)


@lru_cache(maxsize=20_000)
def _plain(cluster: str) -> str:
    if _HIDDEN.fullmatch(cluster):
        return ""
    kept = unicodedata.normalize("NFKC", cluster)
    if _LATIN_OR_ARABIC.match(kept):
        kept = _STRIPPED.sub("", unicodedata.normalize("NFKD", kept))
    return kept.casefold().translate(_ALIKE)
