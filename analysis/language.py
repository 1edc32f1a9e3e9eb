"""In which language a comment is written; in doubt it is taken for English, so that nothing is set aside by mistake."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any, NamedTuple

from analysis.words import LANGUAGES, word_list

ENGLISH, UNDETERMINED = "en", "und"
LOOKED_AT = 4_000  # characters: enough to tell the language of a long text
SURE = 0.85  # probability from which a text in Latin letters is taken for another language
FEWEST_WORDS = 3  # a shorter text in Latin letters is taken for English
MIXED = 2  # different English words without a twin elsewhere: the text, or part of it, can be analysed
NOT_LANGUAGES = {ENGLISH, "pcm", "zxx"}  # English, what children type for it, and what is no language
_ONLY_ENGLISH = word_list("small_words", "only_english")
_LATIN_ENDS = 0x250  # of the letters with and without accents; 1E00-1EFF are more of them
_WORD = re.compile(r"[^\W\d_]+")


class Language(NamedTuple):
    """An ISO 639 code, “und” where there are no letters, and how probable it is: 0..1."""

    code: str
    probability: float

    @property
    def name(self) -> str:
        """In English: “Polish”; “another language” for one that is rare here."""
        return LANGUAGES.get(self.code, "another language")


def language_of(text: str) -> Language:
    """The likeliest language of a text and its probability, by the first 4,000 characters.

    py3langid's model of byte n-grams (M. Lui and T. Baldwin, 2012): 140 languages. Below five words it often errs;
    `other_language` says when it may be acted upon.
    """
    seen = _seen(text)
    if not any(map(str.isalpha, seen)):
        return Language(UNDETERMINED, 0.0)
    code, probability = _identifier().classify(seen)
    return Language(str(code), round(float(probability), 4))


def other_language(text: str, asked_in: str = "") -> Language | None:
    """The language of a text that is surely not English; None where it is, in part, or may be.

    asked_in: the language of the survey (an ISO 639 code). A short text that nothing else tells apart is then taken for
    that language where the model finds it likelier than English: “Nic” beside Polish questions is Polish.

    Letters of another script decide by themselves. In Latin letters it takes three words, a probability of .85 and no
    sign of English: among 13,000 real short comments in English this set none aside.
    """
    seen = _seen(text)
    if _is_in_another_script(seen):
        found = language_of(seen)
        return found if found.code not in NOT_LANGUAGES else Language(UNDETERMINED, 0.0)
    if may_be_other(text):
        found = language_of(seen)
        if found.code not in NOT_LANGUAGES and found.probability >= SURE:
            return found
    return _as_asked(seen, asked_in)


def _as_asked(seen: str, asked_in: str) -> Language | None:
    """The language of the survey, where the text is likelier to be in it than in English."""
    words = set(_WORD.findall(seen.casefold()))
    if asked_in in ("", *NOT_LANGUAGES) or not words or len(_ONLY_ENGLISH & words) >= MIXED:
        return None
    likely = {str(code): float(probability) for code, probability in _identifier().rank(seen)}
    if likely.get(asked_in, 0.0) <= likely.get(ENGLISH, 0.0):
        return None
    return Language(asked_in, round(likely[asked_in], 4))


def may_be_other(text: str) -> bool:
    """Whether `other_language` has to look closely: a sign of English, or too few words, is seen without its model."""
    seen = _seen(text)
    words = _WORD.findall(seen.casefold())
    too_english = len(words) < FEWEST_WORDS or len(_ONLY_ENGLISH & set(words)) >= MIXED
    return not too_english or _is_in_another_script(seen)


def _is_in_another_script(seen: str) -> bool:
    if seen.isascii():
        return False
    letters = [letter for letter in seen if letter.isalpha()]
    latin = sum(ord(letter) < _LATIN_ENDS or "\u1e00" <= letter < "\u1f00" for letter in letters)
    return 2 * latin < len(letters)


def _seen(text: str) -> str:
    """The beginning of a text with bold, wide and other dressed-up letters made plain."""
    return unicodedata.normalize("NFKC", text.lstrip()[:LOOKED_AT]).encode("utf-8", "replace").decode("utf-8")


@cache
def _identifier() -> Any:
    from py3langid import langid  # half a second to load: not before it is needed

    return langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
