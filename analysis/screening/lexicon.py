"""Which words the rules know, and how a word is recognised however it is written.

Every known word has a code, one character, so that a rule over words is a regular expression over codes. A word is
looked up as it stands, then with doubled letters squeezed, digits read as letters, stars as any letter, then at one
slip of the finger from a telling word (deletion neighbourhoods, after W. Garbe's SymSpell), then as words run together.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from analysis.screening.folding import fold

Part = tuple[str, int, int]  # code, and the characters of the token that it stands for
UNKNOWN, STOP, COMMA = "x", ".", ","
FIRST_CODE = 0x3400  # one code for each word; the characters themselves mean nothing
LONGEST, LONGEST_RUN = 24, 400  # characters of a word; of words run together
SHORTEST_FUZZY, SHORTEST_TELLING = 5, 4
CACHED = 50_000
_LEET = {"0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i", "|": "il", "8": "b"}
_CYRILLIC_ALIKE = str.maketrans("асеорхукивмт", "aceopxykubmt")
_SHORT = frozenset({"cut", "die", "hit", "sex"})
_REPEATED = re.compile(r"(.)\1+")
_LONG = re.compile(r"(.)\1{2,}")
_ARABIC_AND = "\u0648\u0641"  # “and”, written onto the next word
_IDEOGRAPH = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True, eq=False)
class Lexicon:
    """classes: name → words; fuzzy: words found despite a slip; guarded: real words that only look like one."""

    classes: dict[str, frozenset[str]]
    fuzzy: frozenset[str]
    guarded: frozenset[str]
    filler: frozenset[str]
    literal: frozenset[str] = frozenset()
    aliases: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def codes(self) -> dict[str, str]:
        known = {word for words in self.classes.values() for word in words} | self.filler | self.literal
        coded = {word: chr(FIRST_CODE + number) for number, word in enumerate(sorted(known - self.aliases.keys()))}
        return coded | {alias: coded[word] for alias, word in self.aliases.items()}

    @cached_property
    def stems(self) -> dict[str, str]:
        """Words given as “stem*”, without the star."""
        return {word[:-1]: code for word, code in self.codes.items() if word.endswith("*")}

    @cached_property
    def slips(self) -> dict[str, str]:
        """Every word with one letter missing → its code; telling words first, then by the alphabet."""
        found: dict[str, str] = {}
        others = {word for word in self.codes if len(word) >= SHORTEST_FUZZY and word.isascii() and word.isalpha()}
        for word in (*sorted(self.fuzzy), *sorted(others - self.fuzzy - self.aliases.keys())):
            for short in (word, *_shorter(word)):
                found.setdefault(short, self.codes[word])
        return found

    @cached_property
    def _memory(self) -> dict[str, tuple[Part, ...]]:
        return {}

    def read(self, token: str) -> tuple[Part, ...]:
        """The codes of a folded token; an unknown word is UNKNOWN. Remembers what it has read."""
        known = self._memory.get(token)
        if known is None:
            if len(self._memory) >= CACHED:
                self._memory.clear()
            known = self._memory[token] = tuple(self._read(token))
        return known

    def code_of(self, word: str) -> str | None:
        """The code of one word, in any spelling that can be made out."""
        plain = word.replace("'", "").replace("_", "")
        found = self._exact(word) or self._exact(plain)
        if found or plain in self.guarded or len(plain) > LONGEST:
            return found
        return self._squeezed(plain) or self._respelt(plain) or self._slipped(plain)

    def _read(self, token: str) -> Iterable[Part]:
        if _IDEOGRAPH.match(token):
            return self._ideographs(token)
        whole = self.code_of(token)
        if whole:
            return [(whole, 0, len(token))]
        pieces = list(re.finditer(r"[^\W_]+", token))
        if len(pieces) > 1:
            return [part for piece in pieces for part in _moved(self.read(piece.group()), piece.start())]
        if len(token) >= 7 and token not in self.guarded:
            run = self.run_together(token)
            if run:
                return run
        return [(UNKNOWN, 0, len(token))]

    def _exact(self, word: str) -> str | None:
        if word in self.codes:
            return self.codes[word]
        if self.stems and not word.isascii():
            for end in range(len(word), 0, -1):
                if word[:end] in self.stems:
                    return self.stems[word[:end]]
            if word[0] in _ARABIC_AND and word[1:] in self.codes:
                return self.codes[word[1:]]
        return None

    def _squeezed(self, word: str) -> str | None:
        """ "killll", "diiie", "hitts": at most two, then one of each letter."""
        if len(word) < 4 or not _REPEATED.search(word):
            return None
        twice = _LONG.sub(r"\1\1", word)
        return self._exact(twice) or self._exact(_REPEATED.sub(r"\1", word)) or self._slipped(twice)

    def _respelt(self, word: str) -> str | None:
        """ "su1c1de", "r@pe", "k*ll", and Cyrillic letters among Latin ones."""
        if any(sign in word for sign in _LEET) and re.search(r"[^\W\d_]", word):
            for spelling in _spellings(word):
                found = self._exact(spelling) or (self._slipped(spelling) if len(spelling) > 6 else None)
                if found:
                    return found
        if "*" in word:
            wild = re.compile(re.escape(word).replace(r"\*", "[a-z]{1,2}"))
            return next((self.codes[known] for known in sorted(self.fuzzy | _SHORT) if wild.fullmatch(known)), None)
        if re.search("[a-z]", word) and re.search("[\u0430-\u044f]", word):
            return self._exact(word.translate(_CYRILLIC_ALIKE))
        return None

    def _slipped(self, word: str) -> str | None:
        """One letter missing, added, wrong or two exchanged (at least five letters)."""
        if len(word) < SHORTEST_TELLING or not word.isalpha() or word in self.guarded:
            return None
        if word in self.slips:
            return self.slips[word]
        if len(word) == SHORTEST_TELLING:
            exchanged = self._exchanged.get(_letters(word))
            if exchanged:
                return exchanged
        return next((self.slips[short] for short in _shorter(word) if short in self.slips), None)

    @cached_property
    def _exchanged(self) -> dict[str, str]:
        """Four-letter words by their letters, for "sefl" and "bron"; the first in the alphabet where two are alike."""
        words = (word for word in sorted(self.codes, reverse=True) if len(word) == SHORTEST_TELLING and word.isascii())
        return {_letters(word): self.codes[word] for word in words}

    def _ideographs(self, token: str) -> Iterator[Part]:
        """Longest known word first (maximum matching)."""
        start = 0
        while start < len(token):
            end = next((end for end in range(start + 6, start, -1) if token[start:end] in self.codes), start + 1)
            end = min(end, len(token))
            yield self.codes.get(token[start:end], UNKNOWN), start, end
            start = end

    @cached_property
    def _endings(self) -> tuple[dict[str, str], int]:
        words = {word: code for word, code in self.codes.items() if word.isascii() and word.isalpha()}
        return words, max(map(len, words))

    def run_together(self, token: str) -> list[Part]:
        """ "idontwanttobehere" → its words, if hardly a letter is left over; else empty."""
        token = token[:LONGEST_RUN]
        words, longest = self._endings
        best: list[tuple[float, int, str]] = [(0.0, 0, "")]
        for end in range(1, len(token) + 1):
            cost, start, code = best[end - 1][0] + 3.0, end - 1, UNKNOWN
            for size in range(1, min(longest, end) + 1):
                known = words.get(token[end - size : end])
                if known and (size > 2 or token[end - size : end] in self.filler):
                    here = best[end - size][0] + 1.0
                    if here < cost:
                        cost, start, code = here, end - size, known
            best.append((cost, start, code))
        parts: list[Part] = []
        end = len(token)
        while end:
            _, start, code = best[end]
            parts.append((code, start, end))
            end = start
        lost = sum(code == UNKNOWN for code, _, _ in parts)
        return parts[::-1] if len(parts) > 1 and _is_read(len(token), len(parts), lost) else []


@cache
def load_lexicon(words: frozenset[str]) -> Lexicon:
    """The classes of lexicon.toml and languages.toml, and further words that patterns name; read once."""
    classes: dict[str, frozenset[str]] = {}
    settings: dict[str, Any] = {}
    aliases: dict[str, str] = {}
    for name in ("lexicon.toml", "languages.toml", "broad.toml"):
        content = tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))
        classes |= {key: frozenset(fold(listed).text.split()) for key, listed in content["classes"].items()}
        settings |= content.get("settings", {})
        aliases |= content.get("aliases", {})
    telling = {word for name in settings["fuzzy"].split() for word in classes[name]}
    return Lexicon(
        classes=classes,
        literal=words,
        fuzzy=frozenset(w for w in telling if len(w) >= SHORTEST_TELLING and w.isascii() and w.isalpha()),
        guarded=frozenset(settings["guarded"].split()) | _real_words(),
        aliases={alias: word for word, listed in aliases.items() for alias in listed.split()},
        filler=frozenset(settings["filler"].split()),
    )


def _real_words() -> frozenset[str]:
    """English words that would be taken for a slip of a telling one or for words run together."""
    return frozenset(Path(__file__).with_name("real_words.txt").read_text(encoding="utf-8").split())


def _moved(parts: Iterable[Part], by: int) -> Iterator[Part]:
    return ((code, start + by, end + by) for code, start, end in parts)


def _shorter(word: str) -> Iterator[str]:
    """The word with any one letter missing."""
    return (word[:place] + word[place + 1 :] for place in range(len(word)))


def _is_read(letters: int, parts: int, lost: int) -> bool:
    """Short tokens have to be read whole; long ones may keep a word or a name that nobody knows."""
    if not lost or letters <= 11:
        return not lost
    return lost <= letters * (0.15 if letters < 16 else 0.35) and letters > 2 * parts


def _letters(word: str) -> str:
    """The first letter and the others in the order of the alphabet."""
    return word[0] + "".join(sorted(word[1:]))


def _spellings(word: str) -> list[str]:
    """Digits and signs read as letters; where a sign may be either of two, both readings of all of them."""
    return ["".join(_LEET.get(sign, sign)[which % len(_LEET.get(sign, sign))] for sign in word) for which in (0, 1)]
