"""Learning from people: a handful helps, decisions stand, and what is not known is said."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from threadpoolctl import threadpool_limits

from analysis.approved import BY_MACHINE, PEOPLE, SAME_WORDS, Theme
from analysis.codebook import NOT_SURE, OTHER
from analysis.coding import ThemeCoder
from analysis.coding_words import telling_words
from analysis.corpus import Comment
from tests.analysis.voices import VOICES

CODEBOOK = tuple(Theme(id=name.replace(" ", "-"), name=name) for name in VOICES)
FRAMES = ("{}", "Honestly: {}", "{} My family thinks so too.", "as I said last time, {}")
SAID = [
    (frame.format(text), frozenset({theme.id}))
    for frame in FRAMES
    for said in zip(*(texts[:5] for texts in VOICES.values()), strict=True)
    for theme, text in zip(CODEBOOK, said, strict=True)
]
HELD_OUT = [(text, frozenset({t.id})) for t, texts in zip(CODEBOOK, VOICES.values(), strict=True) for text in texts[5:]]


def fitted(said: list[tuple[str, frozenset[str]]], codebook: tuple[Theme, ...] = CODEBOOK) -> ThemeCoder:
    return ThemeCoder().fit([text for text, _ in said], [themes for _, themes in said], codebook)


def as_comments(texts: list[str]) -> list[Comment]:
    return [Comment(id=f"c{number}", text=text) for number, text in enumerate(texts)]


@pytest.fixture(scope="module")
def coder() -> ThemeCoder:
    return fitted(SAID[:50])


def test_a_handful_of_codings_helps_at_once_and_more_help_more():
    right = []
    for amount in (0, 5, 20, 50):
        chosen = fitted(SAID[:amount]).predict_proba([text for text, _ in HELD_OUT]).argmax(axis=1)
        right.append(sum(CODEBOOK[place].id in themes for place, (_, themes) in zip(chosen, HELD_OUT, strict=True)))
    assert right == sorted(right)
    assert right[1] > right[0] or right[0] == len(HELD_OUT)
    assert right[-1] >= 0.8 * len(HELD_OUT)


def test_what_people_confirmed_stays_right_however_much_is_learned_later():
    comments = as_comments([text for text, _ in SAID])
    before: set[str] = set()
    for amount in (0, 5, 20, 50):
        confirmed = {comments[place].id: SAID[place][1] for place in range(amount)}
        coded = fitted(SAID[:amount]).code(comments, confirmed)
        right = {
            each.comment_id
            for each, (_, themes) in zip(coded, SAID, strict=True)
            if {theme for theme, _ in each.themes} == themes
        }
        assert before & set(confirmed) <= right
        assert set(confirmed) <= right
        before = right


def test_a_persons_decision_stands_against_everything_the_machine_thinks(coder):
    comment = Comment(id="c1", text="The bus is always late after school.")
    (coded,) = coder.code([comment], {"c1": {"parks", "teachers"}})
    assert coded.source == PEOPLE
    assert coded.themes == (("parks", 1.0), ("teachers", 1.0))
    assert [coding.theme_id for coding in coded.codings] == ["parks", "teachers"]


def test_the_same_words_get_what_people_gave_them(coder):
    (coded,) = coder.code([Comment(id="new", text="  THE BUS is always late after school. ")])
    assert (coded.source, coded.themes) == (SAME_WORDS, (("buses", 1.0),))


def test_people_who_differ_about_the_same_words_leave_it_to_the_machine():
    said = [
        ("Lights on the path to the bus", frozenset({"buses"})),
        ("lights on the path to the bus", frozenset({"parks"})),
    ]
    coder = fitted([*SAID[:20], *said])
    (coded,) = coder.code([Comment(id="c1", text=said[0][0])])
    assert coded.source == BY_MACHINE


def test_nothing_decided_is_not_a_decision(coder):
    with pytest.raises(ValueError, match="write 'other' where no theme fits"):
        coder.code([Comment(id="c1", text="The bus")], {"c1": set()})


def test_several_themes_can_fit_one_comment():
    both = [
        (f"{a} And {b}", frozenset({"buses", "parks"})) for a, b in zip(VOICES["buses"], VOICES["parks"], strict=True)
    ]
    (themes,) = fitted([*SAID, *both]).predict(["The bus home is late and the swings in the park are broken."])
    assert themes == {"buses", "parks"}


def test_what_is_unlike_everything_known_joins_no_theme(coder):
    coded = coder.code(as_comments(["Quantum chromodynamics of gluons", "zxcv qwer", "😀😀", "", "\x00\x01"]))
    assert all(each.joins_none for each in coded)
    assert all(each.themes[0][0] in {OTHER, NOT_SURE} for each in coded)


def test_what_people_said_fits_no_theme_teaches_too():
    tax = [
        "My council tax went up again.",
        "Council tax is too high.",
        "The council tax letter was wrong.",
        "Tax, tax, tax.",
    ]
    before = fitted(SAID[:20]).predict_proba(["Why is council tax so high?"]).max()
    after = fitted([*SAID[:20], *((text, frozenset({OTHER})) for text in tax)]).predict_proba(
        ["Why is council tax so high?"]
    )
    assert after.max() < before


def test_probabilities_are_the_same_in_any_order_of_rows(coder):
    turned = ThemeCoder().fit([t for t, _ in SAID[49::-1]], [s for _, s in SAID[49::-1]], CODEBOOK)
    texts = [text for text, _ in HELD_OUT]
    assert (turned.predict_proba(texts) == coder.predict_proba(texts)).all()
    assert (turned.held_out_proba_ == coder.held_out_proba_[::-1]).all()


def test_held_out_probabilities_have_not_seen_their_own_coding():
    wrong = [*SAID[:50], ("My teacher explains maths really well to me", frozenset({"buses"}))]
    coder = fitted(wrong)
    assert coder.held_out_proba_[-1][coder.classes_.tolist().index("buses")] < 0.3


@settings(max_examples=15, deadline=None)
@given(st.lists(st.text(max_size=40), max_size=6))
def test_any_text_gets_a_probability(texts):
    coder = _small()
    probabilities = coder.predict_proba(texts)
    assert probabilities.shape == (len(texts), len(coder.classes_))
    assert ((probabilities >= 0) & (probabilities <= 1)).all()
    assert len(coder.code(as_comments(texts))) == len(texts)


def _small(kept: list[ThemeCoder] = []) -> ThemeCoder:  # noqa: B006 - fitted once
    if not kept:
        kept.append(fitted(SAID[:10]))
    return kept[0]


@pytest.mark.parametrize(
    ("texts", "labels", "codebook", "says"),
    [
        (["a"], [], CODEBOOK, "1 texts but 0 sets"),
        ([], [], (), "no theme to learn"),
        (["a"], [{OTHER}], (), "no theme to learn"),
        ([], [], (CODEBOOK[0], CODEBOOK[0]), "two themes have the id 'buses'"),
        ([], [], (Theme(id=OTHER, name="Other"),), "no theme can have the id 'other'"),
        (["a"], [{NOT_SURE}], CODEBOOK, "leave the comment out"),
    ],
)
def test_what_cannot_be_learned_is_said_in_a_sentence(texts, labels, codebook, says):
    with pytest.raises(ValueError, match=says):
        ThemeCoder().fit(texts, labels, codebook)


@pytest.mark.parametrize("texts", [["one"], ["same", "same"], ["😀"], [""], ["a b " * 20_000]])
def test_odd_things_to_learn_from_are_learned_from(texts):
    coder = ThemeCoder().fit(texts, [{"t1"}] * len(texts))
    assert coder.predict_proba(["one", ""]).shape == (2, 1)
    assert np.isfinite(coder.predict_proba(["one", ""])).all()


def test_more_texts_than_can_be_learned_from_are_counted_and_all_get_a_probability(monkeypatch):
    monkeypatch.setattr("analysis.coding.MOST_ROWS", 30)
    coder = fitted(SAID[:50])
    assert coder.not_learned_ == 50 + len(CODEBOOK) - 30
    assert (coder.held_out_proba_.max(axis=1) > 0).all()


def test_the_words_that_decided_are_shown_where_they_stand(coder):
    text = "At last: the BUS was on time today"
    words = telling_words(coder, text, "buses")
    assert words[0].word == "BUS"
    assert text[words[0].start : words[0].end] == "BUS"
    assert words[0].weight > 0
    with pytest.raises(ValueError, match="knows no theme 'trams'"):
        telling_words(coder, text, "trams")


def test_it_is_an_estimator_like_the_others():
    assert clone(ThemeCoder(penalty=2.0)).get_params()["penalty"] == 2.0


def test_one_thread_or_two_give_the_same_codings():
    texts = [text for text, _ in HELD_OUT]
    with threadpool_limits(limits=1):
        alone = fitted(SAID[:50]).predict_proba(texts)
    with threadpool_limits(limits=2):
        together = fitted(SAID[:50]).predict_proba(texts)
    assert (alone == together).all()
