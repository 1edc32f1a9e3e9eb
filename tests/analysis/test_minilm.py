"""The small language model in numpy: what it makes of a text, and what it refuses to read."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.encode import encoder_named
from analysis.minilm import MiniLM, ModelMissing, installed_model

SAID = ["the bus is always late", "our bus never comes on time", "the swings in the park are broken", "🙂", ""]


@pytest.fixture(scope="module")
def rows():
    return encoder_named("minilm").encode(SAID)


def test_texts_of_one_meaning_are_nearer_than_others(rows):
    assert rows[0] @ rows[1] > 0.5 > rows[0] @ rows[2]


def test_a_text_has_length_one_and_no_text_has_none(rows):
    assert np.allclose(np.linalg.norm(rows[:3], axis=1), 1, atol=1e-5)
    assert not rows[4].any()


def test_a_text_means_the_same_whatever_stands_beside_it(rows):
    alone = encoder_named("minilm").encode(SAID[:1])
    assert np.allclose(alone[0], rows[0], atol=1e-5)


def test_a_lone_surrogate_and_a_very_long_text_are_read():
    rows = encoder_named("minilm").encode(["late \ud800 bus", "bus " * 30_000])
    assert np.isfinite(rows).all()


def test_weights_that_are_not_the_published_ones_are_refused(tmp_path):
    (tmp_path / "model.safetensors").write_bytes(b"something else")
    for name in ("config.json", "tokenizer.json"):
        (tmp_path / name).write_bytes((installed_model() / name).read_bytes())
    with pytest.raises(ModelMissing, match="not the published model"):
        MiniLM(tmp_path)
