"""What a stance is read from: words that speak well or ill, what stands under a "not", and what all of it means."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from analysis.encode import Encoder

WORDS_AND_PHRASES = Path(__file__).with_name("stance.toml")
TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|[!?]")
KINDS = ("good", "bad", "want", "oppose", "support", "deny", "strong", "turn", "calls", "asks")
AGREES = frozenset({"yes", "yeah", "yep", "absolutely", "definitely"})
REACH = 3  # words that a "not" turns round
MOST = 3.0  # times that a word of one kind counts
MEANING = 3.0  # weight of the vector beside the counts
LOOKED_AT = 4_000  # of one text
WRONG, RIGHT, OPEN = "wrong", "right", ""  # what a question asks for

Floats = NDArray[np.float64]


@cache
def written_down() -> dict[str, Any]:
    """The words, questions and phrases of stance.toml."""
    return tomllib.loads(WORDS_AND_PHRASES.read_text(encoding="utf-8"))


@cache
def asks_for(question: str) -> str:
    """WRONG where the question asks what should be better, RIGHT where it asks what is good, else OPEN."""
    words = tokens(question)
    asked = written_down()["question"]
    wrong, right = (any(_is_listed(word, asked[kind]) for word in words) for kind in (WRONG, RIGHT))
    return WRONG if wrong else RIGHT if right else OPEN


@cache
def proposes(question: str) -> bool:
    """Whether the question can be answered with yes or no: then it proposes something."""
    return tokens(question)[:1] in [[word] for word in written_down()["question"]["yes_or_no"].split()]


def says_nothing(text: str) -> bool:
    """Whether the answer is "Nothing" in one of its forms."""
    plain = " ".join(word for word in tokens(text[:80]) if word not in "!?")
    return plain in written_down()["question"]["nothing"].split("|")


def tokens(text: str) -> list[str]:
    """Words in lower case, "!" and "?"."""
    return TOKEN.findall(text[:LOOKED_AT].lower().replace("’", "'"))


def features(texts: Sequence[str], encoder: Encoder) -> Floats:
    """Shape (n_texts, 18 + n_dimensions): counts by kind, whether under a "not", then the vector of all words."""
    said = [tokens(text) for text in texts]
    rows = np.repeat(np.arange(len(said)), [len(each) for each in said])
    vocabulary: dict[str, int] = {}
    columns = np.array([vocabulary.setdefault(word, len(vocabulary)) for each in said for word in each], np.int64)
    kinds = _kinds(vocabulary)[columns] if len(columns) else np.zeros((0, len(KINDS)))
    length = np.bincount(rows, minlength=len(said)).astype(np.float64)
    counts = _count(kinds, rows, len(said))
    first = np.array([(each[0] in AGREES, each[0] == "no") if each else (False, False) for each in said], np.float64)
    good, bad, under_good, under_bad = counts[:, 0], counts[:, 1], counts[:, -2], counts[:, -1]
    balance = (good - bad - under_good + under_bad / 2) / np.sqrt(np.maximum(length, 1))
    sums = np.column_stack([good > 0, bad > 0, balance, np.log1p(length)])
    meaning = MEANING * _meaning(vocabulary, columns, rows, len(said), encoder)
    return np.hstack([np.minimum(counts, MOST), first.reshape(-1, 2), sums, meaning])


def _kinds(vocabulary: dict[str, int]) -> Floats:
    """Which kinds each word is of: shape (n_words, n_kinds)."""
    found = np.zeros((len(vocabulary), len(KINDS)))
    marks = {"calls": "!", "asks": "?"}
    for kind, words in (written_down()["words"] | marks).items():
        for word in words.split():
            if word in vocabulary:
                found[vocabulary[word], KINDS.index(kind)] = 1.0
    return found


def _count(kinds: Floats, rows: NDArray[np.intp], n: int) -> Floats:
    """Words of each kind in each text, good and bad ones under a "not" apart, at the end: shape (n, n_kinds + 2)."""
    denied = np.zeros(len(rows), np.bool_)
    for back in range(1, REACH + 1):
        denied[back:] |= (kinds[:-back, KINDS.index("deny")] > 0) & (rows[:-back] == rows[back:])
    under = kinds[:, :2] * denied[:, None]
    kinds = np.hstack([kinds, under])
    kinds[:, :2] -= under
    return np.column_stack([np.bincount(rows, column, minlength=n) for column in kinds.T])


def _meaning(
    vocabulary: dict[str, int], columns: NDArray[np.int64], rows: NDArray[np.intp], n: int, encoder: Encoder
) -> Floats:
    """The direction of the sum of a text's words, each word encoded once: shape (n, n_dimensions)."""
    words = encoder.encode(list(vocabulary) or [""])
    counts = csr_matrix((np.ones(len(rows), np.float32), (rows, columns)), shape=(n, len(words)))
    sums = np.asarray(counts @ words, np.float64)
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    return np.asarray(sums / np.where(lengths > 0, lengths, 1.0), np.float64)


def _is_listed(word: str, listed: str) -> bool:
    return any(word.startswith(each[:-1]) if each.endswith("*") else word == each for each in listed.split())
