"""Personal data that has a fixed form: numbers, postcodes, dates of birth, addresses on the net."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from analysis.redaction.lexicon import listed
from analysis.redaction.spans import (
    BANK_NUMBER,
    BIRTH,
    EMAIL,
    HANDLE,
    NHS_NUMBER,
    NI_NUMBER,
    PHONE,
    POSTCODE,
    WEB_ADDRESS,
    Span,
)

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = (
    rf"(?:\d{{1,4}}[ ]?[-/.][ ]?\d{{1,2}}[ ]?[-/.][ ]?\d{{2,4}}"
    rf"|{_DAY}[ ](?:of[ ])?{_MONTH}\.?,?(?:[ ]\d{{2,4}})?|{_MONTH}[ ]{_DAY}\b(?:,?[ ]\d{{4}})?"
    rf"|{_MONTH}[ ](?:19|20)\d\d)"
)
_BORN = (
    r"(?:d[. ]?o[. ]?b\b\.?|date of birth|birth ?date|born|b-?day|birthdays?)"
    r"(?:[ ](?:is|was|on|in|at|the)){0,3}[ ]?[:=-]?[ ]?(?:the[ ])?"
)
_NETWORK = (
    r"(?:insta(?:gram)?|snap(?:chat)?|tik ?tok|tiktok|discord|roblox|fortnite|minecraft|twitter|facebook"
    r"|fb|ig|kik|gt|gamer name|ps[45]|epic|reddit|wechat|vsco|oculus|xbox live|playstation network|bereal|youtube"
    r"|twitch"
    r"|telegram|threads|steam|xbox|psn|playstation|gamertag|gamer tag|gamer ?id|username|user name|handle)"
)
_HANDLE = r"@?[a-z0-9_][\w.#-]{1,38}[\w#]"

_TLD = r"(?:uk|com|org|net|info|io|gov|edu|app|me|tv|gg|co)\b"
_DOT = r"[ ]?(?:\.|\bdot\b|[(\[]dot[)\]])[ ]?"
_SPELLED = rf"[\w-]{{1,40}}(?:{_DOT}[\w-]{{1,40}}){{0,3}}?{_DOT}{_TLD}(?:{_DOT}uk\b)?"
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (EMAIL, re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")),
    (
        EMAIL,
        re.compile(
            r"(?<![\w.+-])[\w.+-]{1,64}[ ]?(?:[(\[]at[)\]]|@|\bat\b)[ ]?"
            r"(?:gmail|hotmail|outlook|yahoo|icloud|live|btinternet)"
            r"(?:[ ]?(?:\.|\bdot\b)[ ]?(?:com|co\.uk|net|org|uk))?\b",
            re.IGNORECASE,
        ),
    ),
    (
        EMAIL,
        re.compile(
            rf"(?<![\w.+-])(?:[\w+-]{{1,30}}[ ]\.[ ])?[\w.+-]{{1,64}}[ ]?(?:[(\[]at[)\]]|@)[ ]?{_SPELLED}",
            re.IGNORECASE,
        ),
    ),
    (
        WEB_ADDRESS,
        re.compile(
            r"\bhttps?://[^\s<>\"]{1,2000}|\bwww\.[^\s<>\"]{1,2000}"
            r"|(?<![\w.@-])[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,3}\.(?:uk|com|org|net|info|io|gov|edu|app|me|tv|gg)\b"
            r"(?:/[^\s<>\"]{0,2000})?",
            re.IGNORECASE,
        ),
    ),
    (HANDLE, re.compile(r"(?<![\w.@])@\w[\w.]{0,38}\w")),
    (BANK_NUMBER, re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b")),
    (
        PHONE,
        re.compile(
            r"(?<![\w+])(?:(?:\+|00)[\s.-]?44[\s.-]?(?:\(0\)[\s.-]?)?|\(?[0oO](?=[\s()./-]{0,2}\d))"
            r"(?:[\s()./-]{0,2}[\doO]){9,10}(?!\d|\w)"
        ),
    ),
    (PHONE, re.compile(r"(?<![\w+])\+[1-9]\d{0,2}(?:[\s().-]{0,2}\d){7,12}(?!\w)")),
    (NHS_NUMBER, re.compile(r"(?<![\w-])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\w-])")),
    (
        NI_NUMBER,
        re.compile(r"\b[A-CEGHJ-PR-TW-ZQ][A-CEGHJ-NPR-TW-ZQ](?:[ -]?\d{2}){3}[ -]?[A-D]\b", re.IGNORECASE),
    ),
    (
        POSTCODE,
        re.compile(r"\b(?:GIR ?0AA|[A-PR-UWYZ][A-HK-Y]?\d[A-Z\d]?[ \t]{0,2}\d[ABD-HJLNP-UW-Z]{2})\b", re.IGNORECASE),
    ),
)
_IN_CONTEXT: tuple[tuple[str, re.Pattern[str]], ...] = (  # the group "it" is hidden
    (BIRTH, re.compile(rf"\b{_BORN}(?P<it>{_DATE})", re.IGNORECASE)),
    (
        BIRTH,
        re.compile(rf"(?<!\w)(?P<it>{_DATE})[ ](?:is|was)[ ](?:my|his|her|our)[ ](?:birthday|bday|dob)", re.IGNORECASE),
    ),
    (
        BANK_NUMBER,
        re.compile(
            r"\b(?:sort[ ]?code|account|acct?|a/c|card|iban|debit|credit)"
            r"(?:[ ](?:number|no|num|card|is|my|our|the)\b\.?){0,4}"
            r"[ ]?[:=#-]?[ ]?(?P<it>\d(?:[ -]?\d){5,18})(?!\w)",
            re.IGNORECASE,
        ),
    ),
    (BANK_NUMBER, re.compile(r"(?<![\w-])(?P<it>\d(?:[ -]?\d){14,18})(?![\w-])")),
    (
        NHS_NUMBER,
        re.compile(
            r"\bnhs(?:[ ](?:number|no|num|id|is|my)\b\.?){0,3}[ ]?[:=#-]?[ ]?(?P<it>\d(?:[ -]?\d){6,11})(?!\w)",
            re.IGNORECASE,
        ),
    ),
    (
        NI_NUMBER,
        re.compile(
            r"\b(?:ni|nino|national insurance)(?:[ ](?:number|no|num|is)\b\.?){0,3}[ ]?[:=#-]?[ ]?"
            r"(?P<it>[a-z]{2}(?:[ -]?\d){6}[ -]?[a-z]?)(?!\w)",
            re.IGNORECASE,
        ),
    ),
    (
        PHONE,
        re.compile(
            r"\b(?:phone|mobile|mob|tel|telephone|ring|call|text|whatsapp|number|no)"
            r"(?:[ ](?:me|us|her|him|on|is|number|no|at)\b\.?){0,3}"
            r"[ ]?[:=#-]?[ ]?(?P<it>\d(?:[ .-]?\d){9,12})(?!\w)",
            re.IGNORECASE,
        ),
    ),
)
_SPOKEN_EMAIL = re.compile(
    rf"(?<![\w.+-])(?P<it>(?:[\w+-]{{1,30}}{_DOT}){{0,3}}(?P<who>[\w.+-]{{1,64}})[ ]at[ ]{_SPELLED})", re.IGNORECASE
)
_DIGIT_WORD = (
    r"(?:oh|o|zero|nought|nil|one|two|three|four|five|six|seven|eight|nine|double|treble|triple|hundred|\d{1,6})"
)
_SPOKEN_PHONE = re.compile(
    rf"(?<!\w)(?:oh|o|zero|nought|0\d{{0,5}})(?:[\s,.-]{{1,3}}{_DIGIT_WORD}){{2,13}}(?!\w)", re.IGNORECASE
)
_NUMBER_WORDS = listed("oh zero nought double treble triple hundred one two three four five six seven eight nine")
_FEWEST = 9  # digits of a telephone number that is spelled out
_HANDLES = (
    re.compile(  # "my insta is jo.b", "snap: jo_b", "add me on roblox jo99"
        rf"\b(?P<cue>(?:my|me on|her|his|our|im|i'm|i am|us on|on)[ ]{_NETWORK}|{_NETWORK}(?=[ ]?[:=]|[ ]-[ ]))"
        rf"(?P<link>(?:[ ](?:name|username|user|account|handle|tag|id|is|as|its|it's|called)\b){{0,4}}[ ]?[:=-]?[ ]?)"
        rf"(?P<it>{_HANDLE})",
        re.IGNORECASE,
    ),
    re.compile(  # "im jo_99 on insta"
        rf"\b(?P<cue>im|i'm|i am|its|it's|add|find|follow|message)(?P<link>[ ](?:me as[ ])?)(?P<it>{_HANDLE})[ ]on[ ]"
        rf"{_NETWORK}\b",
        re.IGNORECASE,
    ),
    re.compile(  # "discord is jo#1", "roblox user jo_99", "my insta's jo.x"
        rf"\b(?P<cue>{_NETWORK})(?P<link>(?:['’]s|s)?"
        rf"(?:[ ](?:name|username|user|account|handle|tag|id|is|called)\b){{0,3}}[ ])(?P<it>{_HANDLE})",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?P<cue>{_NETWORK}|dm|kik|add|kik me|follow)(?P<link>[ ](?:me[ ])?)(?P<it>{_HANDLE})", re.IGNORECASE
    ),
)
_MARKED = re.compile(r"[\d_#]|\w\.\w|@|[a-z][A-Z]")
_HAS_DIGIT = re.compile(r"\d")
_HAS_DOT = re.compile(r"[.@][^\W_]|://")
_PROVIDERS = listed("gmail hotmail outlook yahoo icloud live btinternet")
_OF_NETWORKS = listed(
    "gt ps reddit wechat vsco oculus epic instas snaps "
    "insta instagram snap snapchat tik tiktok discord roblox fortnite minecraft twitter facebook fb ig kik bereal"
    " youtube twitch telegram threads steam xbox psn playstation gamertag gamer username user handle dm add follow"
)
_ON_THE_NET = tuple(each for each in _PATTERNS if each[0] in (EMAIL, WEB_ADDRESS, HANDLE))
_WITH_DIGITS = tuple(each for each in _PATTERNS if each not in _ON_THE_NET)


def find_forms(text: str, written: set[str], is_word: Callable[[str], bool]) -> Iterator[Span]:
    """E-mails, web addresses, handles, numbers and dates of birth, the surest kinds first; they may overlap.

    written: the text's runs of letters in lower case, to pass over what cannot be there.
    is_word: whether a word in lower case is an ordinary one, which no handle without a mark is.
    """
    if "at" in written and ("dot" in written or _HAS_DOT.search(text)):
        yield from _spoken_emails(text, is_word)
    if _HAS_DOT.search(text) or "@" in text or "dot" in written or not written.isdisjoint(_PROVIDERS):
        yield from _plain(text, _ON_THE_NET)
    if not written.isdisjoint(_NUMBER_WORDS):
        yield from _spoken_phones(text)
    if not written.isdisjoint(_OF_NETWORKS):
        yield from _handles(text, is_word)
    if _HAS_DIGIT.search(text):
        yield from _in_context(text)
        yield from _plain(text, _WITH_DIGITS)


def _spoken_emails(text: str, is_word: Callable[[str], bool]) -> Iterator[Span]:
    """ "priya dot shah at example dot com", but not "look at example.com"."""
    for match in _SPOKEN_EMAIL.finditer(text):
        if not is_word(match["who"].lower()) or match.start("who") > match.start():
            yield Span(match.start(), match.end(), EMAIL)


def _spoken_phones(text: str) -> Iterator[Span]:
    """ "oh seven seven double oh …", "07700 nine hundred 615"."""
    for match in _SPOKEN_PHONE.finditer(text):
        digits = 0
        for part in re.split(r"[\s,.-]+", match.group().lower()):
            digits += len(part) if part.isdigit() else 2 if part == "hundred" else 1
        if digits >= _FEWEST:
            yield Span(match.start(), match.end(), PHONE)


def _plain(text: str, patterns: tuple[tuple[str, re.Pattern[str]], ...]) -> Iterator[Span]:
    for kind, pattern in patterns:
        for match in pattern.finditer(text):
            yield Span(match.start(), match.end(), kind)


def _in_context(text: str) -> Iterator[Span]:
    for kind, pattern in _IN_CONTEXT:
        for match in pattern.finditer(text):
            yield Span(match.start("it"), match.end("it"), kind)


def _handles(text: str, is_word: Callable[[str], bool]) -> Iterator[Span]:
    for pattern in _HANDLES:
        for match in pattern.finditer(text):
            handle = match["it"]
            is_named = bool(re.search(r"[:=]|\b(?:is|called|its|it's|name|as)\b", match["link"], re.IGNORECASE))
            is_plain = handle.isalpha() and is_word(handle.lower())
            if _MARKED.search(handle) or (is_named and not is_plain):
                yield Span(match.start("it"), match.end("it"), HANDLE)
