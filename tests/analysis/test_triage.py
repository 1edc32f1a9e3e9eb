"""What to read first, and how much may be accepted unread."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analysis.codebook import Coding
from analysis.triage import acceptance_table, consequence_of, read_first

PROBABILITIES = np.array([[0.99, 0.01], [0.9, 0.2], [0.55, 0.45], [0.02, 0.03]])


def test_the_table_says_how_much_may_be_accepted_and_how_right_that_is():
    truth = np.array([[1, 0], [1, 0], [0, 1], [0, 0]], bool)
    strict, loose, all_of_them = acceptance_table(PROBABILITIES, truth, cutoffs=(0.05, 0.2, 0.5))
    assert (strict.share, strict.accuracy, strict.rest_accuracy) == (0.5, 1.0, 0.5)
    assert (loose.share, loose.accuracy, loose.rest_accuracy) == (0.75, 1.0, 0.0)
    assert (all_of_them.share, all_of_them.accuracy, all_of_them.rest_accuracy) == (1.0, 0.75, None)


def test_nothing_accepted_has_no_accuracy():
    assert acceptance_table(np.array([[0.5]]), np.array([[True]]), cutoffs=(0.1,))[0].accuracy is None


@pytest.mark.parametrize(("truth", "cutoffs"), [(np.ones((3, 2), bool), (0.1,)), (np.ones((4, 2), bool), (0.7,))])
def test_a_table_that_does_not_fit_is_refused(truth, cutoffs):
    with pytest.raises(ValueError, match=r"must be equal tables|at most 0\.5"):
        acceptance_table(PROBABILITIES, truth, cutoffs=cutoffs)


@given(arrays(float, (6, 3), elements=st.floats(0, 1)), arrays(bool, (6, 3)))
def test_a_looser_cutoff_accepts_no_less(probabilities, truth):
    shares = [row.share for row in acceptance_table(probabilities, truth)]
    assert shares == sorted(shares)


def test_the_least_certain_is_read_first():
    assert [row.comment_id for row in read_first("abcd", PROBABILITIES)] == ["c", "b", "d", "a"]


def test_what_much_hangs_on_comes_before_what_is_a_little_less_certain():
    assert read_first("abcd", PROBABILITIES, {"b": 5.0})[0].comment_id == "b"


def test_a_campaign_in_a_small_theme_matters_most():
    codings = [Coding(comment_id=c, theme_id=t, probability=0.5) for c, t in ("ax", "bx", "cx", "cy", "dy")]
    matters = consequence_of(codings, {"b": 4})
    assert matters["b"] == pytest.approx(4 / 6)
    assert matters["c"] == pytest.approx(1 / 2)


def test_nothing_to_read_is_an_empty_list():
    assert read_first([], np.zeros((0, 3))) == ()
    with pytest.raises(ValueError, match="rows of probabilities"):
        read_first(["a"], np.zeros((0, 3)))
