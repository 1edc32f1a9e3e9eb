"""Why a theme was coded: the words without which it would be less probable, and where they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass

from analysis.codebook import DECIMALS
from analysis.coding import ThemeCoder
from analysis.corpus import MAX_CHARACTERS
from analysis.words import COMMON_WORDS

WORD = re.compile(r"\w[\w'’-]*")
MOST_WORDS = 400  # of one text that are tried; what follows explains nothing more
LEAST_WEIGHT = 0.01  # of a word that is worth showing


@dataclass(frozen=True, kw_only=True, slots=True)
class TellingWord:
    """A word of a comment, text[start:end], and by how much the theme's probability falls where it is left out.

    weight in -1..1; below 0 the word speaks against the theme.
    """

    word: str
    start: int
    end: int
    weight: float


def telling_words(coder: ThemeCoder, text: str, theme: str, *, most: int = 5) -> tuple[TellingWord, ...]:
    """Up to `most` words that decided about a theme, weightiest first; each is left out and the rest coded again.

    (Occlusion: M. Zeiler and R. Fergus, 2014. True to the model, whatever it reads.) A word that comes several times
    is left out everywhere and shown where it stands first. Words of the small kind ("the") are not tried. Raises
    ValueError for a theme the coder does not know.
    """
    if theme not in coder.classes_:
        raise ValueError(f"the coder knows no theme {theme!r}; it knows {', '.join(coder.classes_.tolist())}")
    column = coder.classes_.tolist().index(theme)
    places: dict[str, list[re.Match[str]]] = {}
    for found in WORD.finditer(text[:MAX_CHARACTERS]):
        places.setdefault(found.group().casefold(), []).append(found)
    tried = [word for word in places if word not in COMMON_WORDS and len(word) > 1][:MOST_WORDS]
    probabilities = coder.predict_proba([text, *(_without(text, places[word]) for word in tried)])[:, column]
    words = [
        TellingWord(
            word=places[word][0].group(),
            start=places[word][0].start(),
            end=places[word][0].end(),
            weight=round(float(probabilities[0] - probability), DECIMALS),
        )
        for word, probability in zip(tried, probabilities[1:], strict=True)
    ]
    telling = [word for word in words if abs(word.weight) >= LEAST_WEIGHT]
    return tuple(sorted(telling, key=lambda word: (-abs(word.weight), word.start))[:most])


def _without(text: str, places: list[re.Match[str]]) -> str:
    kept, end = [], 0
    for found in places:
        kept.append(text[end : found.start()])
        end = found.end()
    return "".join([*kept, text[end:]])
