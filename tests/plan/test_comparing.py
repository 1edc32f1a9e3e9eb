"""Two versions side by side hold every sentence of both."""

from hypothesis import given
from hypothesis import strategies as st

from consult.plan.comparing import Change, compare

TEXT = st.lists(st.sampled_from(["One is here.", "Two is there.", "Three!", "Four goes\non."])).map(" ".join)


@given(TEXT, TEXT)
def test_nothing_of_either_version_is_left_out(before, after):
    lines = compare(before, after)
    assert [line.before for line in lines if line.before] == [line.before for line in compare(before, before)]
    assert [line.after for line in lines if line.after] == [line.after for line in compare(after, after)]


@given(TEXT)
def test_a_text_is_the_same_as_itself(text):
    assert {line.change for line in compare(text, text)} <= {Change.SAME}


def test_each_sentence_says_what_became_of_it():
    lines = compare("One stays. Two goes. Three waits.", "One stays. Three waits. Four comes.")
    assert [(line.change, line.before or line.after) for line in lines] == [
        (Change.SAME, "One stays."),
        (Change.REMOVED, "Two goes."),
        (Change.SAME, "Three waits."),
        (Change.ADDED, "Four comes."),
    ]
