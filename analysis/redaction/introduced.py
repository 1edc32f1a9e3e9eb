"""Whatever a text itself calls a name: "my nickname is Smudge", "they call me big dave", "the Papadopoulos family"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.redaction.kinds_of_word import Kind, kind_of
from analysis.redaction.lexicon import folded, lexicon, listed
from analysis.redaction.slots import slots
from analysis.redaction.spans import NAME, Span
from analysis.words import COMMON_WORDS

_WORD = r"[^\W\d_][\w'’-]{0,30}"
_INTRODUCED = re.compile(
    rf"\b(?:(?:my|his|her|their|whose|real|full|first|last|sur)[ ]?(?:nick)?names?(?:[ ](?:is|was|are)|'s|’s)?"
    rf"|nickname(?:[ ](?:is|was)|'s)?|known[ ]as|goes[ ]by|aka)[ ](?P<it>{_WORD}(?:[ ]{_WORD})?)",
    re.IGNORECASE,
)
_CALLED = re.compile(
    rf"\b(?:call|calls|called|calling)[ ](?:me|him|her|them|us)[ ](?P<it>(?:(?:big|little|lil|old|young)[ ])?{_WORD})"
    rf"(?=[ ]?(?:$|[.,!?;)\n]|at[ ]|in[ ]|and[ ]|but[ ]|cos[ ]|because[ ]))",
    re.IGNORECASE,
)
_FAMILY = re.compile(
    r"\b[Tt]he[ ](?P<it>(?:(?:[Vv]an|[Dd]er|[Dd]e|[Aa]l|[Ee]l|[Mm]ac)[ ]){0,2}[^\W\d_a-z][\w'’-]{2,30})[ ]"
    r"(?:family|children|kids|boys|girls|twins|brothers|sisters|siblings|household|case|lads|triplets)\b"
)
_CLAN = re.compile(
    r"\b[Tt]he[ ](?P<it>[^\W\d_a-z][\w'’-]{2,30}s)[ ](?:next[ ]door|at[ ]number|family|live|are|have|from|over)\b"
)
_COUPLE = re.compile(
    r"\b(?P<it>mr\.?[ ](?:and|&|n)[ ](?:mrs|ms|miss|mr)\.?[ ](?P<own>[^\W\d_][\w'’-]{1,30}))", re.IGNORECASE
)
_CODED = re.compile(
    r"\b(?:[Cc]hild|[Ss]ibling|[Pp]upil|[Ss]tudent|[Cc]lient|[Mm]other|[Ff]ather|[Pp]atient|[Pp]erson|[Bb]rother|[Ss]ister"
    r"|[Ss]on|[Dd]aughter)[ ](?P<it>[A-Z]{2})\b"
)
_SIGNED = re.compile(
    r"(?:^|[\n.!?])\s{0,3}[-–—~]\s?(?P<it>[A-Z][^\W\d_]{1,20}(?:[ ][A-Z][^\W\d_]{0,20}\.?)?)\s{0,3}"
    r"(?:[,(][^.\n]{0,40})?$"
)
_LABELLED = re.compile(
    r"\b(?i:(?:full |child's |pupil |first )?name|teacher|tutor|(?:social|key|support|youth|family|case)[ ]?worker"
    r"|signed|parent|carer|contact|child|pupil|student|mother|father|sibling|head(?:teacher)?|senco|gp|doctor|re|cc"
    r"|attn|completed by|author)[ ]?[:=][ ]?"
    r"(?P<it>(?:(?:Mr|Mrs|Ms|Miss|Dr)\.?[ ])?[A-Z][^\W\d_'’-]{0,20}[\w'’-]*(?:[ ][A-Z][\w'’-]{1,25}){0,2})"
)
_SIGNATURE = 90  # characters at the end of a text in which somebody signs


def find_introduced(text: str, written: set[str]) -> Iterator[Span]:
    """Spans of names; written: the text's runs of letters in lower case, to pass over what cannot be there."""
    if not written.isdisjoint(_CUES):
        for match in (*_INTRODUCED.finditer(text), *_CALLED.finditer(text)):
            yield from _named(match)
    for pattern in (_FAMILY, _CLAN) if "the" in written else ():
        for match in pattern.finditer(text):
            if _is_surname(match["it"]):
                yield Span(match.start("it"), match.end("it"), NAME)
    if not written.isdisjoint(_CODED_CUES):
        for match in _CODED.finditer(text):
            if match["it"].lower() not in slots()["no_codes"] and not text.isupper():
                yield Span(match.start("it"), match.end("it"), NAME)
    for match in _LABELLED.finditer(text) if ":" in text or "=" in text else ():
        if kind_of(folded(match["it"].split()[-1])) not in (Kind.PLAIN, Kind.SLIP):
            yield Span(*match.span("it"), NAME)
    signed = _SIGNED.search(text, max(0, len(text) - _SIGNATURE))
    if signed and kind_of(folded(signed["it"].split()[0])) not in (Kind.PLAIN, Kind.SLIP, Kind.STRANGE):
        yield Span(*signed.span("it"), NAME)
    if "mr" in written:
        for match in _COUPLE.finditer(text):
            if folded(match["own"]) not in COMMON_WORDS:
                yield Span(*match.span("it"), NAME)


_CUES = listed("name names nickname nicknames surname call calls called calling known goes aka")
_CODED_CUES = listed("child sibling pupil student client mother father patient person brother sister son daughter")


def _named(match: re.Match[str]) -> Iterator[Span]:
    """The word that is said to be a name, and a second one where it looks like a surname."""
    words = match["it"].split()
    if folded(words[0]) in slots()["not_called"] | COMMON_WORDS or folded(words[0]).endswith("'s"):
        return
    end = match.end("it")
    is_pair = words[0].lower() in ("big", "little", "lil", "old", "young")
    if len(words) > 1 and not is_pair:
        second = folded(words[1])
        is_more = (words[1][0].isupper() and words[0][0].isupper()) or kind_of(second) in (Kind.GIVEN, Kind.FAMILY)
        end = end if is_more else match.start("it") + len(words[0])
    yield Span(match.start("it"), end, NAME)


def _is_surname(word: str) -> bool:
    key = folded(word)
    known = lexicon()
    is_word = key in known.ordinary or key in known.places
    return not is_word and (not word.isupper()) and not (key.endswith("s") and key[:-1] in known.ordinary)
