"""A split takes the comments like the seeds, the same every time, and a new comment goes where its like went."""

import pytest

from analysis.dividing import divide, join

BUSES = ("The bus is always late", "Buses never come on time", "More buses in the evening", "The bus was full again")
TEETH = ("No dentist will take my child", "We wait a year for the dentist", "My teeth hurt and no dentist has room")
TEXTS = (*BUSES, *TEETH)


def test_comments_like_the_seeds_go_and_the_others_stay():
    assert divide(TEXTS, [4, 5]) == [False] * 4 + [True] * 3


def test_the_order_of_comments_changes_nothing():
    backwards = TEXTS[::-1]
    seeds = [backwards.index(TEXTS[4]), backwards.index(TEXTS[5])]
    assert divide(backwards, seeds) == divide(TEXTS, [4, 5])[::-1]


def test_a_theme_of_seeds_alone_goes_whole():
    assert divide(BUSES[:2], [0, 1]) == [True, True]


@pytest.mark.parametrize("seeds", [[], [1], [1, 1], [0, 9], [-1, 2]])
def test_too_few_seeds_or_none_of_the_texts_are_refused(seeds):
    with pytest.raises(ValueError, match=r"at least 2 different comments|places among the 7 texts"):
        divide(TEXTS, seeds)


def test_a_new_comment_goes_where_its_like_went_whatever_comes_with_it():
    new = ["The dentist is too far away", "The evening bus is cancelled"]
    assert join(TEETH, BUSES, new) == [True, False]
    assert [join(TEETH, BUSES, [one]) for one in new] == [[True], [False]]
    assert join(TEETH, (), new) == [False, False]
