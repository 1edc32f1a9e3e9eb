"""Vectors kept in a folder: each text is read once, no words are kept, and what is forgotten is gone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from analysis.encode import WordsAlone
from analysis.vectors import FILE, BadCache, KeptVectors

TEXTS = ("More buses after school please", "Ask [name] about buses", "", "More buses after school please")


class Counting(WordsAlone):
    """Counts what it has to read; of a name of its own, like every model."""

    def __init__(self, name: str = "a model") -> None:
        self.name = name
        self.read: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.read += texts
        return super().encode(texts)


def test_a_second_run_reads_only_what_is_new(tmp_path: Path) -> None:
    first, second = Counting(), Counting()
    KeptVectors(first, tmp_path).encode(TEXTS)
    KeptVectors(second, tmp_path).encode([*TEXTS, "Something new"])
    assert sorted(first.read) == sorted(set(TEXTS))
    assert second.read == ["Something new"]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.lists(st.text(max_size=20), max_size=8), max_size=4))
def test_the_rows_are_those_of_the_encoder_whatever_was_asked_before(
    tmp_path_factory: pytest.TempPathFactory, asked: list[list[str]]
) -> None:
    kept = KeptVectors(Counting(), tmp_path_factory.mktemp("kept"))
    for texts in asked:
        rows = kept.encode(texts)
        assert rows.dtype == np.float32
        assert np.array_equal(rows, WordsAlone().encode(texts))


def test_another_model_reads_everything_for_itself(tmp_path: Path) -> None:
    KeptVectors(Counting("one"), tmp_path).encode(TEXTS)
    other = Counting("other")
    KeptVectors(other, tmp_path).encode(TEXTS)
    assert sorted(other.read) == sorted(set(TEXTS))


def test_no_words_are_kept(tmp_path: Path) -> None:
    KeptVectors(Counting(), tmp_path).encode(TEXTS)
    bytes_kept = (tmp_path / FILE).read_bytes()
    assert b"buses" not in bytes_kept
    assert b"school" not in bytes_kept


def test_what_is_forgotten_is_gone_from_the_disk(tmp_path: Path) -> None:
    kept = KeptVectors(Counting(), tmp_path)
    row = kept.encode(TEXTS)[0].tobytes()[:64]  # a longer one lies in several places
    assert row in (tmp_path / FILE).read_bytes()
    assert kept.forget([TEXTS[0], "never read"]) == 1
    assert row not in (tmp_path / FILE).read_bytes()


def test_a_folder_that_cannot_be_used_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    (tmp_path / FILE).write_text("no database at all, whatever it is called" * 100)
    for folder in (tmp_path / "taken", tmp_path):
        with pytest.raises(BadCache, match="name an empty folder of your own"):
            KeptVectors(Counting(), folder)
