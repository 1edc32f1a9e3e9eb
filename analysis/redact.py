"""Personal data that has a fixed form is hidden before anything else reads the text; names in general are not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from analysis.words import COMMON_WORDS, word_list

EMAIL, PHONE, POSTCODE, NHS_NUMBER = "e-mail", "phone", "postcode", "NHS number"
WEB_ADDRESS, HANDLE, NAME = "web address", "handle", "name"


@dataclass(frozen=True, slots=True)
class Span:
    """Characters start..end (end not included) of the original text, and what kind of personal data stood there."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Masked:
    """The text with "[e-mail]", "[name]"… in place of each span; spans refer to the original, in its order."""

    text: str
    spans: tuple[Span, ...]


_PATTERNS = (
    (EMAIL, re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")),
    (
        WEB_ADDRESS,
        re.compile(
            r"\bhttps?://[^\s<>\"]+|\bwww\.[^\s<>\"]+"
            r"|(?<![\w.@-])[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,3}\.(?:uk|com|org|net|info|io)\b(?:/[^\s<>\"]*)?",
            re.IGNORECASE,
        ),
    ),
    (HANDLE, re.compile(r"(?<![\w.@])@\w{2,40}")),
    (PHONE, re.compile(r"(?<![\w+])(?:(?:\+|00)44[\s.-]?(?:\(0\)[\s.-]?)?|\(?0)(?:[\s().-]{0,2}\d){9,10}(?!\w)")),
    (NHS_NUMBER, re.compile(r"(?<![\w-])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\w-])")),
    (
        POSTCODE,
        re.compile(r"\b(?:GIR ?0AA|[A-PR-UWYZ][A-HK-Y]?\d[A-Z\d]?\s{0,2}\d[ABD-HJLNP-UW-Z]{2})\b", re.IGNORECASE),
    ),
)
_TITLE = re.compile(
    r"\b(?P<title>mrs|mr|ms|miss|mx|dr|doctor|prof|professor|sir|dame|rev|revd|reverend)\b\.?[ \t]{1,3}"
    r"(?P<name>[^\W\d_][\w'\u2019-]{0,40}(?:(?<=\b[^\W\d_])\.)?)"
    r"(?P<more>(?:[ \t](?=(?-i:[A-Z][a-z\u2019']))[^\W\d_][\w'\u2019-]{1,40})?)",
    re.IGNORECASE,
)
_AFTER_THE_VERB = re.compile(
    r"\b(?:i|we|you|they|he|she|to|not|don['\u2019]?t|didn['\u2019]?t|will|would|really|kids|children|people|who|never"
    r"|can|also)\s$",
    re.IGNORECASE,
)
_COMMON = COMMON_WORDS | word_list("after_miss", "verb")
_SPOKEN = frozenset({"doctor", "professor", "sir", "dame", "reverend"})  # a name only where a capital follows


def mask(text: str) -> Masked:
    """Hide e-mails, UK phones, postcodes, NHS numbers, web addresses, @handles and titled names ("Miss Patel").

    Where two kinds overlap, the one listed first is named. High recall is preferred: a ten-digit
    number is hidden whether or not its check digit fits.
    """
    spans: list[Span] = []
    is_taken = bytearray(len(text))
    for span in _found(text):
        if not any(is_taken[span.start : span.end]):
            spans.append(span)
            is_taken[span.start : span.end] = b"\1" * (span.end - span.start)
    spans.sort(key=lambda span: span.start)
    return Masked(_replace(text, spans), tuple(spans))


def _found(text: str) -> Iterator[Span]:
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            yield Span(match.start(), match.end(), kind)
    for match in _TITLE.finditer(text):
        if _is_a_name(match, text):
            yield Span(match.start(), match.end() if _is_capital(match["name"]) else match.end("name"), NAME)


def _is_a_name(match: re.Match[str], text: str) -> bool:
    """ "Miss Patel" and "miss patel", but not "I miss school" or "the doctor said"."""
    title, name = match["title"], match["name"]
    if name.casefold() in _COMMON and not (name.istitle() and title.istitle()):
        return False
    if title.casefold() in _SPOKEN:
        return _is_capital(name)
    is_verb = title == "miss" and bool(_AFTER_THE_VERB.search(text[max(0, match.start() - 12) : match.start()]))
    return _is_capital(name) or not is_verb


def _is_capital(name: str) -> bool:
    return name[:1].isupper()


def _replace(text: str, spans: list[Span]) -> str:
    parts: list[str] = []
    position = 0
    for span in spans:
        parts += (text[position : span.start], f"[{span.kind}]")
        position = span.end
    return "".join([*parts, text[position:]])
