"""The same comments give the same themes on any number of threads; a few more comments leave the rest together."""

from __future__ import annotations

import os
import random
import subprocess
import sys

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from analysis.codebook import FAIR, FIRM, LOOSE
from analysis.consensus import ABSENT
from analysis.encode import encoder_named
from analysis.features import TextFeatures
from analysis.firmness import firmness, stability
from analysis.levels import groups
from analysis.topics import NO_TOPIC, TopicFinder

MATTERS = {
    "bus": "the bus to school is late and the bus fare is too high for a family",
    "park": "the swings in the park are broken and the park needs lights at night",
    "club": "open the youth club again so that teenagers meet friends at the club",
    "waiting": "the waiting list for speech therapy is long and nobody rings while waiting",
    "teacher": "our teacher leaves and lessons with a supply teacher are not good",
    "food": "lunch at the canteen costs a lot and the lunch queue has cold food",
}


def invented(size: int, seed: int = 0) -> list[str]:
    """Comments on six matters: half of the words of one, in any order, and a few of all."""
    chance = random.Random(seed)
    every = " ".join(MATTERS.values()).split()
    made: dict[str, None] = {}
    while len(made) < size:
        own = chance.choice(list(MATTERS.values())).split()
        made[" ".join([*chance.sample(own, len(own) // 2), *chance.sample(every, 2)])] = None
    return list(made)


def found(texts: list[str]) -> np.ndarray:
    rows = TextFeatures(encoder_named("static")).fit_transform(texts)
    return TopicFinder().fit(rows, keys=texts).labels_


@pytest.fixture(scope="module")
def before_and_after() -> tuple[np.ndarray, np.ndarray]:
    """The topics of 594 comments, alone and when six more have come."""
    texts = invented(600)
    return found(texts[:594]), found(texts)[:594]


def test_one_in_a_hundred_more_comments_regroup_nothing(before_and_after):
    assert adjusted_rand_score(*before_and_after) >= 0.85


def test_in_each_theme_those_who_were_together_stay_together(before_and_after):
    before, after = before_and_after
    for topic in set(before.tolist()) - {NO_TOPIC}:
        members = np.flatnonzero(before == topic)
        together = after[members][:, None] == after[members]
        assert (together.sum() - len(members)) / (len(members) * (len(members) - 1)) >= 0.85


@pytest.mark.parametrize("threads", ["2"])
def test_one_thread_or_two_give_the_same_findings_to_the_last_bit(threads):
    program = (
        "from analysis.pipeline import find_themes; from tests.analysis.voices import corpus_of;"
        "from tests.analysis.test_themes_stand import invented; print(repr(find_themes(corpus_of(*invented(600)))))"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", program],
            env=os.environ | {"OMP_NUM_THREADS": each, "OPENBLAS_NUM_THREADS": each},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for each in ("1", threads)
    ]
    assert runs[0] == runs[1]


def test_a_topic_that_comes_back_whole_is_firm_and_one_that_falls_apart_is_loose():
    labels = np.array([0] * 8 + [1] * 8)
    resamples = (
        np.array([0] * 7 + [ABSENT] + [1, 2] * 4),
        np.array([3] * 8 + [0, 1, 2, 0, 1, 2, 0, ABSENT]),
    )
    whole, apart = stability(labels, resamples)
    assert (firmness(whole), firmness(apart), firmness(0.7)) == (FIRM, LOOSE, FAIR)


def test_few_themes_have_no_second_level_and_many_have_fewer_groups_than_themes():
    chance = np.random.default_rng(0)
    centres = chance.normal(size=(16, 8)).astype(np.float32)
    names = [f"theme {number}" for number in range(16)]
    larger = groups(centres, names, list(range(16, 0, -1)))
    assert len(set(larger)) < 16
    assert set(larger) <= set(names)
    assert groups(centres[:5], names[:5], [1] * 5) == ("",) * 5


def test_an_encoder_is_chosen_by_name_and_says_what_it_is():
    assert "wordllama" in encoder_named("static").name
    assert "no word vectors" in encoder_named("lsa").name
    alike = encoder_named("lsa").encode(["youth clubs", "a youth club", "the bus"])
    assert alike[0] @ alike[1] > 0.9 > alike[0] @ alike[2]
    with pytest.raises(ValueError, match="static, minilm, lsa"):
        encoder_named("best")
