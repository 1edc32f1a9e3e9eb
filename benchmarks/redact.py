"""How much personal data masking finds, how much else it hides, and how fast it is.

    python -m benchmarks.redact [--half dev|test|both] [--texts FILE …] [--show] [--data FOLDER]

Measures on two sets, invented and marked by hand: redaction_texts.txt, written before the rules were, and
redaction_texts_second.txt, written later by somebody who had not read them. A hash of each text puts it into one of
two halves: rules are developed on dev, test is for reporting. --show lists what went wrong (dev only). With --data (the
folder of real files) it counts masks per 1,000 comments and comments a second; it prints nobody's words.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from analysis.redact import Masked, mask
from analysis.redaction.spans import NAME, Span
from benchmarks.coded import comments

TEXTS = [Path(__file__).with_name(f"redaction_texts{which}.txt") for which in ("", "_second")]
KINDS = {
    "n": NAME,
    "s": "school",
    "g": "setting",
    "a": "address",
    "p": "postcode",
    "t": "phone",
    "e": "e-mail",
    "h": "handle",
    "w": "web address",
    "u": "NHS number",
    "i": "NI number",
    "d": "date of birth",
    "b": "bank number",
}
_MARK = re.compile(r"\{([a-z]):([^}]+)\}")
_TITLE = re.compile(
    r"(?:mrs|mr|ms|miss|mx|dr|prof|cllr|councillor|pc|rev|sister|inspector|nurse|judge|coach|auntie|uncle|nanny"
    r"|sir|lady|imam)\b\.?\s",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Marked:
    """A text and the spans that people marked in it."""

    text: str
    spans: tuple[Span, ...]


def read_marked(path: Path) -> list[Marked]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [_marked(line) for line in lines if line and not line.startswith("#")]


def half_of(text: str) -> str:
    return "dev" if hashlib.sha256(text.encode()).digest()[0] % 2 else "test"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", choices=("dev", "test", "both"), default="test")
    parser.add_argument("--texts", type=Path, nargs="+", default=TEXTS, metavar="FILE")
    parser.add_argument("--show", action="store_true", help="what went wrong, of the half to develop on")
    parser.add_argument("--data", type=Path, metavar="FOLDER")
    given = parser.parse_args()
    for path in given.texts:
        print(path.name)
        texts = [each for each in read_marked(path) if given.half in (half_of(each.text), "both")]
        print_quality(texts, given.show and given.half == "dev")
    if given.data:
        print_real(given.data)


def print_quality(texts: list[Marked], show: bool) -> None:
    wanted, found, hidden, right = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for each in texts:
        masked = mask(each.text)
        missed = [span for span in each.spans if not _is_hidden(each.text, span, masked)]
        false = [span for span in masked.spans if not any(_touch(span, mine) for mine in each.spans)]
        wanted.update(span.kind for span in each.spans)
        found.update(span.kind for span in each.spans if span not in missed)
        hidden.update(span.kind for span in masked.spans)
        right.update(span.kind for span in masked.spans if span not in false)
        if show and (missed or false):
            print("MISSED" if missed else "FALSE ", masked.text, "|", each.text)
    print(f"{len(texts)} texts, {sum(not each.spans for each in texts)} of them with nothing to hide")
    print(f"{'kind':<16}{'to hide':>8}{'recall':>8}{'hidden':>8}{'precision':>11}")
    for kind in [*KINDS.values(), "all"]:
        counts = [sum(c.values()) if kind == "all" else c[kind] for c in (wanted, found, hidden, right)]
        recall, precision = (counts[1] / counts[0] if counts[0] else 1), (counts[3] / counts[2] if counts[2] else 1)
        print(f"{kind:<16}{counts[0]:>8}{recall:>8.3f}{counts[2]:>8}{precision:>11.3f}")


def print_real(folder: Path) -> None:
    """Masks per 1,000 comments by kind, and speed; on one thread."""
    for name, texts in comments(folder):
        started = time.perf_counter()
        masked = [mask(text) for text in texts]
        seconds = time.perf_counter() - started
        kinds = Counter(span.kind for each in masked for span in each.spans)
        shown = ", ".join(f"{kind} {1000 * count / len(texts):.1f}" for kind, count in kinds.most_common())
        clean = [text for text, each in zip(texts, masked, strict=True) if not each.spans]
        print(f"{name}: {len(texts):,} comments, {len(texts) / seconds:,.0f} a second; per 1,000: {shown}")
        print(f"    {len(clean):,} comments with nothing to hide")


def _marked(line: str) -> Marked:
    spans: list[Span] = []
    text, position = "", 0
    for match in _MARK.finditer(line):
        text += line[position : match.start()]
        spans.append(Span(len(text), len(text) + len(match[2]), KINDS[match[1]]))
        text += match[2]
        position = match.end()
    return Marked(text + line[position:], tuple(spans))


def _is_hidden(text: str, span: Span, masked: Masked) -> bool:
    """Whether every letter and digit of it is hidden; a title before a name may stay."""
    title = _TITLE.match(text[span.start : span.end]) if span.kind == NAME else None
    start = span.start + (title.end() if title else 0)
    return all(
        any(each.start <= place < each.end for each in masked.spans)
        for place in range(start, span.end)
        if text[place].isalnum()
    )


def _touch(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


if __name__ == "__main__":
    main()
