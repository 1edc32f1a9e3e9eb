"""How many answered in which words is shown like any count of people: small ones are not given away."""

from __future__ import annotations

from analysis.wordings import COLUMNS, wordings_table


def test_people_are_counted_by_wording_in_rounded_figures() -> None:
    table = wordings_table("faces", "In which words", [("4 to 7", 41), ("8 to 11", 82), ("Easy Read", 27)])
    assert table.columns == COLUMNS
    assert table.rows == (("4 to 7", "40", "27%"), ("8 to 11", "80", "53%"), ("Easy Read", "25", "17%"))


def test_a_small_wording_is_hidden_and_so_is_another_that_would_give_it_away() -> None:
    table = wordings_table("faces", "In which words", [("4 to 7", 3), ("8 to 11", 82), ("Easy Read", 27)])
    assert [row[1] for row in table.rows] == ["[c]", "80", "[c]"]
    assert [row[2] for row in table.rows] == ["–", "73%", "–"]


def test_nobody_yet_is_an_empty_table() -> None:
    assert wordings_table("faces", "In which words", []).rows == ()
