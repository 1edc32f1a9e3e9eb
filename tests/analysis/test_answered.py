"""What people chose: every table protected, nothing a reader could work out, and it adds up where nothing is small."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.answered import Asked, Said, answered, answered_by
from analysis.disclosure import CONFIDENTIAL

HAPPY = Asked(id="happy", title="Are you happy?", choices=(("yes", "Yes"), ("no", "No"), ("dont-know", "I don’t know")))
LIKES = Asked(id="likes", title="What do you like?", choices=(("art", "Art"), ("sport", "Sport")), is_several=True)
AREAS = {"kingston": "Kingston", "richmond": "Richmond", "": "Not said"}


def said(people, *values, group="kingston"):
    return Said(values=values, group=group, people=people)


def rows(explored):
    return {row[0]: row[1:] for row in explored.table.rows}


def test_each_answer_has_its_number_of_people_and_its_share_of_those_who_were_asked():
    found = rows(answered(HAPPY, [said(60, "yes"), said(30, "no"), said(10, "dont-know"), said(20)]))
    assert found == {
        "All people": ("120",),
        "Yes": ("60 (50%)",),
        "No": ("30 (25%)",),
        "I don’t know": ("10 (8%)",),
        "Skipped": ("20 (17%)",),
    }


def test_somebody_who_chose_several_is_in_several_lines_and_the_table_says_so():
    found = answered(LIKES, [said(40, "art", "sport"), said(20, "art"), said(20)])
    assert rows(found)["Art"] == ("60 (75%)",)
    assert rows(found)["Sport"] == ("40 (50%)",)
    assert "choose several" in found.table.note


def test_few_people_are_never_shown_nor_what_would_give_them_away():
    found = rows(answered(HAPPY, [said(60, "yes"), said(30, "no"), said(3, "dont-know")]))
    assert found["I don’t know"] == (CONFIDENTIAL,)
    assert sum(line == (CONFIDENTIAL,) for line in found.values()) >= 2


def test_groups_stand_beside_each_other_with_everybody():
    found = answered_by(HAPPY, [said(60, "yes"), said(30, "no", group="richmond"), said(40, "no")], "Area", AREAS)
    assert found.table.columns == ("Answer", "Kingston", "Richmond", "All")
    assert rows(found)["All people"] == ("100", "30", "130")
    assert found.title == "Are you happy? By area"


def test_an_answer_that_an_earlier_wording_offered_is_not_lost():
    assert rows(answered(HAPPY, [said(60, "sometimes"), said(60, "yes")]))["sometimes"] == ("60 (50%)",)


def test_a_group_nobody_named_is_refused_by_name():
    with pytest.raises(ValueError, match="merton"):
        answered_by(HAPPY, [said(60, "yes", group="merton")], "Area", AREAS)


ANSWERS = st.sampled_from([(), ("yes",), ("no",), ("dont-know",)])
SAID = st.lists(
    st.tuples(ANSWERS, st.sampled_from(list(AREAS)), st.integers(1, 40)).map(
        lambda each: Said(values=each[0], group=each[1], people=each[2])
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=40)
@given(SAID)
def test_no_figure_of_one_to_seven_people_is_ever_shown_and_order_changes_nothing(given_answers):
    found = answered_by(HAPPY, given_answers, "Area", AREAS)
    assert found == answered_by(HAPPY, given_answers[::-1], "Area", AREAS)
    shown = {cell.split(" ")[0] for row in found.table.rows for cell in row[1:]}
    assert all(each == CONFIDENTIAL or int(each.replace(",", "")) % 5 == 0 for each in shown)
    groups = {group for group in AREAS if any(each.group == group for each in given_answers)}
    for column, group in enumerate(group for group in AREAS if group in groups):
        people = sum(each.people for each in given_answers if each.group == group)
        if people < 10:
            assert {line[column].text for line in found.cells} == {CONFIDENTIAL}
