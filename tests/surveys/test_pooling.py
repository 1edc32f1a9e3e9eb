"""The answers of all faces are counted together, and changing the face loses none: for any answers at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import (
    SKIPPED,
    Answers,
    BadAnswer,
    Instrument,
    Question,
    Value,
    answers_on_path,
    as_submitted,
    carried_over,
    display,
    is_hidden,
    load_all,
    page_like,
    parse,
    parse_again,
    path,
    show,
    wording_of,
)
from surveys.keeping import shown_of
from surveys.questionnaire import ChoiceQuestion, Scale, TextQuestion
from tests.surveys.test_routing import values_of

WHOLES = load_all()
FACES = [shown for whole in WHOLES.values() for shown in whole.variants]
every_face = pytest.mark.parametrize("shown", FACES, ids=[f"{shown.id}-{shown.face_id}" for shown in FACES])


@st.composite
def asked(draw: st.DrawFn) -> tuple[Question, Question, list[str]]:
    """A question as a face has it, the same in the instrument, and something a browser could send for it."""
    shown = draw(st.sampled_from(FACES))
    question = draw(st.sampled_from(shown.questions))
    offered = [choice.value for choice in question.choices] if isinstance(question, ChoiceQuestion) else ["yes", "no"]
    raw = draw(st.lists(st.sampled_from([*offered, "7", "words"]), max_size=4))
    return question, WHOLES[shown.id].question(question.id), raw


@given(asked())
def test_whatever_a_face_takes_the_instrument_takes_too(sent: tuple[Question, Question, list[str]]) -> None:
    question, whole, raw = sent
    try:
        value = parse(question, raw)
    except BadAnswer:
        return
    assert parse(whole, as_submitted(value)) == value
    assert display(whole, value)


@st.composite
def said(draw: st.DrawFn) -> tuple[Instrument, Answers]:
    """An instrument and any valid answers to any of its questions, given in whichever face."""
    whole = draw(st.sampled_from(list(WHOLES.values())))
    values = {
        question.id: draw(values_of(question) | st.just(SKIPPED) if question.is_optional else values_of(question))
        for question in draw(st.lists(st.sampled_from(whole.questions), unique_by=lambda question: question.id))
    }
    return whole, Answers(values)


@given(said())
def test_a_page_sent_as_it_was_shown_changes_nothing_in_any_face(given_so_far: tuple[Instrument, Answers]) -> None:
    whole, answers = given_so_far
    for shown in whole.variants:
        for question in shown.questions:
            value = answers.get(question.id)
            if answers.is_answered(question.id):
                assert parse_again(question, shown_of(question, value), value) == value
                assert not is_hidden(wording_of(question, whole.question(question.id), value), value)


@given(said(), st.lists(st.integers(0, 4), min_size=1, max_size=4))
def test_changing_the_face_there_and_back_loses_no_answer_and_leads_to_a_page(
    given_so_far: tuple[Instrument, Answers], turns: list[int]
) -> None:
    whole, before = given_so_far
    shown, answers = whole.variants[0], before
    for turn in turns:
        after = carried_over(shown.face, answers)
        said_by_faces = shown.face.answers if shown.face else Answers()
        assert {key: after[key] for key in answers if key not in said_by_faces} == {
            key: value for key, value in answers.items() if key not in said_by_faces
        }
        shown, answers = whole.variants[turn % len(whole.variants)], after
        for page in whole.pages:
            again = page_like(whole, shown, answers, page.id)
            assert again in path(shown, answers)
    assert set(answers_on_path(shown, answers)) <= {question.id for question in whole.questions}


@every_face
def test_every_face_names_the_limit_of_the_promise_and_that_nobody_reads_this_live(shown: Instrument) -> None:
    for promise in (shown.privacy.confidentiality, shown.privacy.anonymous):
        assert "hurt" in " ".join(promise) or shown.id != "children"
        assert "Nobody is reading this right now" in " ".join(promise)
    assert "will not try to find out who you are" in " ".join(shown.privacy.confidentiality)
    assert "hurt" in " ".join(shown.privacy.confidentiality)
    boxes = [question for question in shown.questions if isinstance(question, TextQuestion)]
    assert boxes
    assert {box.notice for box in boxes} == {shown.privacy.notice}
    assert not [
        letter for letter in " ".join((*shown.privacy.confidentiality, shown.privacy.notice)) if letter.isdigit()
    ]


@every_face
def test_every_face_of_children_asks_who_helped_and_how_old_they_are_at_most_once(shown: Instrument) -> None:
    ids = {question.id for question in shown.questions}
    assert {"understood", "area", "feel-safe", "listened-to", "good", "change", "may-quote"} <= ids
    if shown.id == "children":
        assert "who-helped" in ids
        assert shown.face is not None
        assert ("age-band" in shown.face.answers) != ("age-band" in ids)


def test_the_youngest_have_few_questions_of_three_steps_one_on_each_page() -> None:
    youngest, older = show(WHOLES["children"], "4-7"), show(WHOLES["children"], "12-17")
    assert len(youngest.pages) <= 12 < len(older.pages)
    alone = {len(page.questions) for page in youngest.all_pages if page.id != "drawing"}
    assert alone == {1}, "a drawing may have words beside it"
    scales = [question for question in youngest.questions if isinstance(question, Scale)]
    assert {tuple(point.value for point in scale.points) for scale in scales} == {("1", "3", "5")}


def test_yes_maybe_and_no_of_the_youngest_score_as_in_the_whole_scale() -> None:
    whole = WHOLES["children"].question("feel-safe")
    assert isinstance(whole, Scale)
    youngest = show(WHOLES["children"], "4-7").question("feel-safe")
    assert isinstance(youngest, Scale)
    scored: list[tuple[str, Value | None]] = [(point.text, whole.score(point.value)) for point in youngest.points]
    assert scored == [("No", 1), ("Maybe", 3), ("Yes", 5)]
