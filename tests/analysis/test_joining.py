"""What is new joins the themes that were found before, and leaves them as they were."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.codebook import NOT_SURE, OTHER, Coding, Findings
from analysis.corpus import Comment, Corpus
from analysis.joining import Joined, join_new, learn_from
from analysis.pipeline import find_themes
from tests.analysis.test_emerging import NEW_MATTER
from tests.analysis.voices import VOICES

KNOWN = tuple(Comment(id=f"k{at}", text=text) for at, text in enumerate(t for said in VOICES.values() for t in said))
NEW = (
    Comment(id="n-bus", text="the bus was late again this morning and we missed school, buses never come"),
    Comment(id="n-name", text="Please ask Keisha Okafor about the late bus"),
    Comment(id="n-blank", text=" "),
    *(Comment(id=f"n-pool{at}", text=text) for at, text in enumerate(NEW_MATTER)),
)


@pytest.fixture(scope="module")
def before() -> Findings:
    return find_themes(Corpus.of(KNOWN))


def join(before: Findings, known: tuple[Comment, ...], new: tuple[Comment, ...]) -> Joined:
    return join_new(before.themes, learn_from(before.codings, {theme.id for theme in before.themes}), known, new)


@pytest.fixture(scope="module")
def joined(before: Findings) -> Joined:
    return join(before, KNOWN, NEW)


def test_every_new_comment_is_in_a_theme_in_none_or_left_out(joined: Joined) -> None:
    placed, left_out = {each.comment_id for each in joined.codings}, {each.comment_id for each in joined.excluded}
    assert placed | left_out == {comment.id for comment in NEW}
    assert left_out == {"n-blank"}
    assert {each.comment_id for each in joined.priorities} == placed


def test_a_new_comment_joins_the_theme_of_those_it_is_like(before: Findings, joined: Joined) -> None:
    buses = [f"k{at}" for at, comment in enumerate(KNOWN) if comment.text in VOICES["buses"]]
    theirs = {coding.theme_id for coding in before.codings if coding.comment_id in buses} - {OTHER, NOT_SURE}
    assert {coding.theme_id for coding in joined.codings if coding.comment_id == "n-bus"} & theirs


def test_what_several_new_comments_raise_becomes_a_theme_of_its_own(joined: Joined) -> None:
    assert [theme.id for theme in joined.emerging] == ["new01"]
    members = {coding.comment_id for coding in joined.codings if coding.theme_id == "new01"}
    assert joined.emerging[0].comments == len(members) >= 5
    assert set(joined.emerging[0].excerpts) <= members


def test_rows_in_another_order_join_alike(before: Findings, joined: Joined) -> None:
    assert join(before, KNOWN[::-1], NEW[::-1]) == joined


def test_the_run_says_what_it_was_and_no_name_is_in_what_it_says(joined: Joined) -> None:
    assert f"{len(NEW) - 1} new comments joined" in joined.method
    assert "A full run may draw themes otherwise" in joined.method
    assert "Keisha" not in repr(joined)


def test_without_a_theme_there_is_nothing_to_join(before: Findings) -> None:
    with pytest.raises(ValueError, match="find themes first"):
        join_new((), {}, KNOWN, NEW)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 400), st.sampled_from(["a", "b", OTHER, NOT_SURE])), max_size=400))
def test_of_each_theme_some_comments_are_learned_from_whatever_the_order_of_rows(rows: list[tuple[int, str]]) -> None:
    codings = [Coding(comment_id=str(at), theme_id=theme, probability=0.5) for at, theme in rows]
    chosen = learn_from(codings, {"a", "b"})
    assert chosen == learn_from(codings[::-1], {"a", "b"})
    unsure = {str(at) for at, theme in rows if theme == NOT_SURE}
    for theme in ("a", "b"):
        its = {str(at) for at, of in rows if of == theme} - unsure
        mine = {comment for comment, themes in chosen.items() if theme in themes}
        assert mine <= its
        assert len(mine) >= min(len(its), 40)
