"""Whatever a browser sends becomes a value that can be kept, or words that say what to do."""

from __future__ import annotations

import dataclasses
import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from surveys import (
    SKIPPED,
    Answers,
    BadAnswer,
    Choice,
    Consent,
    LongText,
    ManyChoices,
    Number,
    OneChoice,
    Question,
    Scale,
    ShortText,
    Value,
    as_submitted,
    display,
    from_json,
    load_all,
    missing_words,
    parse,
    to_json,
)
from surveys.characters import clean

AREAS = (
    Choice(value="kingston", text="Kingston"),
    Choice(value="richmond", text="Richmond"),
    Choice(value="windsor", text="Windsor"),
    Choice(value="none", text="None of these", exclusive=True),
)
ONE = OneChoice(id="one", text="Where?", choices=AREAS)
MANY = ManyChoices(id="many", text="Which?", choices=AREAS, most=2)
SCALE = Scale(
    id="scale", text="Safe?", choices=(*AREAS[:3], Choice(value="not-sure", text="I don’t know", off_scale=True))
)
SHORT = ShortText(id="short", text="Name a place")
LONG = LongText(id="long", text="What is good?")
NUMBER = Number(id="number", text="How many?", least=1, most=1800, unit="children")
TICK = Consent(id="tick", text="Clear?", agree_text="I understand", is_optional=False)
YES_OR_NO = Consent(id="quote", text="May we?", agree_text="Yes, do", refuse_text="No, don’t")
EVERY_KIND: list[Question] = [ONE, MANY, SCALE, SHORT, LONG, NUMBER, TICK, YES_OR_NO]
SHIPPED = [question for instrument in load_all().values() for question in instrument.questions]

any_text = st.text(st.characters()) | st.text(st.characters(categories=["Cs", "Cc", "Nd", "Zs"]))
any_raw = st.lists(
    any_text | st.sampled_from([*(choice.value for choice in AREAS), "yes", "no", "7", "1,200"]), max_size=4
)


def required(question: Question) -> Question:
    return dataclasses.replace(question, is_optional=False)


def outcome(question: Question, raw: list[str]) -> Value | BadAnswer:
    try:
        return parse(question, raw)
    except BadAnswer as error:
        return error


@given(st.sampled_from([*EVERY_KIND, *SHIPPED]), any_raw)
def test_any_text_at_all_gives_a_value_or_words_for_people(question: Question, raw: list[str]) -> None:
    value = outcome(question, raw)
    if isinstance(value, BadAnswer):
        assert value.question_id == question.id
        assert value.message
        return
    assert value is SKIPPED or parse(question, as_submitted(value)) == value
    stored = json.dumps(to_json(Answers({question.id: value})), ensure_ascii=False)
    stored.encode("utf-8")
    display(question, value).encode("utf-8")
    assert "\\u0000" not in stored


@given(
    st.dictionaries(
        st.text(), st.just(SKIPPED) | st.text() | st.integers() | st.booleans() | st.lists(st.text()).map(tuple)
    )
)
def test_answers_come_back_from_json_as_they_went(values: dict[str, Value]) -> None:
    answers = Answers(values)
    again = from_json(json.loads(json.dumps(to_json(answers))))
    assert again == answers
    assert [type(value) for value in again.values()] == [type(value) for value in answers.values()]


@given(st.text(st.characters(categories=["L", "M", "N", "P", "S"]), min_size=1))
def test_free_text_is_kept_word_for_word(text: str) -> None:
    """What takes no room or cannot be seen is tests/surveys/test_characters.py's."""
    assume(clean(text) == text)
    assert parse(LONG, [f" {text}\r\n"]) == text


@pytest.mark.parametrize(
    ("question", "raw", "value"),
    [
        (ONE, [" kingston. "], "kingston"),
        (ONE, ["kingston", "kingston"], "kingston"),
        (MANY, ["richmond", "kingston", "richmond"], ("kingston", "richmond")),
        (MANY, ["none"], ("none",)),
        (SCALE, ["not-sure"], "not-sure"),
        (NUMBER, [" 12. "], 12),
        (NUMBER, ["1,200"], 1200),
        (NUMBER, ["1 2 0 0"], 1200),
        (TICK, ["Yes."], True),
        (YES_OR_NO, ["no"], False),
        (SHORT, [" the \r\n  park "], "the park"),
        (LONG, ["  one\r\n\r\ntwo\rthree  "], "one\n\ntwo\nthree"),
        (LONG, ["a\x00b\x0bc"], "abc"),
        (LONG, ["half \ud83d of a smile"], "half \ufffd of a smile"),
        (LONG, ["\ud83d\ude00"], "😀"),
        (LONG, ["x" * 10_000], "x" * 10_000),
    ],
)
def test_stray_marks_of_keyboards_and_dictation_are_forgiven(question: Question, raw: list[str], value: Value) -> None:
    assert parse(question, raw) == value


