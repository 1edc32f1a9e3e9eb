"""What is frozen has the same bytes every time, and any change of it is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.plan.snapshot import differences, digest, from_bytes, to_bytes

PLAIN = st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
VALUES = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc"), inner, max_size=4)
)


@given(VALUES)
def test_the_bytes_lead_back_to_the_value_and_the_value_to_the_bytes(value):
    content = to_bytes(value)
    assert from_bytes(content) == value
    assert to_bytes(from_bytes(content)) == content


@given(st.dictionaries(st.text("abcdef", min_size=1), PLAIN), st.randoms())
def test_the_order_of_keys_changes_no_byte(value, random):
    keys = list(value)
    random.shuffle(keys)
    assert digest(to_bytes({key: value[key] for key in keys})) == digest(to_bytes(value))


@given(VALUES, VALUES)
def test_two_values_differ_somewhere_exactly_if_their_bytes_do(before, after):
    assert bool(list(differences(before, after))) == (to_bytes(before) != to_bytes(after))


def test_the_place_of_a_difference_is_named():
    before, after = {"themes": [{"people": 3}], "n": 1}, {"themes": [{"people": 4}], "n": 1}
    assert list(differences(before, after)) == ["themes/0/people"]


def test_a_number_with_a_point_is_refused():
    with pytest.raises(ValueError, match="whole numbers"):
        to_bytes({"share": [0.5]})
