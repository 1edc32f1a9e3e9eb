"""Who answered beside who lives there: gaps are named, small groups are not given away."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.disclosure import CONFIDENTIAL, SMALLEST_SHOWN
from analysis.reach import NOT_SAID, Comparison, Gap, Group, reach

AREAS = ("kingston", "richmond", "windsor-and-maidenhead")
BACKGROUND = Comparison(
    audience="children",
    question="ethnic-group",
    title="Ethnic group",
    about="children who live here",
    groups=(Group("asian", "Asian", 200), Group("black", "Black", 100), Group("white", "White", 700)),
)


def found(**answered: tuple[int, int, int]):
    reached = reach(BACKGROUND, answered, AREAS)
    return reached, {group.name: group for group in reached.groups}


def test_a_group_that_answers_less_than_it_lives_here_is_named():
    reached, groups = found(asian=(10, 10, 0), black=(30, 30, 10), white=(120, 120, 80))
    assert groups["Asian"].gap is Gap.FEWER
    assert groups["Black"].gap is Gap.MORE
    assert groups["White"].gap is Gap.ABOUT
    assert reached.says == "Heard less than their share: Asian."


def test_a_group_of_whom_nobody_answered_is_named():
    reached, groups = found(asian=(50, 50, 50), white=(200, 150, 100))
    assert groups["Black"].gap is Gap.NOBODY
    assert "Black" in reached.says


def test_of_a_few_answers_nothing_is_said():
    reached, groups = found(asian=(3, 0, 0), white=(5, 0, 0))
    assert {groups["Asian"].gap, groups["White"].gap} == {Gap.TOO_FEW}
    assert "too few" in reached.says


def test_who_did_not_say_is_counted_apart_and_in_no_share():
    reached, groups = found(asian=(40, 40, 0), white=(140, 140, 0), **{"prefer-not-to-say": (50, 0, 0), "": (0, 50, 0)})
    assert reached.not_said.text == "100"
    assert reached.everybody == 460
    assert groups["White"].percent == round(100 * 280 / 360)


def test_counts_that_fit_no_area_are_refused():
    with pytest.raises(ValueError, match="white do not fit 3 areas"):
        reach(BACKGROUND, {"white": [1, 2]}, AREAS)


def test_a_population_of_nobody_is_refused():
    empty = Comparison(audience="a", question="q", title="Sex", about="", groups=(Group("f", "F", 0),))
    with pytest.raises(ValueError, match="Sex: the population has nobody in it"):
        reach(empty, {}, AREAS)


def test_before_anybody_has_answered_there_is_a_page():
    reached = reach(BACKGROUND, {}, ())
    assert reached.everybody == 0


@settings(deadline=None, max_examples=50)
@given(
    st.dictionaries(
        st.sampled_from(["asian", "black", "white", "", "prefer-not-to-say"]),
        st.tuples(*[st.integers(0, 60)] * 3),
    )
)
def test_no_count_of_one_to_seven_is_shown_nor_is_the_only_one_hidden(answered):
    reached = reach(BACKGROUND, answered, AREAS)
    shown = [*(group.answered for group in reached.groups), reached.not_said]
    true = [sum(answered.get(name, ())) for name in ("asian", "black", "white")]
    true.append(reached.everybody - sum(true))
    for count, cell in zip(true, shown, strict=True):
        assert cell.text == CONFIDENTIAL if 0 < count < SMALLEST_SHOWN else cell.value is None or cell.value % 5 == 0
    assert sum(cell.text == CONFIDENTIAL for cell in shown) != 1
    assert NOT_SAID not in {group.name for group in reached.groups}
