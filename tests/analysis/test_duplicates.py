"""Copies are found and counted, never dropped; different comments are never taken for copies."""

from __future__ import annotations

import csv
import random
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.__main__ import main
from analysis.duplicates import find_copies, group_copies, is_campaign
from tests.analysis.voices import TEXTS

LETTER = (
    "Dear council please keep the youth club on our estate open because young people have nowhere else to go in the "
    "evening and the leaders there know every family by name"
)
VOCABULARY = " ".join(TEXTS).split()


def with_words_changed(text: str, number: int, chance: random.Random) -> str:
    said = text.split()
    for place in chance.sample(range(len(said)), number):
        said[place] = chance.choice(VOCABULARY)
    return " ".join(said)


def test_exact_copies_are_found_whatever_their_case_and_punctuation():
    assert group_copies(["Don\u2019t fix the park!", "More buses", "dont fix  the PARK"]).tolist() == [0, 1, 0]


def test_campaign_letters_with_a_tenth_of_their_words_changed_are_found():
    chance = random.Random(7)
    letters = [" ".join(chance.choices(VOCABULARY, k=40)) for _ in range(150)]
    groups = group_copies([*letters, *(with_words_changed(letter, 4, chance) for letter in letters[:50])])
    assert groups[150:].tolist() == list(range(50))
    assert (groups[:150] == np.arange(150)).all()


def test_five_hundred_identical_and_a_hundred_lightly_edited_letters_are_one_campaign_of_six_hundred():
    chance = random.Random(8)
    edited = {with_words_changed(LETTER, 3, chance) for _ in range(130)} - {LETTER}
    texts = [*sorted(edited)[:100], *[LETTER] * 500, *TEXTS]
    copies = find_copies(texts)
    assert set(copies.sizes[:600].tolist()) == {600}
    assert set(copies.centre[:600].tolist()) == {100}
    assert Counter(copies.kinds[:600]) == {"exact": 500, "near": 100}
    assert is_campaign(LETTER, 600)
    assert set(copies.first[:600].tolist()).isdisjoint(copies.first[600:].tolist())


def test_a_campaign_that_is_most_of_the_file_is_one_group():
    texts = [f"{LETTER} {TEXTS[number % len(TEXTS)].split()[0]} {number}" for number in range(300)]
    assert set(group_copies(texts)) == {0}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("More parks please", "No more parks please"),
        ("Close the pool", "Do not close the pool"),
        ("More youth clubs", "More youth club"),
        ("Please close the old swimming pool in our town", "Please do not close the old swimming pool in our town"),
        ("We want more lessons about money in our school", "We want fewer lessons about money in our school"),
        (f"I support this. {LETTER}", f"I oppose this. {LETTER}"),
        (LETTER, LETTER.replace("please keep", "please never keep")),
    ],
)
def test_texts_that_differ_in_a_word_that_matters_are_not_copies(one, other):
    assert group_copies([one, other]).tolist() == [0, 1]


def test_what_several_people_say_in_few_words_is_counted_together_and_is_no_campaign():
    copies = find_copies(["More youth clubs", "more youth clubs!", "More youth clubs."])
    assert copies.kinds == ("exact",) * 3
    assert not is_campaign("More youth clubs", 3)


def test_a_chain_of_small_changes_does_not_join_different_texts():
    chance = random.Random(9)
    said = [" ".join(chance.choices(VOCABULARY, k=30))]
    for place in range(0, 30, 3):
        words = said[-1].split()
        words[place : place + 3] = [f"other{place}", f"words{place}", f"here{place}"]
        said.append(" ".join(words))
    groups = group_copies(said)
    assert groups[0] == groups[1]
    assert groups[0] != groups[-1]


@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(chance):
    edits = random.Random(1)
    texts = [*TEXTS, "", " ", *(with_words_changed(LETTER, 3, edits) for _ in range(8)), LETTER, LETTER]
    order = chance.sample(range(len(texts)), len(texts))
    shuffled = group_copies([texts[place] for place in order])
    together = {frozenset(order[place] for place in np.flatnonzero(shuffled == first)) for first in set(shuffled)}
    groups = group_copies(texts)
    assert together == {frozenset(np.flatnonzero(groups == first).tolist()) for first in set(groups)}


def test_blank_comments_copy_nobody():
    assert find_copies(["", " ", "\n"]).kinds == ("", "", "")
    assert find_copies([]).kinds == ()


def test_a_hundred_thousand_identical_comments_are_one_group():
    assert set(find_copies([LETTER] * 100_000).sizes.tolist()) == {100_000}


def test_odd_texts_do_no_harm():
    texts = ["a" * 100_000, "\ud800 broken", "\0", "word " * 30_000, "word " * 30_001, "🙂🙂", "🙂 🙂"]
    assert len(find_copies(texts).kinds) == len(texts)


def test_the_command_gives_every_comment_one_row(tmp_path, capsys):
    rows = [("a", LETTER), ("b", LETTER), ("c", f"{LETTER} indeed"), ("d", "More buses"), ("e", "")]
    for name in ("in", "turned"):
        with (tmp_path / f"{name}.csv").open("w", newline="") as file:
            csv.writer(file).writerows([("id", "comment"), *rows])
        rows.reverse()
        given = [
            str(tmp_path / f"{name}.csv"),
            "--text",
            "comment",
            "--id",
            "id",
            "--out",
            str(tmp_path / f"{name}.out"),
        ]
        assert main(["duplicates", *given]) == 0
    out = (tmp_path / "in.out").read_text()
    assert out == (tmp_path / "turned.out").read_text()
    assert out.splitlines()[0] == "comment_id,group,kind,size"
    found = {row["comment_id"]: (row["kind"], row["size"]) for row in csv.DictReader(out.splitlines())}
    assert found == {"a": ("exact", "3"), "b": ("exact", "3"), "c": ("near", "3"), "d": ("", "1"), "e": ("", "1")}
    assert "5 comments, 3 different texts; campaigns: 1, of 3 comments" in capsys.readouterr().err
