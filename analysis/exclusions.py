"""Comments that cannot be analysed, each with its reason. Nothing leaves without one; everything else stays."""

from __future__ import annotations

import re
from collections.abc import Iterable

from analysis.codebook import Exclusion
from analysis.corpus import Comment

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
_NOTHING = frozenset(
    """none|nothing|nil|no|nope|nothing at all|nothing really|nothing else|not really|nothing comes to mind|nothing to change
    |no nothing|none at all|nothing i can think of|cant think of anything|nothing needs to change|nothing springs to mind
    """.replace("\n", "").replace("    ", "").split("|")
)  # fmt: skip
_DECLINED = frozenset(
    """na|n a|no comment|no comments|not applicable|no answer|nothing to add|nothing to say|no further comment
    |no further comments|nothing further|none to add|no response|prefer not to say|dont know|do not know|i dont know
    |i do not know|idk|dunno|not sure|no idea|unsure|no opinion|no comment to make|no comments to make|nothing further to add
    """.replace("\n", "").replace("    ", "").split("|")
)  # fmt: skip
_ENGLISH = frozenset(
    """the and to of is it that for in on with was be are this have not they we you my our i a as at but more there
    their what all so can should would need from or who when about do children school""".split()
)
_OTHER_LANGUAGES = tuple(
    frozenset(listed.split())
    for listed in (
        "le la les des et est une pour que qui dans avec pas plus nous vous mes notre sont il elle je",
        "el los las y es una para que con por del más mis nuestro pero como muy son nos hay mi yo",
        "o os um uma para que com não mais por dos das nossos mas é são minha meu muito em você",
        "der und ist für mit nicht ein eine den dem auf sind wir ich mehr unsere auch zu von es",
        "il gli un una per che con non più di della sono nostri ma è anche mi e questo molto",
        "i w na z się nie do że jest dla są więcej dzieci o ale by jak to po bardzo moje",
        "het een van en voor niet zijn met dat wij meer onze ook maar er op te ik naar",
        "și în la cu pe nu este pentru mai care sunt din că copii o ne foarte un să",
        "ve bir için bu ile daha çok değil çocuklar var olarak ama ben biz gibi olan",
        "waa iyo in ka ku u oo aan la si ay uu carruurta waxaan badan",
        "dhe të për në me nuk është një më që ka fëmijët i e si duhet",
        "ir kad yra su vaikai į daugiau ne mūsų labai bet kaip iš man",
    )
)


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
    english = sum(word in _ENGLISH for word in found)
    other = max(sum(word in language for word in found) for language in _OTHER_LANGUAGES)
    return other < 2 or other <= english or 6 * other < len(found)


def _leaves_a_mark(letter: str) -> bool:
    return letter.isprintable() and not letter.isspace() and letter not in "\u3164\u2800\u115f\u1160"
