"""What people answered to questions with choices: a table for each, by area and by age, as everyone may see it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from analysis.answered import Asked, Said, answered, answered_by
from analysis.cells import Cell
from analysis.explore import Explored
from consult.models.surveys import Survey
from consult.services import surveys
from consult.services.counted_groups import AGE_BAND, NO_ANSWER
from consult.services.exports import CSV, Export, csv_bytes
from consult.settings import AREAS
from consult.store import answered as store
from consult.store import people
from consult.store import surveys as surveys_store
from consult.store.answered import Chosen
from consult.store.errors import NotFound
from consult.store.transaction import transaction
from surveys import Instrument
from surveys.answers import AGREE, REFUSE
from surveys.questionnaire import ChoiceQuestion, Consent, ManyChoices, Ranking

NOT_SAID = ""
FIRST = "Put first: "
Closed: TypeAlias = ChoiceQuestion | Consent


@dataclass(frozen=True, kw_only=True)
class Looked:
    """One question of a survey with its tables; those by group only where there is more than one."""

    survey: Survey
    question: Closed
    tables: tuple[Explored, ...]


def list_surveys() -> list[Survey]:
    return surveys.list_surveys()


def list_questions(survey_id: int) -> tuple[Closed, ...]:
    """Those with choices, in the order of the survey; what everybody has to agree to has none.

    What the equality pages ask is kept apart: see Who was heard.
    """
    instrument = _instrument(survey_id)
    asked = (question for page in instrument.pages for question in page.questions)
    return tuple(
        each for each in asked if isinstance(each, ChoiceQuestion) or (isinstance(each, Consent) and each.refuse_text)
    )


def look(survey_id: int, question_id: str) -> Looked:
    """Raises NotFound where the survey has no such question, or one that is answered in words."""
    question = next((each for each in list_questions(survey_id) if each.id == question_id), None)
    if question is None:
        raise NotFound(f"no question with choices “{question_id}” in survey {survey_id}")
    asked, chosen = _asked(question), store.count_chosen(survey_id, question_id, AGE_BAND)

    def said(group: Callable[[Chosen], str]) -> list[Said]:
        return [Said(values=_values(question, each.answer), group=group(each), people=each.people) for each in chosen]

    areas = said(lambda each: each.area if each.area in AREAS else NOT_SAID)
    ages = said(lambda each: NOT_SAID if each.age_band in NO_ANSWER else each.age_band)
    tables = [answered(asked, areas)]
    if question_id != "area" and _are_several(areas):
        tables.append(answered_by(asked, areas, "Area", {**AREAS, NOT_SAID: "Not said"}))
    if question_id != AGE_BAND and _are_several(ages):
        tables.append(answered_by(asked, ages, "Age band", _ages(survey_id, ages)))
    return Looked(survey=surveys_store.get_survey_by_id(survey_id), question=question, tables=tuple(tables))


def as_csv(survey_id: int, question_id: str, *, by: int | None) -> Export:
    """All its tables, one below the other, with the same figures as on the page. Who took it is written down."""
    looked = look(survey_id, question_id)
    lines: list[Sequence[Cell]] = []
    for explored in looked.tables:
        table = explored.table
        lines += [(table.caption,), table.columns, *table.rows, (table.note,), ()]
    with transaction():
        people.record(user_id=by, action="answers exported", subject=f"survey {survey_id}", detail=question_id)
    return Export(f"answers-{survey_id}-{question_id}.csv", CSV, csv_bytes(lines[:-1]))


def _instrument(survey_id: int) -> Instrument:
    return surveys.get_instrument(surveys_store.get_survey_by_id(survey_id).instrument_version_id)


def _asked(question: Closed) -> Asked:
    if isinstance(question, Consent):
        choices = ((AGREE, question.agree_text), (REFUSE, question.refuse_text))
        return Asked(id=question.id, title=question.text, choices=choices)
    return Asked(
        id=question.id,
        title=(FIRST if isinstance(question, Ranking) else "") + question.text,
        choices=tuple((choice.value, choice.text) for choice in question.choices),
        is_several=isinstance(question, ManyChoices),
    )


def _values(question: Closed, answer: str) -> tuple[str, ...]:
    """What one stored answer chose: of an order of preference, what came first."""
    plain = json.loads(answer)
    if plain is None or plain == []:
        return ()
    if isinstance(question, Consent):
        return (AGREE if plain else REFUSE,)  # SQLite says 1 and 0
    if isinstance(plain, list):
        return tuple(map(str, plain[:1] if isinstance(question, Ranking) else plain))
    return (str(plain),)


def _are_several(said: Iterable[Said]) -> bool:
    return len({each.group for each in said}) > 1


def _ages(survey_id: int, said: Iterable[Said]) -> dict[str, str]:
    """In the order of the question that asks for it, as it words them; then what an earlier wording offered."""
    question = next((each for each in list_questions(survey_id) if each.id == AGE_BAND), None)
    named = {each.value: each.text for each in question.choices} if isinstance(question, ChoiceQuestion) else {}
    older = sorted({each.group for each in said} - set(named) - {NOT_SAID})
    return named | {value: value for value in older} | {NOT_SAID: "Not said"}