@pytest.mark.parametrize(
    ("question", "raw", "message"),
    [
        (ONE, ["mars"], "Choose an answer from the list"),
        (ONE, ["kingston", "richmond"], "Choose one answer only"),
        (MANY, ["kingston", "richmond", "windsor"], "Choose up to 2. You chose 3"),
        (MANY, ["kingston", "none"], "Choose “None of these” by itself, or choose other answers"),
        (NUMBER, ["0"], "Enter a whole number between 1 and 1,800"),
        (NUMBER, ["1.5"], "Enter a whole number between 1 and 1,800"),
        (NUMBER, ["lots"], "Enter a whole number between 1 and 1,800"),
        (NUMBER, ["9" * 9000], "Enter a whole number between 1 and 1,800"),
        (TICK, ["no"], "Tick the box “I understand” to go on"),
        (LONG, ["x" * 10_001], "Your answer is too long: 10,001 characters. Shorten it to 10,000 characters or fewer"),
        (LONG, ["x" * 11_500], "Your answer is too long: 11,500 characters. Shorten it to 10,000 characters or fewer"),
        (SHORT, ["x" * 510], "Your answer is too long: 510 characters. Shorten it to 500 characters or fewer"),
    ],
)
def test_an_answer_that_cannot_be_kept_says_what_to_do(question: Question, raw: list[str], message: str) -> None:
    with pytest.raises(BadAnswer) as caught:
        parse(question, raw)
    assert caught.value.message == message


@pytest.mark.parametrize(
    ("question", "message"),
    [
        (ONE, "Choose an answer"),
        (SCALE, "Choose an answer"),
        (MANY, "Choose at least one answer"),
        (SHORT, "Write your answer"),
        (LONG, "Write your answer"),
        (NUMBER, "Enter a whole number between 1 and 1,800"),
        (TICK, "Tick the box “I understand” to go on"),
        (YES_OR_NO, "Choose yes or no"),
    ],
)
def test_nothing_skips_an_optional_question_and_asks_again_for_a_required_one(question: Question, message: str) -> None:
    with pytest.raises(BadAnswer) as caught:
        parse(required(question), ["", " \n\x00"])
    assert caught.value.message == message
    if question.is_optional:
        assert parse(question, []) is SKIPPED
        assert missing_words(question) == f"{message} or press Skip"


def test_an_instrument_can_give_its_own_words() -> None:
    area = OneChoice(id="area", text="Where?", choices=AREAS, is_optional=False, missing_error="Choose where you live")
    with pytest.raises(BadAnswer, match="area: Choose where you live"):
        parse(area, [])


@pytest.mark.parametrize(
    ("question", "value", "words"),
    [
        (ONE, "kingston", "Kingston"),
        (ONE, "a-choice-since-removed", "a-choice-since-removed"),
        (MANY, ("kingston", "none"), "Kingston, None of these"),
        (SCALE, "not-sure", "I don’t know"),
        (NUMBER, 1200, "1,200 children"),
        (TICK, True, "I understand"),
        (YES_OR_NO, False, "No, don’t"),
        (LONG, "The park", "The park"),
        (LONG, SKIPPED, "Skipped"),
        (LONG, None, "Not answered yet"),
    ],
)
def test_an_answer_reads_as_it_was_chosen(question: Question, value: Value | None, words: str) -> None:
    assert display(question, value) == words


def test_skipped_is_not_the_same_as_not_reached_nor_as_prefer_not_to_say() -> None:
    answers = Answers({"good": SKIPPED, "area": "prefer-not-to-say"})
    assert to_json(answers) == {"good": None, "area": "prefer-not-to-say"}
    assert [answers.is_skipped(name) for name in ("good", "area", "idea")] == [True, False, False]
    assert [answers.is_answered(name) for name in ("good", "area", "idea")] == [False, True, False]


def test_answers_are_never_changed_in_place() -> None:
    first = Answers({"area": "kingston"})
    second = first.with_answer("area", "richmond").with_answers({"good": "The park"})
    assert (first["area"], dict(second)) == ("kingston", {"area": "richmond", "good": "The park"})
    assert hash(first) == hash(Answers({"area": "kingston"}))


def test_a_point_has_a_score_and_i_dont_know_has_none() -> None:
    assert [SCALE.score(value) for value in ("kingston", "windsor", "not-sure", SKIPPED)] == [1, 3, None, None]


def test_a_stored_value_of_no_kind_is_refused() -> None:
    with pytest.raises(BadAnswer, match="good: A stored answer cannot be a dict"):
        from_json({"good": {"a": 1}})
