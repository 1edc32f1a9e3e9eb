"""A split of a theme: which of its comments go with the seeds a person chose. Deterministic; the person corrects it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.encode import Encoder, default_encoder
from analysis.threads import one_thread_each

FEWEST_SEEDS = 2  # one comment alone does not say which of its words are meant
LEANING = 0.4  # how near to the seeds' own likeness a comment must be: measured in docs/decisions/0016

Floats = NDArray[np.float32]


def divide(texts: Sequence[str], seeds: Sequence[int], *, encoder: Encoder | None = None) -> list[bool]:
    """Which of a theme's comments go with the seeds: True for each that does, in the order given; seeds always go.

    Vectors are taken from the middle of the theme, so that what all its comments share says nothing. A comment goes
    where its cosine with the seeds' mean reaches LEANING of the way from that of the theme's other comments to that of
    each seed with the other seeds (left out one at a time). seeds: places in texts. encoder: None for the default.
    Raises ValueError for fewer than FEWEST_SEEDS seeds, or a seed that is no place.
    """
    chosen = sorted(set(seeds))
    if len(chosen) < FEWEST_SEEDS:
        raise ValueError(f"a split needs at least {FEWEST_SEEDS} different comments that show what it is about")
    if chosen[0] < 0 or chosen[-1] >= len(texts):
        raise ValueError(f"seeds are places among the {len(texts)} texts, from 0")
    with one_thread_each():  # the last bits of a product depend on the number of threads
        vectors = (encoder or default_encoder()).encode(texts)
        vectors = _unit(vectors - vectors.mean(axis=0))
        return _near(vectors, chosen)


def _near(vectors: Floats, seeds: list[int]) -> list[bool]:
    is_seed = np.zeros(len(vectors), np.bool_)
    is_seed[seeds] = True
    likeness = vectors @ _unit(vectors[is_seed].mean(axis=0))
    if is_seed.all():
        return [True] * len(vectors)
    among = np.mean([vectors[seed] @ _unit(_others(vectors, seeds, seed)) for seed in seeds])
    elsewhere = likeness[~is_seed].mean()
    cut = LEANING * among + (1 - LEANING) * elsewhere
    near: list[bool] = (is_seed | (np.round(likeness - cut, 6) >= 0)).tolist()
    return near


def _others(vectors: Floats, seeds: list[int], seed: int) -> Floats:
    return np.asarray(vectors[[other for other in seeds if other != seed]].mean(axis=0), np.float32)


def join(
    went: Sequence[str], stayed: Sequence[str], new: Sequence[str], *, encoder: Encoder | None = None
) -> list[bool]:
    """Which new comments of a theme that was split go the way of those that went: nearer to their middle.

    Each new comment is judged by itself, so that the next ones change nothing. Without any that stayed, none goes.
    """
    if not new or not went or not stayed:
        return [False] * len(new)
    with one_thread_each():
        reader = encoder or default_encoder()
        old = reader.encode([*went, *stayed])
        middle = old.mean(axis=0)
        old, fresh = _unit(old - middle), _unit(reader.encode(new) - middle)
        apart = _unit(old[: len(went)].mean(axis=0)) - _unit(old[len(went) :].mean(axis=0))
        goes: list[bool] = (np.round(fresh @ apart, 6) > 0).tolist()
    return goes


def _unit(rows: Floats) -> Floats:
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1), np.float32)
