"""Comments that cannot be analysed, each with its reason. Nothing leaves without one; everything else stays.

What a comment is about never excludes it: an answer to another question than the one asked is analysed like any other,
and people put it where it belongs. Only what points to another answer (“see above”) says nothing here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum

from analysis.codebook import Exclusion
from analysis.corpus import Comment
from analysis.language import may_be_other, other_language
from analysis.words import word_list

BLANK = "blank"
EMPTY_CELL = "empty cell"  # as programs write it: NaN, null
NO_COMMENT = "no comment"
DOES_NOT_KNOW = "does not know"
ELSEWHERE = "points to another answer"
TEST_ENTRY = "test entry"
ONLY_EMOJI = "only emoji"
NO_WORDS = "no words"
NOT_ENGLISH = "not English"  # begins the reason of a comment that waits for translation
SAYS_NOTHING = {NO_COMMENT, DOES_NOT_KNOW, ELSEWHERE}  # an answer, but nothing that could be about anything

LOOKED_AT = 4_000  # characters: all of a text that says nothing fits
INVISIBLE = re.compile(
    "[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe0e\ufe0f\u3164\u2800\u115f\u1160]"
)
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")  # all of Unicode's category Cc


class Polarity(StrEnum):
    """What a question asks for; "nothing" is an answer to WRONG (all is well) and to RIGHT (nothing is)."""

    WRONG = "what is wrong"
    RIGHT = "what is right"
    OPEN = "open"


_ASKS_WHAT_IS_WRONG = re.compile(
    r"\b(?:better|chang\w*|improv\w*|different\w*|wrong|worr\w*|problems?|dislike\w*|don['’]?t (?:you )?like|not like|"
    r"bad|stop|missing|hard|difficult\w*|worse|worst|barriers?|unsafe|unhappy|challeng\w*|concerns?)\b",
    re.IGNORECASE,
)
_ASKS_WHAT_IS_RIGHT = re.compile(
    r"(?<!would )(?<!would you )(?<!['’]d )\blikes?\b|\b(?:love|enjoy\w*|best|good|great|well|happy|proud|strengths?|"
    r"positives?|favou?rite|helps|helped)\b",
    re.IGNORECASE,
)
_ASKS_YES_OR_NO = re.compile(
    r"^\W*(?:do|does|did|are|is|was|were|have|has|can|could|should|would|will)\b", re.IGNORECASE
)
_ASKS_FOR_MORE = re.compile(
    r"\b(?:anything|any (?:other|further|more|comments?|thoughts)|something else)\b", re.IGNORECASE
)
_TESTS_ARE_A_SUBJECT = re.compile(r"\b(?:school|learn|lesson|class|exam|test|work|worr|stress)", re.IGNORECASE)
_NOTHING = word_list("no_comment", "nothing")
_YES_OR_NO = word_list("no_comment", "yes_or_no")
_DECLINED = word_list("no_comment", "declined")
_UNSURE = word_list("no_comment", "unsure")
_ELSEWHERE = word_list("no_comment", "elsewhere")
_TEST = word_list("no_comment", "test")
_EMPTY = {"NaN", "nan", "null", "NULL", "<NA>", "#N/A", "NaT"}  # “Nan” is somebody's grandmother
_TEST_NUMBER = re.compile(r"\btest(?:ing)? ?\d+$")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_ONE_KEY = re.compile(r"([b-df-hj-np-tv-z])\1{3,}|(.)\2{5,}|([b-df-hj-np-tv-z]{2})\3{2,}")  # not "aaah", not "lol"


def exclude(comments: Iterable[Comment]) -> tuple[tuple[Comment, ...], tuple[Exclusion, ...]]:
    """Part the comments into those to analyse and those left out, both in the order given."""
    kept: list[Comment] = []
    excluded: list[Exclusion] = []
    known: dict[tuple[str, str, str], str | None] = {}  # a campaign is looked at once
    for comment in comments:
        key = comment.text, comment.question, comment.language
        if key not in known:
            known[key] = reason_to_exclude(*key)
        reason = known[key]
        if reason is None:
            kept.append(comment)
        else:
            excluded.append(Exclusion(comment_id=comment.id, reason=reason))
    return tuple(kept), tuple(excluded)


def reason_to_exclude(text: str, question: str = "", asked_in: str = "") -> str | None:
    """Why this text is not analysed, in plain words, or None where it is. asked_in: the language of the survey.

    A text in another language is kept for translation, and the reason names the language.
    """
    return says_too_little(text, question) or waits_for_translation(text, asked_in)


def says_too_little(text: str, question: str = "") -> str | None:
    """The reasons that lie in what is said, in whatever language."""
    if reason := _without_words(text):
        return reason
    said = plain(text[:LOOKED_AT])
    return _without_content(said, question) if len(said) < LOOKED_AT // 2 else None


def waits_for_translation(text: str, asked_in: str = "") -> str | None:
    """The reason that names a language, or None where the text may be English."""
    other = other_language(plain(text[:LOOKED_AT]), asked_in)
    return None if other is None else f"{NOT_ENGLISH} ({other.name}): waiting for translation"


def may_wait_for_translation(text: str, asked_in: str = "") -> bool:
    """Whether `waits_for_translation` needs its model (half a second to load) to say so."""
    return bool(asked_in) or may_be_other(plain(text[:LOOKED_AT]))


def says_nothing(text: str, question: str = "") -> bool:
    """Whether the text declines to answer; "nothing" is an answer where the question asks what is wrong or right."""
    return _without_content(plain(text), question) in (NO_COMMENT, DOES_NOT_KNOW)


def polarity(question: str) -> Polarity:
    """What a question asks for; WRONG where it asks for both ("What do you like, and what would you change?")."""
    if _ASKS_FOR_MORE.search(question):
        return Polarity.OPEN
    if _ASKS_WHAT_IS_WRONG.search(question):
        return Polarity.WRONG
    return Polarity.RIGHT if _ASKS_WHAT_IS_RIGHT.search(question) else Polarity.OPEN


def plain(text: str) -> str:
    """The text as it looks: without zero-width letters and marks that turn the direction; controls as spaces."""
    return _CONTROLS.sub(" ", INVISIBLE.sub("", text))


def _without_words(text: str) -> str | None:
    if not any(map(_leaves_a_mark, text)):
        return BLANK
    if text.strip() in _EMPTY:
        return EMPTY_CELL
    if not any(map(str.isalnum, text)) and any(unicodedata.category(letter) == "So" for letter in text):
        return ONLY_EMOJI
    return None if any(map(str.isalpha, text)) else NO_WORDS


def _without_content(text: str, question: str) -> str | None:
    said = _bare(text)
    if said in _DECLINED:
        return NO_COMMENT
    if said in _UNSURE and not re.search(r"\bdo you know\b", question, re.IGNORECASE):
        return DOES_NOT_KNOW
    if said in _NOTHING and polarity(question) is Polarity.OPEN and not _is_answered(said, question):
        return NO_COMMENT
    if said in _ELSEWHERE:
        return ELSEWHERE
    return TEST_ENTRY if _is_test(said, question) else None


def _bare(text: str) -> str:
    """Lower-case words with single spaces, without marks: "N/A." is "n a"."""
    kept = re.sub(r"[^\w\s/\\.-]|(?<!\w)[.-]+|[.-]+(?!\w)", "", text.casefold())
    return " ".join(re.sub(r"[/\\.-]", " ", kept).split())


def _is_answered(said: str, question: str) -> bool:
    """ "No" answers a question that asks for yes or no, but not one that asks for more."""
    return said in _YES_OR_NO and _ASKS_YES_OR_NO.search(question) is not None


def _is_test(said: str, question: str) -> bool:
    """An entry made to try the form: the word itself, unless the question may be about tests, or keys hit at random."""
    if said in _TEST or _TEST_NUMBER.fullmatch(said):
        return not _TESTS_ARE_A_SUBJECT.search(question)
    return bool(said) and all(map(_is_mash, said.split()))


def _is_mash(word: str) -> bool:
    """Four or more neighbouring keys in a row, or one key, or two, again and again: "asdf", "hhhh", "jkjkjk"."""
    return _ONE_KEY.fullmatch(word) is not None or (
        len(word) >= 4 and any(word in row or word in row[::-1] for row in _ROWS)
    )


def _leaves_a_mark(letter: str) -> bool:
    return letter.isprintable() and not letter.isspace() and not INVISIBLE.match(letter)
