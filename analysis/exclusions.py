"""Comments that cannot be analysed, each with its reason. Nothing leaves without one; everything else stays."""

from __future__ import annotations

import re
from collections.abc import Iterable

from analysis.codebook import Exclusion
from analysis.corpus import Comment
from analysis.words import word_list, word_lists

BLANK = "blank"
NO_COMMENT = "no comment"
NO_WORDS = "no words"
NOT_ENGLISH = "not in English"

LOOKED_AT = 4_000  # characters: enough to tell the language of a long text
FEWEST_WORDS_TO_JUDGE = 5  # a shorter text in Latin letters is taken for English

# "Nothing." under "What should change?" says that all is well: an answer, unlike "n/a".
_ASKS_WHAT_IS_WRONG = re.compile(
    r"\b(?:better|chang\w*|improv\w*|different\w*|wrong|worr\w*|problems?|dislike\w*|bad|stop|missing|hard|worse|barriers?)\b",
    re.IGNORECASE,
)
_NOTHING = word_list("no_comment", "nothing")
_DECLINED = word_list("no_comment", "declined")
_SMALL_WORDS = word_lists("small_words")
_ENGLISH = _SMALL_WORDS.pop("english")


def exclude(comments: Iterable[Comment]) -> tuple[tuple[Comment, ...], tuple[Exclusion, ...]]:
    """Part the comments into those to analyse and those left out, both in the order given."""
    kept: list[Comment] = []
    excluded: list[Exclusion] = []
    for comment in comments:
        reason = reason_to_exclude(comment.text, comment.question)
        if reason is None:
            kept.append(comment)
        else:
            excluded.append(Exclusion(comment_id=comment.id, reason=reason))
    return tuple(kept), tuple(excluded)


def reason_to_exclude(text: str, question: str = "") -> str | None:
    """Why this text is not analysed, in plain words, or None where it is."""
    if not any(map(_leaves_a_mark, text)):
        return BLANK
    if not any(map(str.isalpha, text)):
        return NO_WORDS
    seen = text.lstrip()[:LOOKED_AT]
    if says_nothing(seen, question):
        return NO_COMMENT
    return None if looks_english(seen) else NOT_ENGLISH


def says_nothing(text: str, question: str = "") -> bool:
    """Whether the text declines to answer; "nothing" is an answer where the question asks what is wrong."""
    plain = " ".join(re.sub(r"[^\w\s/\\.-]|(?<!\w)[.-]+|[.-]+(?!\w)", "", text.casefold()).split())
    plain = " ".join(re.sub(r"[/\\.-]", " ", plain).split())
    if plain in _DECLINED:
        return True
    return plain in _NOTHING and not _ASKS_WHAT_IS_WRONG.search(question)


def looks_english(text: str) -> bool:
    """A cheap check: mostly Latin letters, and not more of another language's small words than of English ones.

    Short texts, names and misspelt texts count as English: what is in doubt is analysed.
    """
    letters = [letter for letter in text if letter.isalpha()]
    latin = sum(letter < "\u0250" or "\u1e00" <= letter < "\u1f00" for letter in letters)
    if 2 * latin < len(letters):
        return False
    found = re.findall(r"[^\W\d_]+", text.casefold())
    if len(found) < FEWEST_WORDS_TO_JUDGE:
        return True
    different = set(found)  # "w" for "with", five times over, is still one word and no Polish
    english = len(different & _ENGLISH)
    other = max(len(different & language) for language in _SMALL_WORDS.values())
    return other < 2 or other <= english or 6 * other < len(found)


def _leaves_a_mark(letter: str) -> bool:
    return letter.isprintable() and not letter.isspace() and letter not in "\u3164\u2800\u115f\u1160"
