"""Which words make a sentence one that needs a citation: a number, or a claim of what people said.

It lists rather too many than too few: whoever means something else names the source, for instance
[source:our own promise].
"""

from __future__ import annotations

import re

DIGITS = re.compile(r"[0-9०-९٠-٩]|[½¼¾⅓⅔%]")
NUMBER_WORDS = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    r"|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|dozens?"
    r"|half|halves|third of|thirds|quarters?|per[ -]?cent|percentage|one in|one out of|twice|double|doubled)\b",
    re.IGNORECASE,
)
PEOPLE = (
    r"(?:people|persons?|child|children|kids?|pupils?|students?|teenagers?|youth|adults?|youngsters|parents?|carers?"
    r"|mothers?|fathers?|mums?|dads?|famil(?:y|ies)|staff|employees?|colleagues?|practitioners?|workers?|teachers?"
    r"|governors?|partners?|organisations?|schools?|charit(?:y|ies)|councils?|residents?|respondents?|participants?"
    r"|contributors?|answers|replies|comments?|responses?|submissions?|everyone|everybody|nobody|no one|someone"
    r"|somebody|others|they|you|many|most|some|few|several|majority|minority)"
)
SAID = (
    r"(?:said|says?|saying|told|tells?|telling|ask(?:s|ed|ing)?|want(?:s|ed|ing)?|felt|feels?|feeling|thinks?|thought"
    r"|believe[ds]?|mention(?:s|ed|ing)?|rais(?:e|es|ed|ing)|describ(?:e|es|ed|ing)|report(?:s|ed|ing)?|call(?:s|ed|ing)?"
    r" for|suggest(?:s|ed|ing)?|worr(?:y|ies|ied)|complain(?:s|ed|ing)?|prais(?:e|es|ed)|like[ds]?|disliked?|loved?"
    r"|prefer(?:s|red)?|agree[ds]?|disagree[ds]?|support(?:s|ed)?|oppos(?:e|es|ed)|wish(?:es|ed)?|hope[ds]?|fear(?:s|ed)?"
    r"|value[ds]?|noted?|explain(?:s|ed)?|express(?:es|ed)?|struggle[ds]?|find|found|speak|spoke|talk(?:s|ed)?)"
)
BETWEEN = r"(?:\W+\w+){0,6}?\W+"  # at most six words
OF_PEOPLE = (
    re.compile(rf"\b{PEOPLE}\b{BETWEEN}{SAID}\b", re.IGNORECASE),
    re.compile(
        rf"\b(?:many|most|some|few|several|majority|minority|(?:almost |nearly )?all|lots|number|plenty) (?:of )?"
        rf"(?:the |our |these |those )?(?:\w+ ){{0,2}}{PEOPLE}\b",
        re.IGNORECASE,
    ),
)
HEARD = re.compile(
    r"\b(?:(?:we|i) (?:have )?(?:heard|listened|learn(?:ed|t))|heard from|told us|said to us|according to"
    r"|in (?:their|your) (?:own )?words|feedback|consultation (?:showed|found|shows|told)|was raised|were raised"
    r"|common(?:ly)? (?:theme|view|worry|concern)|strong(?:ly)? (?:theme|view|feeling))\b",
    re.IGNORECASE,
)


def has_number(words: str) -> bool:
    """Digits or number words; “one” alone is mostly none."""
    return bool(DIGITS.search(words) or NUMBER_WORDS.search(words))


def claims_what_people_said(words: str, *, is_heading: bool = False) -> bool:
    """Somebody is said to have said, asked, felt or wanted something; or how many of them do.

    “What we heard” is no claim where it stands over what was heard.
    """
    return any(claim.search(words) for claim in OF_PEOPLE) or (not is_heading and bool(HEARD.search(words)))
