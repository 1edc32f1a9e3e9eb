"""Vectors that an encoder made are kept in a folder, by model and hash of the text: a re-run reads only what is new.

No words are kept, but a vector of somebody's words is about them: the folder is to go when the file goes. Worth it for
an encoder that reads a few hundred texts a second (`minilm`); word vectors are made as fast as they are found again.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis.encode import Encoder

FILE = "vectors.sqlite3"
VERSION = 1  # of what is kept: with another one everything is read again
CHUNK = 500  # texts looked for at a time: fewer than a statement may name
PART = 2_000  # texts read before their vectors are kept: what is lost where a run is ended

Floats = NDArray[np.float32]


class BadCache(Exception):
    """The folder cannot be used; the message names it and what to do."""


class KeptVectors:
    """An `Encoder` that reads each text once: what it has read before, in this run or another, it finds in a folder.

    The last bits of a row (1e-7) depend on which texts MiniLM read beside it, so a first run and one that finds
    everything are the same to the byte, and one that reads other texts together may differ by as much.

    Several runs may use one folder at a time. Its name is that of the encoder, as the vectors are. Raises BadCache
    where the folder cannot be written to or holds something else.
    """

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        self.encoder = encoder
        self.folder = folder
        self.name = encoder.name
        self.is_contextual = encoder.is_contextual
        with self._open(), _told(folder):
            pass

    def encode(self, texts: Sequence[str]) -> Floats:
        """As the encoder: one row per text, in the order given."""
        digests = [self._digest(text) for text in texts]
        with self._open() as kept, _told(self.folder):
            found = _find(kept, sorted(set(digests)))
            new = {each: text for each, text in zip(digests, texts, strict=True) if each not in found}
            for start in range(0, len(new), PART):
                part = dict(list(new.items())[start : start + PART])
                rows = dict(zip(part, self.encoder.encode(list(part.values())), strict=True))
                found |= rows
                _keep(kept, rows)
        if not texts:
            return self.encoder.encode([])
        return np.stack([found[each] for each in digests])

    def forget(self, texts: Sequence[str]) -> int:
        """Drop what is kept of these texts, in this model; how many there were."""
        with self._open() as kept, _told(self.folder), kept:
            return sum(
                kept.execute("DELETE FROM vector WHERE digest = ?", [self._digest(text)]).rowcount for text in texts
            )

    def _digest(self, text: str) -> bytes:
        said = f"{VERSION}\0{self.name}\0{text}".encode("utf-8", "surrogatepass")
        return hashlib.blake2b(said, digest_size=16).digest()

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with _told(self.folder):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            kept = sqlite3.connect(self.folder / FILE, timeout=60)
        with closing(kept):
            with _told(self.folder):
                kept.execute("PRAGMA secure_delete = ON")
                kept.execute("CREATE TABLE IF NOT EXISTS vector (digest BLOB PRIMARY KEY, row BLOB) WITHOUT ROWID")
            yield kept


def _find(kept: sqlite3.Connection, digests: Sequence[bytes]) -> dict[bytes, Floats]:
    found: dict[bytes, Floats] = {}
    for start in range(0, len(digests), CHUNK):
        some = digests[start : start + CHUNK]
        marks = ", ".join("?" * len(some))
        rows = kept.execute(f"SELECT digest, row FROM vector WHERE digest IN ({marks})", some)  # noqa: S608  # nosec B608
        found |= {digest: np.frombuffer(row, np.float32) for digest, row in rows}
    return found


def _keep(kept: sqlite3.Connection, rows: dict[bytes, Floats]) -> None:
    with kept:
        kept.executemany(
            "INSERT OR REPLACE INTO vector VALUES (?, ?)", ((digest, row.tobytes()) for digest, row in rows.items())
        )


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise BadCache(
            f"{folder}: vectors cannot be kept here ({error}); name an empty folder of your own, or leave --cache out."
        ) from None
