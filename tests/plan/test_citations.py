"""Markers in a plan's text are read back as they were written, and what only looks like one is explained."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.plan.citations import Citation, Kind, list_citations, marker

WORDS = st.text(st.characters(exclude_characters="[]\n\r", exclude_categories=["Cs", "Cc"]), max_size=40)
MARKERS = st.one_of(
    st.builds(marker, st.sampled_from([Kind.THEME, Kind.EXCERPT, Kind.REPORT]), st.integers(1, 10**9 - 1)),
    st.sampled_from(["theme/7/people", "theme/12/share", "priority/smarter-working/comments", "all/people"]).map(
        lambda target: marker(Kind.FIGURE, target)
    ),
    st.text("abc .,-", min_size=1).filter(lambda text: text.strip() == text and text).map(
        lambda text: marker(Kind.SOURCE, text[:150].strip() or "a")
    ),
)  # fmt: skip


@given(st.lists(st.tuples(WORDS, MARKERS)))
def test_every_marker_is_found_where_it_was_put(pieces):
    text = "".join(words + written for words, written in pieces)
    found = list(list_citations(text))
    assert [text[each.start : each.end] for each in found] == [written for _, written in pieces]
    assert not any(each.fault for each in found)


@given(st.text())
def test_no_text_is_too_odd_to_read(text):
    for found in list_citations(text):
        assert isinstance(found, Citation)
        assert text[found.start] == "["


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("[them:12]", "no kind of citation"),
        ("[theme:twelve]", "by its number"),
        ("[theme:0]", "by its number"),
        ("[theme:12", "no closing bracket"),
        ("[figure:theme/12/peple]", "no such figure"),
        ("[figure:12]", "no such figure"),
        ("[source:]", "Name the source"),
        ("[source:" + "x" * 201 + "]", "Name the source"),
        ("[see: annex A]", "use round brackets"),
    ],
)
def test_a_marker_that_cannot_be_read_says_why(written, says):
    (found,) = list_citations(f"Before {written} after")
    assert says in found.fault


def test_spaces_and_capitals_in_a_marker_do_no_harm():
    (found,) = list_citations("[ Theme : 12 ]")
    assert (found.kind, found.number, found.fault) == (Kind.THEME, 12, "")


def test_a_figure_leads_to_its_theme():
    found = list(list_citations("[figure:theme/12/people] [figure:all/people] [theme:3] [excerpt:3]"))
    assert [each.theme_id for each in found] == [12, None, 3, None]


def test_what_could_not_be_read_back_is_never_written():
    with pytest.raises(ValueError, match="no citation"):
        marker(Kind.SOURCE, "a]b")
