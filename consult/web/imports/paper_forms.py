"""The questions of one sheet on one page, for whoever types it in. What was left open on paper stays open."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, StringField
from wtforms.validators import StopValidation

from consult.models.surveys import Survey
from consult.services import paper
from consult.services.dates import BadDate, read_date
from consult.web.fields import AnswerField, field_for
from surveys import Answers, Consent, Drawing, Instrument, Mark, Question, parse
from surveys.questionnaire import TextQuestion

ONCE_BYTES = 24
NOT_AGREED = (
    "Tick this where it is ticked on the sheet. Where it is not, do not type the sheet in: hand it in as a document, "
    "so that it is read and not lost"
)


@dataclass(frozen=True, slots=True)
class Part:
    """A page of the survey with its fields."""

    title: str
    fields: tuple[AnswerField, ...]


class PaperForm(FlaskForm):
    """once_key: given out with the form. Names with an underscore: no question has such an id."""

    is_skipped = False
    is_going_elsewhere = True  # what is open stays open: nobody asks the sheet again
    survey: Survey
    instrument: Instrument
    received_on: date

    once_key = HiddenField(filters=[lambda token: (token or secrets.token_urlsafe(ONCE_BYTES))[:64]])
    day_received = StringField("Day on which it was received")

    @property
    def answer_fields(self) -> Iterator[AnswerField]:
        return (field for field in self if isinstance(field, AnswerField))

    @property
    def parts(self) -> list[Part]:
        """As the sheet asks: page by page."""
        by_id = {field.question.id: field for field in self.answer_fields}
        pages = self.instrument.all_pages
        asked = ((page, tuple(by_id[each.id] for each in page.asked if each.id in by_id)) for page in pages)
        return [Part(page.title, fields) for page, fields in asked if fields]

    @property
    def answers(self) -> Answers:
        """Of a form that was accepted. An optional question left open was passed over; another is not answered."""
        said = {field.question.id: field.data for field in self.answer_fields if field.data is not None}
        open_ones = (f.question for f in self.answer_fields if f.question.id not in said and _may_be_open(f.question))
        return Answers({**said, **{question.id: parse(question, []) for question in open_ones}})

    def validate_day_received(self, field: Field) -> None:
        try:
            self.received_on = read_date(field.data or "")
        except BadDate as error:
            raise StopValidation(str(error)) from error
        if fault := paper.fault_of_day(self.survey, self.received_on):
            raise StopValidation(fault)

    def validate(self, extra_validators: object = None) -> bool:
        is_fine: bool = super().validate(extra_validators)
        for field in self.answer_fields:
            if _must_be_agreed(field.question) and not field.errors and field.data is not True:
                field.errors = [NOT_AGREED]
        first = next((field for field in self.answer_fields if not isinstance(field.question, Consent)), None)
        if is_fine and first and not paper.is_telling(self.instrument, self.answers):
            first.errors = [paper.NOTHING]
        return is_fine and not self.errors


def form_for(survey: Survey, instrument: Instrument, day: str) -> PaperForm:
    """For one sheet of this survey, in the face and language that the instrument shows."""
    asked = [question for page in instrument.all_pages for question in page.asked if not isinstance(question, Drawing)]
    fields = {f"answer_{question.id}": field_for(_plain(question)) for question in asked}
    form: PaperForm = type("FormOfSheet", (PaperForm,), fields)(data={"day_received": day})
    form.survey, form.instrument = survey, instrument
    return form


def _plain(question: Question) -> Question:
    """Without what is said to respondents beside the boxes for words."""
    return replace(question, notice="") if isinstance(question, TextQuestion) else question


def _may_be_open(question: Question) -> bool:
    return question.is_optional or isinstance(question, Mark)


def _must_be_agreed(question: Question) -> bool:
    return isinstance(question, Consent) and not question.is_optional and not question.refuse_text
