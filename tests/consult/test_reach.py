"""The page that shows whose voice is missing, and the file it takes the population from."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from consult.environment import read_settings
from consult.extensions import db
from consult.models.people import Role
from consult.models.submissions import EqualityAnswers, Submission
from consult.population import SHIPPED, BadPopulation, read_population
from consult.services import reach
from consult.settings import BadSettings
from consult.store.transaction import transaction
from surveys.loading import load_all
from tests.consult import received


def answer(survey, count, **equality):
    with transaction():
        for _ in range(count):
            sent = received.submission(survey)
            if equality:
                answers = {key.replace("_", "-"): value for key, value in equality.items()}
                db.session.add(EqualityAnswers(submission_id=sent.id, answers=answers))


@pytest.fixture
def answered(app):
    survey = received.open_wave()["children"]
    answer(survey, 40, ethnic_group="white", sex="female")
    answer(survey, 30, ethnic_group="asian", sex=None)
    answer(survey, 20)
    with transaction():
        received.submission(survey, is_test=True)


def test_children_are_counted_by_what_they_said_and_tests_are_not(answered):
    found = {each.comparison.question: each for each in reach.look().of("children")}
    background = {group.name: group.answered.text for group in found["ethnic-group"].groups}
    assert background["White"] == "40"
    assert background["Asian or Asian British"] == "30"
    assert found["ethnic-group"].everybody == 90
    assert found["ethnic-group"].not_said.text == "20"
    assert found["sex"].not_said.text == "50"  # skipped, or not asked


def test_a_strategist_sees_who_is_missing_and_that_the_figures_are_examples(answered, signed_in):
    shown = signed_in(Role.STRATEGIST).visit("/staff/reach")
    assert "The figures of the population are examples" in shown.text
    assert "Heard less than their share:" in shown.text
    assert "nobody so far" in shown.text


def test_the_page_says_in_which_words_they_answered_and_hides_a_small_wording(answered, signed_in):
    with transaction():
        for number, sent in enumerate(db.session.scalars(sa.select(Submission).order_by(Submission.id))):
            sent.face, sent.language = ("4-7" if number < 3 else "8-11" if number < 50 else "12-17"), "en"
    shown = signed_in(Role.STRATEGIST).visit("/staff/reach")
    rows = shown.rows("Children and young people: in which words they answered")
    assert sorted(row[1] for row in rows[1:]) == ["45", "[c]", "[c]"]
    assert {row[0] for row in rows[1:]} == {"4, 5, 6 or 7", "8, 9, 10 or 11", "12 to 17"}
    assert "counted together" in shown.text


def test_before_any_answer_the_page_opens(app, signed_in):
    assert "0 surveys sent" in signed_in(Role.MANAGER).visit("/staff/reach").text


def test_every_shipped_comparison_asks_what_the_survey_asks():
    instruments = {instrument.audience.value: instrument for instrument in load_all().values()}
    for comparison in read_population(SHIPPED).comparisons:
        question = instruments[comparison.audience].question(comparison.question)
        assert {group.value for group in comparison.groups} <= {choice.value for choice in question.choices}


HEAD = 'title = "T"\nsource = "S"\ndate = 2026-01-01\nis_example = false\n'
TWO = '{ value = "a", name = "A", people = 5 }, { value = "b", name = "B", people = 6 }'
ONE = '[[comparisons]]\naudience = "children"\nquestion = "sex"\ntitle = "Sex"\nabout = "here"\ngroups = [%s]\n'


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("title =", "Invalid"),
        (HEAD, "comparisons"),
        (HEAD.replace("2026-01-01", '"soon"') + ONE % TWO, "date has to be a day"),
        (HEAD.replace("false", '"no"') + ONE % TWO, "is_example"),
        (HEAD + ONE % f"{TWO}, {TWO}", "each once"),
        (HEAD + (ONE % TWO) * 2, "there twice"),
        (HEAD + ONE % TWO.replace("5", "0"), "above 0"),
        (HEAD + ONE % TWO.replace("people = 5", "number = 5"), "number"),
        (HEAD + "colour = 3\n" + ONE % TWO, "colour"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_place_and_the_remedy(tmp_path: Path, text, fault):
    file = tmp_path / "population.toml"
    file.write_text(text)
    with pytest.raises(BadPopulation, match=fault) as refused:
        read_population(file)
    assert str(file) in str(refused.value)
    assert "[[comparisons]]" in str(refused.value)


def test_a_missing_file_stops_the_start_with_its_name(tmp_path):
    with pytest.raises(BadSettings, match="CONSULT_POPULATION"):
        read_settings({"CONSULT_POPULATION": str(tmp_path / "none.toml"), "CONSULT_INSTANCE": str(tmp_path)})
