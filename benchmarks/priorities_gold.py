"""Comments that we labelled for the six priorities: invented ones with their text, real ones by the hash of it.

priorities_invented.csv: 339 comments invented before the model's answers were looked at, labelled as they were written
and again, shuffled and without the labels, later the same day. priorities_real.csv: 312 real comments drawn by the
smallest SHA-256 of their text (white space made single), of which the file holds the hash alone. `first`: 160, labelled
twice in the same way; whoever wrote the codebook had read them. `fresh`: 152, drawn, read and labelled (once) only when
the codebook was finished, before any answer for them was seen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sklearn.feature_extraction.text import TfidfVectorizer

from benchmarks.coded import comments, read

TOO_ALIKE = 0.6  # to a row of the codebook: such a comment measures memory
HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Labelled:
    """A comment, the priority people gave it, and which set it is of."""

    text: str
    priority: str
    sample: str

    @property
    def is_for_reading(self) -> bool:
        """Half of the comments, by hash: their errors were read, and the codebook widened; the others only measure."""
        return int(digest(f"{self.text}|half")[:8], 16) % 2 == 0


def apart(gold: Sequence[Labelled], learned_from: Sequence[str]) -> list[Labelled]:
    """Without the comments that say nearly the same as a row that is learned from: likeness in 5-letter pieces."""
    pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(5, 5)).fit([*learned_from, *(each.text for each in gold)])
    likeness = pieces.transform([each.text for each in gold]) @ pieces.transform(learned_from).T
    nearest = likeness.max(axis=1).toarray()[:, 0]
    return [each for each, near in zip(gold, nearest, strict=True) if near < TOO_ALIKE]


def digest(text: str) -> str:
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()


def invented() -> list[Labelled]:
    return [Labelled(row["comment"], row["priority"], "invented") for row in read(HERE / "priorities_invented.csv")]


def real(folder: Path) -> list[Labelled]:
    """Those of the labelled comments whose text is in the folder."""
    labels = {row["sha256"]: row for row in read(HERE / "priorities_real.csv")}
    texts = {digest(text): text for _, texts in comments(folder) for text in texts}
    known = ((texts[key], labels[key]) for key in sorted(labels) if key in texts)
    return [Labelled(text, row["priority"], row["sample"]) for text, row in known]


def both_passes(name: str) -> list[tuple[str, str]]:
    """First and second label of the comments that were labelled twice."""
    rows = read(HERE / name)
    return [(row["first_pass"], row["second_pass"]) for row in rows if row["second_pass"]]
