"""Which comments may tell of harm, so that the safeguarding lead reads those first.

It orders a queue and is never the only net: whatever it calls "none" is read by people too, help lines are shown to
everybody, and a sample of what it passed over is read again (docs/decisions/0013). Rules over words in any spelling,
in the commonest local languages, stand beside a small trained model; neither calls on anything outside.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial

from analysis.corpus import require_texts
from analysis.redact import Span
from analysis.screening.answers import told
from analysis.screening.fingerprint import fingerprint
from analysis.screening.folding import fold
from analysis.screening.model import default_model
from analysis.screening.reader import Reading, read
from analysis.screening.rules import HIGH, MEDIUM, NONE, Hit, Rules, default_rules

VERSION = f"1-{fingerprint()}"
SEVERITIES = (NONE, MEDIUM, HIGH)
BLOCK, OVERLAP = 300, 40  # words
MOST_SPANS = 20  # enough to show why; a megabyte of one sentence need not list each


@dataclass(frozen=True, slots=True)
class Screening:
    """severity: "none", "medium" or "high"; category: "" when none; spans: why, in order of place, none overlapping.

    A span's places are those of the original text (end not included), its kind the category found there.
    """

    severity: str
    category: str = ""
    spans: tuple[Span, ...] = ()


NOTHING = Screening(NONE)


def screen(text: str, question: str = "") -> Screening:
    """How urgently a person of the safeguarding team should read this. Never fails on a text, and is linear in its
    length; raises ValueError for what is not a str.

    high: a certain child or person may be being harmed or in danger, now or lately. medium: worry, hints, the past.
    question: what the text answers; short answers ("no", "my uncle") are understood from it.
    """
    require_texts([text])
    rules = default_rules()
    reading = read(text, rules.lexicon)
    hits = _hits(text, reading, rules)
    if question and not hits:
        hits = told(read(question, rules.lexicon).codes, reading.codes, rules.lexicon)
    return _judged(hits, reading) if hits else NOTHING


def screen_many(texts: Iterable[str]) -> list[Screening]:
    """As `screen`, for each text in the order given."""
    return [screen(text) for text in texts]


def _hits(text: str, reading: Reading, rules: Rules) -> list[Hit]:
    """What rules and model find, block by block, so that a megabyte takes no more than its share; enough is enough."""
    found: dict[Hit, None] = {}
    codes = reading.codes
    for start in range(0, max(1, len(codes) - OVERLAP), BLOCK - OVERLAP):
        block = codes[start : start + BLOCK]
        judgement = rules.judge(block)
        guessed = default_model().hits(block, partial(_spelling, text, reading, start), judgement.known)
        general = rules.general(block) if guessed else []
        hits = [
            *judgement.hits,
            *(hit for hit in guessed if not any(b < hit.end and hit.start < e for b, e in general)),
        ]
        found |= {replace(hit, start=hit.start + start, end=hit.end + start): None for hit in hits}
        if sum(hit.severity == HIGH for hit in found) >= MOST_SPANS:
            break
    return list(found)


def _spelling(text: str, reading: Reading, offset: int, start: int, end: int) -> str:
    """The folded text of some words of a block that begins at word `offset`."""
    return fold(text[reading.starts[offset + start] : reading.ends[offset + end - 1]]).text


def _judged(hits: list[Hit], reading: Reading) -> Screening:
    """The gravest hit decides; of two alike the first."""
    worst = max(hits, key=lambda hit: (SEVERITIES.index(hit.severity), -hit.start, hit.end))
    spans: list[Span] = []
    for hit in sorted(hits, key=lambda hit: (hit is not worst, -SEVERITIES.index(hit.severity), hit.start, -hit.end)):
        start, end = reading.starts[hit.start], reading.ends[hit.end - 1]
        if len(spans) < MOST_SPANS and all(end <= span.start or span.end <= start for span in spans):
            spans.append(Span(start, end, hit.category))
    return Screening(worst.severity, worst.category, tuple(sorted(spans, key=lambda span: span.start)))


__all__ = ["SEVERITIES", "VERSION", "Screening", "screen", "screen_many"]
