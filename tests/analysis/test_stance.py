"""For, against, mixed or unclear, and how pleased the words are: a weak signal that knows the question."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.codebook import AGAINST, FOR, MIXED, UNCLEAR, Coding
from analysis.corpus import Comment, Corpus
from analysis.pipeline import find_themes
from analysis.stance import STANCES, Stance, as_often_right, default_reader, with_stances
from analysis.stance_words import OPEN, RIGHT, WRONG, asks_for, proposes, written_down

BETTER = "What could be better?"


def read(text: str, question: str = "") -> Stance:
    return default_reader().read([text], [question])[0]


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("The dinner ladies are so kind and the food is great", FOR),
        ("We need more football pitches please", FOR),
        ("Bring back the music lessons", FOR),
        ("Nobody answered our letters and the wait was terrible", AGAINST),
        ("Stop cutting the bus, we are against it", AGAINST),
        ("the nurse was lovely but the waiting room is filthy and cold", MIXED),
        ("We live near the station", UNCLEAR),
        ("zxqv", UNCLEAR),
    ],
)
def test_words_that_nobody_taught_it_are_read(text, stance):
    assert read(text).stance == stance


def test_a_wish_is_for_its_matter_and_not_as_happy_as_praise():
    assert read("The youth club is brilliant, I love it").tone > 0.4 > read("We need a youth club").tone
    assert read("The youth club is horrible and dirty").tone < -0.4


def test_not_turns_a_word_round():
    assert read("The staff were not helpful").tone < read("The staff were helpful").tone
    assert read("I have no complaints").tone > read("I have complaints").tone


def test_nothing_is_praise_where_it_was_asked_what_could_be_better():
    assert read("Nothing.", BETTER).stance == FOR
    assert read("nothing really", BETTER).tone > 0
    assert read("Nothing.", "What do you like?").stance == AGAINST


def test_a_bare_matter_leans_the_way_it_was_asked_for():
    better, liked = read("Parking", BETTER), read("Parking", "What do you like about it?")
    assert better.tone < read("Parking").tone < liked.tone


def test_a_question_says_what_it_asks_for():
    assert [asks_for(each) for each in (BETTER, "What do you like here?", "Tell us more")] == [WRONG, RIGHT, OPEN]
    assert proposes("Should phones be banned?")
    assert not proposes("What should change?")


def test_what_says_nothing_of_a_proposal_is_left_unclear():
    assert read("The food is nice", "Should phones be banned in school?").stance == UNCLEAR


def test_texts_without_words_take_no_side():
    for text in ("", "😀", "123", "!!!", "\x00"):
        assert read(text) == Stance(stance=UNCLEAR, probability=1.0, tone=0.0)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=60), st.sampled_from(["", BETTER, "What is good?", "Is it safe?"]))))
def test_every_text_gets_one_stance_whatever_stands_beside_it(rows):
    texts, questions = [text for text, _ in rows], [question for _, question in rows]
    together = default_reader().read(texts, questions)
    assert together == tuple(read(text, question) for text, question in rows)
    assert all(each.stance in STANCES and 0 <= each.probability <= 1 and -1 <= each.tone <= 1 for each in together)


def test_a_question_for_some_only_is_refused():
    with pytest.raises(ValueError, match="2 texts but 1 questions"):
        default_reader().read(["a", "b"], ["c"])


def test_a_comment_may_take_two_sides_in_two_themes():
    codings = [Coding(comment_id="c1", theme_id=theme, probability=0.9) for theme in ("staff", "waiting")]
    staff, waiting = with_stances(codings, ["The nurses are lovely", "the wait is awful"], ["", ""])
    assert (staff.theme_id, staff.stance, waiting.stance) == ("staff", FOR, AGAINST)
    assert staff.tone > 0 > waiting.tone


def test_themes_are_found_with_the_side_that_comments_take():
    praise = [Comment(id=f"p{n}", text=f"The youth club is brilliant and friendly {n}") for n in range(6)]
    complaints = [Comment(id=f"q{n}", text=f"The bus is always late and filthy {n}") for n in range(6)]
    stances = {coding.comment_id: coding for coding in find_themes(Corpus.of([*praise, *complaints])).codings}
    assert all(stances[comment.id].stance == FOR and stances[comment.id].tone > 0 for comment in praise)
    assert all(stances[comment.id].stance == AGAINST and stances[comment.id].tone < 0 for comment in complaints)


def test_the_written_phrases_are_each_of_one_kind():
    said = [text.casefold() for each in written_down()["phrases"] for text in each["said"]]
    assert len(said) == len(set(said))
    assert len(said) >= 200


@given(st.floats(0.5, 1.0), st.floats(0.5, 1.0))
def test_what_is_shown_grows_with_what_is_read_and_is_never_certain(one, other):
    lower, higher = as_often_right(np.array(sorted((one, other))), np.array([0, 1]), [False, False])
    assert 0.5 < lower <= higher < 1.0


def test_a_proposal_and_a_stance_that_takes_no_side_keep_their_probability():
    sure, best = np.array([0.9, 0.9]), np.array([STANCES.index(FOR), STANCES.index(MIXED)])
    assert as_often_right(sure, best, [True, False]).tolist() == [0.9, 0.9]
