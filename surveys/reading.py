"""How hard a text is to read: sentences, words, syllables and the Flesch-Kincaid grade. English only."""

from __future__ import annotations

import re
from collections.abc import Iterable

WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
SILENT_E = re.compile(
    r"(?<=[^aeiouyl])e$|(?<=[aeiouy]l)e$"  # make, while
    r"|(?<=[^aeioutdl])ed$|(?<=[aeiouyl]l)ed$"  # called, but not needed or disabled
    r"|(?<=[^aeioucgsxzl])es$|(?<=[aeiouy]l)es$"  # makes, rules, but not changes
    r"|(?<=[aeiouy][^aeiouy])e(?=(ly|ment|ful|less|ness|thing|times?|one|body)s?$)"  # likely, something
)
SPLIT_VOWELS = re.compile(r"(?<![ct])ia|(?<=[aeiouy][^aeiouy])eas?$|[aeiouy]ing$|rea(?=t(e|ed|es|ing|ive)$)")
NUMBER_OR_WORD = re.compile(r"\w+(?:[’'-]\w+)*")


def sentences(text: str) -> list[str]:
    """The sentences of a text; a line of its own is a sentence too."""
    parts = re.split(r"(?<=[.!?])\s+|(?<=[.!?][”’)])\s+|\n+", text)
    return [part for part in parts if WORD.search(part)]


def words(text: str) -> list[str]:
    return NUMBER_OR_WORD.findall(text)


def syllables(word: str) -> int:
    """Groups of vowels, without the silent e: right often enough to compare texts."""
    letters = re.sub(r"[’'].*$", "", word.lower())
    spoken = SILENT_E.sub("", letters)
    groups = len(re.findall(r"[aeiouy]+", spoken))
    return max(1, groups + len(SPLIT_VOWELS.findall(spoken)))


def grade(texts: Iterable[str]) -> float:
    """The Flesch-Kincaid grade of the texts read one after the other; 0.0 when there is nothing to read."""
    spoken = [sentence for text in texts for sentence in sentences(text)]
    said = [word for sentence in spoken for word in words(sentence)]
    if not said:
        return 0.0
    per_sentence = len(said) / len(spoken)
    per_word = sum(map(syllables, said)) / len(said)
    return 0.39 * per_sentence + 11.8 * per_word - 15.59
