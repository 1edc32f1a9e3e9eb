"""Which comments are shown as evidence for a theme."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.excerpts import Evidence, choose, dissenting, nearest, position, says_something, tone
from analysis.pipeline import find_themes
from tests.analysis.voices import TEXTS, corpus_of

LONG = "The lido should open earlier in the morning please"


def evidence_of(texts: list[str], rows: np.ndarray | None = None) -> Evidence:
    """Rows point in directions of their own unless given; the first are nearest to the centre."""
    rows = np.eye(len(texts), dtype=np.float32) if rows is None else rows
    closeness = np.linspace(0.9, 0.5, len(texts), dtype=np.float32)
    return Evidence(tuple(range(len(texts))), tuple(texts), rows, closeness)


def test_the_nearest_comments_of_readable_length_come_first():
    chosen = choose(evidence_of(["Yes", f"{LONG} one", f"{LONG} two", "word " * 200]))
    assert chosen.typical == (1, 2, 0, 3)


def test_comments_that_are_nearly_alike_are_shown_once():
    rows = np.array([[1, 0], [0.99, 0.14], [0, 1]], np.float32)
    assert choose(evidence_of([LONG] * 3, rows)).typical == (0, 2)


def test_diverse_comments_lie_far_apart():
    angles = np.linspace(0, np.pi / 2, 30)
    rows = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    diverse = choose(evidence_of([LONG] * 30, rows)).diverse
    assert diverse[0] == 29
    assert len(diverse) >= 2
    likeness = rows[list(diverse)] @ rows[list(diverse)].T - np.eye(len(diverse))
    assert likeness.max() < 0.9


@pytest.mark.parametrize(
    "masked", ["[phone]", "Call me on [phone] please", "My e-mail is [e-mail] or text [phone]", "[name] [postcode]"]
)
def test_contact_details_alone_are_no_evidence(masked):
    assert not says_something(masked)
    assert choose(evidence_of([masked, LONG])).typical == (1,)


def test_a_comment_with_contact_details_in_it_still_counts():
    assert says_something("The lido opens too late for swimmers, ring me on [phone]")


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("I agree with the new crossing", 1),
        ("I do not agree with the crossing", -1),
        ("We oppose this scheme", -1),
        ("No objection from us", 1),
        ("The crossing is by the shop", 0),
    ],
)
def test_a_denial_turns_the_side_somebody_takes(text, side):
    assert position(text) == side


def test_tone_hears_praise_and_complaint():
    assert tone("Kind and helpful staff") > 0 > tone("Nobody was helpful, it was awful")


def test_who_speaks_against_most_is_dissenting():
    agreeing = [f"I support the new crossing by gate {word}" for word in ("one", "two", "three", "four", "five", "six")]
    assert dissenting(evidence_of([*agreeing, "I oppose the crossing, it is pointless"])) == (6,)


def test_where_all_agree_or_none_takes_a_side_nobody_is_dissenting():
    assert dissenting(evidence_of([f"I support crossing {word}" for word in "abcdefgh"])) == ()
    assert dissenting(evidence_of(["The gate by the mill", "A bench near the pond"])) == ()
    assert dissenting(evidence_of([*["I support it"] * 6, *["I oppose it"] * 6])) == ()


@settings(max_examples=30, deadline=None)
@given(st.permutations(range(12)))
def test_the_order_of_the_evidence_changes_nothing(order):
    rows = np.random.RandomState(3).randn(12, 5).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    evidence = evidence_of([*[f"I support it, says {word}" for word in "abcdefghi"], *[f"{LONG}, I object"] * 3], rows)
    assert choose(evidence.only(order)) == choose(evidence)


@given(st.lists(st.sampled_from([0.2, 0.4, 0.6, 0.8]), max_size=12), st.integers(1, 14))
def test_of_very_many_comments_the_nearest_are_looked_at_and_of_few_all(closeness, most):
    near = nearest(np.array(closeness, np.float32), most).tolist()
    assert near == sorted(set(near))
    assert len(near) == min(most, len(closeness))
    left_out = [closeness[at] for at in range(len(closeness)) if at not in near]
    assert max(left_out, default=0.0) <= min((closeness[at] for at in near), default=1.0)


def test_a_theme_shows_each_group_of_copies_once():
    letter = "Please keep the toy library on Mill Lane open because families with babies walk there every week"
    findings = find_themes(corpus_of(*TEXTS, *[f"{letter} number {number}" for number in range(9)]))
    for theme in findings.themes:
        for shown in (theme.excerpts, theme.diverse, theme.dissenting):
            assert sum(int(key) > len(TEXTS) for key in shown) <= 1
            assert len(set(shown)) == len(shown)
