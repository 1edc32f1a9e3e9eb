"""Text → vectors, behind one small protocol: word vectors (the default), a small language model, or neither.

Which is used is the caller's choice and never depends on what else happens to be installed; it is named in every
run's `method`. None needs a network. docs/decisions/0008 says how they compare and why the default is what it is.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from analysis.corpus import MAX_CHARACTERS
from analysis.words import terms

if TYPE_CHECKING:
    from tokenizers import Tokenizer

BATCH = 2_000  # texts tokenised at a time: bounds memory, never the result
DIMENSIONS = 256  # of the directions that stand for words where there are no vectors


class Encoder(Protocol):
    """Turns texts into vectors whose cosine says how alike two texts are in meaning."""

    @property
    def name(self) -> str:
        """What a reader needs to repeat the encoding: the model and its version."""

    @property
    def is_contextual(self) -> bool:
        """Whether a text is read as a whole; False where its vector is the sum of its words' vectors."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row of length 1 per text, in the order given: shape (n_texts, n_dimensions), float32.

        A text without words becomes a row of zeros. A row depends on its own text alone.
        """


class StaticEncoder:
    """Mean of static word-piece vectors (WordLlama `l2_supercat`, 256 dimensions; 15,000 comments a second).

    The vectors were trained by distillation from the token table of a large language model
    (D. L. Miller, WordLlama, 2024). They lie inside the installed package; nothing is fetched.
    """

    is_contextual = False

    def __init__(self, vectors: NDArray[np.float32], tokenizer: Tokenizer, name: str) -> None:
        self.vectors = vectors
        self.tokenizer = tokenizer
        self.name = name

    def __reduce__(self) -> tuple[Any, ...]:
        """Named, not sent, where work goes to another machine: each has it installed."""
        return encoder_named, ("static",)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Rows of length 1, shape (n_texts, 256); a text without word pieces becomes zeros."""
        rows = np.zeros((len(texts), self.vectors.shape[1]), np.float32)
        for start in range(0, len(texts), BATCH):
            batch = [readable(text) for text in texts[start : start + BATCH]]
            rows[start : start + len(batch)] = self._sums(batch)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        rows /= np.where(lengths > 0, lengths, np.float32(1))
        return rows

    def _sums(self, texts: list[str]) -> NDArray[np.float32]:
        """The sum points the same way as the mean, and lengths are made 1 afterwards."""
        from scipy import sparse  # heavy: not for those who only name an encoder

        pieces = [encoding.ids for encoding in self.tokenizer.encode_batch(texts, add_special_tokens=False)]
        ends = np.cumsum([0, *map(len, pieces)])
        ids = np.fromiter(chain.from_iterable(pieces), np.int64, ends[-1])
        counted = sparse.csr_matrix((np.ones(len(ids), np.float32), ids, ends), (len(texts), len(self.vectors)))
        return np.asarray(counted @ self.vectors, dtype=np.float32)


class WordsAlone:
    """No knowledge of language: each stem has a direction drawn from its own letters, a text is the sum of its stems.

    What is left for `TextFeatures` is latent semantic analysis of the comments themselves. For where no word vectors
    can be had, and as the plain encoder the others are measured against.
    """

    is_contextual = False
    name = "no word vectors: latent semantic analysis alone"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Rows of length 1, shape (n_texts, 256); a text without words that carry meaning becomes zeros."""
        rows = np.zeros((len(texts), DIMENSIONS), np.float32)
        for row, text in enumerate(texts):
            for term in terms(readable(text)):
                rows[row] += _direction(term)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.asarray(rows / np.where(lengths > 0, lengths, 1), dtype=np.float32)


ENCODERS = ("static", "minilm", "lsa")


@cache
def encoder_named(name: str) -> Encoder:
    """The encoder of that name, loaded once: "static" (the default), "minilm" or "lsa".

    Raises ValueError for another name, FileNotFoundError or minilm.ModelMissing where its files are not installed.
    """
    if name == "static":
        return _static()
    if name == "lsa":
        return WordsAlone()
    if name == "minilm":
        from analysis.minilm import MiniLM  # 90 MB: only for those who ask

        return MiniLM()
    raise ValueError(f"no encoder is called {name!r}; there are {', '.join(ENCODERS)}")


def default_encoder() -> Encoder:
    """The encoder used when none is given; loaded once (0.3 s), kept for the life of the program.

    Raises FileNotFoundError where the installed wordllama package has lost its files.
    """
    return encoder_named("static")


def _static() -> Encoder:
    spec = find_spec("wordllama")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("the package wordllama is not installed; install the requirements again")
    wordllama = _import_quietly()
    model = wordllama.load(cache_dir=Path(spec.origin).parent, disable_download=True)
    model.tokenizer.no_padding()
    return StaticEncoder(model.embedding, model.tokenizer, f"wordllama {version('wordllama')} l2_supercat 256")


def readable(text: str) -> str:
    """The part of a text that is encoded, without the lone surrogates that no tokeniser can read."""
    return text[:MAX_CHARACTERS].encode("utf-8", "replace").decode("utf-8")


@lru_cache(maxsize=50_000)
def _direction(term: str) -> NDArray[np.float32]:
    digest = hashlib.shake_128(term.encode()).digest(DIMENSIONS // 8)
    return np.unpackbits(np.frombuffer(digest, np.uint8)).astype(np.float32) * 2 - 1


def _import_quietly() -> Any:  # wordllama has no types
    """wordllama turns logging on for the whole program when it is imported; put things back as they were."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    from wordllama import WordLlama

    root.handlers[:] = handlers
    root.setLevel(level)
    return WordLlama
