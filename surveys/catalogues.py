"""A translation of what one face says: for each address of a text its English and its translation. CSV, and no rules.

address,english,translation
questions.area.text,Where does your family live?,Gdzie mieszka Twoja rodzina?
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from surveys.tables import Place

HEAD = ["address", "english", "translation"]
END = ".csv"  # adult.pl.csv: the face “adult” in Polish; pl.csv where there are no faces


class Entry(NamedTuple):
    """What was translated, and its translation."""

    english: str
    words: str


@dataclass(frozen=True)
class Catalogue:
    """The words of one face in one language, by address."""

    language: str
    entries: Mapping[str, Entry]


def name_of(face_id: str, language: str) -> str:
    """Of the file."""
    return f"{face_id}.{language}{END}" if face_id else f"{language}{END}"


def face_and_language(name: str) -> tuple[str, str]:
    """What the name of a file says: “12-17.pl.csv” → 12-17, pl."""
    face_id, _, language = name.removesuffix(END).rpartition(".")
    return face_id, language


def read_catalogue(text: str, name: str, place: Place) -> Catalogue:
    """BadInstrument names the line that cannot be read."""
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    entries: dict[str, Entry] = {}
    try:
        if next(rows, []) != HEAD:
            raise place.bad("line 1 does not name the columns", f"Begin with {','.join(HEAD)}")
        for row in rows:
            at = place.inside(f"line {rows.line_num}")
            if len(row) != len(HEAD):
                raise at.bad(f"it has {len(row)} columns", f"Write three: {', '.join(HEAD)}")
            if row[0] in entries:
                raise at.bad(f"{row[0]} is translated twice", "Take one of the two out")
            entries[row[0]] = Entry(row[1], row[2])
    except csv.Error as error:
        raise place.inside(f"line {rows.line_num}").bad(
            str(error), "Mend that line, or take the file out again"
        ) from None
    return Catalogue(face_and_language(name)[1], entries)


def write_catalogue(catalogue: Catalogue) -> str:
    """What `read_catalogue` reads, in the order of its entries."""
    out = io.StringIO(newline="")
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(HEAD)
    rows.writerows((address, *entry) for address, entry in catalogue.entries.items())
    return out.getvalue()
