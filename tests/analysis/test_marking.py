"""Words that mark a theme are marked in a comment, in every form, and nothing of the comment is lost."""

from hypothesis import given
from hypothesis import strategies as st

from analysis.marking import marked, telling_stems


def test_every_form_of_a_telling_word_is_marked_and_small_words_are_not():
    stems = telling_stems(["late buses", "the bus stop"])
    assert marked("The bus was late; Buses!", stems) == (
        ("The ", False),
        ("bus", True),
        (" was ", False),
        ("late", True),
        ("; ", False),
        ("Buses", True),
        ("!", False),
    )


@given(st.text(max_size=200), st.lists(st.text(max_size=20), max_size=4))
def test_the_pieces_are_the_text(text, phrases):
    assert "".join(piece for piece, _ in marked(text, telling_stems(phrases))) == text
