"""Who answered beside who lives there: gaps are named, small groups are not given away."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.disclosure import CONFIDENTIAL, SMALLEST_SHOWN
from analysis.reach import Comparison, Gap, Group, reach

BACKGROUND = Comparison(
    audience="children",
    question="ethnic-group",
    title="Ethnic group",
    about="children who live here",
    groups=(Group("asian", "Asian", 2_000), Group("black", "Black", 1_000), Group("white", "White", 7_000)),
)


def found(**answered: int):
    reached = reach(BACKGROUND, answered)
    return reached, {group.name: group for group in reached.groups}


def test_a_group_that_answers_less_than_it_lives_here_is_named():
    reached, groups = found(asian=20, black=70, white=320)
    assert groups["Asian"].gap is Gap.FEWER
    assert groups["Black"].gap is Gap.MORE
    assert groups["White"].gap is Gap.ABOUT
    assert reached.says == "Heard less than their share: Asian."


def test_a_group_of_whom_nobody_answered_is_named():
    reached, groups = found(asian=150, white=450)
    assert groups["Black"].gap is Gap.NOBODY
    assert "Black" in reached.says


def test_of_a_few_answers_nothing_is_said():
    reached, groups = found(asian=3, white=5)
    assert {groups["Asian"].gap, groups["White"].gap} == {Gap.TOO_FEW}
    assert "too few" in reached.says


def test_of_a_few_who_said_anything_among_many_no_figure_is_shown():
    reached, _groups = found(asian=12, **{"": 300})
    assert {group.answered.text for group in reached.groups} == {CONFIDENTIAL}
    assert {group.gap for group in reached.groups} == {Gap.TOO_FEW}


def test_who_did_not_say_is_counted_apart_and_in_no_share():
    reached, groups = found(asian=80, white=280, **{"prefer-not-to-say": 50, "": 50})
    assert reached.not_said.text == "100"
    assert reached.everybody == 460
    assert groups["White"].percent == round(100 * 280 / 360)


def test_a_population_of_nobody_is_refused():
    empty = Comparison(audience="a", question="q", title="Sex", about="", groups=(Group("f", "F", 0),))
    with pytest.raises(ValueError, match="Sex: the population has nobody in it"):
        reach(empty, {})


def test_before_anybody_has_answered_there_is_a_page():
    reached = reach(BACKGROUND, {})
    assert reached.everybody == 0


@settings(deadline=None, max_examples=50)
@given(
    st.dictionaries(
        st.sampled_from(["asian", "black", "white", "", "prefer-not-to-say"]),
        st.integers(0, 150),
    )
)
def test_no_count_of_one_to_seven_is_shown_nor_is_the_only_one_hidden(answered):
    reached = reach(BACKGROUND, answered)
    shown = [group.answered for group in reached.groups]
    true = [answered.get(name, 0) for name in ("asian", "black", "white")]
    for count, cell in zip(true, shown, strict=True):
        assert cell.text == CONFIDENTIAL if 0 < count < SMALLEST_SHOWN else cell.value is None or cell.value % 5 == 0
    assert sum(cell.text == CONFIDENTIAL for cell in shown) != 1, "one alone could be worked out"
