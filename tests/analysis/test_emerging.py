"""New comments join approved themes; what fits none is noticed."""

from __future__ import annotations

import pytest

from analysis.approved import Theme
from analysis.codebook import OTHER
from analysis.corpus import Comment
from analysis.emerging import Joined, find_emerging, join_themes
from tests.analysis.voices import VOICES

APPROVED = tuple(
    Theme(id=name, name=name, examples=VOICES[name][:5]) for name in ("buses", "youth clubs", "waiting for help")
)
NEW_MATTER = (
    "The swimming pool has been shut since May.",
    "Open the swimming pool again please",
    "we can't swim anywhere the pool is closed",
    "When will the swimming pool reopen?",
    "Swimming lessons stopped when the pool closed.",
    "My children miss the pool, swimming kept them fit.",
    "the pool!! we want to swim",
)


def new_comments() -> list[Comment]:
    known = [text for theme in APPROVED for text in VOICES[theme.name][5:]]
    return [Comment(id=f"n{number}", text=text) for number, text in enumerate([*known, *NEW_MATTER])]


@pytest.fixture(scope="module")
def joined() -> Joined:
    return join_themes(APPROVED, new_comments())


def test_new_comments_join_approved_themes_with_a_probability(joined):
    by_id = {each.comment_id: each for each in joined.coded}
    expected = [theme.id for theme in APPROVED for _ in VOICES[theme.name][5:]]
    right = sum(by_id[f"n{number}"].themes[0][0] == theme for number, theme in enumerate(expected))
    assert right >= len(expected) - 2


def test_a_matter_that_fits_no_theme_emerges(joined):
    assert joined.emerging
    swimming = joined.emerging[0]
    assert swimming.people >= 5
    assert swimming.sentence.startswith(f"Emerging: {len(swimming.comments)} comments by {swimming.people} people")
    assert {"n9", "n10"} & set(swimming.comments)


def test_no_comment_is_lost(joined):
    joins = {each.comment_id for each in joined.coded if not each.joins_none}
    emerging = {comment for theme in joined.emerging for comment in theme.comments}
    assert joins | emerging | set(joined.left) == {comment.id for comment in new_comments()}
    assert not (joins & emerging)


def test_the_order_of_comments_changes_nothing_that_is_found(joined):
    turned = join_themes(APPROVED, new_comments()[::-1])
    assert turned.emerging == joined.emerging
    assert turned.coded[::-1] == joined.coded


def test_what_a_person_put_in_other_does_not_emerge_again():
    decisions = {comment.id: frozenset({OTHER}) for comment in new_comments()[9:]}
    settled = join_themes(APPROVED, new_comments(), decisions=decisions)
    assert not settled.emerging
    assert set(decisions) <= set(settled.left)


def test_one_person_who_says_it_often_is_no_emerging_theme():
    often = [Comment(id=f"p{number}", text=text, said_by="one") for number, text in enumerate(NEW_MATTER)]
    assert find_emerging(often, of=100) == ()
