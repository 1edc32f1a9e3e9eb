"""The four surveys of the wave “Plan 2024”: ready to be opened, and asking the same things by the same names."""

from __future__ import annotations

import pytest

from surveys import (
    SKIPPED,
    Answers,
    Consent,
    Instrument,
    LongText,
    Scale,
    check_all,
    first_unanswered,
    is_complete,
    load_all,
    path,
)
from surveys.questionnaire import ChoiceQuestion, TextQuestion

INSTRUMENTS = load_all()
OPEN_QUESTIONS = ("good", "change", "matters-most", "idea")
every_instrument = pytest.mark.parametrize("instrument", INSTRUMENTS.values(), ids=INSTRUMENTS.keys())


def test_the_shipped_instruments_have_no_problems() -> None:
    assert [str(problem) for problem in check_all()] == []


def test_there_is_one_instrument_for_each_audience() -> None:
    assert {key: str(one.audience) for key, one in INSTRUMENTS.items()} == {
        "children": "children",
        "parents": "parents",
        "partners": "partners",
        "staff": "staff",
    }


@every_instrument
def test_the_promise_comes_first_and_is_agreed_to(instrument: Instrument) -> None:
    first = instrument.pages[0]
    understood = instrument.question("understood")
    assert first.shows_privacy
    assert first.questions == (understood,)
    assert isinstance(understood, Consent)
    assert not understood.is_optional


@every_instrument
def test_everybody_is_told_that_nobody_reads_this_live_and_where_the_promise_ends(instrument: Instrument) -> None:
    promise = " ".join(instrument.privacy.confidentiality)
    assert "we will not try to find out who you are" in promise.casefold()
    assert "being hurt" in promise
    assert "Nobody is reading this right now" in promise
    notices = {question.notice for question in instrument.questions if isinstance(question, TextQuestion)}
    assert notices == {instrument.privacy.notice}
    assert "Nobody is reading this right now" in instrument.privacy.notice


@every_instrument
def test_help_line_numbers_are_left_to_the_configuration(instrument: Instrument) -> None:
    said = " ".join((*instrument.privacy.confidentiality, instrument.privacy.notice))
    assert not [letter for letter in said if letter.isdigit()]


@every_instrument
def test_everybody_is_asked_the_same_four_open_questions(instrument: Instrument) -> None:
    assert all(isinstance(instrument.question(name), LongText) for name in OPEN_QUESTIONS)


@every_instrument
def test_at_least_four_ratings_have_the_same_values_everywhere(instrument: Instrument) -> None:
    ratings = [question for question in instrument.questions if isinstance(question, Scale)]
    assert {"feel-safe", "listened-to", "right-help-in-time", "easy-to-find-help"} <= {one.id for one in ratings}
    assert {tuple(point.value for point in one.points) for one in ratings} == {("1", "2", "3", "4", "5")}


@every_instrument
def test_only_the_promise_must_be_answered_as_respondents_are_told(instrument: Instrument) -> None:
    required = [question.id for question in instrument.questions if not question.is_optional]
    assert required == ["understood"]
    said = Answers({question.id: SKIPPED for question in instrument.questions})
    assert is_complete(instrument, said.with_answers({"understood": True, "area": "prefer-not-to-say"}))


@every_instrument
def test_equality_questions_are_optional_explained_and_apart(instrument: Instrument) -> None:
    assert instrument.equality_intro
    assert {"sex", "ethnic-group", "disability"} <= {page.id for page in instrument.equality_pages}
    assert not {page.id for page in instrument.equality_pages} & {page.id for page in path(instrument, {})}


@every_instrument
def test_no_question_is_asked_twice_in_one_survey(instrument: Instrument) -> None:
    said = [question.text for question in instrument.questions]
    assert len(said) == len(set(said))


def test_the_same_question_has_the_same_kind_and_known_values_everywhere() -> None:
    kinds: dict[str, set[str]] = {}
    for instrument in INSTRUMENTS.values():
        for question in instrument.questions:
            kinds.setdefault(question.id, set()).add(question.kind)
    assert {key: found for key, found in kinds.items() if len(found) > 1} == {}


def test_the_areas_are_the_same_for_everybody() -> None:
    for instrument in INSTRUMENTS.values():
        area = instrument.question("area")
        assert isinstance(area, ChoiceQuestion)
        values = [choice.value for choice in area.choices]
        assert values[:3] == ["kingston", "richmond", "windsor-and-maidenhead"]
        assert values[-2:] == ["elsewhere", "prefer-not-to-say"]


def test_a_child_who_does_not_feel_safe_reads_kind_words_and_may_say_what_would_help() -> None:
    children = INSTRUMENTS["children"]
    low = Answers({"understood": True, "area": "kingston", "age-band": "9-12", "who-helped": "nobody"})
    low = low.with_answers({"help-used": SKIPPED, "feel-safe": "1"})
    page = first_unanswered(children, low)
    assert page is not None
    assert page.id == "feel-safer"
    assert page.title == "Thank you for telling us"
    assert page.questions[0].is_optional
    assert page not in path(children, low.with_answer("feel-safe", "4"))


def test_a_parent_is_asked_about_send_support_only_when_it_is_needed() -> None:
    parents = INSTRUMENTS["parents"]
    send_help = parents.page("send-help")
    assert send_help in path(parents, Answers({"child-with-send": "yes"}))
    assert send_help not in path(parents, Answers({"child-with-send": "no"}))
