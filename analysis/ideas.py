"""One comment → the separate points it makes, so that a comment about two matters can belong to two themes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from analysis.words import carries_meaning, word_list, words

MOST_IDEAS = 60  # of one comment; the last takes the rest
FEWEST_ITEMS, LONGEST_ITEM = 3, 5  # of a list: items, and words of one on average
SHORT = 3  # words on each side of the "and" that parts the last two items of a list
_ABBREVIATIONS = word_list("points", "abbreviations")
_LINKING = word_list("points", "linking")
_HAS_A_WORD = re.compile(r"[^\W\d_]{2}")
_LAST_WORD = re.compile(r"[\w.]+$")
_SENTENCE = re.compile(  # what repeats has a limit, so that a megabyte of dots is read in one go
    r"[.!?;\u2026]{1,8}[\"\u201d\u2019')\]]{0,4}(?:\s|$)"  # the end of a sentence, or a semicolon
    r"|(?<=[a-z]{2})[.!?](?=[A-Z][a-z])"  # "the park.We need"
    r"|[\r\n\u2028\u2029]"
)
_BULLET = re.compile(r"[\u2022\u25cf\u25aa\u2023\u25e6]|(?:^|(?<=\n))[ \t]{0,8}[-*\u2013\u2014]{1,3}\s")
_NUMBER = re.compile(r"(?:^|(?<=\s))\(?\d{1,2}[.)]\s(?=[^\W\d_])")  # "1. parks 2. clubs"
_TURN = re.compile(
    r"(?<!nothing)(?<!anything)(?<!everything)(?<!\ball)(?<!\blast)(?<!\bnone)"
    r"(?:,?\s|,)(?=(?:but(?! also\b)|however)\b)|,\s(?=also\b)|\s(?=and also\b)",
    re.IGNORECASE,
)
_COMMA = re.compile(r",\s{1,4}(?:(?:and|or)\s)?|\s&\s", re.IGNORECASE)
_AND = re.compile(r"\s(?:and|or)\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Idea:
    """One point: characters start..end (end not included) of the comment as it was written, and those characters."""

    start: int
    end: int
    text: str


def ideas(text: str) -> tuple[str, ...]:
    """The words of each point, in order: see ideas_with_offsets."""
    return tuple(idea.text for idea in ideas_with_offsets(text))


def ideas_with_offsets(text: str) -> tuple[Idea, ...]:
    """The points in order: sentences, bullets, numbered items, halves around "but", items of a list of short phrases.

    A text with words makes at least one point, one without words none. Points do not overlap and hold every word, but
    for the "and" or "or" before the last item of a list; where points have too little to say ("Yes.", "I do.") they
    stand with a neighbour. At most 60; the last takes the rest. Full stops of abbreviations and decimals part nothing.
    """
    spans = [_trimmed(text, *span) for span in _spans(text)]
    joined = _joined(text, [span for span in spans if _HAS_A_WORD.search(text, *span)])
    if len(joined) > MOST_IDEAS:
        joined = [*joined[: MOST_IDEAS - 1], (joined[MOST_IDEAS - 1][0], joined[-1][1])]
    return tuple(Idea(start, end, text[start:end]) for start, end in joined) or _whole(text)


_Span = tuple[int, int]


def _spans(text: str) -> Iterator[_Span]:
    for line in _parted(text, (0, len(text)), _BULLET):
        for item in _parted(text, line, _NUMBER):
            for sentence in _sentences(text, item):
                for half in _parted(text, sentence, _TURN):
                    yield from _list_items(text, half)


def _parted(text: str, span: _Span, pattern: re.Pattern[str]) -> Iterator[_Span]:
    """The pieces of a span between the matches of a pattern."""
    begins = span[0]
    for match in pattern.finditer(text, *span):
        yield begins, match.start()
        begins = match.end()
    yield begins, span[1]


def _sentences(text: str, span: _Span) -> Iterator[_Span]:
    """Pieces that end with their full stop, which stays."""
    begins = span[0]
    for match in _SENTENCE.finditer(text, *span):
        if not _is_abbreviation(text, begins, match):
            yield begins, match.end()
            begins = match.end()
    yield begins, span[1]


def _is_abbreviation(text: str, begins: int, match: re.Match[str]) -> bool:
    """ "e.g. parks", "Mr. Jones", "J. Smith", "approx. two": the stop ends no sentence."""
    if not match.group().startswith(".") or "\n" in match.group() or match.group().startswith(".."):
        return False
    before = _LAST_WORD.search(text, max(begins, match.start() - 12), match.start())
    return before is not None and (before.group().casefold() in _ABBREVIATIONS or _is_initial(before.group()))


def _is_initial(word: str) -> bool:
    return len(word) == 1 and word.isalpha() and word.isupper() and word != "I"


def _list_items(text: str, span: _Span) -> list[_Span]:
    """A list is three or more pieces of five words or fewer on average; "friendly, quick and kind" is no list."""
    items = list(_parted(text, span, _COMMA))
    if len(items) > 1:
        items = [*items[:-1], *_halved(text, items[-1])]
    lengths = [len(text[start:end].split()) for start, end in items]
    is_list = len(items) >= FEWEST_ITEMS and sum(lengths) <= LONGEST_ITEM * len(items) and min(lengths) > 0
    first = set(words(text[slice(*items[0])]))
    is_described = min(lengths[1:], default=0) == 1 and bool(first & _LINKING)
    return items if is_list and not is_described else [span]


def _halved(text: str, span: _Span) -> list[_Span]:
    """The last item of a list parted at its last "and", where it has a few words on both sides."""
    *_, last = (None, *_AND.finditer(text, *span))
    halves = [] if last is None else [(span[0], last.start()), (last.end(), span[1])]
    return halves if halves and all(len(text[slice(*half)].split()) <= SHORT for half in halves) else [span]


def _joined(text: str, spans: list[_Span]) -> list[_Span]:
    """Pieces that say nothing by themselves stand with the one before, or after where they come first."""
    joined: list[_Span] = []
    waiting: int | None = None
    for start, end in spans:
        if any(map(carries_meaning, words(text[start:end]))):
            joined.append((start if waiting is None else waiting, end))
            waiting = None
        elif joined:
            joined[-1] = (joined[-1][0], end)
        elif waiting is None:
            waiting = start
    return joined if waiting is None else [_trimmed(text, waiting, spans[-1][1])]


def _trimmed(text: str, start: int, end: int) -> _Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _whole(text: str) -> tuple[Idea, ...]:
    start, end = _trimmed(text, 0, len(text))
    return (Idea(start, end, text[start:end]),) if any(map(str.isalpha, text)) else ()
