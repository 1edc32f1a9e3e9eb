"""Topics and their names."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.base import clone

from analysis.encode import default_encoder
from analysis.features import TextFeatures
from analysis.naming import name_topics
from analysis.topics import NO_TOPIC, TopicFinder, sensible_maximum
from tests.analysis.voices import TEXTS


@pytest.fixture(scope="module")
def features():
    return TextFeatures(default_encoder()).fit_transform(TEXTS)


def test_the_constructor_only_stores(features):
    finder = TopicFinder(3, floor=0.1, random_state=5)
    assert clone(finder).get_params() == finder.get_params()
    assert not hasattr(finder, "centres_")


def test_rows_in_another_order_get_the_same_topics(features):
    order = np.random.RandomState(0).permutation(len(features))
    labels, shuffled = TopicFinder().fit_predict(features), TopicFinder().fit_predict(features[order])
    assert np.array_equal(labels[order], shuffled)


def test_fitting_leaves_its_input_alone(features):
    before = features.copy()
    TopicFinder().fit(features)
    assert np.array_equal(features, before)


def test_new_texts_are_placed_among_the_topics_found(features):
    learned = TextFeatures(default_encoder()).fit(TEXTS)
    finder = TopicFinder().fit(learned.transform(TEXTS))
    assert np.array_equal(finder.predict(learned.transform(TEXTS)), finder.labels_)
    probabilities = finder.predict_proba(features)
    assert probabilities.min() >= 0
    assert probabilities.max() <= 1


def test_what_fits_nothing_has_no_topic(features):
    finder = TopicFinder().fit(features)
    assert finder.predict(np.zeros_like(features[:2])).tolist() == [NO_TOPIC, NO_TOPIC]


def test_learning_from_a_sample_places_every_row(features):
    many = np.vstack([features] * 5)
    assert len(TopicFinder(max_fit=20).fit(many).labels_) == len(many)


def test_the_number_of_topics_grows_slowly():
    assert [sensible_maximum(n) for n in (1, 5, 29, 100, 500, 10_000, 10**6)] == [1, 1, 4, 8, 16, 36, 36]


def test_names_are_phrases_that_set_topics_apart():
    points = [
        "the youth club is great",
        "youth clubs shut",
        "a youth club near us",
        "late bus",
        "the bus is late",
        "buses",
    ]
    names = name_topics(points, np.array([0, 0, 0, 1, 1, 1]))
    assert names[0].name == "What people say about youth clubs"
    assert names[1].name == "What people say about buses"


def test_no_two_topics_share_a_name_even_where_words_are_the_same():
    names = [topic.name for topic in name_topics(["bus"] * 6 + ["it is"] * 4, np.array([0, 0, 1, 1, 2, 2, 3, 3, 4, 4]))]
    assert len({name.casefold() for name in names}) == 5


def test_a_name_is_not_made_of_words_of_saying_or_telling_the_time():
    points = ["mum says the bus comes late on saturday"] * 4 + ["mum says the park is late on saturday"] * 4
    names = name_topics(points, np.array([0] * 4 + [1] * 4))
    assert [topic.name for topic in names] == [f"What people say about the {thing}" for thing in ("bus", "park")]
    assert not {"says", "comes", "mum", "saturday"} & set(" ".join(names[0].keywords).split())


def test_a_small_topic_of_which_nothing_can_be_said_has_no_name():
    points = ["the bus is late"] * 60 + ["well she said so", "then he came"]
    assert name_topics(points, np.array([0] * 60 + [1, 1]))[1].name == ""


def test_a_topic_can_be_dropped_and_its_rows_go_elsewhere(features):
    finder = TopicFinder(4).fit(features)
    before = len(finder.centres_)
    finder.drop([0], features)
    assert len(finder.centres_) == before - 1
    assert finder.labels_.max() == before - 2


def test_a_capitalised_word_may_be_somebodys_name_and_is_not_shown():
    points = ["I like Zebedee and the park", "the park has Zebedee", "we saw Zebedee in the park"]
    assert "zebedee" not in str(name_topics(points, np.zeros(3, int))).lower()
