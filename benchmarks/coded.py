"""What the benchmarks share: the files of real comments, those that people coded, and how sure is beside how right.

Nothing of the comments is kept.
"""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FILES = {  # file in the folder of real data → column of its comments
    "durham_children/comments.csv": "comment",
    "nhs_fft/comments.csv": "FFT answer",
    "austin/comments.csv": "Comment",
    "gambling_synthetic/responses_1000.csv": "response",
    "london_youth_policing/comments.csv": "comment-body",
    "anes_party_likes/comments.csv": "verbatim",
    "banking77/test.csv": "text",
}
UNSPECIFIC = {"Not assigned", "Positive experience & gratitude", "Negative experience & dissatisfaction"}
NO_MATTER = {"94", "95", "96", "97"}  # ANES: don't know, refused and the like
FEWEST_OF_A_CODE = 20
FEWEST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Coded:
    """texts: distinct ones. codes: those of each text, one or more."""

    texts: tuple[str, ...]
    codes: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, rows: Iterable[tuple[str, tuple[str, ...]]]) -> Coded:
        found: dict[str, tuple[str, tuple[str, ...]]] = {}
        for text, codes in rows:
            if codes and len(text.split()) >= FEWEST_WORDS:
                found.setdefault(text.lower().strip(), (text, codes))
        return cls(tuple(text for text, _ in found.values()), tuple(codes for _, codes in found.values()))

    def single(self) -> Coded:
        """Only texts with one code, a specific one that at least twenty texts have."""
        sizes = Counter(codes[0] for codes in self.codes if len(codes) == 1 and codes[0] not in UNSPECIFIC)
        return self._where(len(codes) == 1 and sizes[codes[0]] >= FEWEST_OF_A_CODE for codes in self.codes)

    def half(self, which: int) -> Coded:
        """The texts whose hash is even (0) or odd (1)."""
        return self._where(hashlib.sha256(text.encode()).digest()[0] % 2 == which for text in self.texts)

    def pairs(self) -> list[tuple[int, str]]:
        """Each text's place beside each of its codes."""
        return [(place, code) for place, codes in enumerate(self.codes) for code in codes]

    @property
    def n_codes(self) -> int:
        return len({code for codes in self.codes for code in codes})

    def _where(self, kept: Iterable[bool]) -> Coded:
        places = [place for place, is_kept in enumerate(kept) if is_kept]
        return Coded(tuple(self.texts[at] for at in places), tuple(self.codes[at] for at in places))


def nhs(data: Path) -> Coded:
    """NHS Friends and Family Test comments, each with the codes of the framework."""
    rows = read(data / "nhs_fft" / "comments.csv")
    columns = list(rows[0])
    columns = columns[columns.index("Comment sentiment") + 1 :]
    return Coded.of((row["FFT answer"], _marked(row, columns)) for row in rows)


def banking77(data: Path) -> Coded:
    return Coded.of((row["text"], (row["category"],)) for row in read(data / "banking77" / "test.csv"))


def anes(data: Path) -> Coded:
    rows = read(data / "anes_party_likes" / "comments.csv")
    columns = [name for name in rows[0] if name.isdigit() and name not in NO_MATTER]
    return Coded.of((row["verbatim"], _marked(row, columns)) for row in rows)


def gambling(data: Path) -> Coded:
    """Invented responses, several themes each."""
    rows = read(data / "gambling_synthetic" / "responses_1000.csv")
    return Coded.of(
        (row["response"], tuple(code for code in "ABCDEFGHIJKL" if f"'{code}': None" not in row["target_topics"]))
        for row in rows
    )


SETS: dict[str, Callable[[Path], Coded]] = {"nhs": nhs, "banking77": banking77, "anes": anes, "gambling": gambling}


def measured(name: str, data: Path) -> Coded:
    """The set as themes are measured on it: one code a text, but for gambling, whose texts all have several."""
    coded = SETS[name](data)
    return coded if name == "gambling" else coded.single()


def comments(data: Path) -> Iterator[tuple[str, list[str]]]:
    """Each of the files that are there, one at least, with its comments that are not empty."""
    there = {name: column for name, column in FILES.items() if (data / name).exists()}
    if not there:
        raise SystemExit(f"{data}: holds none of the files of real comments ({', '.join(FILES)})")
    for name, column in there.items():
        yield name, [row[column] for row in read(data / name) if row[column]]


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as source:
        return list(csv.DictReader(source))


def calibration_error(confidence: NDArray[np.float64], right: NDArray[np.bool_], bins: int = 15) -> float:
    """Mean distance between how sure and how right, over equal bins of confidence (Naeini et al., 2015)."""
    places = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = (
        (places == place).mean() * abs(confidence[places == place].mean() - right[places == place].mean())
        for place in np.unique(places)
    )
    return float(sum(gaps))


def _marked(row: dict[str, str], columns: list[str]) -> tuple[str, ...]:
    return tuple(name for name in columns if row[name].strip() in ("1", "1.0"))
